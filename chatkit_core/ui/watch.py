"""The watch: has an open page drawn anew once what it shows has changed elsewhere.

It looks on the server, at all open pages in turn. A timer in each page would see the same, but a
tick that finds nothing costs its browser 60 ms of processor time and the server 15: fifty open
pages would keep two cores busy with nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.app_session import AppSession

from chatkit_core.ui.browser_session import (
    current,
    is_as_known,
    is_busy,
    is_connected,
    is_over,
    loop_of,
    run_again,
)

log = logging.getLogger(__name__)

SECONDS = 0.5
"""Between two looks."""

Changed = Callable[[], bool]
"""Says whether a page shows something else than it should; quick, and waits for nothing."""


class Watch:
    """Who is looked after, and how; used on the loop of Streamlit's server only.

    Being drawn anew ends it: the run that does begins it again.
    """

    def __init__(self) -> None:
        self._watched: dict[tuple[AppSession, str], Changed] = {}
        self._ticking = False

    def begin(self, session: AppSession, key: str, changed: Changed) -> None:
        self._watched[session, key] = changed
        if not self._ticking:
            self._ticking = True
            self._tick_later()

    def end(self, session: AppSession, key: str) -> None:
        self._watched.pop((session, key), None)

    def _tick_later(self) -> None:
        asyncio.get_running_loop().call_later(SECONDS, self._tick)

    def _tick(self) -> None:
        for (session, key), changed in tuple(self._watched.items()):
            try:
                self._look(session, key, changed)
            except Exception:
                log.exception("A page cannot be watched any more")
                self.end(session, key)
        self._ticking = bool(self._watched)
        if self._ticking:
            self._tick_later()

    def _look(self, session: AppSession, key: str, changed: Changed) -> None:
        if is_over(session):
            self.end(session, key)
        elif not is_busy(session) and is_connected(session) and changed():
            self.end(session, key)
            run_again(session)


@st.cache_resource(show_spinner=False)
def _watch() -> Watch:
    return Watch()


def watch(key: str, changed: Changed | None) -> None:
    """Look after the part `key` of this run's page from now on, or with None no longer."""
    session = current()
    if session is None or not is_as_known():
        return
    if changed is None:
        loop_of(session).call_soon_threadsafe(_watch().end, session, key)
    else:
        loop_of(session).call_soon_threadsafe(_watch().begin, session, key, changed)
