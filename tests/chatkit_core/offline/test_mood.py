"""Questions, requests and statements, and what is negated."""

from __future__ import annotations

import re

import pytest

from chatkit_core.offline.mood import Mood, mood, without_negated

ANSWERS = re.compile(r"\b(?:refund|exchange|express|broken|credit)\b")


@pytest.mark.parametrize(
    "clause",
    [
        "how long does it take",
        "is there a fee",
        "do you charge for express",
        "what happens if it is lost",
        "i want to know the price",
        "can you tell me the price",
        "are earrings returnable",
        "should i confirm",
        "does it cost anything",
        "express vs standard",
        "please explain the difference between the two",
        "compare refund and credit",
        "isn't broken the same as damaged",
        "if a driver came",
        "show me everything",
        "in case i take the credit",
        "let's imagine i took the refund",
        "twenty percent off what exactly",
        "will shipping be free",
        "do refunds take long",
        "last time i took the credit",
    ],
)
def test_a_question_asks(clause: str) -> None:
    assert mood(clause, asked=False) is Mood.ASKS


@pytest.mark.parametrize(
    "clause",
    ["can i have a refund", "could you send it express", "would you book it", "can someone come"],
)
def test_a_polite_request_requests(clause: str) -> None:
    assert mood(clause, asked=True) is Mood.REQUESTS


@pytest.mark.parametrize(
    "clause",
    [
        "doesn't work",
        "was broken when it came",
        "is too small",
        "have it picked up",
        "do it",
        "won't turn on",
        "were damaged",
        "i want a refund",
        "is very different from the picture",
        "is better for me the second one",
    ],
)
def test_what_only_starts_like_a_question_tells(clause: str) -> None:
    assert mood(clause, asked=False) is Mood.TELLS


def test_a_use_case_says_which_requests_are_questions() -> None:
    questions = re.compile(r"^can i return")
    assert mood("can i return it", asked=False, questions=questions) is Mood.ASKS


@pytest.mark.parametrize(
    ("clause", "left", "denied"),
    [
        ("not a refund", "", ("refund",)),
        ("an exchange instead of a refund", "an exchange", ("refund",)),
        ("an exchange rather than a refund", "an exchange", ("refund",)),
        ("i don't want a refund", "", ("refund",)),
        ("anything but an exchange", "", ("exchange",)),
        ("neither an exchange nor credit", "", ("exchange", "credit")),
        ("it's not broken", "it's", ("broken",)),
        ("not working", "not working", ()),
        ("a refund", "a refund", ()),
        ("nothing but a refund", "nothing but a refund", ()),
        ("send over express", "send over express", ()),
        ("at first i thought a refund", "a", ("refund",)),
    ],
)
def test_negated_answers_are_taken_out(clause: str, left: str, denied: tuple[str, ...]) -> None:
    assert without_negated(clause, ANSWERS) == (left, denied)
