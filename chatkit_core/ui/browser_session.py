"""What is read of Streamlit's own session of a browser; all that it does not offer publicly is here.

`differences` names what another version of Streamlit has changed. Where it names anything, the
pages go without what depends on it: see `ticks` and `watch`.
"""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop
from functools import cache
from types import FunctionType
from typing import Any, cast

import streamlit as st
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import FragmentThreadState, ThreadState
from streamlit.runtime.state.session_state import SessionState

log = logging.getLogger(__name__)

READ: dict[type, set[str]] = {
    AppSession: {
        "_browser_queue",
        "_client_state",
        "_event_loop",
        "_scriptrunner",
        "_state",
        "has_fragment",
        "id",
        "request_rerun",
    },
    ScriptRunner: {"_requests"},
    ScriptRequests: {"_state"},
    SessionState: {"on_script_will_rerun"},
    ForwardMsgQueue: {"is_empty"},
    ThreadState: {"get"},
    FragmentThreadState: {"fragment_id"},
}
"""What is read here, by the class that has it."""


def differences() -> list[str]:
    """What this Streamlit does not have of `READ`, in words; empty with the pinned version."""
    return [
        f"{kind.__name__} has no “{name}” in Streamlit {st.__version__}"
        for kind, names in READ.items()
        for name in sorted(names)
        if not hasattr(kind, name) and name not in _set_at_first(kind)
    ]


def _set_at_first(kind: type) -> tuple[str, ...]:
    """The attributes that a new object of this class is given."""
    return cast(FunctionType, kind.__init__).__code__.co_names


@cache
def is_as_known() -> bool:
    """Whether sessions are what is expected here; said in the log once where they are not."""
    found = differences()
    if found:
        log.error(
            "Pages will not follow changes made elsewhere until they are used, for %s. "
            "Install the pinned version, or mend chatkit_core/ui/browser_session.py.",
            "; ".join(found),
        )
    return not found


def current() -> AppSession | None:
    """The session of the run that asks; None for a page under test, which has no browser."""
    run = get_script_run_ctx()
    found = runtime.get_instance().get_app_session(run.session_id) if run else None
    return found if isinstance(found, AppSession) else None


def current_part() -> str | None:
    """The id of the fragment that is being drawn; None outside of fragments."""
    return ThreadState.get().fragment_id


def loop_of(session: AppSession) -> AbstractEventLoop:
    """The loop of Streamlit's server: the only place to use the rest of this module."""
    return session._event_loop


def is_connected(session: AppSession) -> bool:
    """Its browser is there; one that lost its connection may come back."""
    return runtime.get_instance().get_app_session(session.id) is session


def is_over(session: AppSession) -> bool:
    """It was closed for good."""
    return session._state is AppSessionState.SHUTDOWN_REQUESTED


def is_idle(session: Any) -> bool:
    """No run is under way, nor about to begin."""
    return session._scriptrunner is None


def is_busy(session: Any) -> bool:
    """A run is under way, or what it had to say is not sent yet."""
    return not is_idle(session) or not session._browser_queue.is_empty()


def is_ending(session: Any) -> bool:
    """The runner takes no more requests, and its last events still wait on the session's loop."""
    runner = session._scriptrunner
    return runner is not None and runner._requests._state is ScriptRequestType.STOP


def run_again(session: AppSession) -> None:
    """A whole run of the page as it is: its browser has nothing new to tell."""
    session.request_rerun(session._client_state)


def run_part(session: AppSession, part: str) -> bool:
    """A run of one fragment, as its own timer would ask for it; False where it is drawn no longer."""
    if not session.has_fragment(part):
        return False
    asked = ClientState()
    asked.CopyFrom(session._client_state)
    asked.fragment_id, asked.is_auto_rerun = part, True
    session.request_rerun(asked)
    return True
