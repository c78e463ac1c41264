"""The Inspector: who changed what, and why, live from the event log."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

import streamlit as st

from chatkit_core.ui.brand import draw_brand, page_setup
from chatkit_core.ui.edge import page_edge
from chatkit_core.ui.inspector.board import draw_board
from chatkit_core.ui.inspector.checks import draw_checks
from chatkit_core.ui.inspector.feed import draw_feed
from chatkit_core.ui.inspector.follow import follow
from chatkit_core.ui.inspector.markup import draw_style
from chatkit_core.ui.inspector.picker import pick
from chatkit_core.ui.inspector.pulse import draw_pulse
from chatkit_core.ui.inspector.source import Conversation, Source, open_source

MASKED = "inspector.masked"


def render_inspector() -> None:
    """Draw the Inspector page."""
    page_setup("Inspector")
    st.set_page_config(layout="wide")
    source = open_source()
    draw_brand(source.settings)
    if not source.settings.inspector:
        st.info(
            "The Inspector is switched off (`INSPECTOR=off`).", icon=":material/visibility_off:"
        )
        return
    draw_style()
    with page_edge():
        _draw_page(source)


def _draw_page(source: Source) -> None:
    st.title("Inspector", anchor=False)
    with st.container(key="in-bar", horizontal=True, vertical_alignment="center"):
        conversation = pick(source)
        st.toggle(
            "Mask personal data",
            value=True,
            key=MASKED,
            help="Names, e-mail addresses and phone numbers become tokens that stay the same.",
            persist_state="session",
        )
    if conversation is None:
        _draw_empty(source)
    else:
        _draw_conversation(source, conversation)


def _draw_conversation(source: Source, conversation: Conversation) -> None:
    followed = follow(source, conversation.id)
    masker = followed.masker if st.session_state[MASKED] else None
    draw_pulse(source, followed, masker)
    session, feed = st.columns([5, 7], gap="large")
    with session:
        st.subheader("Session", anchor=False)
        draw_board(followed.frame(), source.use_cases.get(conversation.use_case), masker)
        draw_checks(followed.events)
    with feed:
        st.subheader("What happened", anchor=False)
        draw_feed(followed, masker)


def _draw_empty(source: Source) -> None:
    draw_pulse(source, None, None)
    st.html(
        '<div class="in-empty"><h3>No conversation yet</h3>'
        "<p>Open a chat in another window and say or click something. "
        "It appears here within a second.</p></div>"
    )
