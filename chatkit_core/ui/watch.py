"""The watch: has an open page, or a part of it, drawn anew once what it shows has changed.

It looks on the server, at all open pages in turn: now and then for changes made elsewhere, often
where a turn runs. A timer in each page would see the same, but a tick that finds nothing costs its
browser 60 ms of processor time and the server 15: fifty open pages would keep two cores busy with
nothing, and twenty that wait for an answer would make each other wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.app_session import AppSession

from chatkit_core.ui.browser_session import (
    current,
    current_part,
    is_as_known,
    is_busy,
    is_connected,
    is_over,
    loop_of,
    run_again,
    run_part,
)

log = logging.getLogger(__name__)

SECONDS = 0.5
"""Between two looks for changes made elsewhere."""
TICK = 0.12
"""Seconds between two looks at a turn that runs."""

Changed = Callable[[], bool]
"""Says whether a page shows something else than it should; quick, and waits for nothing."""


@dataclass(frozen=True)
class Watched:
    """What to look at, and the part of the page to draw anew then; None for the whole page."""

    changed: Changed
    part: str | None = None


class Watch:
    """Who is looked after, and how; used on the loop of Streamlit's server only.

    A page that is drawn anew is watched no longer: the run that does so begins it again. A part is,
    until it is no longer drawn: a run of it may be cut short by one that leaves it out.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._watched: dict[tuple[AppSession, str], Watched] = {}
        self._ticking = False

    def begin(self, session: AppSession, key: str, watched: Watched) -> None:
        self._watched[session, key] = watched
        if not self._ticking:
            self._ticking = True
            self._tick_later()

    def end(self, session: AppSession, key: str) -> None:
        self._watched.pop((session, key), None)

    def _tick_later(self) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._tick)

    def _tick(self) -> None:
        for (session, key), watched in tuple(self._watched.items()):
            try:
                self._look(session, key, watched)
            except Exception:
                log.exception("A page cannot be watched any more")
                self.end(session, key)
        self._ticking = bool(self._watched)
        if self._ticking:
            self._tick_later()

    def _look(self, session: AppSession, key: str, watched: Watched) -> None:
        if is_over(session):
            self.end(session, key)
        elif is_busy(session) or not is_connected(session) or not watched.changed():
            return
        elif watched.part is None:
            self.end(session, key)
            run_again(session)
        elif not run_part(session, watched.part):
            self.end(session, key)


@st.cache_resource(show_spinner=False)
def _watches() -> tuple[Watch, Watch]:
    return Watch(SECONDS), Watch(TICK)


def watch(key: str, changed: Changed) -> None:
    """Look after the page `key` of this run from now on, as it is while no turn runs on it."""
    if (session := _session()) is not None:
        now_and_then, often = _watches()
        _instead(session, key, often, now_and_then, Watched(changed))


def follow(key: str, changed: Changed) -> None:
    """Look after the part of the page `key` that this run draws, while a turn runs."""
    if (session := _session()) is not None:
        now_and_then, often = _watches()
        _instead(session, key, now_and_then, often, Watched(changed, current_part()))


def _session() -> AppSession | None:
    return current() if is_as_known() else None


def _instead(session: AppSession, key: str, ended: Watch, begun: Watch, watched: Watched) -> None:
    def change() -> None:
        ended.end(session, key)
        begun.begin(session, key, watched)

    loop_of(session).call_soon_threadsafe(change)
