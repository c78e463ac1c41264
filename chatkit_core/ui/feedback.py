"""Thumbs up or down on the newest answer, and a comment for those who want to say why."""

from __future__ import annotations

from functools import partial

import streamlit as st

from chatkit_core.ui.edge import guarded
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.thread_view import ThreadView

KINDS = ("negative", "positive")
"""In the order of the values of `st.feedback("thumbs")`."""


def draw_feedback(drawing: Drawing) -> None:
    """At the end of the newest turn, where the assistant has said something in it."""
    page, answers = drawing.page, _newest_answers(drawing.view)
    if not page.options.feedback or not answers:
        return
    key = f"{page.key}-rate-{answers[0]}"
    st.feedback("thumbs", key=key, on_change=partial(_rate, drawing, answers, key))
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


def _newest_answers(view: ThreadView) -> list[str]:
    """Ids of what the assistant said since the user's last words."""
    found: list[str] = []
    for item in reversed(view.items):
        if item.get("type") == "user_message":
            break
        if item.get("type") == "assistant_message":
            found.insert(0, item["id"])
    return found


@guarded
def _rate(drawing: Drawing, answers: list[str], key: str) -> None:
    value = st.session_state.get(key)
    if value is not None:
        kind = KINDS[int(value)]
        _store(drawing, answers, kind, "")
        drawing.page.state.rated[answers[0]] = kind


@guarded
def _comment(drawing: Drawing, answers: list[str], key: str) -> None:
    rated = drawing.page.state.rated
    _store(drawing, answers, rated[answers[0]], st.session_state[key])
    rated[answers[0]] = "said"


def _store(drawing: Drawing, answers: list[str], kind: str, comment: str) -> None:
    """The server hears the thumb; the comment, which ChatKit has no place for, goes to the page."""
    page, thread_id = drawing.page, drawing.conversation.thread_id or ""
    if not comment:
        page.host.call(page.client.feedback(thread_id, answers, kind))
    if page.hooks.on_feedback is not None:
        page.hooks.on_feedback(thread_id, answers, kind, comment)
