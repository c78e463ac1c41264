"""What a box is by itself: its frame and fill, and its sizes, margins and flex within a parent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chatkit_core.ui.widgets.images import background
from chatkit_core.ui.widgets.node import Node, as_number
from chatkit_core.ui.widgets.scheme import scheme_css
from chatkit_core.ui.widgets.tokens import (
    BORDERS,
    RADII,
    SIDES,
    TEXT_COLORS,
    color,
    css_string,
    length,
    sides,
)

if TYPE_CHECKING:
    from chatkit_core.ui.widgets.sheet import Sheet

BORDER_STYLES = ("solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset")
SIZES = (
    ("size", ("width", "height")),
    ("width", ("width",)),
    ("height", ("height",)),
    ("minSize", ("min-width", "min-height")),
    ("minWidth", ("min-width",)),
    ("minHeight", ("min-height",)),
    ("maxSize", ("max-width", "max-height")),
    ("maxWidth", ("max-width",)),
    ("maxHeight", ("max-height",)),
)
FIRM = "flex-shrink:0"
NARROW = 280
"""What a card on a phone has room for, in px, beside a gap or two."""


def box_style(node: Node, sheet: Sheet) -> str:
    """Padding, border, radius and background of a container."""
    rules = [f"padding-{side}:{value}" for side, value in sides(node.raw("padding")).items()]
    rules += borders(node.raw("border"))
    radius = node.raw("radius")
    rounded = isinstance(radius, str) and radius in RADII
    if rounded:
        rules.append(f"border-radius:{RADII[radius]}")
    if length(node.raw("maxHeight")) or length(node.raw("maxSize")):
        rules.append("overflow:auto")  # What is higher would lie over what comes next.
    elif rounded:
        rules.append("overflow:auto hidden")
    fill = background(_fill(node), sheet.allowed_image_domains)
    if fill:
        rules.append(f"background:{fill}")
    if fill or node.raw("border") or node.raw("radius"):
        rules += edges(sides(node.raw("padding")))
    return ";".join(rules + scheme_css(node))


def _fill(node: Node) -> Any:
    """A bar or dot may be filled with a tone that words have; below words it would drown them."""
    value = node.raw("background")
    bare = isinstance(value, str) and not node.raw("children")
    return TEXT_COLORS.get(value, value) if bare else value


EDGES = {"pad": "left", "top": "top", "bottom": "bottom"}
"""What flush pictures and dividers have to know of the padding of the frame around them."""


def edges(padding: Mapping[str, str]) -> list[str]:
    """How far what is flush may reach out of a frame with this padding."""
    return [f"--ck-{name}:{_unit(padding.get(side, '0'))}" for name, side in EDGES.items()]


def _unit(length: str) -> str:
    """CSS cannot reckon with a bare 0."""
    return "0px" if length == "0" else length


def item_style(node: Node) -> str:
    """Sizes, margin, flex and aspect ratio: what a box is to its parent."""
    rules: list[str] = []
    for prop, targets in SIZES:
        value = length(node.raw(prop))
        if value:
            rules += [f"{target}:{_fitting(target, value)}" for target in targets]
    rules += [f"margin-{side}:{value}" for side, value in sides(node.raw("margin")).items()]
    flex = flex_value(node.raw("flex"))
    if flex:
        rules.append(f"flex:{flex}")
    ratio = aspect_ratio(node.raw("aspectRatio"))
    if ratio:
        rules.append(f"aspect-ratio:{ratio}")
    if any(rule.startswith(("width:", "height:")) for rule in rules) and not flex:
        rules.append(FIRM)
    return ";".join([*rules, "max-width:100%"] if _has_width(rules) else rules)


def _fitting(target: str, value: str) -> str:
    """A least width that no phone has is no reason to scroll a card."""
    wide = target == "min-width" and fixed_width(f"width:{value}") > NARROW
    return f"min({value},100%)" if wide else value


def _has_width(rules: list[str]) -> bool:
    named = [rule.split(":")[0] for rule in rules]
    return "width" in named and "max-width" not in named


def flex_value(value: Any) -> str | None:
    number = as_number(value)
    if number is not None:
        return f"{max(number, 0):g} {1 if number else 0} {'0%' if number else 'auto'}"
    return css_string(value)


def aspect_ratio(value: Any) -> str | None:
    number = as_number(value)
    if number is not None:
        return f"{number:g}" if number > 0 else None
    return css_string(value)


def borders(value: Any) -> list[str]:
    """Border declarations from a width, one border object or an object per edge."""
    if isinstance(value, Mapping) and not as_number(value.get("size")):
        edges: dict[str, str] = {}
        for name, targets in SIDES:
            one = _border(value.get(name))
            if one:
                edges.update(dict.fromkeys(targets, one))
        return [rule for edge, one in edges.items() for rule in _drawn(f"border-{edge}", one)]
    one = _border(value)
    return _drawn("border", one) if one else []


def _drawn(name: str, one: str) -> list[str]:
    """A word that is no colour to the browser must not take the whole border with it."""
    line, _, tone = one.rpartition(" ")
    if not tone.isalpha():
        return [f"{name}:{one}"]
    return [f"{name}:{line} {BORDERS['default']}", f"{name}-color:{tone}"]


def _border(value: Any) -> str | None:
    parts = value if isinstance(value, Mapping) else {"size": value}
    size = as_number(parts.get("size"))
    if size is None or size < 0:
        return None
    style = parts.get("style")
    style = style if isinstance(style, str) and style in BORDER_STYLES else "solid"
    tone = color(parts.get("color"), TEXT_COLORS | BORDERS) or BORDERS["default"]
    return f"{min(size, 32):g}px {style} {tone}"


def fixed_width(item: str) -> float:
    """The width in px that declarations set; 0 without one."""
    found = re.search(r"(?:^|;)width:([\d.]+)px", item)
    return float(found[1]) if found else 0
