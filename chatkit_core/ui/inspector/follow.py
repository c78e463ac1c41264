"""The log of the conversation on screen, kept in the browser session and extended as it grows."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import Fold, Frame
from chatkit_core.trace.mask import Masker
from chatkit_core.trace.pool import Pool
from chatkit_core.ui.inspector.source import Source

FOLLOWED = "inspector.followed"
WINDOW_EVENTS = 200


@dataclass(slots=True)
class Followed:
    """One conversation's events so far, added up once for now and once for the step on screen."""

    thread_id: str
    events: list[Event] = field(default_factory=list)
    masker: Masker = field(default_factory=Masker)
    window: int = WINDOW_EVENTS
    _pool: Pool = field(default_factory=Pool)
    _live: Fold = field(default_factory=Fold)
    _past: Fold = field(default_factory=Fold)

    @property
    def last_seq(self) -> int:
        return self.events[-1].seq if self.events else 0

    def extend(self, source: Source) -> bool:
        """Read what was stored since. True when there was something."""
        new = source.events_after(self.thread_id, self.last_seq)
        if not new:
            return False
        self.events += (self._pool.share(event) for event in new)
        # A prompt repeats what tools, commands and the session have said by its proper name.
        self.masker.learn(event.data for event in new if event.kind != "model")
        return True

    def frame(self, step: int | None = None) -> Frame:
        """The conversation as of now, or as of a step: going back adds it up anew."""
        if step is None or step >= self.last_seq:
            return self._taken(self._live, len(self.events))
        if step < self._past.taken:
            self._past = Fold()
        return self._taken(self._past, step)

    def _taken(self, fold: Fold, count: int) -> Frame:
        return fold.take(self.events[fold.taken : count]).frame()

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
