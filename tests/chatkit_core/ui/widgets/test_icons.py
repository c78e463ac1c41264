"""Every icon name of the library has a symbol that Streamlit's font holds."""

from __future__ import annotations

from typing import get_args

import pytest
from chatkit.icons import IconName
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from chatkit_core.ui.widgets.icons import FALLBACK, OTHER_NAMES, SYMBOLS, glyph, symbol
from tests.chatkit_core.ui.widgets.drawn import Draw

LIBRARY_NAMES = get_args(get_args(IconName)[0])


def test_every_name_of_the_library_is_mapped() -> None:
    assert set(LIBRARY_NAMES) == set(SYMBOLS)


@pytest.mark.parametrize("name", {**SYMBOLS, **OTHER_NAMES})
def test_a_mapped_symbol_is_in_the_font(name: str) -> None:
    assert ({**OTHER_NAMES, **SYMBOLS})[name] in ALL_MATERIAL_ICONS


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("lucide:truck", "local_shipping"),
        ("lucide:shopping-cart", "shopping_cart"),
        ("trash-2", "delete"),
        ("vendor:acme", FALLBACK),
        ("no-such-icon", FALLBACK),
        ("vendor:", None),
        ("", None),
    ],
)
def test_a_name_from_elsewhere_is_matched_or_stood_in_for(name: str, drawn: str | None) -> None:
    assert symbol(name) == drawn


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert all('aria-hidden="true"' in glyph(name, "16px") for name in SYMBOLS)


def test_an_emoji_stands_for_itself(draw: Draw) -> None:
    assert symbol("⛅") is None
    button = {"type": "Button", "label": "Play", "iconStart": "▶"}
    drawn = draw({"type": "Card", "children": [{"type": "Icon", "name": "⛅"}, button]})
    assert ">⛅<" in drawn.markup
    assert drawn.at.button[0].label == "▶ Play"
