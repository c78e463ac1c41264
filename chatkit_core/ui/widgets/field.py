"""What all inputs share: key, accessible name, callback, form membership and the message below.

Without an onChangeAction an input uses `on_change="ignore"`: its value stays in the browser until
a button of the form is pressed, and arrives with that press.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.actions import action_of, send
from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.field_styles import style_field
from chatkit_core.ui.widgets.forms import REQUIRED, Field, place
from chatkit_core.ui.widgets.layout import Flow, compose
from chatkit_core.ui.widgets.node import Node, as_text, is_on
from chatkit_core.ui.widgets.parts import Html, Live, Part, Screen
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import TEXT_COLORS

ERROR_STYLE = f"font-size:12px;line-height:16px;color:{TEXT_COLORS['danger']};margin-top:-6px"


def spoken_name(node: Node, sheet: Sheet) -> str:
    """The accessible name: the field's Label, else what its author wrote nearest to it."""
    name = node.text("name")
    words = name.rpartition(".")[2].replace("_", " ").replace("-", " ").strip()
    return (
        sheet.label_of(name)
        or node.text("ariaLabel")
        or node.text("label")
        or node.text("placeholder")
        or words.capitalize()
        or "Field"
    )


def field_part(
    node: Node,
    sheet: Sheet,
    kind: str,
    default: Any,
    paint: Callable[[dict[str, Any]], Any],
    *,
    to_json: Callable[[Any], Any] = lambda value: value,
    demand: str = REQUIRED,
    shape: Any = None,
    checks: Mapping[str, Any] | None = None,
    item: str = "",
    closed: Sequence[int] = (),
    letters: int = 0,
    emptied: bool = False,
) -> Part:
    """Register a field with its form and wrap its drawing with key, callback and message.

    `letters` is how many of them a field that does not fill its row has to hold. One that can be
    `emptied` is painted without its default, which it has from here: Streamlit offers to clear
    only what begins empty.
    """
    name, scope = node.text("name"), sheet.scope
    rules = checks if checks is not None else node.props
    # A changed default or changed options make a new element, so that no old value can misfit.
    slot = sheet.slot(f"{kind}-{name[:60]}-{_print_of((default, shape))}")
    field = Field(
        name,
        slot,
        default,
        to_json,
        is_on(rules.get("required")),
        as_text(rules.get("pattern")),
        node.text("inputType"),
        demand,
    )
    sheet.add_field(field)
    heading = _heading(node, sheet, kind)
    with sheet.directed("col" if heading else sheet.direction):
        style_field(node, sheet, slot, kind, closed, letters)
    change = action_of(node.raw("onChangeAction"))
    off = node.flag("disabled")

    def changed(screen: Screen) -> None:
        own: dict[str, Any] = {}
        if name:
            place(own, name, field.value(st.session_state, screen.key))
        send(screen, change, scope, own)

    def draw(screen: Screen) -> None:
        key = screen.slot(slot)
        if screen.disabled and not off and key in st.session_state:
            # Streamlit drops a value that arrives with the run that switches its input off.
            st.session_state[key] = st.session_state[key]
        common: dict[str, Any] = {
            "key": key,
            "disabled": off or screen.disabled,
            "on_change": changed if change else "ignore",
        }
        if change:
            common["args"] = (screen,)
        if emptied:
            st.session_state.setdefault(common["key"], default)
        paint(common)
        problem = screen.problems.get(slot)
        if problem:
            st.html(f'<div role="alert" style="{ERROR_STYLE}">{as_html(problem)}</div>')

    if heading is None:
        return Live(draw, item)
    share = "flex:1 1 0%" if sheet.direction == "row" and not item else item
    return compose([heading, Live(draw)], Flow(gap="6px"), sheet, item=share)


def _heading(node: Node, sheet: Sheet, kind: str) -> Html | None:
    """What a server wrote on the field itself, where no Label of ChatKit's names it."""
    said = node.text("label")
    if kind == "checkbox" or not said or sheet.label_of(node.text("name")):
        return None
    look = f"font-size:14px;line-height:20px;font-weight:500;color:{TEXT_COLORS['primary']}"
    return Html(as_html(said), look, attributes=' aria-hidden="true"')


def _print_of(value: Any) -> str:
    return f"{zlib.crc32(repr(value).encode('utf-8', 'replace')):08x}"
