"""The messages: settled items in a fragment that clicks repaint, the running turn below it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from chatkit_core.ui.client import Json
from chatkit_core.ui.client_tools import run_effects, run_pending_tool
from chatkit_core.ui.edge import guarded, page_edge, said
from chatkit_core.ui.escaping import plain, safe_markdown
from chatkit_core.ui.feedback import draw_feedback
from chatkit_core.ui.items import Drawing, draw_item
from chatkit_core.ui.items.messages import bubble
from chatkit_core.ui.page import WINDOW, ChatPage
from chatkit_core.ui.start_screen import draw_start
from chatkit_core.ui.thread_view import ThreadView
from chatkit_core.ui.turns import Conversation, Request, State, Turn, Unsent

TICK = 0.12
"""Seconds between looks at a running turn."""
WATCH = 1.0
"""Seconds between looks at an idle conversation, for changes from elsewhere."""


def draw_conversation(page: ChatPage) -> None:
    """One whole run: the body, and below it either the running turn or the idle watch."""
    conversation = page.conversation()
    turn = conversation.running
    page.state.following = turn.id if turn else None
    st.fragment(_body, key=page.body_key)(page, turn)
    if turn is not None:
        st.fragment(_tail, run_every=TICK)(page, turn, [True])
    else:
        st.fragment(_watch, run_every=WATCH)(page)


def _body(page: ChatPage, turn: Turn | None) -> None:
    with page_edge():
        conversation = page.conversation()
        # Another turn than the one the page follows: only a whole run can follow it.
        if conversation.running is not turn:
            st.rerun()
        view = page.host.view(conversation, page.client)
        page.state.stamp = conversation.stamp()
        page.state.title = view.thread.get("title")
        drawing = Drawing(page, conversation, view, busy=turn is not None)
        if turn is not None:
            _draw_items(drawing, [item for item in view.items if item["id"] in turn.before])
        elif not (view.items or conversation.queue or conversation.unsent):
            draw_start(page)
        else:
            _draw_items(drawing, list(view.items))
            _draw_end(drawing)
        said()


def _draw_items(drawing: Drawing, items: list[Json]) -> None:
    state = drawing.page.state
    if len(items) > state.window or drawing.view.has_earlier:
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.button(
                "Show earlier",
                key=f"{drawing.page.key}-earlier",
                type="tertiary",
                icon=":material/expand_less:",
                on_click=partial(_show_earlier, drawing),
            )
    for item in items[-state.window :]:
        draw_item(drawing, item)


@guarded
def _show_earlier(drawing: Drawing) -> None:
    page, view = drawing.page, drawing.view
    page.state.window += WINDOW
    if len(view.items) < page.state.window and view.has_earlier:
        page.host.earlier(drawing.conversation, page.client)


def _draw_end(drawing: Drawing) -> None:
    """What follows the newest item once nothing runs: notices, the error, unsent words."""
    view, conversation, page = drawing.view, drawing.conversation, drawing.page
    run_effects(page, conversation, view)
    draw_feedback(drawing)
    for notice in view.notices:
        _draw_notice(notice)
    if view.error is not None:
        _draw_error(drawing, view.error)
    elif _unanswered(conversation, view):
        _draw_unanswered(drawing)
    for failed in conversation.unsent:
        _draw_unsent(page, conversation, failed)
    run_pending_tool(page, conversation, view)


def _draw_notice(notice: Json) -> None:
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
    newest = view.items[-1] if view.items else {}
    turn = conversation.turn
    return newest.get("type") == "user_message" and (turn is None or turn.state is not State.DONE)


def _draw_unanswered(drawing: Drawing) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("This message has no answer yet.", width="content")
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
    st.html(_own_words(failed.request, f"Not sent. {failed.because}"))
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
        page.settle(conversation, page.host.hub.send(conversation, found.request))


def _own_words(request: Request, note: str = "") -> str:
    return bubble({"content": [{"type": "input_text", "text": request.text}]}, note)


def _tail(page: ChatPage, turn: Turn, first: list[bool]) -> None:
    """The running turn, drawn anew at every tick; its end, or a change above it, redraws all."""
    with page_edge():
        conversation = page.conversation()
        view = conversation.view or ThreadView()
        above = tuple(item for item in view.items if item["id"] in turn.before)
        if first[0]:
            # The very first drawing is part of a whole run, which must not ask for another.
            first[0] = False
            page.state.above = above
        elif conversation.running is not turn or not _same(above, page.state.above):
            st.rerun()
        run_effects(page, conversation, view)
        drawing = Drawing(page, conversation, view, busy=True)
        mine = [item for item in view.items if item["id"] not in turn.before]
        if not turn.stored and not mine:
            st.html(_own_words(turn.request))
        for item in mine:
            draw_item(drawing, item)
        for notice in view.notices:
            _draw_notice(notice)
        _draw_progress(view, turn)
        for waiting in tuple(conversation.queue):
            if waiting.text:
                st.html(_own_words(waiting, "Sent next"))


def _same(one: tuple[Json, ...], other: tuple[Json, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _draw_progress(view: ThreadView, turn: Turn) -> None:
    newest = view.items[-1] if view.items else {}
    if turn.stopping:
        st.markdown(":shimmer[Stopping]")
    elif view.progress is not None:
        st.markdown(f":shimmer[{plain(view.progress['text'])}]")
    elif newest.get("id") not in view.unfinished:
        st.markdown(":shimmer[Thinking]")


def _watch(page: ChatPage) -> None:
    """Draws nothing; asks for a whole run when the conversation changed elsewhere."""
    conversation = page.conversation()
    page.host.poll(conversation, page.client)
    if conversation.stamp() != page.state.stamp:
        st.rerun()
