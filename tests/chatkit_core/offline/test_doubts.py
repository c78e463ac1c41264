"""What is undecided, only supposed or only floated is told from a decision."""

from __future__ import annotations

import pytest

from chatkit_core.offline.doubts import is_soft, is_undecided
from chatkit_core.offline.mood import Mood, affirmed, mood


@pytest.mark.parametrize(
    "text",
    [
        "a refund or an exchange, i'm not sure",
        "let me think about the lamp",
        "i can't decide between the two",
        "still thinking about it",
        "i don't know which one, the rug maybe",
        "twenty percent is something... but i don't know",
        "part of me wants the discount",
        "it's either broken or i'm using it wrong",
        "the lamp or maybe the rug",
        "i've gotta look at my plan first",
        "my cousin told me to say it's broken",
        "i could say it's broken but that's a lie",
        "thinking of maybe sending the lamp",
        "maybe the rug maybe the lamp",
        "my aunt bought the same lamp and hers broke",
    ],
)
def test_weighing_answers_is_not_deciding(text: str) -> None:
    assert is_undecided(text)


@pytest.mark.parametrize(
    "text",
    [
        "i'm not sure why, just refund it",
        "i don't know which box to tick, i want my money back",
        "actually thinking about it, it's more about the rug",
    ],
)
def test_a_doubt_that_ends_in_a_decision_is_one(text: str) -> None:
    assert not is_undecided(text)


@pytest.mark.parametrize(
    ("clause", "soft"),
    [
        ("maybe a refund", True),
        ("perhaps later", True),
        ("it might be too small", True),
        ("my mum thinks i should take the refund", True),
        ("they told me to get the refund", True),
        ("our neighbour would take the credit", True),
        ("my wife suggested taking the label", True),
        ("my husband says it is too small", False),
        ("my wife wants a refund", False),
        ("somebody would have to collect it", False),
        ("my sister says i should see a doctor", False),
        ("a refund", False),
        ("my friend got store credit", True),
        ("last time it was a refund", True),
        ("we used to take the label", True),
        ("i had a refund last year", True),
        ("i had a leak last year and want a refund", False),
        ("my wife had it sent to me", False),
        ("my dad died of heart disease", True),
        ("our grandmother passed away from it", True),
        ("the battery died", False),
    ],
)
def test_what_is_only_floated_or_advised_is_no_answer(clause: str, soft: bool) -> None:
    assert is_soft(clause) is soft


@pytest.mark.parametrize(
    "clause",
    [
        "suppose i went for the exchange",
        "if i sent the lamp back would i lose my tier",
        "what if it breaks again",
        "if you picked it up would that be on a weekend",
    ],
)
def test_what_is_only_supposed_asks(clause: str) -> None:
    assert mood(clause, asked=False) is Mood.ASKS


@pytest.mark.parametrize("clause", ["if it's ok i want a refund", "if you don't mind, a label"])
def test_politeness_supposes_nothing(clause: str) -> None:
    assert mood(clause, asked=False) is not Mood.ASKS


def test_a_denial_is_turned_round() -> None:
    assert affirmed("i'm not new") == "i'm new"
    assert affirmed("it doesn't fit") == "it does fit"
    assert affirmed("a refund") == "a refund"
