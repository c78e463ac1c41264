"""Box, Row, Col, Form, Transition and the Basic root: boxes that only lay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatkit_core.ui.widgets.actions import action_of, submit
from chatkit_core.ui.widgets.boxes import box_style, item_style
from chatkit_core.ui.widgets.buttons import draw_button, pressed_action
from chatkit_core.ui.widgets.cards import texts
from chatkit_core.ui.widgets.forms import Scope
from chatkit_core.ui.widgets.layout import compose, flow
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


@register("Col", "Column")
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
    buttons = [*_buttons(node.raw("children"))]
    scope = Scope(action_of(node.raw("onSubmitAction")), idle=_one_is_idle(buttons))
    direction = node.choice("direction", DIRECTIONS, "col")
    with sheet.form(scope):
        parts = sheet.children(node, direction)
    if scope.submit and scope.fields and not buttons:
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


def _one_is_idle(buttons: list[Node]) -> bool:
    """Whether nothing submits, and just one button has nothing to do: its author meant it to."""
    if any(button.flag("submit") for button in buttons):
        return False
    return sum(pressed_action(button) is None for button in buttons) == 1


def _buttons(value: Any) -> Iterator[Node]:
    """The buttons below a JSON value."""
    if isinstance(value, list):
        for one in value:
            yield from _buttons(one)
    elif isinstance(value, Mapping):
        if as_text(value.get("type")).lower() == "button":
            yield Node(value)
        yield from _buttons(value.get("children"))


@register("Transition")
def transition(node: Node, sheet: Sheet) -> Part | None:
    """Streamlit keeps elements in place between runs, so only the child itself is drawn."""
    children = sheet.children(node, sheet.direction)
    if len(children) == 1:
        return children[0]
    return compose(children, flow(node, "col"), sheet) if children else None
