"""Button as a real st.button, with ChatKit's colours, variants and sizes laid over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.actions import action_of, send, submit
from chatkit_core.ui.widgets.escape import as_label
from chatkit_core.ui.widgets.icons import is_emoji, symbol
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Live, Part, Screen
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import BORDERS, TEXT_COLORS, tone_of

CONTROL_SIZES = {
    "3xs": (22, 8, 12),
    "2xs": (24, 10, 12),
    "xs": (26, 10, 13),
    "sm": (28, 12, 13),
    "md": (32, 14, 14),
    "lg": (36, 16, 14),
    "xl": (40, 18, 16),
    "2xl": (44, 20, 16),
    "3xl": (48, 24, 16),
}
"""Height, horizontal padding and font size in px."""

# Solid background, text on it, and the tone of the other variants.
COLORS = {
    "primary": (
        "var(--ck-brand,light-dark(#0d0d0d,#fff))",
        "var(--ck-on-brand,light-dark(#fff,#0d0d0d))",
        TEXT_COLORS["primary"],
    ),
    "secondary": ("light-dark(#5d5d5d,#6e6e6e)", "#fff", TEXT_COLORS["primary"]),
    "info": ("light-dark(#0169cc,#0a74db)", "#fff", TEXT_COLORS["info"]),
    "discovery": ("light-dark(#7a45dd,#8350e6)", "#fff", TEXT_COLORS["discovery"]),
    "success": ("light-dark(#00803a,#0a8a45)", "#fff", TEXT_COLORS["success"]),
    "caution": ("light-dark(#ffc300,#ffd240)", "#0d0d0d", "light-dark(#7a5a00,#ffd240)"),
    "warning": ("light-dark(#c2560c,#cf6216)", "#fff", TEXT_COLORS["warning"]),
    "danger": ("light-dark(#d1302b,#d83c38)", "#fff", TEXT_COLORS["danger"]),
}
PRESETS = {
    "primary": ("primary", "solid"),
    "secondary": ("secondary", "soft"),
    "danger": ("danger", "solid"),
    "outline": ("secondary", "outline"),
    "ghost": ("secondary", "ghost"),
}
"""ChatKit has the first two; the others are what servers write all the same."""
VARIANTS = ("solid", "soft", "outline", "ghost")
LINE = 32
"""What is lower than this, in px, stands in a line of Streamlit's that is taller."""
LONGEST_WORD = 14
"""What is longer may break anywhere: no row could hold it."""
ICON_SIZES = {"sm": "14px", "md": "16px", "lg": "20px", "xl": "24px", "2xl": "28px"}


@register("Button")
def button(node: Node, sheet: Sheet) -> Part:
    action, scope = pressed_action(node), sheet.scope
    if scope is not None and (node.flag("submit") or (scope.idle and action is None)):
        target = scope.submit or action
        return draw_button(node, sheet, lambda screen: submit(screen, target, scope), action=target)
    return draw_button(node, sheet, lambda screen: send(screen, action, scope), action=action)


def pressed_action(node: Node) -> Mapping[str, Any] | None:
    """What a click on it sends."""
    return action_of(node.raw("onClickAction")) or action_of(node.raw("action"))


def draw_button(
    node: Node,
    sheet: Sheet,
    fire: Callable[[Screen], None],
    slot: str = "button",
    action: Mapping[str, Any] | None = None,
) -> Part:
    """A styled st.button that runs `fire` in its callback; it spins while `action` runs."""
    name = sheet.slot(slot)
    label = _words(node)
    start, end = symbol(node.text("iconStart")), symbol(node.text("iconEnd"))
    first = start or end
    spoken = label or (node.text("iconStart") or node.text("iconEnd")).rpartition(":")[2]
    shown = as_label(label or spoken.replace("-", " ").capitalize()) or "Button"
    if start and end and label:
        shown += f" :material/{end}:"
    off, block = node.flag("disabled"), node.flag("block")
    icon = f":material/{first}:" if first else None
    firm = max(map(len, label.split()), default=0) <= LONGEST_WORD
    _style(node, sheet, name, icon_only=not label and first is not None, firm=firm)

    def paint(screen: Screen) -> None:
        spins = action is not None and action == screen.pending
        st.button(
            shown,
            key=screen.slot(name),
            on_click=fire,
            args=(screen,),
            icon="spinner" if spins else icon,
            icon_position="left" if start or spins else "right",
            disabled=off or screen.is_off(action),
            width="stretch" if block else "content",
            wrap=True,
        )

    return Live(paint, slot=name, wide=block, firm=firm)


