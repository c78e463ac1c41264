"""The thread in the URL: opened when it is this user's, written back, and forgotten otherwise."""

from __future__ import annotations

import streamlit as st
from chatkit.store import NotFoundError

from chatkit_core.ui.edge import say
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.sentences import NOT_HERE

PARAMETER = "thread"
"""The thread in the URL of a page with one chat; further chats have their key before it."""


def follow_url(page: ChatPage) -> None:
    """Make the page and its URL agree: the URL leads, except where a page switch emptied it."""
    wanted = st.query_params.get(page.parameter)
    page.conversation()
    here = page.state.thread_id
    if wanted and wanted != here:
        open_thread(page, wanted)
    elif here and not wanted:
        st.query_params[page.parameter] = here
    page.state.in_url = page.state.thread_id


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
    if page.parameter in st.query_params:
        del st.query_params[page.parameter]
