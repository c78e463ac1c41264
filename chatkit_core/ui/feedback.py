"""Thumbs up or down on the newest answer, and a comment for those who want to say why."""

from __future__ import annotations

from functools import partial

import streamlit as st

from chatkit_core.ui.client import Json
from chatkit_core.ui.edge import guarded
from chatkit_core.ui.items import Drawing

KINDS = ("negative", "positive")
"""In the order of the values of `st.feedback("thumbs")`."""


def draw_feedback(drawing: Drawing, item: Json, following: Json | None) -> None:
    """Under the last assistant message of a turn; one row costs as much as a message."""
    page = drawing.page
    if item.get("type") != "assistant_message" or not page.options.feedback or drawing.busy:
        return
    if following is not None and following.get("type") != "user_message":
        return
    if drawing.view.newest("assistant_message") is not item:
        return
    key = f"{page.key}-rate-{item['id']}"
    st.feedback("thumbs", key=key, on_change=partial(_rate, drawing, item, key))
    rated = page.state.rated.get(item["id"])
    if rated in KINDS:
        # In a container: on its own it would be placed at the bottom of the page.
        with st.container():
            st.chat_input(
                "Anything to add? (optional)",
                key=f"{key}-comment",
                max_chars=500,
                on_submit=partial(_comment, drawing, item, f"{key}-comment"),
            )
    elif rated:
        st.caption("Thank you for telling us.")


@guarded
def _rate(drawing: Drawing, item: Json, key: str) -> None:
    value = st.session_state.get(key)
    if value is not None:
        kind = KINDS[int(value)]
        _store(drawing, item, kind, "")
        drawing.page.state.rated[item["id"]] = kind


@guarded
def _comment(drawing: Drawing, item: Json, key: str) -> None:
    rated = drawing.page.state.rated
    _store(drawing, item, rated[item["id"]], st.session_state[key])
    rated[item["id"]] = "said"


def _store(drawing: Drawing, item: Json, kind: str, comment: str) -> None:
    """The server hears the thumb; the comment, which ChatKit has no place for, goes to the page."""
    page, thread_id = drawing.page, drawing.conversation.thread_id or ""
    if not comment:
        page.host.call(page.client.feedback(thread_id, [item["id"]], kind))
    if page.hooks.on_feedback is not None:
        page.hooks.on_feedback(thread_id, [item["id"]], kind, comment)
