"""Runs that follow each other closely: nothing typed or clicked, and nothing drawn, may be lost.

Streamlit 1.67 loses some of each. A run that waits to begin takes in the requests that follow, and
of two values of one chat input it keeps the newer. A whole run puts an end to the one before it,
even where that has not begun, or is in the middle of the callbacks of what was clicked or typed; or
both read the values of the newer. Where a run of a fragment begins before the events of the run
before it are sent, the runner that has ended is replaced and its events are dropped: the page stays
as it was, without a timer to mend it. And the word that a fragment ended well is taken back, so that
what it no longer draws stays on screen. And what is clicked or typed is sent a moment later than
noted, so that a timer that fires between the two sends it as well: it would count twice. Polling
makes all this likely on a busy machine. And a browser that outlived its server asks the new one for
nothing until something is clicked or typed there, which a session that has drawn nothing drops.

So a timer's run waits for its next tick and tells no news; whatever else is asked of a session
stands in line; and a session that begins with news draws the page before it hears them.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import cache
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
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


untold: set[str] = set()
"""Sessions that began with news, which they hear once their page is drawn."""


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
        is_new = session not in lines
        line = lines.setdefault(session, deque())
        if client_state is not None and client_state.is_auto_rerun:
            if line or is_busy(session):
                log.debug("A tick is left out: a run is under way")
                return
            leave_out_news(client_state.widget_states.widgets)
        if is_new and has_news(client_state):
            untold.add(session.id)
            start(session, first_look(client_state))
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


def has_news(client_state: Any) -> bool:
    """Something on the page was clicked or typed, or its timer has fired: it was drawn before."""
    return client_state is not None and (
        client_state.fragment_id != "" or any(map(is_news, client_state.widget_states.widgets))
    )


def first_look(client_state: Any) -> ClientState:
    """The same page, asked for as if nothing had happened on it yet."""
    found = ClientState()
    found.CopyFrom(client_state)
    found.fragment_id, found.is_auto_rerun = "", False
    leave_out_news(found.widget_states.widgets)
    return found


def is_news(widget: Any) -> bool:
    return widget.WhichOneof("value") in NEWS


def leave_out_news(widgets: Any) -> None:
    """Drop what was just clicked or typed: the browser is about to say it in its own request."""
    for index in reversed(range(len(widgets))):
        if is_news(widgets[index]):
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
    is_whole = client_state is None or not client_state.fragment_id
    return is_unread(session) or is_first_drawn(session) or (not is_whole and is_ending(session))


def is_first_drawn(session: Any) -> bool:
    """The first look at the page is under way: what was news before it still waits."""
    if session.id in untold and is_idle(session):
        untold.discard(session.id)
    return session.id in untold


def is_unread(session: Any) -> bool:
    """What was asked last is still to be read; a run that ended, or hangs, will not do so."""
    since = unread.get(session.id)
    if since is None:
        return False
    if not is_idle(session) and monotonic() - since < PATIENCE:
        return True
    unread.pop(session.id, None)
    return False
