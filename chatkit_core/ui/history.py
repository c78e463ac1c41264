"""The conversations in the sidebar: new, open, rename, delete, and older ones page by page."""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial

import streamlit as st

from chatkit_core.ui.client import Json
from chatkit_core.ui.deep_link import leave, open_thread
from chatkit_core.ui.edge import guarded, page_edge
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.item_pages import is_oldest_first
from chatkit_core.ui.moments import when
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.runtime import CALL_TIMEOUT
from chatkit_core.ui.sentences import sentence_for

log = logging.getLogger(__name__)

PAGE = 15
UNTITLED = "New conversation"
SOON = 1.0
"""Seconds to wait for a list that was read before: a server may be blocking the loop."""


def draw_history(page: ChatPage) -> None:
    """Drawn by whole runs only; a click in a card does not touch it."""
    with st.sidebar:
        st.button(
            "New chat",
            key=f"{page.key}-new",
            icon=":material/edit_square:",
            width="stretch",
            on_click=partial(_new, page),
        )
        threads, more, problem = _threads(page)
        if problem:
            st.caption(problem)
        page.state.listed = tuple(threads)
        page.state.titles = {one["id"]: page.host.known_title(one["id"]) for one in threads}
        if not threads:
            if problem == "":
                st.caption("Your conversations will appear here.")
            return
        st.caption("Conversations")
        with st.container(key=f"{page.key}-history"):
            for thread, words in _rows(page, threads):
                _draw_row(page, thread, words)
            if more:
                st.button(
                    "Show more",
                    key=f"{page.key}-more",
                    type="tertiary",
                    on_click=partial(_more, page),
                )


def _threads(page: ChatPage) -> tuple[list[Json], bool, str | None]:
    """As many pages as were asked for, whether there are more, and what went wrong: None where the
    server keeps no list at all.

    What was read last, where the server does not answer.
    """
    known = page.state.listed
    try:
        return *_read(page, SOON if known else CALL_TIMEOUT), ""
    except NotImplementedError:
        return [], False, None
    except Exception as error:
        if known and isinstance(error, TimeoutError):
            return list(known), False, ""
        log.exception("The history could not be read")
        problem = f"The conversations could not be listed. {sentence_for(error)}"
        return list(known), False, problem


def _read(page: ChatPage, patience: float) -> tuple[list[Json], bool]:
    threads: dict[str, Json] = {}
    after: str | None = None
    more = True
    for _ in range(page.state.pages_of_history):
        found = page.host.call(page.client.list_threads(limit=PAGE, after=after), patience)
        if any(one["id"] in threads for one in found.get("data", [])):
            # This store cannot find its place again: it is asked for all of them at once.
            most = PAGE * page.state.pages_of_history
            found = page.host.call(page.client.list_threads(limit=most), patience)
        new = [one for one in found.get("data", []) if one["id"] not in threads]
        threads |= {one["id"]: one for one in new}
        after = found.get("after")
        # A store that does not page gives the same threads for ever.
        more = bool(found.get("has_more")) and after is not None and bool(new)
        if not more:
            break
    untitled = (one["id"] for one in threads.values() if not one.get("title"))
    page.host.read_beginnings(untitled, page.client)
    listed = list(threads.values())
    backwards = not more and is_oldest_first([one.get("created_at") for one in listed])
    return listed[::-1] if backwards else listed, more


def _title(page: ChatPage, thread: Json) -> str:
    return thread.get("title") or page.host.first_words(thread["id"]) or UNTITLED


def _rows(page: ChatPage, threads: list[Json]) -> list[tuple[Json, str]]:
    """Each thread with what its row says: those of one title also say when they began."""
    titles = [_title(page, thread) for thread in threads]
    seen = Counter(titles)
    return [
        (one, title if seen[title] == 1 else f"{when(str(one.get('created_at') or ''))} · {title}")
        for one, title in zip(threads, titles, strict=True)
    ]


def _draw_row(page: ChatPage, thread: Json, words: str) -> None:
    thread_id = thread["id"]
    here = thread_id == page.state.thread_id
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"**{plain(words)}**" if here else plain(words),
            key=f"{page.key}-open-{thread_id}",
            type="tertiary",
            width="stretch",
            on_click=partial(_open, page, thread_id),
        )
        key = f"{page.key}-menu-{thread_id}"
        st.menu_button(
            f"Rename or delete {plain(words)}",
            ["Rename", "Delete"],
            key=key,
            icon=":material/more_horiz:",
            type="tertiary",
        )
        choice = st.session_state.get(key)
    if choice == "Rename":
        _rename(page, thread_id, _title(page, thread))
    elif choice == "Delete":
        _delete(page, thread_id, words)


@guarded
def _new(page: ChatPage) -> None:
    leave(page)


@guarded
def _open(page: ChatPage, thread_id: str) -> None:
    open_thread(page, thread_id)


@guarded
def _more(page: ChatPage) -> None:
    page.state.pages_of_history += 1


@st.dialog("Rename this conversation")
def _rename(page: ChatPage, thread_id: str, title: str) -> None:
    name = st.text_input("Title", value=title, max_chars=80, key=f"{page.key}-title").strip()
    if st.button("Save", type="primary", disabled=not name, key=f"{page.key}-save"):
        with page_edge():
            page.host.call(page.client.rename_thread(thread_id, name))
            page.host.renamed(thread_id, name)
            st.rerun()


@st.dialog("Delete this conversation?")
def _delete(page: ChatPage, thread_id: str, title: str) -> None:
    st.markdown(f"“{plain(title)}” will be gone for good.")
    with st.container(horizontal=True):
        wanted = st.button("Delete", type="primary", key=f"{page.key}-delete")
        if st.button("Keep it", key=f"{page.key}-keep"):
            st.rerun()
    if wanted:
        with page_edge():
            page.host.hub.quiet(thread_id)
            page.host.call(page.client.delete_thread(thread_id))
            page.host.hub.forget(thread_id)
            if page.state.thread_id == thread_id:
                leave(page)
            st.rerun()
