"""Design tokens become CSS; nothing else a server sends does."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.ui.widgets.boxes import borders, flex_value
from chatkit_core.ui.widgets.palette import BASES, primitive, primitive_css
from chatkit_core.ui.widgets.tokens import (
    BORDERS,
    SURFACES,
    TEXT_COLORS,
    color,
    css_string,
    length,
    sides,
    spacing,
)


@pytest.mark.parametrize(
    ("value", "css"),
    [(2, "8px"), ("0.5", "2px"), (0, "0"), ("1rem", "1rem"), ("calc(1px + 2%)",) * 2, (-1, "-4px")],
)
def test_a_spacing_counts_in_units_of_four_pixels_or_is_css(value: Any, css: str) -> None:
    assert spacing(value) == css


@pytest.mark.parametrize(("value", "css"), [(40, "40px"), ("40", "40px"), ("50%", "50%")])
def test_a_length_counts_in_pixels_or_is_css(value: Any, css: str) -> None:
    assert length(value) == css


@pytest.mark.parametrize("value", [None, True, [], {}, "", float("inf"), float("nan"), "1px;x:y"])
def test_what_is_no_length_is_none(value: Any) -> None:
    assert length(value) is None


@pytest.mark.parametrize(
    "attack",
    [
        "red;}",
        "url(x)",
        "URL(https://a)",
        "image-set(x)",
        "expression(1)",
        "a/*b",
        '"',
        "'",
        "<",
        "\\75rl(x)",
        "@import x",
        "x:y",
        "attr(a)",
        "(",
        "a" * 999,
    ],
)
def test_css_that_could_load_or_escape_is_refused(attack: str) -> None:
    assert css_string(attack) is None


def test_a_side_wins_over_its_axis() -> None:
    assert sides({"x": 1, "left": 2, "y": "1em"}) == {
        "left": "8px",
        "right": "4px",
        "top": "1em",
        "bottom": "1em",
    }


def test_a_theme_aware_colour_has_both_faces() -> None:
    value = {"light": "blue-100", "dark": "#000"}
    assert color(value, TEXT_COLORS) == f"light-dark({primitive('blue-100')},#000)"
    assert color({"dark": "#000"}, TEXT_COLORS) == "#000"


@pytest.mark.parametrize("hue", sorted(set(BASES) - {"gray"}))
@pytest.mark.parametrize("family", [TEXT_COLORS, SURFACES, BORDERS])
def test_a_hue_alone_is_the_palettes(hue: str, family: dict[str, str]) -> None:
    assert color(hue, family) == primitive_css(f"{hue}-500")


def test_gray_alone_can_be_read_in_both_themes() -> None:
    assert color("gray", {}) == color("grey", {}) == TEXT_COLORS["tertiary"]


def test_a_css_colour_the_palette_does_not_have_stays_itself() -> None:
    assert color("teal", TEXT_COLORS) == "teal"


def test_a_token_means_what_its_family_says() -> None:
    assert color("surface", SURFACES) != color("surface", TEXT_COLORS)
    assert color("strong", BORDERS) == BORDERS["strong"]


@pytest.mark.parametrize("hue", BASES)
def test_a_primitive_gets_darker_with_its_step(hue: str) -> None:
    steps = (0, 25, 50, 75, 100, 200, 300, 400, 500, 600, 700, 750, 800, 900, 950, 1000)
    shades = [primitive(f"{hue}-{step}") or "" for step in steps]
    weights = [sum(int(shade[at : at + 2], 16) for at in (1, 3, 5)) for shade in shades]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)


def test_a_gray_turns_round_on_dark_and_a_hue_does_not() -> None:
    assert color("gray-900", TEXT_COLORS) == "light-dark(#181818,#ededed)"
    assert color("red-400", TEXT_COLORS) == "#fa423e"
    assert primitive("gray-500") == primitive("gray-500", dark=True)


def test_so_much_of_the_colour_of_words() -> None:
    ink = "light-dark(#0d0d0d,#ffffff)"
    assert color("alpha-70", TEXT_COLORS) == f"color-mix(in oklab,{ink} 70%,transparent)"
    assert primitive_css("alpha-101") is None


@pytest.mark.parametrize("name", ["red-123", "nocolor-500", "red", "-500", "red-"])
def test_what_is_no_primitive_is_none(name: str) -> None:
    assert primitive(name) is None


@pytest.mark.parametrize(
    ("value", "css"),
    [
        (1, ["border:1px solid " + BORDERS["default"]]),
        ({"size": 2, "style": "dashed", "color": "#abc"}, ["border:2px dashed #abc"]),
        ({"top": {"size": 3, "color": "#abc"}}, ["border-top:3px solid #abc"]),
        ({"size": 2, "color": "success"}, [f"border:2px solid {TEXT_COLORS['success']}"]),
        (
            {"size": 2, "color": "brand"},
            [f"border:2px solid {BORDERS['default']}", "border-color:brand"],
        ),
        ({"size": "x"}, []),
        ({"style": "evil;"}, []),
        (None, []),
    ],
)
def test_a_border_is_one_rule_or_one_per_edge(value: Any, css: list[str]) -> None:
    assert borders(value) == css


@pytest.mark.parametrize(
    ("value", "css"), [(1, "1 1 0%"), (0, "0 0 auto"), ("1 1 auto",) * 2, ("x;y", None)]
)
def test_a_flex_number_grows_by_its_share(value: Any, css: str | None) -> None:
    assert flex_value(value) == css


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("8px", ("8px", "8px", "8px", "8px")),
        ("8px 16px", ("8px", "16px", "8px", "16px")),
        ("1px 2px 3px", ("1px", "2px", "3px", "2px")),
        ("1px 2px 3px 4px", ("1px", "2px", "3px", "4px")),
        ("calc(1px + 2px)", ("calc(1px + 2px)",) * 4),
    ],
)
def test_css_shorthand_counts_per_side(value: str, expected: tuple[str, ...]) -> None:
    assert tuple(sides(value).values()) == expected


def test_each_face_of_a_theme_aware_colour_may_itself_have_two() -> None:
    gray = primitive_css("gray-900")
    assert color({"light": "gray-900", "dark": "white"}, {}) == f"light-dark({gray},white)"


@pytest.mark.parametrize(
    ("value", "css"),
    [("md", "12px"), ("2xl", "32px"), ("none", "0"), ("auto", "auto"), ("lots", None)],
)
def test_a_word_for_a_spacing_counts_or_is_left_away(value: str, css: str | None) -> None:
    assert spacing(value) == css


@pytest.mark.parametrize(("value", "css"), [("full", "100%"), ("auto", "auto"), ("md", None)])
def test_a_word_for_a_length_counts_or_is_left_away(value: str, css: str | None) -> None:
    assert length(value) == css
