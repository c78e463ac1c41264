"""Choices that are described rather than named, and when a description is no name."""

from __future__ import annotations

import pytest

from chatkit_core.domain import Choice
from chatkit_core.offline.descriptions import described, named_again, other_named
from chatkit_core.offline.naming import mentions

MECHANICS = (
    Choice("M-1", "Ms. Ada Brook", "Brakes and gears (she)"),
    Choice("M-2", "Mr. Tom Field", "Wheels and tyres (he)"),
)
ELECTRICIAN = Choice("M-3", "Mr. Li Chen", "Motors and batteries (he)")


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("the one who does brakes", "ms ada brook"),
        ("give me the wheels person please", "mr tom field"),
        ("the lady", "ms ada brook"),
        ("the man please", "mr tom field"),
    ],
)
def test_what_only_one_card_says_names_its_choice(said: str, named: str) -> None:
    assert named in described(said, MECHANICS, (), None)


@pytest.mark.parametrize(
    "said",
    [
        "not the man, please",
        "the best one",
        "the other one",
        "the one on friday",
        "the person you like",
        "brakes",
    ],
)
def test_what_fits_everybody_or_points_elsewhere_names_nobody(said: str) -> None:
    assert described(said, MECHANICS, (), None) == said


def test_what_describes_somebody_who_is_not_offered_names_nobody() -> None:
    said = "the one who does batteries"
    assert described(said, MECHANICS, (ELECTRICIAN,), None) == said


def test_a_single_choice_is_not_described() -> None:
    assert described("the one who does brakes", MECHANICS[:1], (), None) == (
        "the one who does brakes"
    )


def test_the_other_one_is_the_one_that_was_not_named() -> None:
    text = "not brook, the other one"
    found = mentions(text, MECHANICS, frozenset())
    assert other_named(text, found, MECHANICS) == "not someone, mr tom field"


def test_her_in_a_later_clause_is_the_one_named_before() -> None:
    text = "is brook in today? if so i want her"
    found = mentions(text, MECHANICS, frozenset())
    assert named_again(text, found) == "is brook in today? if so i want ms ada brook"
