"""Codes, values and cards as words."""

from __future__ import annotations

import pytest

from chatkit_core.trace.wording import card_title, humanize, label_of, shorten, spoken


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        ([], "—"),
        (0, "0"),
        (True, "yes"),
        ("DAMAGED", "DAMAGED"),
        ([{"product_id": "P-1", "name": "Lamp"}, {"product_id": "P-2", "name": "Desk"}], "Lamp, Desk"),
        ([{"order_id": "O-1", "items": [1, 2]}], "O-1"),
        (list("abcdef"), "a, b, c, d and 2 more"),
        ({"reason": "DAMAGED"}, "reason DAMAGED"),
    ],
)  # fmt: skip
def test_a_value_is_spoken(value: object, words: str) -> None:
    assert spoken(value) == words


def test_codes_become_words() -> None:
    assert humanize("retail.choose_reason") == "Choose reason"
    assert humanize("FULL_REFUND", capital=False) == "full refund"


def test_long_text_is_cut_with_a_sign_of_it() -> None:
    assert shorten("a  b\n c", 10) == "a b c"
    assert shorten("abcdefgh", 5) == "abcd…"


def test_a_card_is_named_by_its_first_words() -> None:
    inner = {"type": "Row", "children": [{"type": "Text", "value": "Hello"}]}
    assert (
        card_title({"type": "Card", "children": [inner, {"type": "Text", "value": "You"}]})
        == "Hello"
    )
    assert card_title(None) == "card"


def test_a_list_row_is_named_by_its_own_text_not_by_its_card() -> None:
    action = {"type": "pick", "payload": {"id": "2"}}
    rows = [
        {
            "type": "ListViewItem",
            "onClickAction": {"type": "pick", "payload": {"id": str(n)}, "handler": "server"},
            "children": [{"type": "Text", "value": f"Row {n}"}],
        }
        for n in (1, 2)
    ]
    card = {"type": "ListView", "title": "Rows", "children": rows}
    assert label_of(card, action) == "Row 2"
    assert label_of(card, {"type": "other"}) is None
