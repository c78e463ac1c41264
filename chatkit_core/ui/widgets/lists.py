"""ListView and ListViewItem: rows that can be pressed as a whole, and "Show more"."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from chatkit_core.ui.widgets.actions import action_of
from chatkit_core.ui.widgets.cards import CARD_SIZES, frame, status, texts
from chatkit_core.ui.widgets.layout import ALIGN, Flow, compose
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Html, Live, Part, Screen
from chatkit_core.ui.widgets.pressing import HIDDEN, pressed
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.scheme import themed
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import TEXT_COLORS, spacing
from chatkit_core.ui.widgets.told import told

AUTO_LIMIT = 5
MOST_LIVE = 100
"""Rows that can be pressed cost a browser some milliseconds each: more of them only on demand."""


@register("ListView")
def list_view(node: Node, sheet: Sheet) -> Part:
    values = node.items("children") or node.items("items")
    head, limit = status(node, sheet), _limit(node)
    with sheet.directed("list"):
        rows = [part for part in map(sheet.compile, values) if part is not None]
    limit = limit or (len(rows) if all(isinstance(row, Html) for row in rows) else MOST_LIVE)
    shown, hidden = rows[:limit], rows[limit:]
    parts: list[Part] = [_padded(head)] if head else []
    parts += shown
    if hidden:
        parts.append(_more(hidden, sheet))
    nested = sheet.depth > 1
    style = "width:100%;box-sizing:border-box"
    if not nested:
        style += f";max-width:{CARD_SIZES['lg']};{frame(node, dict.fromkeys(_SIDES, '6px'), sheet)}"
    how = Flow(gap="0")
    attributes = ' role="list"'
    part = compose(parts, how, sheet, style=style, slot="list", attributes=attributes)
    return themed(part, node, sheet)


_SIDES = ("top", "right", "bottom", "left")


def _padded(head: Html) -> Html:
    return Html(head.body, f"{head.style};padding:8px 10px 6px")


def _limit(node: Node) -> int:
    value = node.raw("limit")
    return AUTO_LIMIT if value == "auto" else node.count("limit", 1000)


def _more(hidden: list[Part], sheet: Sheet) -> Part:
    """A real button that draws the rest of the list from the next run on."""
    slot = sheet.slot("more")
    next_rows, later = hidden[:MOST_LIVE], hidden[MOST_LIVE:]
    parts = [*next_rows, _more(later, sheet)] if later else next_rows
    rest = compose(parts, Flow(gap="0"), sheet, slot="rest")
    sheet.style(slot, MORE_STYLE, " button")
    label = f"Show {len(next_rows)} more"

    def show(screen: Screen) -> None:
        st.session_state[screen.slot(f"{slot}-open")] = True

    def paint(screen: Screen) -> None:
        if st.session_state.get(screen.slot(f"{slot}-open")):
            rest.draw(screen)
        else:
            st.button(label, key=screen.slot(slot), on_click=show, args=(screen,), type="tertiary")

    return Live(paint)


MORE_STYLE = (
    f"font-size:14px;min-height:32px;padding:0 10px;color:{TEXT_COLORS['secondary']};"
    "border-radius:8px"
)


@register("ListViewItem")
def list_view_item(node: Node, sheet: Sheet) -> Part:
    parts = sheet.children(_filled(node), "row") or _told(node, sheet)
    how = Flow(
        "row",
        spacing(node.raw("gap")) or "8px",
        ALIGN.get(node.text("align"), "center"),
    )
    action = action_of(node.raw("onClickAction"))
    style = "padding:8px 10px;border-radius:10px;width:100%;box-sizing:border-box"
    attributes = HIDDEN if action else ' role="listitem"'
    inner = compose(parts, how, sheet, style=style, slot="item", attributes=attributes)
    if action is None:
        return inner
    return pressed(sheet, inner, action, " ".join(texts(node.raw("children") or told(node.props))))


def _filled(node: Node) -> Node:
    """The only box of a row has all of it, so that what its author pushed to the end is there."""
    given = node.raw("children")
    only = given[0] if isinstance(given, list) and len(given) == 1 else None
    if not isinstance(only, Mapping) or Node(only).type.lower() not in ("row", "col", "box"):
        return node
    if any(only.get(name) is not None for name in _SHAPES):
        return node
    return Node({**node.props, "children": [{**only, "flex": 1}]})


_SHAPES = ("flex", "width", "size", "maxWidth", "maxSize", "background", "border", "onClickAction")
"""What shows or says how wide a box is."""


def _told(node: Node, sheet: Sheet) -> list[Part]:
    """A row that carries its words as props of its own would be blank."""
    said = told(node.props)
    buttons = [one for one in said if one["type"] in ("Badge", "Button")]
    words = [one for one in said if one not in buttons]
    row = [{"type": "Col", "gap": 0, "children": words}, {"type": "Spacer"}, *buttons]
    return [part for part in map(sheet.compile, row if said else []) if part is not None]
