"""Font size and line height in px per size token, as ChatKit names them."""

from __future__ import annotations

import re

TEXT_SIZES = {"xs": (12, 16), "sm": (14, 20), "md": (16, 24), "lg": (18, 26), "xl": (20, 28)}
TITLE_SIZES = {
    "xs": (14, 20),
    "sm": (16, 22),
    "md": (18, 24),
    "lg": (20, 26),
    "xl": (24, 30),
    "2xl": (30, 36),
    "3xl": (36, 42),
    "4xl": (48, 54),
    "5xl": (60, 66),
}
CAPTION_SIZES = {"xs": (11, 14), "sm": (12, 16), "md": (13, 18), "lg": (14, 20)}
ALIGNMENTS = {"start": "start", "center": "center", "end": "end"}
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FIRST_LETTER = re.compile(r"[^\W\d_]")


def begins_at_right(text: str) -> bool:
    """Whether its first letter is of a script that is written from right to left."""
    first = _FIRST_LETTER.search(text)
    return first is not None and RIGHT_TO_LEFT.match(first[0]) is not None
