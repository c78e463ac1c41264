"""The chat as it stood at a step, drawn with the chat's own renderers; nothing in it can be pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import streamlit as st

from chatkit_core.ui.client import ChatKitClient, Json
from chatkit_core.ui.conversation import Conversation
from chatkit_core.ui.host import ChatHost
from chatkit_core.ui.inspector.view import View
from chatkit_core.ui.items import Drawing, draw_item
from chatkit_core.ui.look import draw_item_style
from chatkit_core.ui.page import ChatPage, Hooks, Options, PageState
from chatkit_core.ui.thread_view import HIDDEN, ThreadView

KEY = "in-chat"
SHOWN = 12
HEIGHT = 620


@dataclass(frozen=True)
class Still(Drawing):
    """A drawing whose controls are all switched off."""

    @property
    def busy(self) -> bool:
        return True

    def thumbnail(self, attachment_id: object) -> str | None:
        return None


def draw_transcript(view: View) -> None:
    """Draw the newest items as of the step."""
    draw_item_style(KEY)
    items = [item for item in view.frame.shown if item.get("type") not in HIDDEN]
    with st.container(key="in-transcript", height=HEIGHT, border=True, autoscroll=True):
        if not items:
            st.html('<p class="in-quiet">Nothing has been said yet.</p>')
        elif len(items) > SHOWN:
            st.html(f'<p class="in-quiet">{len(items) - SHOWN} earlier items</p>')
        drawing = still()
        for item in items[-SHOWN:]:
            draw_item(drawing, view.shown(item))


def still() -> Drawing:
    """A drawing without a server behind it: what would ask one is switched off."""
    page = ChatPage(
        host=cast("ChatHost", None),
        client=cast("ChatKitClient", None),
        key=KEY,
        state=PageState(),
        options=Options(),
        hooks=Hooks(),
    )
    thread: Json = {}
    return Still(page, Conversation(), ThreadView(thread=thread))
