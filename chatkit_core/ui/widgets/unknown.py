"""The quiet, visible stand-in for what cannot be drawn: it says what is missing, and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.parts import Html, Part
from chatkit_core.ui.widgets.tokens import BORDERS, TEXT_COLORS

if TYPE_CHECKING:
    from chatkit_core.ui.widgets.sheet import Sheet

READABLE = (
    *("title", "label", "name", "value", "text", "caption", "description", "content", "message"),
    *("src", "url"),
)

_STYLE = (
    f"border:1px dashed {BORDERS['strong']};border-radius:8px;padding:6px 10px;font-size:12px;"
    f"line-height:18px;color:{TEXT_COLORS['secondary']};overflow-wrap:anywhere"
)


def unknown(node: Node, sheet: Sheet) -> Part:
    """A component nobody registered: its name, what of it is readable, and its children."""
    from chatkit_core.ui.widgets.layout import Flow, compose

    name = node.type or "Untyped component"
    words = readable(node)
    note = quiet_note(" · ".join([name[:80], *words]))
    noted = not words and name.rpartition(".")[0] in sheet.foreign
    sheet.foreign.append(name if node.type else "")
    try:
        children = [sheet.compile(one) for one in nested(node)] + sheet.children(node)
    finally:
        sheet.foreign.pop()
    children = [part for part in children if part is not None]
    if not children:
        return note
    # A part (`List.Item`) of what has been noted says nothing new.
    return compose(children if noted else [note, *children], Flow(gap="8px"), sheet)


def nested(node: Node) -> list[dict[str, Any]]:
    """What stands in its lists and objects."""
    from chatkit_core.ui.widgets.told import offer_labels, told

    held = {name: one for name, one in node.props.items() if isinstance(one, dict | list)}
    return told(held | offer_labels(node.props))


def readable(node: Node) -> list[str]:
    """What a reader would want to know of a node that cannot be drawn as its author meant."""
    return [as_text(node.raw(prop))[:200] for prop in READABLE if _is_plain(node.raw(prop))]


def quiet_note(text: str) -> Html:
    return Html(as_html(text), _STYLE, attributes=' class="ck-note"')


def too_much() -> Html:
    return quiet_note("More than can be shown here.")


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
