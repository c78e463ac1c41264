"""Runs that follow each other closely: nothing typed or clicked, and nothing drawn, may be lost.

Streamlit 1.67 loses some of each. A run that waits to begin takes in the requests that follow, and
of two values of one chat input it keeps the newer. A whole run puts an end to the one before it,
even where that has not begun, or is in the middle of the callbacks of what was clicked or typed; or
both read the values of the newer. Where a run of a fragment begins before the events of the run
before it are sent, the runner that has ended is replaced and its events are dropped: the page stays
as it was, without a timer to mend it. And the word that a fragment ended well is taken back, so that
what it no longer draws stays on screen. And what is clicked or typed is sent a moment later than
noted, so that a timer that fires between the two sends it as well: it would count twice. And a
click on a part that the first run of a session has not drawn yet, as after a restart, is dropped.
Polling makes all this likely on a busy machine.

So a timer's run waits for its next tick and tells no news, and whatever else is asked of a session
stands in line.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import cache
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState

from chatkit_core.ui.browser_session import is_as_known, is_busy, is_ending, is_idle, loop_of

log = logging.getLogger(__name__)

MOMENT = 0.004
"""Seconds until the first in line is tried again."""
PATIENCE = 3.0
"""Seconds that callbacks may keep the line waiting: a page that hangs can still be left."""


NEWS = frozenset(
    {
        "trigger_value",
        "string_trigger_value",
        "chat_input_value",
        "json_trigger_value",
    }
)
"""Kinds of widget values that stand for one event: a click, words sent, a choice from a menu."""

Start = Callable[[Any, Any], None]
"""Takes a session and what its browser asks for, None for a whole run."""

unread: dict[str, float] = {}
"""Sessions whose last request was not read yet by the run it asked for: their ids, since when."""


@cache
def keep_runs_apart() -> None:
    """Once a process: see to it that each run begins when nothing is lost by it."""
    if is_as_known():
        AppSession.request_rerun = in_turn(AppSession.request_rerun)  # type: ignore[method-assign]
        SessionState.on_script_will_rerun = noted(SessionState.on_script_will_rerun)


def in_turn(start: Start) -> Start:
    """`start`, but in the order asked for, and only when nothing is lost by it."""
    lines: WeakKeyDictionary[Any, deque[Any]] = WeakKeyDictionary()

    def request_rerun(session: Any, client_state: Any) -> None:
        line = lines.setdefault(session, deque())
        if client_state is not None and client_state.is_auto_rerun:
            if line or is_busy(session):
                log.debug("A tick is left out: a run is under way")
                return
            leave_out_news(client_state.widget_states.widgets)
        line.append(client_state)
        if len(line) == 1:
            serve(session)

    def serve(session: Any) -> None:
        line = lines[session]
        while line:
            if must_wait(session, line[0]):
                loop_of(session).call_later(MOMENT, serve, session)
                return
            client_state = line.popleft()
            if client_state is not None:
                unread[session.id] = monotonic()
            start(session, client_state)

    return request_rerun


def leave_out_news(widgets: Any) -> None:
    """Drop what was just clicked or typed: the browser is about to say it in its own request."""
    for index in reversed(range(len(widgets))):
        if widgets[index].WhichOneof("value") in NEWS:
            del widgets[index]


def noted(read: Callable[..., None]) -> Callable[..., None]:
    """`read`, which hands a run its widgets' values and calls their callbacks, and a note of it."""

    def on_script_will_rerun(state: Any, *given: Any, **named: Any) -> None:
        try:
            read(state, *given, **named)
        finally:
            if run := get_script_run_ctx(suppress_warning=True):
                unread.pop(run.session_id, None)

    return on_script_will_rerun


def must_wait(session: Any, client_state: Any) -> bool:
    part = client_state.fragment_id if client_state is not None else ""
    return is_unread(session) or (part != "" and (is_ending(session) or is_to_come(session, part)))


def is_to_come(session: Any, part: str) -> bool:
    """A run is under way that may still draw this fragment, as after a server's restart."""
    return not is_idle(session) and not session.has_fragment(part)


def is_unread(session: Any) -> bool:
    """What was asked last is still to be read; a run that ended, or hangs, will not do so."""
    since = unread.get(session.id)
    if since is None:
        return False
    if not is_idle(session) and monotonic() - since < PATIENCE:
        return True
    unread.pop(session.id, None)
    return False
