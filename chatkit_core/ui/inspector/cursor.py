"""Which step is on screen: kept in the browser session, and in the URL while it is not live."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from chatkit_core.trace.event import Event
from chatkit_core.trace.playback import clamped, playhead

STEP = "step"
CURSOR = "inspector.cursor"


@dataclass(slots=True)
class Playing:
    """Events are shown one after the other: `start` was on screen at `since` (monotonic)."""

    start: int
    since: float


@dataclass(slots=True)
class Cursor:
    """The chosen step; None follows the newest event. Its methods are for callbacks."""

    thread_id: str
    step: int | None = None
    speed: int = 1
    playing: Playing | None = None

    def at(self, last: int) -> int:
        """The number of the event on screen, given the newest one's."""
        return last if self.step is None else clamped(self.step, last)

    def go(self, step: int) -> None:
        self.step, self.playing = step, None
        st.query_params[STEP] = str(step)

    def go_live(self) -> None:
        self.step = self.playing = None
        st.query_params.pop(STEP, None)

    def play(self, last: int) -> None:
        """Begin to play: from the step on screen, or from the first when that is the last."""
        here = self.at(last)
        self.go(1 if here == last else here)
        self.playing = Playing(self.step or 1, time.monotonic())

    def pause(self) -> None:
        self.playing = None

    def set_speed(self, speed: int) -> None:
        """Change the speed from where it is now."""
        self.speed = speed
        if self.playing:
            self.playing = Playing(self.step or 1, time.monotonic())

    def advance(self, events: list[Event]) -> bool:
        """Move on while playing. False when there is nothing left to play."""
        if not self.playing:
            return False
        passed = time.monotonic() - self.playing.since
        self.step = playhead(events, self.playing.start, passed, self.speed)
        st.query_params[STEP] = str(self.step)
        if self.step >= len(events):
            self.playing = None
        return self.playing is not None


def cursor_for(thread_id: str) -> Cursor:
    """The cursor of the conversation on screen; the URL leads when it is opened."""
    found: Cursor | None = st.session_state.get(CURSOR)
    if found is None:
        found = Cursor(thread_id, _step_in_url())
    elif found.thread_id != thread_id:
        found = Cursor(thread_id)
        st.query_params.pop(STEP, None)
    elif found.step is not None:
        st.query_params[STEP] = str(found.step)  # a page switch has emptied the URL
    st.session_state[CURSOR] = found
    return found


def _step_in_url() -> int | None:
    wanted = st.query_params.get(STEP, "")
    if wanted.isascii() and wanted.isdigit():
        return int(wanted)
    st.query_params.pop(STEP, None)
    return None
