"""The primitive colours (`red-100` … `gray-950`) as hex values a stylesheet and Plotly share."""

from __future__ import annotations

import re
from functools import lru_cache

BASES = {
    "gray": "#8f8f8f",
    "red": "#fa423e",
    "orange": "#fb6a22",
    "yellow": "#ffc300",
    "green": "#04b84c",
    "blue": "#0285ff",
    "purple": "#924ff7",
    "pink": "#ff66ad",
}
ALIASES = {
    "grey": "gray",
    "slate": "gray",
    "neutral": "gray",
    "violet": "purple",
    "amber": "yellow",
}

# How much of the base colour is left at a step; the rest is white below 400 and black above.
_LIGHT = {0: 0.0, 25: 0.07, 50: 0.15, 75: 0.28, 100: 0.46, 200: 0.61, 300: 0.76}
_DARK = {
    400: 1.0,
    500: 0.88,
    600: 0.73,
    700: 0.57,
    750: 0.5,
    800: 0.43,
    900: 0.3,
    950: 0.15,
    1000: 0.1,
}
# The grays are not mixed from one base: they turn round on dark, so that words in them can be read.
_GRAYS = {
    0: 255,
    25: 252,
    50: 249,
    75: 243,
    100: 237,
    150: 223,
    200: 205,
    250: 185,
    300: 175,
    350: 159,
    400: 143,
    450: 118,
    500: 93,
    550: 79,
    600: 65,
    650: 57,
    700: 48,
    750: 40,
    800: 33,
    850: 28,
    900: 24,
    925: 22,
    950: 19,
    975: 16,
    1000: 13,
}
_NAME = re.compile(r"([a-z]+)-(\d{1,4})")


_ALPHA = re.compile(r"alpha-(\d{1,3})")


@lru_cache(maxsize=512)
def primitive(name: str, *, dark: bool = False) -> str | None:
    """The hex value of a primitive token, or None when the name is not one."""
    match = _NAME.fullmatch(name)
    if not match:
        return None
    hue, step = ALIASES.get(match[1], match[1]), int(match[2])
    if hue == "gray":
        level = _GRAYS.get(1000 - step if dark else step)
        return (
            None if level is None or step not in _GRAYS else f"#{level:02x}{level:02x}{level:02x}"
        )
    base = BASES.get(hue)
    if base is None or step not in _LIGHT | _DARK:
        return None
    share, other = (_LIGHT[step], 255) if step in _LIGHT else (_DARK[step], 0)
    channels = (int(base[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(c * share + other * (1 - share)):02x}" for c in channels)


def primitive_css(name: str) -> str | None:
    """A primitive token in both themes: a hue keeps its shade, a gray turns round, and `alpha-70`
    is so much of the colour of words.
    """
    light, dark = primitive(name), primitive(name, dark=True)
    if light and dark:
        return light if light == dark else f"light-dark({light},{dark})"
    if (share := _ALPHA.fullmatch(name)) and int(share[1]) <= 100:
        ink = f"light-dark({primitive('gray-1000')},{primitive('gray-1000', dark=True)})"
        return f"color-mix(in oklab,{ink} {int(share[1])}%,transparent)"
    return None
