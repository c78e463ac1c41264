"""Typing errors are put right towards the words of the example phrases, and nothing else is."""

from __future__ import annotations

import pytest

from chatkit_core.offline.spelling import Speller

PHRASES = [f"{word} {n}" for word in ("exchange", "refund", "courier", "label") for n in "abcd"]


def _speller() -> Speller:
    return Speller(PHRASES, lambda word: word in ("refine", "label", "couriel"))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("exchnage it", "exchange it"),
        ("a refudn please", "a refund please"),
        ("corier", "courier"),
        ("refund", "refund"),
        ("refine", "refine"),
        ("bicycle", "bicycle"),
        ("couriels", "couriels"),
        ("lbl", "lbl"),
        ("refudn@example.com", "refudn@example.com"),
    ],
)
def test_slips_are_put_right(typed: str, right: str) -> None:
    assert _speller().corrected(typed, frozenset()) == right


def test_the_names_of_things_are_left_alone() -> None:
    assert _speller().corrected("corier", frozenset({"corder"})) == "corier"
