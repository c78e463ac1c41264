"""Runs that follow each other closely: none of Streamlit's messages to the browser may be lost.

Streamlit 1.67 loses some where a run of a fragment begins before those of the run before it are
sent. A runner that has ended but whose events still wait is replaced, and its events are dropped:
the page stays as it was, without a timer to mend it. And the word that a fragment ended well is
taken back, so that what it no longer draws stays on screen. Polling makes both likely on a busy
machine. So a timer's run waits for its next tick, and a user's for a moment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from streamlit.runtime.app_session import AppSession

from chatkit_core.ui.browser_session import is_as_known, is_busy, is_ending, loop_of

log = logging.getLogger(__name__)

MOMENT = 0.004
"""Seconds until a user's run is tried again."""


Start = Callable[[Any, Any], None]
"""Takes a session and what its browser asks for, None for a whole run."""


@cache
def keep_runs_apart() -> None:
    """Once a process: see to it that a fragment's run begins after what came before is sent."""
    if is_as_known():
        AppSession.request_rerun = in_turn(AppSession.request_rerun)  # type: ignore[method-assign]


def in_turn(start: Start) -> Start:
    """`start`, but for a fragment only when nothing is lost by it; a whole run draws all anew."""

    def request_rerun(session: Any, client_state: Any) -> None:
        if client_state is None or not client_state.fragment_id:
            start(session, client_state)
        elif client_state.is_auto_rerun and is_busy(session):
            log.debug("A tick is left out: a run is under way")
        elif is_ending(session):
            loop_of(session).call_later(MOMENT, request_rerun, session, client_state)
        else:
            start(session, client_state)

    return request_rerun
