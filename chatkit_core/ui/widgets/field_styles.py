"""ChatKit's looks for Streamlit's inputs: soft or outlined, sized and rounded by tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chatkit_core.ui.widgets.buttons import CONTROL_SIZES, FOCUS
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import (
    BORDERS,
    SURFACES,
    TEXT_COLORS,
    WEIGHTS,
    color,
    length,
)
from chatkit_core.ui.widgets.type_scale import ALIGNMENTS, TEXT_SIZES, begins_at_right

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
UNTICKED = "background:transparent;border:1px solid light-dark(#8f8f8f,#8a8a8a)"
"""With its width: Streamlit draws no line around what is switched off, as all is while a turn runs."""
CLOSED = "opacity:.45;pointer-events:none"
OUT = "min(9px,var(--ck-pad,0px))"
"""How far the box of editable text reaches into the padding around it, so that words line up."""
LONGEST_WORD = 24
MOST_OPTIONS = 100
BOXES = {"checkbox": "span+div", "radio": "span+div>div:first-child"}


def style_field(
    node: Node, sheet: Sheet, slot: str, kind: str, closed: Sequence[int], letters: int
) -> None:
    """Style rules of one field; radios and checkboxes keep the form of Streamlit's own marks.

    `closed` counts, from 1, the options of a radio group that cannot be chosen.
    """
    frame = FRAMES.get(kind)
    if frame is not None and kind.startswith("editable"):
        _style_editable(node, sheet, slot, frame)
        return
    for at in closed:
        option = f" [data-testid=stRadioGroup]>:nth-child({at})"
        sheet.style(slot, CLOSED, option)
    if frame is None:
        long = _longest_word(node) > LONGEST_WORD
        sheet.style(slot, f"min-width:{'6em' if long else 'min-content'};max-width:100%")
        sheet.style(slot, "gap:8px 16px", " [data-testid=stRadioGroup]")
        words = f"overflow-wrap:{'anywhere' if long else 'break-word'};word-break:normal"
        text = f"font-size:14px;line-height:20px;color:{TEXT_COLORS['primary']};{words}"
        sheet.style(slot, text, " p")
        box = BOXES[kind]
        sheet.style(slot, UNTICKED, f" label:not([data-selected])>{box}")
        sheet.style(slot, f"background:{MARK};border-color:{MARK}", f" label[data-selected]>{box}")
        if node.flag("disabled"):
            sheet.style(slot, CLOSED, " label")
        return
    height, _, points = node.choice("size", CONTROL_SIZES, "lg")
    wide = kind in ("input", "textarea") or node.flag("block")
    sheet.style(slot, f"width:{_width(sheet, letters, wide=wide)};min-width:0")
    sheet.style(slot, _frame(node, kind, height), frame)
    sheet.style(slot, f"border-color:{FOCUS}", f"{frame}:focus-within")
    sheet.style(slot, f"color:{TEXT_COLORS['tertiary']};opacity:1", f"{frame} ::placeholder")
    tall = kind == "textarea"
    gutter = node.choice("gutterSize", GUTTERS | {"": 12}, "")
    text = f"font-size:{points}px;color:{TEXT_COLORS['primary']};unicode-bidi:plaintext;"
    if begins_at_right(node.text("defaultValue") or node.text("placeholder")):
        text += "direction:rtl;"
    pad = f"padding:8px {gutter}px" if tall else f"padding:0 {gutter}px"
    sheet.style(slot, text + ("" if kind == "date" else pad), f"{frame} :is(input,textarea)")
    if kind in ("date", "select"):
        # Streamlit's own colours for these belong to the page, and not to the card they stand in.
        sheet.style(slot, f"color:{TEXT_COLORS['secondary']}", f"{frame} :is(button,svg)")
    if kind == "date":
        sheet.style(slot, f"color:{TEXT_COLORS['primary']}", f"{frame} [data-type]:not(:focus)")
        sheet.style(
            slot,
            f"color:{TEXT_COLORS['tertiary']}",
            f"{frame} :is([data-placeholder],[data-type=literal]):not(:focus)",
        )


def _longest_word(node: Node) -> int:
    labels = [
        one.get("label") if isinstance(one, Mapping) else one for one in node.items("options")
    ]
    said = " ".join([node.text("label"), *map(as_text, labels[:MOST_OPTIONS])])
    return max(map(len, said.split()), default=0)


def _width(sheet: Sheet, letters: int, *, wide: bool) -> str:
    in_row = sheet.direction == "row"
    if wide:
        return "100%;flex:1 1 0%" if in_row else "100%"
    return f"calc({letters}ch + 56px)" if in_row and letters else "min(100%,280px)"


def _style_editable(node: Node, sheet: Sheet, slot: str, frame: str) -> None:
    """Text that can be typed over looks like that text; its box shows when it is about to be."""
    width, in_row = length(node.raw("width")), sheet.direction == "row"
    share = f"{width};flex:0 1 auto" if width else "100%;flex:1 1 0%" if in_row else "100%"
    sheet.style(slot, f"width:{share};min-width:0")
    points, line = node.choice("size", TEXT_SIZES, "md")
    box = (
        "background:transparent;border:1px solid transparent;border-radius:8px;min-height:0;"
        f"margin:-4px calc(-1*{OUT});width:calc(100% + 2*{OUT});height:auto;box-sizing:border-box"
    )
    sheet.style(slot, box, frame)
    sheet.style(
        slot, f"background:{SURFACES['surface-tertiary']}", f"{frame}:is(:hover,:focus-within)"
    )
    sheet.style(slot, f"border-color:{FOCUS}", f"{frame}:focus-within")
    sheet.style(slot, f"color:{TEXT_COLORS['tertiary']};opacity:1", f"{frame} ::placeholder")
    tone = color(node.raw("color"), TEXT_COLORS) or TEXT_COLORS["primary"]
    words = (
        f"font-size:{points}px;line-height:{line}px;padding:3px calc({OUT} - 1px);color:{tone};"
        f"font-weight:{node.choice('weight', WEIGHTS, 'normal')};"
        f"min-height:{max(node.count('minLines'), 1) * line + 6}px;"
        f"text-align:{node.choice('textAlign', ALIGNMENTS, 'start')}"
    )
    sheet.style(slot, words, f"{frame} :is(input,textarea)")


def _frame(node: Node, kind: str, height: int) -> str:
    tall = kind == "textarea"
    radius = "9999px" if node.flag("pill") else "10px"
    if tall:
        radius = "12px"
    looks = {
        "outline": f"background:transparent;border:1px solid {BORDERS['strong']}",
        "soft": f"background:{SURFACES['surface-tertiary']};border:1px solid transparent",
        "solid": f"background:{SURFACES['surface-tertiary']};border:1px solid transparent",
        "ghost": "background:transparent;border:1px solid transparent",
    }
    chosen = node.choice("variant", looks, "outline")
    size = "" if tall else f"min-height:{height}px;height:{height}px;"
    return f"{size}border-radius:{radius};{chosen}"
