"""The pulse: looks for new events three times a second, and redraws the page when there are."""

from __future__ import annotations

import time

import streamlit as st

from chatkit_core.trace.mask import Masker
from chatkit_core.trace.story import doing_now
from chatkit_core.ui.edge import page_edge
from chatkit_core.ui.inspector.follow import Followed
from chatkit_core.ui.inspector.markup import duration, escaped
from chatkit_core.ui.inspector.source import Source

SECONDS = 0.35
NEWCOMERS_EVERY = 8  # beats between looks for a new conversation
STALE_SECONDS = 600  # what began that long ago and said nothing since has died with its process
DRAWN = "inspector.drawn"
BEATS = "inspector.beats"
NEWEST = "inspector.newest"


def draw_pulse(source: Source, followed: Followed | None, masker: Masker | None) -> None:
    """Draw the line that says what goes on. Call it in a whole run, once everything was read."""
    st.session_state[DRAWN] = True
    st.session_state[NEWEST] = source.newest_id()
    _beat(source, followed, masker)


@st.fragment(run_every=SECONDS)
def _beat(source: Source, followed: Followed | None, masker: Masker | None) -> None:
    # In a whole run the page has just been read: a rerun here would end it half drawn.
    whole_run = st.session_state.pop(DRAWN, False)
    with page_edge():
        if not whole_run and _anything_new(source, followed):
            st.rerun()
        st.html(_line(followed, masker))


def _anything_new(source: Source, followed: Followed | None) -> bool:
    if followed and followed.extend(source):
        return True
    beats = st.session_state[BEATS] = st.session_state.get(BEATS, 0) + 1
    if followed and beats % NEWCOMERS_EVERY:
        return False
    return source.newest_id() != st.session_state.get(NEWEST)


def _line(followed: Followed | None, masker: Masker | None) -> str:
    if followed is None:
        return '<p class="in-pulse"><i></i>Waiting for the first conversation</p>'
    now = doing_now(followed.frame())
    passed_seconds = max(0.0, time.time() - now.at) if now else 0.0
    if now and passed_seconds < STALE_SECONDS:
        text = masker.mask(now.text) if masker else now.text
        passed = duration(passed_seconds * 1000)
        return f'<p class="in-pulse in-busy"><i></i>{escaped(text)} <span>{passed}</span></p>'
    if not followed.events:
        return '<p class="in-pulse"><i></i>Live, waiting for the first event</p>'
    return f'<p class="in-pulse"><i></i>Live <span>{followed.last_seq} events</span></p>'
