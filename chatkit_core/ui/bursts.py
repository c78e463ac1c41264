"""One answer, one burst: what a run of a part of the page has to say is sent when the run ends.

Streamlit sends whatever is there every five milliseconds, and a browser builds its page anew for each
portion: first for the word that a run has begun, which changes nothing on screen, then for pieces of
the answer. A run that takes a while is let through all the same.
"""

from __future__ import annotations

from asyncio import TimerHandle
from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession

HELD = 0.3
"""Seconds after which a run that goes on is sent as it comes."""

Enqueue = Callable[[Any, ForwardMsg], None]
"""Takes a session and a message for its browser."""


@cache
def send_in_bursts() -> None:
    """Once a process: see to it that a short run of a fragment is sent in one piece."""
    AppSession._enqueue_forward_msg = in_bursts(AppSession._enqueue_forward_msg)  # type: ignore[method-assign]


def in_bursts(enqueue: Enqueue) -> Enqueue:
    """`enqueue`, but while a fragment's run is short its messages wait for the one that ends it."""
    waiting: WeakKeyDictionary[Any, TimerHandle] = WeakKeyDictionary()

    def release(session: Any) -> None:
        waiting.pop(session).cancel()
        session._message_enqueued_callback()

    @wraps(enqueue)
    def enqueue_forward_msg(session: Any, message: ForwardMsg) -> None:
        if session not in waiting and begins_fragment(message):
            waiting[session] = session._event_loop.call_later(HELD, release, session)
        if session not in waiting:
            enqueue(session, message)
            return
        session._browser_queue.enqueue(message)
        if ends(message):
            release(session)

    return enqueue_forward_msg


def begins_fragment(message: ForwardMsg) -> bool:
    return message.HasField("new_session") and bool(message.metadata.run.fragment_ids)


def ends(message: ForwardMsg) -> bool:
    """Nothing follows: a run that was only cut short goes on with another one."""
    return (
        message.HasField("script_finished")
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )
