"""Box, Row, Col, Form, Transition and the Basic root: boxes that only lay out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatkit_core.ui.widgets.actions import is_action
from chatkit_core.ui.widgets.forms import Scope
from chatkit_core.ui.widgets.layout import box_style, compose, flow, item_style
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Part
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet

DIRECTIONS = ("row", "col")


@register("Row")
def row(node: Node, sheet: Sheet) -> Part:
    return box(node, sheet, "row")


@register("Col")
def col(node: Node, sheet: Sheet) -> Part:
    return box(node, sheet, "col")


@register("Box", "Basic")
def directed(node: Node, sheet: Sheet) -> Part:
    return box(node, sheet, node.word("direction", DIRECTIONS, "col"))


def box(node: Node, sheet: Sheet, direction: str) -> Part:
    """A flex container with all layout properties."""
    parts = sheet.children(node, direction)
    how = flow(node, direction, align="center" if direction == "row" else "")
    return compose(parts, how, sheet, style=box_style(node), item=item_style(node))


@register("Form")
def form(node: Node, sheet: Sheet) -> Part:
    with sheet.form(Scope(action_of(node.raw("onSubmitAction")))):
        direction = node.word("direction", DIRECTIONS, "col")
        parts = sheet.children(node, direction)
    how = flow(node, direction, gap="12px", align="center" if direction == "row" else "")
    return compose(parts, how, sheet, style=box_style(node), item=item_style(node), slot="form")


@register("Transition")
def transition(node: Node, sheet: Sheet) -> Part | None:
    """Streamlit keeps elements in place between runs, so only the child itself is drawn."""
    children = sheet.children(node, sheet.direction)
    if len(children) == 1:
        return children[0]
    return compose(children, flow(node, "col"), sheet) if children else None


def action_of(value: Any) -> Mapping[str, Any] | None:
    """The value when it is a usable action."""
    return value if is_action(value) else None
