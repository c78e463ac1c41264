"""Turns ChatKit's design tokens and CSS strings into CSS values that are safe to write out.

Theme-aware colours use `light-dark()`: Streamlit sets `color-scheme` on the app, and a card with
its own `theme` sets it again for its subtree.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from chatkit_core.ui.widgets.node import as_number
from chatkit_core.ui.widgets.palette import primitive_css

TEXT_COLORS = {
    "prose": "light-dark(#1f1f1f,#ececec)",
    "primary": "light-dark(#0d0d0d,#f5f5f5)",
    "emphasis": "light-dark(#000,#fff)",
    "secondary": "light-dark(#5d5d5d,#b8b8b8)",
    "tertiary": "light-dark(#767676,#949494)",
    "success": "light-dark(#00692a,#40c977)",
    "warning": "light-dark(#934a00,#ffb36b)",
    "danger": "light-dark(#ba2623,#ff8583)",
    "info": "light-dark(#0057a3,#66b5ff)",
    "discovery": "light-dark(#6434c4,#b494ff)",
}
SURFACES = {
    "surface": "light-dark(#fff,#212121)",
    "surface-secondary": "light-dark(#f7f7f7,#323232)",
    "surface-tertiary": "light-dark(#f0f0f0,#3c3c3c)",
    "surface-elevated": "light-dark(#fff,#282828)",
    "surface-elevated-secondary": "light-dark(#f7f7f7,#333)",
}
BORDERS = {
    "default": "light-dark(rgba(13,13,13,.1),rgba(255,255,255,.15))",
    "subtle": "light-dark(rgba(13,13,13,.06),rgba(255,255,255,.08))",
    "strong": "light-dark(rgba(13,13,13,.2),rgba(255,255,255,.28))",
}
RADII = {
    "none": "0",
    "2xs": "2px",
    "xs": "4px",
    "sm": "6px",
    "md": "8px",
    "lg": "10px",
    "xl": "12px",
    "2xl": "16px",
    "3xl": "20px",
    "4xl": "24px",
    "full": "9999px",
    "100%": "100%",
}
TONES = {
    "danger": ("red", "error", "critical", "destructive", "negative", "rose"),
    "success": ("green", "positive", "emerald"),
    "warning": ("orange", "yellow", "amber", "caution"),
    "info": ("blue", "sky", "accent", "link"),
    "discovery": ("purple", "violet", "indigo"),
    "secondary": ("gray", "grey", "neutral", "default", "muted", "slate"),
}
"""What servers call ChatKit's tones."""
SPACES = {
    "none": "0",
    "2xs": "2px",
    "xs": "4px",
    "sm": "8px",
    "md": "12px",
    "lg": "16px",
    "xl": "24px",
    "2xl": "32px",
    "3xl": "40px",
}
"""Not ChatKit's, but what servers write where it wants a number."""
CSS_WORDS = ("auto", "normal", "inherit", "fit-content", "min-content", "max-content", "stretch")
WEIGHTS = {"normal": "400", "medium": "500", "semibold": "600", "bold": "700"}
LONGEST_CSS = 400

_SAFE_CSS = re.compile(r"[\w\s#.,%()/+*\-]+")
_FUNCTION = re.compile(r"([\w-]*)\(")
_FUNCTIONS = frozenset(
    [
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "oklab",
        "oklch",
        "color",
        "color-mix",
        "light-dark",
        "calc",
        "min",
        "max",
        "clamp",
        "var",
        "linear-gradient",
        "radial-gradient",
        "conic-gradient",
        "fit-content",
    ]
) | {""}


def css_string(value: Any) -> str | None:
    """A server's CSS value, or None unless it is made of plain values and known functions."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_CSS:
        return None
    value = value.strip()
    if not _SAFE_CSS.fullmatch(value) or value.count("(") != value.count(")"):
        return None
    if (
        "/*" in value
        or "*/" in value
        or not _FUNCTIONS.issuperset(_FUNCTION.findall(value.lower()))
    ):
        return None
    return value


def color(value: Any, family: Mapping[str, str]) -> str | None:
    """A colour from a token of `family`, a primitive token, a CSS string or `{light, dark}`.

    A hue alone (`blue`) is the palette's, not the browser's, which nobody can read on dark.
    """
    if isinstance(value, Mapping):
        light, dark = color(value.get("light"), family), color(value.get("dark"), family)
        if light and dark:
            return f"light-dark({light},{dark})"
        return light or dark
    if not isinstance(value, str):
        return None
    if value in ("gray", "grey"):
        # The only hue that would be too dark for a dark card.
        return TEXT_COLORS["tertiary"]
    named = family.get(value) or primitive_css(value) or primitive_css(f"{value}-500")
    return named or family.get(tone_of(value, family)) or css_string(value)


def tone_of(value: Any, known: Collection[str]) -> str:
    """The one of the `known` tones that is meant, with or without a shade (`red-500`), or none."""
    if not isinstance(value, str) or value in known:
        return value if isinstance(value, str) else ""
    hue = value.partition("-")[0].lower()
    return next((one for one, names in TONES.items() if hue in names and one in known), "")


def spacing(value: Any) -> str | None:
    """A spacing: units of 4 px as a number or numeric string, a size word, else a CSS string."""
    number = as_number(value)
    return _pixels(number * 4) if number is not None else _measure(value, SPACES)


def length(value: Any) -> str | None:
    """A size: px as a number or numeric string, else a CSS string."""
    number = as_number(value)
    return _pixels(number) if number is not None else _measure(value, {"full": "100%"})


def _measure(value: Any, words: Mapping[str, str]) -> str | None:
    """A CSS measure; a bare word that CSS does not know as one would switch the rule off."""
    said = css_string(value)
    if said is None or said in words:
        return words[said] if said else None
    return None if said.replace("-", "").isalpha() and said not in CSS_WORDS else said


def sides(value: Any) -> dict[str, str]:
    """Spacing per side: from one value, CSS's shorthand, or top, right, bottom, left, x, y."""
    if not isinstance(value, Mapping):
        return _around(value)
    found: dict[str, str] = {}
    for name, targets in SIDES:
        one = spacing(value.get(name))
        if one is not None:
            found.update(dict.fromkeys(targets, one))
    return found


def _around(value: Any) -> dict[str, str]:
    edges = ("top", "right", "bottom", "left")
    one = spacing(value)
    if one is None:
        return {}
    given = one.split() if "(" not in one else [one]
    if not 1 < len(given) <= len(edges):
        return dict.fromkeys(edges, one)
    # As in CSS, a side that is not given is what stands across from it.
    right = given[1]
    bottom = given[2] if len(given) > 2 else given[0]
    left = given[3] if len(given) > 3 else right
    return dict(zip(edges, (given[0], right, bottom, left), strict=True))


SIDES = (
    ("x", ("left", "right")),
    ("y", ("top", "bottom")),
    ("top", ("top",)),
    ("right", ("right",)),
    ("bottom", ("bottom",)),
    ("left", ("left",)),
)


def _pixels(number: float) -> str:
    number = max(-4096.0, min(4096.0, number))
    return "0" if number == 0 else f"{number:g}px"
