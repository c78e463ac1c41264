"""A see-through button over a part that can be pressed as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.actions import action_of, send
from chatkit_core.ui.widgets.buttons import FOCUS
from chatkit_core.ui.widgets.escape import as_label
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Block, Html, Live, Part, Screen
from chatkit_core.ui.widgets.sheet import Sheet

HOVER = "light-dark(rgba(13,13,13,.05),rgba(255,255,255,.07))"
PRESS_STYLE = "background:transparent;border:0;border-radius:10px;min-height:0;padding:0;width:100%"
HIDDEN = ' aria-hidden="true"'
"""For what a button says as well: a screen reader should hear it once."""


def pressable(node: Node, sheet: Sheet, inner: Html | Block, said: str) -> Html | Block:
    """A box or picture with an action of its own, which ChatKit does not have but servers send."""
    action = action_of(node.raw("onClickAction"))
    if action is None:
        return inner
    kept = replace(inner, item=_size(inner.item) if isinstance(inner, Html) else "")
    if isinstance(kept, Html):
        kept = replace(kept, attributes=kept.attributes + HIDDEN)
    return replace(pressed(sheet, kept, action, said), item=inner.item)


def _size(item: str) -> str:
    """The measures that a picture keeps under its button; its place in the row is the button's."""
    measures = ("width:", "height:", "aspect-ratio:", "min-", "max-")
    rules = (rule for rule in item.split(";") if rule.startswith(measures) and "%" not in rule)
    return ";".join(rules)


def pressed(sheet: Sheet, inner: Part, action: Mapping[str, Any], said: str) -> Block:
    """`inner` under a button that is called `said`; controls inside it stay above the button."""
    slot, press, scope = sheet.slot("choice"), sheet.slot("press"), sheet.scope
    label = as_label(said[:200]) or "Choose"
    sheet.style(slot, "display:grid;grid-template-columns:minmax(0,1fr);position:relative")
    sheet.style(slot, "grid-area:1/1;width:100%", ">*")
    sheet.style(
        slot, "position:relative;z-index:2;pointer-events:none", ">[data-testid=stLayoutWrapper]"
    )
    sheet.style(slot, "pointer-events:auto", " :is(button,input,textarea,label)")
    sheet.style(press, "z-index:1;height:100%", "")
    sheet.style(press, "height:100%", " :is(.stButton,button)")
    sheet.style(press, PRESS_STYLE, " button")
    sheet.style(press, f"background:{HOVER}", " button:is(:hover,:active):enabled")
    sheet.style(
        press,
        f"box-shadow:none;outline:2px solid {FOCUS};outline-offset:-2px",
        " button:focus-visible",
    )
    sheet.style(press, "opacity:0;height:0;overflow:hidden", " button>div")

    def paint(screen: Screen) -> None:
        if action == screen.pending:
            st.html(f"<style>.st-key-{screen.css_class}-{slot}{{opacity:.55}}</style>")
        st.button(
            label,
            key=screen.slot(press),
            on_click=send,
            args=(screen, action, scope),
            disabled=screen.is_off(action),
            width="stretch",
        )

    return Block(slot, [inner, Live(paint)])