def _words(node: Node) -> str:
    """The label, with the emoji that its author gave it as an icon."""
    label = node.text("label") or node.text("text") or node.text("value")
    first, last = (node.text(one) for one in ("iconStart", "iconEnd"))
    said = [first if is_emoji(first) else "", label, last if is_emoji(last) else ""]
    return " ".join(filter(None, said))


def _style(node: Node, sheet: Sheet, slot: str, *, icon_only: bool, firm: bool) -> None:
    height, pad, points = node.choice("size", CONTROL_SIZES, "lg")
    if icon_only or node.flag("uniform"):
        pad = 0
        sheet.style(slot, f"width:{height}px;padding:0", " button")
    if height < LINE:
        # A line of words below it would make its box taller than it is, and set it off its row.
        sheet.style(slot, "display:flex", " .stButton")
    if node.flag("block") and sheet.direction == "row":
        sheet.style(slot, "flex:1 1 0%;min-width:min-content")
    radius = "9999px" if node.allows("pill") else "8px"
    base, hover = _looks(node)
    sheet.style(
        slot,
        f"min-height:{height}px;height:auto;padding:0 {pad}px;border-radius:{radius};"
        f"font-size:{points}px;transition:background .12s,filter .12s;{base}",
        " button",
    )
    label = f"font-size:{points}px;font-weight:500;line-height:1.3;display:block"
    label += ";word-break:normal" if firm else ""
    sheet.style(slot, label, " button :is([data-testid=stMarkdownContainer],p)")
    sheet.style(slot, hover, " button:is(:hover,:active):enabled")
    sheet.style(
        slot,
        f"box-shadow:none;outline:2px solid {FOCUS};outline-offset:2px",
        " button:focus-visible",
    )
    # Streamlit empties a disabled button under the pointer, which is where it was just clicked.
    sheet.style(slot, f"opacity:.5;{base}", " button:is(:disabled,:disabled:hover)")
    size = node.choice("iconSize", ICON_SIZES | {"": ""}, "")
    if size:
        sheet.style(slot, f"font-size:{size}", " [data-testid=stIconMaterial]")
    if icon_only:
        sheet.style(slot, VISUALLY_HIDDEN, " [data-testid=stMarkdownContainer]")


FOCUS = "light-dark(#0169cc,#66b5ff)"
VISUALLY_HIDDEN = (
    "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
)


def _looks(node: Node) -> tuple[str, str]:
    """Base and hover declarations for colour, variant or the style preset."""
    preset_color, preset_variant = PRESETS.get(node.text("style"), ("", ""))
    given_color, given_variant = tone_of(node.raw("color"), COLORS), node.word("variant", VARIANTS)
    variant = given_variant or preset_variant or ("solid" if given_color else "soft")
    name = given_color or preset_color or ("primary" if variant == "solid" else "secondary")
    solid, on_solid, ink = COLORS[name]
    soft, softer = _mix(ink, 8 if name in ("primary", "secondary") else 12), _mix(ink, 5)
    match variant:
        case "solid":
            fill = f"background:{solid};color:{on_solid};border:1px solid transparent"
            return fill, f"{fill};filter:brightness(.92)"
        case "outline":
            edge = BORDERS["strong"] if name == "secondary" else _mix(ink, 40)
            frame = f"color:{ink};border:1px solid {edge};background:"
            return frame + "transparent", frame + softer
        case "ghost":
            frame = f"color:{ink};border:1px solid transparent;background:"
            return frame + "transparent", frame + softer
        case _:
            frame = f"color:{ink};border:1px solid transparent;background:"
            return frame + soft, frame + _mix(ink, 14)


def _mix(ink: str, percent: int) -> str:
    return f"color-mix(in srgb,{ink} {percent}%,transparent)"
