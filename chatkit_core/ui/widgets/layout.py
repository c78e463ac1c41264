"""Flexbox for both worlds: inline styles for static boxes, style rules for keyed containers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chatkit_core.ui.widgets.boxes import FIRM, NARROW, fixed_width
from chatkit_core.ui.widgets.lifting import dissolved, lifted
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Block, Html, Live, Part, Raw
from chatkit_core.ui.widgets.tokens import (
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
    if not how.row and "max-height:" in item:
        parts = [_firm(part) for part in parts]
    looks = f"{how.css()};{style}" if style else how.css()
    if all(isinstance(part, Html) for part in parts):
        body = "".join(part.markup() for part in parts if isinstance(part, Html))
        return Html(body, f"{looks};min-width:{_least(body, sheet)}", item, attributes)
    if how.row and not how.wrap and not any(isinstance(part, Html) for part in parts):
        how = replace(how, wrap="wrap")
        looks = f"{how.css()};{style}"
    name = sheet.slot(slot or ("row" if how.row else "col"))
    tall = ";height:100%" if "height:" in item or "aspect-ratio:" in item else ""
    most = ";max-height:inherit" if "max-height:" in item else ""
    sheet.style(name, f"{looks};min-width:0{tall}{most}")
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
    if sum(fixed_width(part.item) for part in parts if FIRM in part.item) <= NARROW:
        return parts
    return [
        replace(part, item=part.item.replace(FIRM, "flex-shrink:1"))
        if isinstance(part, Html | Block)
        else part
        for part in parts
    ]


def _firm(part: Part) -> Part:
    """What scrolls keeps its height: a rounded box would else be pressed flat."""
    is_static = isinstance(part, Html)
    return replace(part, item=";".join(filter(None, (part.item, FIRM)))) if is_static else part


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
