"""The emitters: around a ChatKit request, a command, and the model. They only open spans.

What a span belongs to is found by a context variable, never by a global: several servers with
several logs record side by side.
"""

from __future__ import annotations

import time
from functools import cache
from types import TracebackType
from typing import Any, Literal

from agents import set_trace_processors, set_tracing_disabled
from agents.tracing import set_trace_provider
from agents.tracing.provider import DefaultTraceProvider

from chatkit_core.domain import Decision
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.model import RecordedModel
from chatkit_core.trace.requests import Recorded, kept
from chatkit_core.trace.scope import HERE, Here, describe, fresh_id, new_span, steady
from chatkit_core.trace.sink import SpanSink

__all__ = [
    "Recorded",
    "RecordedModel",
    "decision",
    "fresh_id",
    "install",
    "kept",
    "span",
    "stamp",
    "state_changed",
    "steady",
]


def install(log: EventLog) -> None:
    """Make our sink the agents SDK's only one, so that no trace leaves the machine.

    `log` takes the runs that happen outside of a recorded request.
    """
    _forgo_the_exporter()
    set_trace_processors([SpanSink(log)])
    set_tracing_disabled(False)


@cache
def _forgo_the_exporter() -> None:
    """The SDK's own provider begins with an exporter to OpenAI, and a client for it."""
    set_trace_provider(DefaultTraceProvider())


class span:  # noqa: N801 - reads like the verb it is
    """`with span("command", name, arguments=...) as note`: what is put into `note` is the result.

    An exception passes through, and is recorded with its real text. Outside of a recorded request
    nothing is recorded.
    """

    def __init__(self, kind: str, name: str, **data: Any) -> None:
        self._kind, self._name, self._data = kind, name, data
        self._id = new_span()
        self._note: dict[str, Any] = {}

    def __enter__(self) -> dict[str, Any]:
        here = HERE.get()
        self._run = here.run if here else None
        if here:
            here.run.start(self._id, self._kind, self._name, self._data, here.parent)
            self._token = HERE.set(Here(here.run, self._id))
        return self._note

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        if self._run:
            HERE.reset(self._token)
            self._run.end(self._id, self._note or None, describe(error) if error else None)
        return False


def decision(decision: Decision) -> None:
    """Record what a policy said."""
    if here := HERE.get():
        here.run.point("decision", decision.rule, decision, here.parent)


def stamp() -> dict[str, Any]:
    """Where the running code stands, in the log's terms: at, request, span, actor."""
    here = HERE.get()
    return {
        "at": time.time(),
        "request": here.run.id if here else None,
        "span": here.parent if here else None,
        "actor": here.run.actor if here else "system",
    }


def state_changed(log: EventLog, thread_id: str, change: Any) -> None:
    """Record a session's change (`StateChange`) as coming from where it was made."""
    record_change(
        log, thread_id, change.id, change.why, change.ops, change.origin, kind=change.kind
    )


def record_change(
    log: EventLog,
    thread_id: str,
    id: str,
    why: str,
    ops: Any,
    origin: Any,
    *,
    kind: str = "state",
    late: bool = False,
) -> None:
    """One event of what a session changed. `late` marks one that was found in the session, but not in the log."""
    keys = [op["key"] if isinstance(op, dict) else op.key for op in ops]
    answered = [key for key in keys if key != "step"]
    data: dict[str, Any] = {"id": id, "why": why, "ops": ops}
    data |= {"late": True} if late else {}
    data |= {"revision": origin["revision"]} if "revision" in origin else {}
    log.emit(
        thread_id, kind=kind, name=", ".join(answered or keys), actor=origin.get("actor") or "system",
        data=data, request=origin.get("request"), parent=origin.get("span"), at=origin.get("at"),
    )  # fmt: skip
