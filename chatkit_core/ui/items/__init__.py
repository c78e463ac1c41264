"""One renderer per thread item type; an item of an unknown type is named, never an exception."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from chatkit_core.ui.conversation import Conversation, Turn
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.thread_view import Json, ThreadView

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawing:
    """What a renderer may need: the page, the conversation and the turn that is running."""

    page: ChatPage
    conversation: Conversation
    view: ThreadView
    turn: Turn | None = None

    @property
    def busy(self) -> bool:
        """No control can be used: the conversation is over, or a turn runs that is not an action
        which leaves everything usable.
        """
        return self.view.closed or (
            self.turn is not None and self.turn.request.loading is not Loading.NONE
        )

    def key(self, item: Json) -> str:
        """The stem of every widget key of an item."""
        return f"{self.page.key}-{item['id']}"

    @property
    def image_domains(self) -> list[str] | None:
        return self.view.thread.get("allowed_image_domains")

    def thumbnail(self, attachment_id: object) -> str | None:
        """A small picture of a file that went through this page, as a data address."""
        return self.page.host.thumbnails.get(attachment_id)

    def live(self, item: Json) -> bool:
        """The item is still being written."""
        return item["id"] in self.view.unfinished


Renderer = Callable[[Drawing, Json], None]

RENDERERS: dict[str, Renderer] = {}
"""Item type to renderer; a page may add its own."""


Markup = Callable[[Drawing, Json], str | None]

MARKUP: dict[str, Markup] = {}
"""Item type to its HTML; None for an item that needs more than that."""

TOGETHER = 5
"""Items of markup that share an element: a new one redraws only the element that it joins."""


def draw_items(drawing: Drawing, items: Sequence[Json]) -> None:
    """Draw items in order. Each element costs the browser a moment at every click anywhere.

    So neighbours without controls share one.
    """
    run: list[str] = []
    for item in items:
        markup = markup_of(drawing, item)
        if run and (markup is None or len(run) == TOGETHER):
            _draw_run(run)
            run = []
        if markup is None:
            draw_item(drawing, item)
        else:
            run.append(markup)
    if run:
        _draw_run(run)


def _draw_run(run: Sequence[str]) -> None:
    st.html(f'<div class="ck-run">{"".join(run)}</div>')


def markup_of(drawing: Drawing, item: Json) -> str | None:
    """The HTML of an item that is nothing else; None also where it can't be made."""
    make = MARKUP.get(str(item.get("type")))
    try:
        return make(drawing, item) if make else None
    except Exception:
        # Drawing it alone meets the same bug, logs it and says so in its place.
        return None


def draw_item(drawing: Drawing, item: Json) -> None:
    """Draw one item; what cannot be drawn leaves a quiet line instead of a broken page."""
    kind = str(item.get("type"))
    try:
        RENDERERS.get(kind, _unknown)(drawing, item)
    except Exception:
        log.exception("An item of type %s could not be drawn", kind)
        st.caption("This part of the conversation could not be shown.")


def _unknown(_: Drawing, item: Json) -> None:
    st.caption(f"{plain(item.get('type') or 'Something')} cannot be shown here.")


def _register() -> None:
    # Imported late: the renderers need the types above.
    from chatkit_core.ui.items import (
        client_tool,
        image,
        messages,
        structured_input,
        widget,
        workflow,
    )

    RENDERERS.update(
        {
            "user_message": messages.draw_user,
            "assistant_message": messages.draw_assistant,
            "widget": widget.draw,
            "workflow": workflow.draw_workflow,
            "task": workflow.draw_task,
            "client_tool_call": client_tool.draw,
            "structured_input": structured_input.draw,
            "generated_image": image.draw,
            "end_of_turn": lambda _, __: None,
        }
    )
    MARKUP.update({"user_message": messages.user_markup, "widget": widget.markup})


_register()
