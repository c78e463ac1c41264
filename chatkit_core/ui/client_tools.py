"""What a server asks of the page: client tools with an answer, client effects without one."""

from __future__ import annotations

import logging
import time

import streamlit as st

from chatkit_core.ui.client import Json
from chatkit_core.ui.conversation import Conversation
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.thread_view import ThreadView

log = logging.getLogger(__name__)

OTHERS_AFTER = 3.0
"""Seconds after which a tool call is run by any page: the one that asked may be gone."""


def run_effects(page: ChatPage, conversation: Conversation) -> None:
    """Hand effects to the page that started their turn, each once, also after the next began.

    What the page noted of them in its state may show anywhere on it.
    """
    effects = page.host.hub.take_effects(conversation, page.state.owner)
    if page.hooks.on_effect is None or not effects:
        return
    before = _noted()
    for effect in effects:
        page.hooks.on_effect(effect.name, effect.data)
    if _noted() != before:
        st.rerun()


def _noted() -> dict[str, object]:
    """What the session's state holds, by identity; of collections, what is in them."""
    return {str(key): _held(value) for key, value in st.session_state.items()}


def _held(value: object) -> object:
    match value:
        case dict():
            return {key: id(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [id(one) for one in value]
        case _:
            return id(value)


def run_pending_tool(page: ChatPage, conversation: Conversation, view: ThreadView) -> None:
    """Run the client tool the conversation waits for, once, and go on with its result."""
    call = view.items[-1] if view.items else {}
    if call.get("type") != "client_tool_call" or call.get("status") != "pending":
        return
    turn = conversation.turn
    mine = turn is None or turn.request.owner in ("", page.state.owner)
    if not mine and turn is not None and time.monotonic() - turn.ended_at < OTHERS_AFTER:
        return
    if page.host.hub.claim(conversation, f"tool|{call['id']}"):
        result = _result(page, call)
        page.host.tool_output(conversation, page.client, result, page.state.owner)
        st.rerun()


def _result(page: ChatPage, call: Json) -> object:
    """The tool's result; a failure is a result too, or the conversation would wait for ever."""
    name = str(call.get("name", ""))
    if page.hooks.on_client_tool is None:
        return {"error": f"This page has no tool named {name}."}
    try:
        return page.hooks.on_client_tool(name, call.get("arguments") or {})
    except Exception:
        log.exception("The client tool %s failed", name)
        return {"error": f"The tool {name} failed."}
