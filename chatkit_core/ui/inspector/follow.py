"""The log of the conversation on screen, kept in the browser session and extended as it grows."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from chatkit_core.trace.frame import Frame, frame
from chatkit_core.trace.log import Event
from chatkit_core.trace.mask import Masker
from chatkit_core.ui.inspector.source import Source

FOLLOWED = "inspector.followed"
WINDOW_EVENTS = 200


@dataclass(slots=True)
class Followed:
    """One conversation's events so far, and their frame, made anew only when events came."""

    thread_id: str
    events: list[Event] = field(default_factory=list)
    masker: Masker = field(default_factory=Masker)
    window: int = WINDOW_EVENTS
    _frame: Frame | None = None

    @property
    def last_seq(self) -> int:
        return self.events[-1].seq if self.events else 0

    def extend(self, source: Source) -> bool:
        """Read what was stored since. True when there was something."""
        new = source.events_after(self.thread_id, self.last_seq)
        if not new:
            return False
        self.events += new
        self.masker.learn(event.data for event in new)
        self._frame = None
        return True

    def frame(self) -> Frame:
        if self._frame is None:
            self._frame = frame(self.events)
        return self._frame

    def show_more(self) -> None:
        self.window += WINDOW_EVENTS


def follow(source: Source, thread_id: str) -> Followed:
    """The conversation on screen, up to date."""
    followed: Followed | None = st.session_state.get(FOLLOWED)
    if followed is None or followed.thread_id != thread_id:
        source.catch_up(thread_id)
        followed = st.session_state[FOLLOWED] = Followed(thread_id)
    followed.extend(source)
    return followed
