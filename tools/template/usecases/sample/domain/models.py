"""Codes, the words people see for them, and the members and their requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from chatkit_core.domain import Choice, Person, Record


class Plan(StrEnum):
    """What a member pays for."""

    BASIC = "Basic"
    PLUS = "Plus"


class Topic(StrEnum):
    """What a request is about."""

    QUESTION = "QUESTION"
    PROBLEM = "PROBLEM"
    CHANGE = "CHANGE"


class Contact(StrEnum):
    """How the answer comes."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LETTER = "LETTER"


TOPICS: Sequence[Choice] = (
    Choice(Topic.QUESTION, "A question", "You would like to know something", "circle-question"),
    Choice(Topic.PROBLEM, "A problem", "Something is not as it should be", "bug"),
    Choice(Topic.CHANGE, "A change", "Your address, your name, your plan", "write"),
)

CONTACTS: Sequence[Choice] = (
    Choice(Contact.EMAIL, "By e-mail", "To the address of your account", "mail"),
    Choice(Contact.PHONE, "By phone", "We call you back", "phone"),
    Choice(Contact.LETTER, "By letter", "On paper, three days later", "document"),
)


class Member(Person):
    """Somebody who may send requests."""

    id_field = "member_id"

    member_id: str
    plan: Plan


class Request(Record):
    """A request that was sent; `answer_by` is the last day for the answer."""

    request_id: str
    member_id: str
    topic: Topic
    contact: Contact
    sent_on: date
    answer_by: date


def day_in_words(day: date) -> str:
    """A day as people read it, such as 4 July 2026."""
    return f"{day.day} {day:%B %Y}"
