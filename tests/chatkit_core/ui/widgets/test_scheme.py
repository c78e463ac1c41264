"""A box painted in one colour is read in the scheme whose words can be read on it."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.scheme import demanded, scheme_of
from tests.chatkit_core.ui.widgets.drawn import Draw

TEXT = {"type": "Text", "value": "words"}
MARKDOWN = {"type": "Markdown", "value": "words"}


@pytest.mark.parametrize(
    ("fill", "scheme"),
    [
        ("#fff", "light"),
        ("white", "light"),
        ("blue-50", "light"),
        ("yellow-300", "light"),
        ("hsl(0,100%,99%)", "light"),
        ("#1a1a2e", "dark"),
        ("navy", "dark"),
        ("rgba(0,0,0,.9)", "dark"),
        ("rgba(255, 255, 255, 1)", "light"),
        ("linear-gradient(135deg, #1a1a2e 0%, #16213e 100%)", "dark"),
    ],
)
def test_words_take_the_scheme_a_paint_demands(fill: str, scheme: str) -> None:
    assert demanded(fill) == scheme


@pytest.mark.parametrize(
    "fill",
    [
        "surface",
        "gray-900",  # turns round with the theme
        "alpha-10",
        "blue-500",  # both inks can be read on it
        "rgba(255,255,255,.3)",
        "transparent",
        "gradient-indigo",  # no paint at all, though a colour is in the word
        "var(--navy)",
        "linear-gradient(90deg, #000, #fff)",
        "url(https://shop.example/a.png) #000",
        {"light": "#fff", "dark": "#000"},
        None,
        7,
    ],
)
def test_a_paint_that_follows_the_theme_or_suits_both_changes_nothing(fill: Any) -> None:
    assert demanded(fill) == ""


def test_what_the_author_forces_goes_before_what_the_paint_demands() -> None:
    assert scheme_of(Node({"theme": "dark", "background": "#fff"})) == "dark"


@pytest.mark.parametrize("kind", ["Card", "Box", "Row"])
@pytest.mark.parametrize("inside", [TEXT, MARKDOWN])
def test_every_painted_box_has_its_scheme(draw: Draw, kind: str, inside: dict[str, str]) -> None:
    box = {"type": kind, "background": "#ffffff", "children": [inside, TEXT]}
    markup = draw({"type": "Basic", "children": [box, MARKDOWN]}).markup
    assert markup.count("color-scheme:light") == 1


def test_a_chart_in_a_painted_box_has_that_boxes_ink(draw: Draw) -> None:
    chart = {
        "type": "Chart",
        "data": [{"x": "a", "y": 1}],
        "series": [{"type": "bar", "dataKey": "y"}],
        "xAxis": "x",
    }
    dark = {"type": "Box", "background": "#101010", "children": [chart]}
    drawn = draw({"type": "Card", "children": [chart, dark, chart]})
    inks = [one.proto.spec.count("#b8b8b8") > 0 for one in drawn.at.get("plotly_chart")]
    assert inks == [False, True, False]
