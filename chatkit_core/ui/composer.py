"""The input line: always there, never blocked by a running turn; Stop stands beside it."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from chatkit_core.ui.client import message
from chatkit_core.ui.edge import guarded
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.thread_view import ThreadView

CLOSED = {"locked": "This conversation is locked.", "closed": "This conversation is closed."}


def draw_composer(page: ChatPage) -> None:
    """The bottom of the page."""
    conversation = page.conversation()
    view = conversation.view or ThreadView()
    closed = view.status.get("type") in CLOSED
    reason = view.status.get("reason") or CLOSED.get(str(view.status.get("type")), "")
    if conversation.running and view.allow_cancel:
        with st.bottom.container(key=f"{page.key}-stopper", horizontal_alignment="center"):
            st.button(
                "Stop",
                key=f"{page.key}-stop",
                icon=":material/stop_circle:",
                on_click=partial(_stop, page),
            )
    key = f"{page.key}-composer"
    # Not inside `st.bottom`: only an input that Streamlit places itself keeps the page scrolled
    # to its end.
    st.chat_input(
        reason if closed else page.options.placeholder,
        key=key,
        disabled=closed,
        on_submit=partial(_submit, page, key),
    )
    if page.options.disclaimer:
        disclaimer = html.escape(page.options.disclaimer)
        st.bottom.html(f'<div class="ck-small">{disclaimer}</div>')


@guarded
def _submit(page: ChatPage, key: str) -> None:
    text = (st.session_state[key] or "").strip()
    if text:
        page.send(message(text))
        # Nothing beside the messages changed: repaint them alone.
        st.rerun(page.body_key)


@guarded
def _stop(page: ChatPage) -> None:
    conversation = page.conversation()
    turn = conversation.running
    if page.host.hub.stop(conversation) and turn is not None:
        turn.wait(0.3)
