"""The rule on replies: who is called back, and by when an answer comes."""

from __future__ import annotations

from datetime import date

import pytest
from usecases.sample.domain.models import Contact, Plan, Topic
from usecases.sample.domain.policies import ReplyInputs, ReplyParameters, ReplyPolicy

THURSDAY = date(2026, 11, 26)


def decided(topic: Topic, contact: Contact, plan: Plan = Plan.BASIC) -> tuple[bool, str]:
    inputs = ReplyInputs(topic=topic, contact=contact, plan=plan, today=THURSDAY)
    decision = ReplyPolicy().decide(inputs, ReplyParameters())
    assert decision.because
    return decision.allowed, decision.outputs["answer_by"]


@pytest.mark.parametrize(
    ("topic", "contact", "last"),
    [
        (Topic.PROBLEM, Contact.EMAIL, "2026-11-27"),
        (Topic.QUESTION, Contact.EMAIL, "2026-11-30"),  # a weekend does not count
        (Topic.CHANGE, Contact.EMAIL, "2026-12-01"),
        (Topic.PROBLEM, Contact.LETTER, "2026-12-02"),
    ],
)
def test_an_answer_comes_within_its_working_days(topic: Topic, contact: Contact, last: str) -> None:
    assert decided(topic, contact) == (True, last)


@pytest.mark.parametrize(
    ("topic", "plan", "called"),
    [
        (Topic.PROBLEM, Plan.BASIC, True),
        (Topic.QUESTION, Plan.BASIC, False),
        (Topic.CHANGE, Plan.BASIC, False),
        (Topic.QUESTION, Plan.PLUS, True),
        (Topic.CHANGE, Plan.PLUS, True),
    ],
)
def test_a_call_back_is_for_problems_and_for_plus(topic: Topic, plan: Plan, called: bool) -> None:
    assert decided(topic, Contact.PHONE, plan)[0] is called
