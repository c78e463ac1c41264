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

# How much of the base colour is left at a step; the rest is white below 500 and black above.
_LIGHT = {0: 0.0, 25: 0.03, 50: 0.07, 75: 0.11, 100: 0.17, 200: 0.36, 300: 0.56, 400: 0.78}
_DARK = {500: 1.0, 600: 0.84, 700: 0.67, 750: 0.58, 800: 0.5, 900: 0.32, 950: 0.2, 1000: 0.1}
_NAME = re.compile(r"([a-z]+)-(\d{1,4})")


@lru_cache(maxsize=512)
def primitive(name: str) -> str | None:
    """The hex value of a primitive token, or None when the name is not one."""
    match = _NAME.fullmatch(name)
    if not match:
        return None
    base = BASES.get(ALIASES.get(match[1], match[1]))
    step = int(match[2])
    if base is None or step not in _LIGHT | _DARK:
        return None
    share, other = (_LIGHT[step], 255) if step in _LIGHT else (_DARK[step], 0)
    channels = (int(base[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(c * share + other * (1 - share)):02x}" for c in channels)
