"""Thumbs up or down at the end of a turn, and a comment for those who want to say why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from chatkit_core.ui.edge import guarded
from chatkit_core.ui.items import Drawing

KINDS = ("negative", "positive")
"""In the order of the values of `st.feedback("thumbs")`."""


def draw_feedback(drawing: Drawing, answers: Sequence[str]) -> None:
    """The thumbs of one turn; `answers` are the ids of what the assistant said in it."""
    page = drawing.page
    key = f"{page.key}-rate-{answers[0]}"
    thumbs = f"{key}-thumbs"
    st.feedback("thumbs", key=thumbs, on_change=partial(_rate, drawing, answers, thumbs))
    rated = page.state.rated.get(answers[0])
    if rated in KINDS:
        # In a container: on its own it would be placed at the bottom of the page.
        with st.container():
            st.chat_input(
                "Anything to add? (optional)",
                key=f"{key}-comment",
                max_chars=500,
                on_submit=partial(_comment, drawing, answers, f"{key}-comment"),
            )
    elif rated:
        st.caption("Thank you for telling us.")


@guarded
def _rate(drawing: Drawing, answers: Sequence[str], key: str) -> None:
    value = st.session_state.get(key)
    if value is not None:
        kind = KINDS[int(value)]
        _store(drawing, answers, kind, "")
        drawing.page.state.rated[answers[0]] = kind


@guarded
def _comment(drawing: Drawing, answers: Sequence[str], key: str) -> None:
    rated = drawing.page.state.rated
    _store(drawing, answers, rated[answers[0]], st.session_state[key])
    rated[answers[0]] = "said"


def _store(drawing: Drawing, answers: Sequence[str], kind: str, comment: str) -> None:
    """The server hears the thumb; the comment, which ChatKit has no place for, goes to the page."""
    page, thread_id = drawing.page, drawing.conversation.thread_id or ""
    if not comment:
        page.host.call(page.client.feedback(thread_id, answers, kind))
    if page.hooks.on_feedback is not None:
        page.hooks.on_feedback(thread_id, answers, kind, comment)
