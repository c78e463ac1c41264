"""Box, Row, Col, Form, Transition and the Basic root: boxes that only lay out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatkit_core.ui.widgets.actions import action_of, submit
from chatkit_core.ui.widgets.buttons import draw_button
from chatkit_core.ui.widgets.cards import texts
from chatkit_core.ui.widgets.forms import Scope
from chatkit_core.ui.widgets.layout import box_style, compose, flow, item_style
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.parts import Part, Screen
from chatkit_core.ui.widgets.pressing import pressable
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.scheme import scheme_of, themed
from chatkit_core.ui.widgets.sheet import Sheet

DIRECTIONS = {"row": "row", "col": "col", "column": "col"}
"""`column` is what ChatKit's guide calls it."""


@register("Row")
def row(node: Node, sheet: Sheet) -> Part:
    return box(node, sheet, "row")


@register("Col")
def col(node: Node, sheet: Sheet) -> Part:
    return box(node, sheet, "col")


@register("Box", "Basic")
def directed(node: Node, sheet: Sheet) -> Part:
    return box(node, sheet, node.choice("direction", DIRECTIONS, "col"))


def box(node: Node, sheet: Sheet, direction: str) -> Part:
    """A flex container with all layout properties."""
    with sheet.shaded(scheme_of(node)):
        parts = sheet.children(node, direction)
    how = flow(node, direction, align="center" if direction == "row" else "")
    part = compose(parts, how, sheet, style=box_style(node, sheet), item=item_style(node))
    return pressable(node, sheet, themed(part, node, sheet), " ".join(texts(node.raw("children"))))


@register("Form")
def form(node: Node, sheet: Sheet) -> Part:
    scope, direction = (
        Scope(action_of(node.raw("onSubmitAction"))),
        node.choice("direction", DIRECTIONS, "col"),
    )
    with sheet.form(scope):
        parts = sheet.children(node, direction)
    if scope.submit and scope.fields and not _holds_button(node.raw("children")):
        parts.append(_submit_button(scope, sheet))
    how = flow(node, direction, gap="12px", align="center" if direction == "row" else "")
    style = box_style(node, sheet)
    return compose(parts, how, sheet, style=style, item=item_style(node), slot="form")


def _submit_button(scope: Scope, sheet: Sheet) -> Part:
    """In ChatKit the Enter key sends a form without a button; Streamlit has no such key."""
    look = Node({"label": "Submit", "style": "primary", "size": "md"})

    def fire(screen: Screen) -> None:
        submit(screen, scope.submit, scope)

    return draw_button(look, sheet, fire, "submit", scope.submit)


def _holds_button(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_button, value))
    if not isinstance(value, Mapping):
        return False
    return as_text(value.get("type")).lower() == "button" or _holds_button(value.get("children"))


@register("Transition")
def transition(node: Node, sheet: Sheet) -> Part | None:
    """Streamlit keeps elements in place between runs, so only the child itself is drawn."""
    children = sheet.children(node, sheet.direction)
    if len(children) == 1:
        return children[0]
    return compose(children, flow(node, "col"), sheet) if children else None
