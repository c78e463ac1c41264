"""`chat(server, context=...)`: a page that hosts any ChatKit server."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.body import draw_conversation
from chatkit_core.ui.bursts import send_in_bursts
from chatkit_core.ui.client import Json, message
from chatkit_core.ui.composer import draw_composer
from chatkit_core.ui.deep_link import PARAMETER, follow_url, leave
from chatkit_core.ui.edge import page_edge, said, show_error
from chatkit_core.ui.history import draw_history
from chatkit_core.ui.host import ChatHost
from chatkit_core.ui.look import draw_style
from chatkit_core.ui.making import Making, ServerSource
from chatkit_core.ui.page import (
    ChatPage,
    ClientAction,
    ClientTool,
    ComposerTool,
    Effect,
    Entity,
    FeedbackHook,
    Hooks,
    Mention,
    Options,
    PageState,
    Prompt,
    Upload,
)
from chatkit_core.ui.page_request import page_request
from chatkit_core.ui.resources import host_for
from chatkit_core.ui.sentences import STILL_MAKING
from chatkit_core.ui.ticks import keep_runs_apart

__all__ = ["ComposerTool", "Mention", "Prompt", "chat", "page_request", "send_on_next_page"]

LOOK = 0.5
"""Seconds between looks at a server that is being made."""
READYING = ":shimmer[Getting ready]"
PATIENT = 5.0
"""Seconds that a run waits for a server before it leaves that to a timer."""
LONG = 20.0
"""Seconds after which that is called long."""


def chat(
    server: ServerSource,
    *,
    context: Any,
    key: str = "chat",
    on_client_action: ClientAction | None = None,
    on_client_tool: ClientTool | None = None,
    on_effect: Effect | None = None,
    on_entity: Entity | None = None,
    on_feedback: FeedbackHook | None = None,
    on_upload: Upload | None = None,
    greeting: str | None = None,
    subtitle: str | None = None,
    prompts: Sequence[Prompt] = (),
    start_widget: Json | None = None,
    disclaimer: str | None = None,
    placeholder: str = "Type a message",
    composer_tools: Sequence[ComposerTool] = (),
    mentions: Sequence[Mention] = (),
    models: Sequence[str] = (),
    history: bool = True,
    feedback: bool = True,
) -> None:
    """Host a ChatKit server in this page; `context` is handed to it with every request.

    `server` is a ChatKitServer, its class or a factory. `on_client_action(action, item)` gets
    actions with `handler="client"` and may return an action for the server;
    `on_client_tool(name, arguments)` returns a tool's result; `on_effect(name, data)` gets client
    effects; `on_entity(entity)` a click on an interactive entity of an answer or on a mention;
    `on_feedback(thread_id, item_ids, kind, comment)` also hears the comment;
    `on_upload(attachment, data)` takes a file's bytes instead of the server's upload address.

    Several chats may stand on one page, each with its own key. Every server runs on an event loop
    of its own: one that blocks it (`time.sleep`, a synchronous request) holds up its own
    conversations and no others. So servers should not share an async client.
    """
    keep_runs_apart()
    send_in_bursts()
    options = Options(
        greeting=greeting,
        subtitle=subtitle,
        prompts=prompts,
        start_widget=start_widget,
        disclaimer=disclaimer,
        placeholder=placeholder,
        composer_tools=composer_tools,
        mentions=mentions,
        models=models,
        history=history,
        feedback=feedback,
    )
    hooks = Hooks(on_client_action, on_client_tool, on_effect, on_entity, on_feedback, on_upload)
    with page_edge():
        host = _host(server, key)
        if host is not None:
            _draw(_page(host, context, key, options, hooks))


def _host(server: ServerSource, key: str) -> ChatHost | None:
    """None where there is no server yet, or none at all: the page says so."""
    try:
        host = host_for(server, key, st.session_state)
    except Exception as error:
        show_error(error)
        st.button("Try again", key=f"{key}-make", icon=":material/refresh:")
        return None
    if isinstance(host, Making):
        _wait_a_little(host)
        st.fragment(_draw_making, key=f"{key}-making", run_every=LOOK)(host)
        return None
    return host


def _wait_a_little(making: Making) -> None:
    """Most servers are there in a moment: the run that asked goes on with them.

    What is shown meanwhile is shown again and again, for that is where a run can be stopped.
    """
    place = st.empty()
    while making.seconds < PATIENT and not making.is_over(LOOK / 2):
        place.markdown(READYING)
    if making.is_over():
        st.rerun()
    place.empty()


def _draw_making(making: Making) -> None:
    if making.is_over():
        st.rerun()
    if making.seconds < LONG:
        st.markdown(READYING)
    else:
        st.warning(STILL_MAKING, icon=":material/hourglass_empty:")


def _page(host: ChatHost, context: Any, key: str, options: Options, hooks: Hooks) -> ChatPage:
    state = st.session_state.setdefault(f"{key}.state", PageState())
    return ChatPage(host, host.client(context), key, state, options, hooks, _parameter(key))


def _parameter(key: str) -> str:
    """The first chat of a page has the plain name in the URL, the others one of their own."""
    run = get_script_run_ctx()
    drawn = run.shared.widget_user_keys_this_run if run else ()
    if f"{key}-composer" in drawn:
        raise ConfigurationError(
            f"Two chats on this page have the key “{key}”: give each a key of its own."
        )
    others: list[str] = st.session_state.setdefault("chat.keys", [])
    if key not in others:
        others.append(key)
    first = not any(f"{other}-composer" in drawn for other in others)
    return PARAMETER if first else f"{key}-{PARAMETER}"


def _draw(page: ChatPage) -> None:
    draw_style(page.key)
    with page_edge():
        _draw_chat(page)
    if page.options.history:
        with page_edge():
            draw_history(page)
    said()


def _draw_chat(page: ChatPage) -> None:
    _send_brought(page)
    try:
        follow_url(page)
    except Exception as error:
        # Not the conversation in memory instead: only the store knows whose it is.
        show_error(error)
        st.button("Open it again", key=f"{page.key}-again", icon=":material/refresh:")
    else:
        draw_conversation(page)
        draw_composer(page)


def send_on_next_page(key: str, text: str) -> None:
    """Have the chat page with this key open a new conversation with these words."""
    st.session_state[f"{key}.brought"] = text


def _send_brought(page: ChatPage) -> None:
    text = st.session_state.pop(f"{page.key}.brought", None)
    if text:
        leave(page)
        page.host.send(page.conversation(), page.client, message(text), page.state.owner)
