"""The slider of the scrubber: told apart, whether the reader moved it or an old message says where it was."""

from __future__ import annotations

import time

import streamlit as st

from chatkit_core.ui.inspector.cursor import Cursor

SLIDER = "in-step"
DRAWN = "inspector.drawn_step"
LEFT = "inspector.left"
ECHO_SECONDS = 2.0
"""For so long a browser may still report the place that the slider has been moved away from."""


def draw_slider(cursor: Cursor, here: int, last: int) -> None:
    """Draw the slider at the step on screen, wherever the browser has it."""
    _note_move(max(1, here))
    st.slider(
        "Step",
        min_value=1,
        max_value=max(2, last),
        key=SLIDER,
        on_change=lambda: _go(cursor),
        label_visibility="collapsed",
        disabled=last < 2,
    )


def _note_move(here: int) -> None:
    """Moved by an event, the player or a key, not by hand: the place it leaves may be reported once more."""
    reported: int = st.session_state.get(SLIDER, here)
    if reported != here:
        now = time.monotonic()
        left = {**_left(), reported: now, st.session_state.get(DRAWN, reported): now}
        st.session_state[LEFT] = {place: at for place, at in left.items() if place != here}
    st.session_state[SLIDER] = st.session_state[DRAWN] = here


def _go(cursor: Cursor) -> None:
    """Every message of a browser tells all values, also those of before the last drawing came."""
    wanted: int = st.session_state[SLIDER]
    if wanted != st.session_state.get(DRAWN) and wanted not in _left():
        cursor.go(wanted)


def _left() -> dict[int, float]:
    """When the slider was moved away from its last places (monotonic seconds)."""
    since = time.monotonic() - ECHO_SECONDS
    left: dict[int, float] = st.session_state.get(LEFT, {})
    return {place: at for place, at in left.items() if at >= since}
