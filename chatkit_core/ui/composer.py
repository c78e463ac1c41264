"""The input line: always there, never blocked by a running turn; Stop stands above it."""

from __future__ import annotations

import html
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.proto.RootContainer_pb2 import RootContainer

from chatkit_core.ui.attachments import takes_files, upload
from chatkit_core.ui.client import Json, message
from chatkit_core.ui.composer_extras import draw_extras, take_extras
from chatkit_core.ui.dictation import takes_speech, words_of
from chatkit_core.ui.edge import guarded, say
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.sentences import CLOSED, LOCKED, sentence_for
from chatkit_core.ui.thread_view import ThreadView

SHUT = {"locked": LOCKED, "closed": CLOSED}


def draw_composer(page: ChatPage) -> None:
    """The bottom of the page."""
    conversation = page.conversation()
    view = conversation.view or ThreadView()
    status = str(view.status.get("type"))
    if conversation.running and view.allow_cancel:
        _draw_stop(page)
    if status not in SHUT:
        draw_extras(page)
    key = f"{page.key}-composer"
    # Placed by hand where Streamlit would place it: one that it places itself keeps the page at its
    # end by a timer, 60 times a second, and a script that scrolls. The style sheet does so for free.
    where = st.bottom if is_at_bottom() else st
    where.chat_input(
        view.status.get("reason") or SHUT.get(status, page.options.placeholder),
        key=key,
        disabled=status in SHUT,
        accept_file="multiple" if takes_files(page.host.server) else False,
        accept_audio=takes_speech(page.host.server),
        on_submit=partial(_submit, page, key),
    )
    if page.options.disclaimer:
        disclaimer = html.escape(page.options.disclaimer)
        st.bottom.html(f'<div class="ck-small">{disclaimer}</div>')


def is_at_bottom() -> bool:
    """A chat input drawn here would be at the bottom of the page, not inside a container."""
    here = get_dg_singleton_instance().main_dg._active_dg
    return here._root_container == RootContainer.MAIN and not any(here._ancestor_block_types)


def _draw_stop(page: ChatPage) -> None:
    with st.bottom.container(key=f"{page.key}-stopper", horizontal_alignment="center"):
        st.button(
            "Stop",
            key=f"{page.key}-stop",
            icon=":material/stop_circle:",
            on_click=partial(_stop, page),
        )


@guarded
def _submit(page: ChatPage, key: str) -> None:
    given = st.session_state[key]
    text = (given if isinstance(given, str) else given.text or "").strip()
    if (audio := getattr(given, "audio", None)) is not None:
        _dictate(page, key, text, audio)
        return
    files = list(getattr(given, "files", None) or [])
    if not text and not files:
        return
    found = _message(page, key, text, files)
    if found is not None:
        page.send(found)


def _message(page: ChatPage, key: str, text: str, files: list[Any]) -> Json | None:
    """The message, once its files are with the server; else the words go back where they were."""
    try:
        attachments = [upload(page, file) for file in files]
    except Exception as error:
        say(f"The file could not be sent. {sentence_for(error)}", icon=":material/error:")
        st.session_state[key] = text
        return None
    tags, tool, model = take_extras(page)
    return message(text, tags=tags, attachments=attachments, tool=tool, model=model)


def _dictate(page: ChatPage, key: str, text: str, audio: Any) -> None:
    """Spoken words land in the input line, to be read before they are sent."""
    try:
        spoken = words_of(page, audio)
    except Exception as error:
        say(f"That could not be heard. {sentence_for(error)}", icon=":material/mic_off:")
        spoken = ""
    st.session_state[key] = f"{text} {spoken}".strip()


@guarded
def _stop(page: ChatPage) -> None:
    conversation = page.conversation()
    turn = conversation.running
    if page.host.hub.stop(conversation) and turn is not None:
        turn.wait(0.3)
