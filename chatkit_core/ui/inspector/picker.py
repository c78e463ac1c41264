"""Choosing the conversation: from the URL, else this browser's own, else the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from chatkit_core.orchestration import UseCase
from chatkit_core.trace.mask import Masker
from chatkit_core.trace.wording import shorten
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.inspector.reader import mode
from chatkit_core.ui.inspector.source import Conversation, Source
from chatkit_core.ui.inspector.view import Mode
from chatkit_core.ui.moments import when

PARAMETER = "thread"
PICKED = "inspector.picked"
KNOWN = "inspector.known"


@dataclass(frozen=True, slots=True)
class Choice:
    """The conversations that can be picked, and the one that is."""

    listed: Sequence[Conversation]
    chosen: Conversation


def choose(source: Source) -> Choice | None:
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
    return Choice(listed, chosen)


def draw_picker(choice: Choice, source: Source, masker: Masker | None) -> None:
    """Draw the list of conversations; `masker` hides what is personal in their titles."""
    labels = labels_of(choice.listed, source.use_cases, masker)
    st.session_state[PICKED] = choice.chosen.id
    st.selectbox(
        "Conversation",
        list(labels),
        format_func=labels.__getitem__,
        key=PICKED,
        on_change=_turn_to,
        label_visibility="collapsed",
    )
    _offer_newcomer(choice.listed, choice.chosen)


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


def labels_of(
    listed: Sequence[Conversation], use_cases: Mapping[str, UseCase], masker: Masker | None
) -> dict[str, str]:
    """How conversations are listed, by id. All differ, for the browser knows an option by its label only."""
    labels = {c.id: _label(c, use_cases, masker) for c in listed}
    seen = Counter(labels.values())
    return {
        id: label if seen[label] == 1 else f"{label}  ·  …{id[-4:]}" for id, label in labels.items()
    }


def _label(
    conversation: Conversation, use_cases: Mapping[str, UseCase], masker: Masker | None
) -> str:
    """Titles are what customers have typed: a story for strangers shows none of them."""
    use_case = use_cases.get(conversation.use_case)
    kind = use_case.title if use_case else "Conversation"
    title = masker.mask(conversation.title) if masker else conversation.title
    shown = [] if mode() is Mode.STORY or title == kind else [shorten(title, 48)]
    return plain("  ·  ".join([*shown, kind, when(conversation.created_at)]))
