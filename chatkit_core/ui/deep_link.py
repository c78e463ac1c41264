"""The thread in the URL: opened when it is this user's, written back, and forgotten otherwise.

Words that no store has taken yet have no thread: their draft stands in the URL until they do, so
that a reload does not lose them.
"""

from __future__ import annotations

import streamlit as st
from chatkit.store import NotFoundError

from chatkit_core.ui.conversation import is_draft
from chatkit_core.ui.edge import say
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.sentences import NOT_HERE

PARAMETER = "thread"
"""The thread in the URL of a page with one chat; further chats have their key before it."""


def follow_url(page: ChatPage) -> None:
    """Make the page and its URL agree: the URL leads, except where a page switch emptied it."""
    wanted = st.query_params.get(page.parameter)
    if wanted and is_draft(wanted):
        _take_up(page, wanted)
        wanted = None
    unsent = page.conversation().unsent
    here = page.state.thread_id
    if wanted and wanted != here:
        open_thread(page, wanted)
    elif not wanted:
        _write(page, here or (page.state.draft if unsent else None))
    page.state.in_url = page.state.thread_id


def _take_up(page: ChatPage, draft: str) -> None:
    """Go on with a draft after a reload: with the same context only, for it may be shared."""
    found = page.host.hub.known(draft)
    unsent = found.unsent if found else ()
    mine = all(one.request.context == page.client.context for one in unsent)
    if unsent and mine and page.state.thread_id is None:
        page.state.draft = draft


def _write(page: ChatPage, here: str | None) -> None:
    there = st.query_params.get(page.parameter)
    if here and here != there:
        st.query_params[page.parameter] = here
    elif there and not here:
        del st.query_params[page.parameter]


def open_thread(page: ChatPage, thread_id: str) -> None:
    """Turn to a thread; one that is not there, or not this user's, leaves a new chat."""
    try:
        page.host.open(thread_id, page.client)
    except NotFoundError:
        leave(page)
        say(NOT_HERE)
    else:
        page.state.turn_to(thread_id)
        st.query_params[page.parameter] = thread_id


def leave(page: ChatPage) -> None:
    """Turn to a new, empty chat."""
    page.state.start_new()
    _write(page, None)
