"""A card: drawn by the widget renderer, its actions taken to the page."""

from __future__ import annotations

from typing import Any

from chatkit_core.ui.edge import guarded
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.thread_view import Json
from chatkit_core.ui.widgets import render_widget, static_markup

_INPUTS = frozenset({"input", "textarea", "select", "datepicker", "checkbox", "radiogroup", "form"})


def draw(drawing: Drawing, item: Json) -> None:
    """Draw a widget item; its controls wait while a turn runs."""
    widget: Json = item.get("widget") or {}
    revision = None if has_inputs(widget) else drawing.conversation.revision(item["id"])
    page = drawing.page

    @guarded
    def on_action(action: Json, values: Json) -> None:
        page.act(item, action, values, revision)

    # A new key per action taken: the second click of a double click then meets no control.
    key = drawing.key(item) if not revision else f"{drawing.key(item)}-{revision}"
    action, loading = _running(drawing, item)
    render_widget(
        widget,
        key=key,
        on_action=on_action,
        disabled=drawing.busy,
        closed=drawing.view.closed and drawing.turn is None,
        pending=action if loading is Loading.SELF else None,
        faded=loading is Loading.CONTAINER,
        allowed_image_domains=drawing.image_domains,
    )


def markup(drawing: Drawing, item: Json) -> str | None:
    """A card without controls, most often one that was used; faded while its action runs."""
    if _running(drawing, item)[1] is not None:
        return None
    return static_markup(item.get("widget") or {}, drawing.image_domains)


def _running(drawing: Drawing, item: Json) -> tuple[Json | None, Loading | None]:
    """The action of this very card that is being carried out, and what it asks for."""
    request = drawing.turn.request if drawing.turn else None
    if request is None or request.action is None or request.item_id != item["id"]:
        return None, None
    return request.action, request.loading


def has_inputs(node: Any) -> bool:
    """A widget that holds something the user has typed or picked keeps its keys."""
    if isinstance(node, list):
        return any(has_inputs(child) for child in node)
    if not isinstance(node, dict):
        return False
    if str(node.get("type", "")).lower() in _INPUTS or node.get("editable"):
        return True
    return any(has_inputs(value) for value in node.values() if isinstance(value, (dict, list)))
