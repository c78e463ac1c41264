"""Choosing the conversation: from the URL, else this browser's own, else the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from chatkit_core.orchestration import UseCase
from chatkit_core.trace.wording import shorten
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.inspector.source import Conversation, Source

PARAMETER = "thread"
PICKED = "inspector.picked"
KNOWN = "inspector.known"


def pick(source: Source) -> Conversation | None:
    """The conversation to show; the URL is kept in step with it."""
    listed = source.conversations()
    wanted = st.query_params.get(PARAMETER) or st.session_state.get(PARAMETER)
    chosen = next((c for c in listed if c.id == wanted), None)
    if wanted and chosen is None:
        chosen = source.find(wanted)
        if chosen:
            listed.insert(0, chosen)
        else:
            st.info("That conversation is not here any more.", icon=":material/info:")
    if not listed:
        return None
    chosen = chosen or listed[0]
    st.query_params[PARAMETER] = chosen.id
    _draw(listed, chosen, source.use_cases)
    _offer_newcomer(listed, chosen)
    return chosen


def _draw(
    listed: Sequence[Conversation], chosen: Conversation, use_cases: Mapping[str, UseCase]
) -> None:
    labels = _labels(listed, use_cases)
    st.session_state[PICKED] = chosen.id
    st.selectbox(
        "Conversation",
        list(labels),
        format_func=labels.__getitem__,
        key=PICKED,
        on_change=_turn_to,
        label_visibility="collapsed",
    )


def _turn_to() -> None:
    st.query_params[PARAMETER] = st.session_state[PICKED]


def _offer_newcomer(listed: Sequence[Conversation], chosen: Conversation) -> None:
    """A way to a conversation that began while another one was on screen."""
    newest = max(listed, key=lambda conversation: conversation.created_at)
    known: str = st.session_state.setdefault(KNOWN, newest.id)
    if newest.id in (known, chosen.id):
        return
    st.button(
        "Show the new conversation",
        key="in-newcomer",
        icon=":material/fiber_new:",
        on_click=_show_newcomer,
        args=(newest.id,),
    )


def _show_newcomer(thread_id: str) -> None:
    st.session_state[KNOWN] = st.query_params[PARAMETER] = thread_id


def _labels(listed: Sequence[Conversation], use_cases: Mapping[str, UseCase]) -> dict[str, str]:
    """Labels by id. All differ, for the browser knows an option by its label only."""
    labels = {c.id: _label(c, use_cases) for c in listed}
    seen = Counter(labels.values())
    return {
        id: label if seen[label] == 1 else f"{label}  ·  …{id[-4:]}" for id, label in labels.items()
    }


def _label(conversation: Conversation, use_cases: Mapping[str, UseCase]) -> str:
    use_case = use_cases.get(conversation.use_case)
    parts = [shorten(conversation.title, 48), use_case.title if use_case else None]
    return plain("  ·  ".join([*filter(None, parts), _when(conversation.created_at)]))


def _when(created_at: str) -> str:
    try:
        moment = datetime.fromisoformat(created_at).astimezone(zone())
    except ValueError:
        return created_at
    today = datetime.now(zone()).date()
    return moment.strftime("%H:%M" if moment.date() == today else "%d %b %H:%M")


def zone() -> ZoneInfo | None:
    """The reader's time zone, as their browser tells it; None is the server's own."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ValueError, ZoneInfoNotFoundError):
        return None
