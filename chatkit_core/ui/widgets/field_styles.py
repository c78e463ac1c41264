"""ChatKit's looks for Streamlit's inputs: soft or outlined, sized and rounded by tokens."""

from __future__ import annotations

from collections.abc import Sequence

from chatkit_core.ui.widgets.buttons import CONTROL_SIZES, FOCUS
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import BORDERS, SURFACES, TEXT_COLORS

GUTTERS = {"2xs": 4, "xs": 6, "sm": 8, "md": 10, "lg": 12, "xl": 16}
FRAMES = {
    "input": " [data-testid=stTextInputRootElement]",
    "editable": " [data-testid=stTextInputRootElement]",
    "editable-lines": " [data-testid=stTextAreaRootElement]",
    "textarea": " [data-testid=stTextAreaRootElement]",
    "select": " .react-aria-ComboBox>div",
    "date": " [data-testid=stDateInputField]",
}
MARK = "light-dark(#0d0d0d,#1673d6)"
"""What is ticked, whatever the page's theme: ink, and in the dark a blue that its tick shows on."""
BOXES = {"checkbox": "span+div", "radio": "span+div>div:first-child"}
TALL = ("textarea", "editable-lines")


def style_field(node: Node, sheet: Sheet, slot: str, kind: str, closed: Sequence[int]) -> None:
    """Style rules of one field; radios and checkboxes keep the form of Streamlit's own marks.

    `closed` counts, from 1, the options of a radio group that cannot be chosen.
    """
    frame = FRAMES.get(kind)
    for at in closed:
        option = f" [data-testid=stRadioGroup]>:nth-child({at})"
        sheet.style(slot, "opacity:.45;pointer-events:none", option)
    if frame is None:
        sheet.style(slot, "min-width:min-content;max-width:100%")
        words = "overflow-wrap:break-word;word-break:normal"
        text = f"font-size:14px;line-height:20px;color:{TEXT_COLORS['primary']};{words}"
        sheet.style(slot, text, " p")
        sheet.style(
            slot, f"background:{MARK};border-color:{MARK}", f" label[data-selected]>{BOXES[kind]}"
        )
        return
    height, _, points = node.choice("size", CONTROL_SIZES, "lg")
    wide = kind in ("input", "textarea", "editable", "editable-lines") or node.flag("block")
    width = "100%;flex:1 1 0%" if wide and sheet.direction == "row" else "100%"
    sheet.style(slot, f"width:{width if wide else 'min(100%,280px)'};min-width:0")
    sheet.style(slot, _frame(node, kind, height), frame)
    sheet.style(slot, f"border-color:{FOCUS}", f"{frame}:focus-within")
    sheet.style(slot, f"color:{TEXT_COLORS['tertiary']};opacity:1", f"{frame} ::placeholder")
    tall = kind in TALL
    gutter = node.choice("gutterSize", GUTTERS | {"": 12}, "")
    text = f"font-size:{points}px;color:{TEXT_COLORS['primary']};"
    pad = f"padding:8px {gutter}px" if tall else f"padding:0 {gutter}px"
    sheet.style(slot, text + ("" if kind == "date" else pad), f"{frame} :is(input,textarea)")


def _frame(node: Node, kind: str, height: int) -> str:
    tall = kind in TALL
    radius = "9999px" if node.flag("pill") else "10px"
    if tall:
        radius = "12px"
    looks = {
        "outline": f"background:transparent;border:1px solid {BORDERS['strong']}",
        "soft": f"background:{SURFACES['surface-tertiary']};border:1px solid transparent",
        "solid": f"background:{SURFACES['surface-tertiary']};border:1px solid transparent",
        "ghost": "background:transparent;border:1px solid transparent",
    }
    chosen = node.choice("variant", looks, "soft" if kind.startswith("editable") else "outline")
    size = "" if tall else f"min-height:{height}px;height:{height}px;"
    return f"{size}border-radius:{radius};{chosen}"
