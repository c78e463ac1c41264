"""What follows the newest item once nothing runs: notices, the error with its Retry, unsent words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from chatkit_core.ui.client import Json
from chatkit_core.ui.client_tools import run_pending_tool
from chatkit_core.ui.conversation import Conversation, Request, State, Unsent
from chatkit_core.ui.edge import guarded
from chatkit_core.ui.escaping import plain, safe_markdown
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.items.messages import bubble
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.thread_view import ThreadView

NO_ANSWER = "This message has no answer yet."


def draw_end(drawing: Drawing) -> None:
    """What follows the newest item once nothing runs: notices, the error, unsent words."""
    view, conversation, page = drawing.view, drawing.conversation, drawing.page
    for notice in view.notices:
        draw_notice(notice)
    if view.error is not None:
        _draw_error(drawing, view.error)
    elif _unanswered(conversation, view):
        _draw_unanswered(drawing)
    for failed in conversation.unsent:
        if not failed.arrived(view):
            _draw_unsent(page, conversation, failed)
    run_pending_tool(page, conversation, view)


def draw_notice(notice: Json) -> None:
    levels = {"warning": st.warning, "danger": st.error}
    title = f"**{plain(notice['title'])}**  \n" if notice.get("title") else ""
    text = safe_markdown(str(notice.get("message") or ""))
    levels.get(str(notice.get("level")), st.info)(title + text)


def _draw_error(drawing: Drawing, error: Json) -> None:
    sentence = error.get("message") or "Something went wrong while answering."
    with st.container(key=f"{drawing.page.key}-error"):
        st.error(plain(sentence), icon=":material/error:")
        if error.get("allow_retry"):
            _retry_button(drawing, "Try again")


def _unanswered(conversation: Conversation, view: ThreadView) -> bool:
    """The newest item is the user's and nobody answers: stopped, or cut off by a restart."""
    newest = next((item for item in reversed(view.items) if item["id"] not in view.loose), {})
    turn = conversation.turn
    return newest.get("type") == "user_message" and (turn is None or turn.state is not State.DONE)


def _draw_unanswered(drawing: Drawing) -> None:
    some = drawing.view.items[-1]["id"] in drawing.view.loose
    said = "This answer was stopped, and is not kept." if some else NO_ANSWER
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(said, width="content")
        _retry_button(drawing, "Answer it")


def _retry_button(drawing: Drawing, label: str) -> None:
    st.button(
        label,
        key=f"{drawing.page.key}-retry",
        icon=":material/refresh:",
        on_click=partial(_retry, drawing.page),
    )


@guarded
def _retry(page: ChatPage) -> None:
    conversation = page.conversation()
    turn = page.host.retry(conversation, page.client, page.state.owner)
    page.settle(conversation, turn)


def _draw_unsent(page: ChatPage, conversation: Conversation, failed: Unsent) -> None:
    st.html(own_words(failed.request, f"Not sent. {failed.because}"))
    with st.container(horizontal=True, horizontal_alignment="right"):
        for label, again in (("Send again", True), ("Discard", False)):
            st.button(
                label,
                key=f"{page.key}-unsent-{failed.id}-{again}",
                type="secondary" if again else "tertiary",
                on_click=partial(_unsent, page, conversation, failed, again),
            )


@guarded
def _unsent(page: ChatPage, conversation: Conversation, failed: Unsent, again: bool) -> None:
    found = page.host.hub.discard(conversation, failed.id)
    if found is not None and again:
        request = replace(found.request, owner=page.state.owner)
        page.settle(conversation, page.host.hub.send(conversation, request))
    elif conversation.thread_id is None:
        st.rerun()  # the address still names the draft


def own_words(request: Request, note: str = "") -> str:
    return bubble({"content": [{"type": "input_text", "text": request.text}]}, note)
