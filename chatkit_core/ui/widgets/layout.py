"""Flexbox for both worlds: inline styles for static boxes, style rules for keyed containers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chatkit_core.ui.widgets.images import background
from chatkit_core.ui.widgets.lifting import dissolved, lifted
from chatkit_core.ui.widgets.node import Node, as_number
from chatkit_core.ui.widgets.parts import Block, Html, Live, Part, Raw
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
    spacing,
)

if TYPE_CHECKING:
    from chatkit_core.ui.widgets.sheet import Sheet

ALIGN = {
    "start": "flex-start",
    "center": "center",
    "end": "flex-end",
    "baseline": "baseline",
    "stretch": "stretch",
}
JUSTIFY = {
    "start": "flex-start",
    "center": "center",
    "end": "flex-end",
    "between": "space-between",
    "around": "space-around",
    "evenly": "space-evenly",
    "stretch": "stretch",
}
WRAPS = ("nowrap", "wrap", "wrap-reverse")
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
WORDS = "7em"
"""What words that may be cut keep of a row beside its only button."""


@dataclass(frozen=True)
class Flow:
    """How a container lays out its children."""

    direction: str = "col"
    gap: str = "8px"
    align: str = ""
    justify: str = ""
    wrap: str = ""

    @property
    def row(self) -> bool:
        return self.direction == "row"

    @property
    def mergeable(self) -> bool:
        """Neighbours may share a box only where that cannot change where they end up."""
        return self.justify in ("", "flex-start") and self.wrap in ("", "nowrap")

    @property
    def stacks(self) -> bool:
        """A column whose children fill its width and stand right below each other."""
        return not self.row and self.align in ("", "stretch") and self.mergeable

    @property
    def unpushed(self) -> bool:
        """One child stands at the start, and a column stretches it."""
        stretches = self.row or self.align in ("", "stretch")
        return stretches and self.justify in ("", "flex-start")

    def css(self) -> str:
        rules = ["display:flex", f"flex-direction:{'row' if self.row else 'column'}"]
        rules.append(f"gap:{self.gap}")
        if self.align:
            rules.append(f"align-items:{self.align}")
        if self.justify:
            rules.append(f"justify-content:{self.justify}")
        rules.append(f"flex-wrap:{self.wrap or 'nowrap'}")
        return ";".join(rules)


def flow(node: Node, direction: str, *, gap: str = "8px", align: str = "") -> Flow:
    """The flow of a container from its JSON; `gap` and `align` are the component's defaults."""
    return Flow(
        direction,
        spacing(node.raw("gap")) or gap,
        ALIGN.get(node.text("align"), align),
        JUSTIFY.get(node.text("justify"), ""),
        node.word("wrap", WRAPS),
    )


def compose(
    parts: Sequence[Part],
    how: Flow,
    sheet: Sheet,
    *,
    style: str = "",
    item: str = "",
    slot: str = "",
    attributes: str = "",
) -> Html | Block:
    """One part from many: static ones become one markup, live ones a keyed container."""
    parts = [lifted(part, sheet, into_row=how.row) for part in parts]
    if how.row and not how.wrap:
        parts = _room_for(parts)
    looks = f"{how.css()};{style}" if style else how.css()
    if all(isinstance(part, Html) for part in parts):
        body = "".join(part.markup() for part in parts if isinstance(part, Html))
        return Html(body, f"{looks};min-width:{_least(body, sheet)}", item, attributes)
    if how.row and not how.wrap and not any(isinstance(part, Html) for part in parts):
        how = replace(how, wrap="wrap")
        looks = f"{how.css()};{style}"
    name = sheet.slot(slot or ("row" if how.row else "col"))
    tall = ";height:100%" if "height:" in item or "aspect-ratio:" in item else ""
    sheet.style(name, f"{looks};min-width:0{tall}")
    _place_children(parts, how, sheet, name)
    merged = dissolved(_merge(parts, how), how, sheet)
    _place_words([part for part in merged if isinstance(part, Raw)], how, sheet, name)
    for part in merged:
        if isinstance(part, Block) and part.item:
            sheet.style(part.slot, part.item, sheet.wrapper)
    plain = how.unpushed and not (style or attributes)
    return Block(name, merged, how.row, item, plain, how.gap)


