"""The messages: settled items in a fragment that clicks repaint, the running turn below it."""

from __future__ import annotations

from functools import partial

import streamlit as st
from chatkit.store import NotFoundError

from chatkit_core.ui.client import Json
from chatkit_core.ui.client_tools import run_effects
from chatkit_core.ui.conversation import Conversation, Turn
from chatkit_core.ui.deep_link import leave
from chatkit_core.ui.edge import guarded, page_edge, said, say, show_error
from chatkit_core.ui.ending import draw_end, draw_notice, own_words
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.feedback import draw_feedback, rated_turns
from chatkit_core.ui.items import Drawing, draw_item
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.page import WINDOW, ChatPage
from chatkit_core.ui.sentences import NOT_HERE
from chatkit_core.ui.start_screen import draw_start
from chatkit_core.ui.thread_view import ThreadView

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
        st.fragment(_watch, run_every=WATCH)(page, [True])


def _body(page: ChatPage, turn: Turn | None) -> None:
    stamp = page.state.stamp
    with page_edge():
        conversation = page.conversation()
        # Another turn than the one the page follows: only a whole run can follow it.
        if conversation.running is not turn:
            st.rerun()
        view, problem = _read(page, conversation)
        stamp = conversation.stamp()
        page.state.face = view.face
        drawing = Drawing(page, conversation, view, turn)
        run_effects(page, conversation)
        if turn is not None:
            _draw_items(drawing, [item for item in view.items if item["id"] in turn.before])
        elif problem is not None or view.items or conversation.queue or conversation.unsent:
            _draw_items(drawing, list(view.items))
            draw_end(drawing)
        else:
            draw_start(page)
        if problem is not None:
            show_error(problem)
            st.button("Load again", key=f"{page.key}-load", icon=":material/refresh:")
        said()
    # Only now: a run that another one cuts short has not shown what it read, and the watch has to
    # notice that. An error that the page shows counts as drawn.
    page.state.stamp = stamp


def _read(page: ChatPage, conversation: Conversation) -> tuple[ThreadView, Exception | None]:
    """What to draw; a store that fails leaves what is known, and the reason to show with it."""
    try:
        return page.host.view(conversation, page.client), None
    except NotFoundError:
        # Deleted elsewhere while it was open.
        leave(page)
        say(NOT_HERE)
        st.rerun()
    except Exception as error:
        return conversation.view or ThreadView(), error


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
    rated = rated_turns(drawing, items)
    for item in items[-state.window :]:
        draw_item(drawing, item)
        if item["id"] in rated:
            draw_feedback(drawing, rated[item["id"]])


@guarded
def _show_earlier(drawing: Drawing) -> None:
    page, view = drawing.page, drawing.view
    page.state.window += WINDOW
    if len(view.items) < page.state.window and view.has_earlier:
        page.host.earlier(drawing.conversation, page.client)


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
        elif (
            conversation.running is not turn
            or not _same(above, page.state.above)
            or _outdated(page, conversation, view)
        ):
            st.rerun()
        run_effects(page, conversation)
        drawing = Drawing(page, conversation, view, turn)
        mine = [item for item in view.items if item["id"] not in turn.before]
        if not turn.stored and not mine:
            st.html(own_words(turn.request))
        for item in mine:
            draw_item(drawing, item)
        for notice in view.notices:
            draw_notice(notice)
        _draw_progress(view, turn)
        for waiting in tuple(conversation.queue):
            if waiting.text:
                st.html(own_words(waiting, "Sent next"))


def _outdated(page: ChatPage, conversation: Conversation, view: ThreadView) -> bool:
    """The thread was named or locked: what shows that is drawn by whole runs only."""
    return conversation.thread_id != page.state.in_url or view.face != page.state.face


def _same(one: tuple[Json, ...], other: tuple[Json, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _draw_progress(view: ThreadView, turn: Turn) -> None:
    newest = view.items[-1] if view.items else {}
    if turn.stopping:
        st.markdown(":shimmer[Stopping]")
    elif view.progress is not None:
        st.markdown(f":shimmer[{plain(view.progress['text'])}]")
    elif turn.request.loading is not Loading.NONE and newest.get("id") not in view.unfinished:
        st.markdown(":shimmer[Thinking]")


def _watch(page: ChatPage, first: list[bool]) -> None:
    """Draws nothing; asks for a whole run when the conversation changed elsewhere."""
    conversation = page.conversation()
    if first[0]:
        # Part of a whole run, which has yet to draw the history that it would compare with.
        first[0] = False
        return
    page.host.poll(conversation, page.client)
    if conversation.stamp() != page.state.stamp or _renamed(page):
        st.rerun()


def _renamed(page: ChatPage) -> bool:
    """A listed thread got another title, from a turn that this page does not follow."""
    known = page.host.known_title
    return any(known(thread_id) != title for thread_id, title in page.state.titles.items())
