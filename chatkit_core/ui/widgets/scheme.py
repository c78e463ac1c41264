"""Whether a part of a widget is read in light or dark colours, whatever the page's theme.

Authors paint a card white or a box navy and leave the words to the theme. Where the words of one
theme could not be read on that paint, the part takes the colours of the other one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from PIL import ImageColor

from chatkit_core.ui.widgets.images import is_picture
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Block, Html
from chatkit_core.ui.widgets.tokens import SURFACES, TEXT_COLORS, color

DARKEST_FOR_INK = 0.115
BRIGHTEST_FOR_WHITE = 0.3
"""Relative luminances (WCAG) at which ink, and at which white, has a contrast of 3."""
HALF_SEEN = 128
"""An alpha below which the page behind the paint decides."""

_COLOR = re.compile(
    r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|(?<![\w-])[a-z]+(?![\w(-])", re.IGNORECASE
)

_ALPHA = re.compile(r"(rgba\(.*,)\s*(\d*\.?\d+)\s*\)", re.IGNORECASE)


def scheme_of(node: Node) -> str:
    """`light` or `dark` where the author forces it or its background demands it, else nothing."""
    return node.word("theme", ("light", "dark")) or demanded(node.raw("background"))


def demanded(fill: Any) -> str:
    """The scheme whose words can be read on a background; nothing where both can."""
    painted = color(fill, SURFACES) if isinstance(fill, str) and not is_picture(fill) else None
    return _demanded(painted) if painted and "light-dark(" not in painted else ""


@lru_cache(maxsize=512)
def _demanded(painted: str) -> str:
    known = [light for one in _COLOR.findall(painted) if (light := _luminance(one)) is not None]
    if known and max(known) < DARKEST_FOR_INK:
        return "dark"
    return "light" if known and min(known) > BRIGHTEST_FOR_WHITE else ""


def ink_on(paint: str) -> str:
    """White, or the dark ink where white could not be read on a colour of CSS."""
    light = _luminance(paint)
    return "#0d0d0d" if light is not None and light > BRIGHTEST_FOR_WHITE else "#fff"


def _luminance(paint: str) -> float | None:
    """Relative luminance from 0 to 1; None for a word that is no colour, or one hardly there."""
    try:
        red, green, blue, *alpha = ImageColor.getrgb(_ALPHA.sub(_in_bytes, paint))
    except ValueError:
        return None
    if alpha and alpha[0] < HALF_SEEN:
        return None
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _in_bytes(alpha: re.Match[str]) -> str:
    """Pillow wants 0 to 255 where CSS has 0 to 1."""
    return f"{alpha[1]}{round(255 * min(1.0, float(alpha[2])))})"


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def scheme_css(node: Node) -> list[str]:
    """The declarations that put a box into its scheme."""
    scheme = scheme_of(node)
    return [f"color-scheme:{scheme}", f"color:{TEXT_COLORS['primary']}"] if scheme else []


def themed(part: Html | Block, node: Node, sheet: Any) -> Html | Block:
    """Streamlit's own text colour would ignore a scheme that only a part of the page has."""
    if isinstance(part, Block) and scheme_of(node):
        tone = f"color:{TEXT_COLORS['primary']}"
        sheet.style(part.slot, tone, " [data-testid=stMarkdownContainer]:not(button *)")
    return part