def _place_children(parts: Sequence[Part], how: Flow, sheet: Sheet, name: str) -> None:
    """How wide Streamlit's elements are in the container."""
    if how.row:
        sheet.style(name, "flex:0 1 auto;width:auto;min-width:0", ">*")
        _spare_the_button(parts, how, sheet)
    elif how.align not in ("", "stretch"):
        sheet.style(name, "width:auto;max-width:100%", ">*")
        for part in parts:
            if isinstance(part, Live) and part.wide and part.slot:
                sheet.style(part.slot, "width:100%")


def _place_words(merged: Sequence[Raw], how: Flow, sheet: Sheet, name: str) -> None:
    """How wide static markup is between them."""
    if any(part.grows for part in merged):
        sheet.style(name, "flex:1 1 0%", ">:has(>.stHtml>.ck-grow)")
    if how.row and any(part.firm for part in merged):
        sheet.style(name, "min-width:min-content", ">:has(>.stHtml>.ck-firm)")
    if how.row and any(not part.firm for part in merged):
        least = f"min-width:min({WORDS},50% - {how.gap})"
        sheet.style(name, least, ">:has(>.stHtml>.ck-grow:not(.ck-firm))")


def _room_for(parts: list[Part]) -> list[Part]:
    """Boxes that are wider together than a phone's card give way, as flex items do by default."""
    if sum(_fixed_width(part.item) for part in parts if FIRM in part.item) <= NARROW:
        return parts
    return [
        replace(part, item=part.item.replace(FIRM, "flex-shrink:1"))
        if isinstance(part, Html | Block)
        else part
        for part in parts
    ]


def _fixed_width(item: str) -> float:
    found = re.search(r"(?:^|;)width:([\d.]+)px", item)
    return float(found[1]) if found else 0


def _spare_the_button(parts: Sequence[Part], how: Flow, sheet: Sheet) -> None:
    """Words beside a single button give way before it breaks its own; several keep theirs whole."""
    buttons = [part for part in parts if isinstance(part, Live) and part.slot and not part.wide]
    if len(parts) == 1:
        return
    if len(buttons) == 1:
        sheet.style(buttons[0].slot, f"flex-shrink:0;max-width:max(50%,100% - {WORDS} - {how.gap})")
    elif how.wrap in ("", "nowrap"):
        for part in buttons:
            sheet.style(part.slot, "min-width:min-content" if part.firm else "")


def _least(body: str, sheet: Sheet) -> str:
    """How narrow a row may make a box: badges in it are cut no more than words are."""
    badges = "white-space:nowrap" in body and "text-overflow" not in body
    return "min-content" if badges and sheet.direction == "row" else "0"


def _merge(parts: Sequence[Part], how: Flow) -> list[Part]:
    merged: list[Part] = []
    run: list[Html] = []
    for part in parts:
        if isinstance(part, Html):
            run.append(part)
            if how.mergeable:
                continue
        if run:
            merged.append(_as_raw(run, how))
            run = []
        if not isinstance(part, Html):
            merged.append(part)
    if run:
        merged.append(_as_raw(run, how))
    return merged


def _as_raw(run: list[Html], how: Flow) -> Raw:
    """One element for a run; its class tells the row whether to stretch it or to keep its words."""
    grows = any(part.grows for part in run)
    inside = "".join(part.markup() for part in run)
    # Text that is cut where its room ends may have less room than its words.
    firm = "text-overflow:ellipsis" not in inside
    cls = " ".join(["ck-grow"] * grows + ["ck-firm"] * firm)
    if len(run) > 1:
        style = f"{how.css()};min-width:0;height:100%" if how.row else how.css()
    elif how.row:
        style = "display:flex"
    else:
        style = ""
    styled = f' style="{style}"' if style else ""
    return Raw(f'<div class="{cls}"{styled}>{inside}</div>', grows, firm)


def box_style(node: Node, sheet: Sheet) -> str:
    """Padding, border, radius and background of a container."""
    rules = [f"padding-{side}:{value}" for side, value in sides(node.raw("padding")).items()]
    rules += borders(node.raw("border"))
    radius = node.raw("radius")
    if isinstance(radius, str) and radius in RADII:
        rules += [f"border-radius:{RADII[radius]}", "overflow:auto hidden"]
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
    wide = target == "min-width" and _fixed_width(f"width:{value}") > NARROW
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
