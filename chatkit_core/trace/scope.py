"""Which request, and which span of it, the running code belongs to."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from agents.tracing import get_current_span

from chatkit_core.trace.log import EventLog

ABANDONED = "abandoned: the request ended first"


class _Open(NamedTuple):
    kind: str
    name: str
    parent: str | None
    since: float


class SdkSpan(NamedTuple):
    """A span of the agents SDK: which of our spans it began in, and what its children hang on."""

    within: str | None
    shown_as: str | None


StoreOp = tuple[str, str, float, float, str | None]
"""Operation, container, when (epoch seconds), how long (seconds), and the error's name."""


@dataclass(slots=True)
class RequestRun:
    """One ChatKit request while it runs. Nothing is recorded before its thread is known to exist.

    The first event inside it, or the first thing it sends, starts the recording: a request for a
    thread of somebody else fails before that, and leaves nothing in that thread's log.

    `moment` is the one reading of the clock that everything in it goes by, and `seed` what the ids
    it gives out follow from: both are in the log, so that a replay can be given the same.
    """

    log: EventLog
    name: str
    actor: str
    data: Any
    thread_id: str | None = None
    id: str = field(default_factory=lambda: f"req_{secrets.token_hex(6)}")
    at: float = field(default_factory=time.time)
    since: float = field(default_factory=time.perf_counter)
    started: bool = False
    failure: str | None = None
    seed: str = field(default_factory=lambda: secrets.token_hex(12))
    moment: datetime | None = None
    last_words: dict[str, Callable[[], Any]] = field(default_factory=dict)
    store: list[StoreOp] = field(default_factory=list)
    sdk_spans: dict[str, SdkSpan] = field(default_factory=dict)
    _open: dict[str, _Open] = field(default_factory=dict)
    _causes: dict[str, str] = field(default_factory=dict)
    _given_out: int = 0

    def new_id(self) -> str:
        """The next id of this request: 32 hexadecimal digits, which its seed decides."""
        self._given_out += 1
        return hashlib.sha256(f"{self.seed}:{self._given_out}".encode()).hexdigest()[:32]

    def begin(self) -> None:
        """Record the request itself, once."""
        if self.started or self.thread_id is None:
            return
        self.started = True
        self.log.emit(
            self.thread_id, kind="request", phase="start", name=self.name, actor=self.actor,
            data=self.data, request=self.id, span=self.id, at=self.at,
        )  # fmt: skip

    def point(
        self, kind: str, name: str, data: Any, parent: str | None, error: str | None = None
    ) -> None:
        self._emit(kind=kind, name=name, data=data, parent=parent, error=error)

    def start(self, span: str, kind: str, name: str, data: Any, parent: str | None) -> None:
        self._open[span] = _Open(kind, name, parent, time.perf_counter())
        self._emit(kind=kind, phase="start", name=name, data=data, span=span, parent=parent)

    def end(self, span: str, data: Any, error: str | None) -> None:
        """End a span; one that was closed as abandoned stays as it is."""
        opened = self._open.pop(span, None)
        self.last_words.pop(span, None)
        if opened is None:
            return
        if error:  # the SDK hides a tool's error; the command inside it has told the real one
            error = self._causes.get(span, error)
            self._causes[opened.parent or ""] = error
        self._emit(
            kind=opened.kind, phase="end", name=opened.name, data=data, span=span,
            parent=opened.parent, ms=_ms_since(opened.since), error=error,
        )  # fmt: skip

    def finish(self, error: str | None = None, data: Any = None) -> None:
        """The request is over: nothing of it may look as if it still ran."""
        for span in reversed(list(self._open)):
            said = self.last_words.get(span)
            self.end(span, said() if said else None, ABANDONED)
        if self.started and self.thread_id is not None:
            self._tell_store()
            self.log.emit(
                self.thread_id, kind="request", phase="end", name=self.name, actor=self.actor,
                data=data, request=self.id, span=self.id, ms=_ms_since(self.since),
                error=self.failure or error,
            )  # fmt: skip

    def _tell_store(self) -> None:
        """Record what was noted of the store, in one event."""
        if self.store:
            ops = [
                {"op": op, "container": container, "at": at, "ms": round(took * 1000, 3)}
                | ({"error": error} if error else {})
                for op, container, at, took, error in self.store
            ]
            self.point("store", f"{len(ops)} operations", {"ops": ops}, self.id)

    def parent_of(self, own: str | None, sdk_span: str | None) -> str | None:
        """The inner one of our span and the SDK's span that are both open around some code."""
        known = self.sdk_spans.get(sdk_span) if sdk_span else None
        return known.shown_as if known and known.within == own else own

    def _emit(self, **event: Any) -> None:
        self.begin()
        if self.thread_id is not None:
            self.log.emit(self.thread_id, actor=self.actor, request=self.id, **event)


class Here(NamedTuple):
    """Where the running code is: a request, and the innermost of our spans."""

    run: RequestRun
    span: str

    @property
    def parent(self) -> str | None:
        """The span that an event recorded now belongs to, be it ours or the SDK's."""
        sdk = get_current_span()
        return self.run.parent_of(self.span, sdk.span_id if sdk else None)


HERE: ContextVar[Here | None] = ContextVar("chatkit_core_trace", default=None)


@contextmanager
def inside(here: Here) -> Iterator[None]:
    """Run code as part of a request's span; entered and left in one go, without a yield between."""
    token = HERE.set(here)
    try:
        yield
    finally:
        HERE.reset(token)


def new_span() -> str:
    return f"sp_{secrets.token_hex(6)}"


def describe(error: BaseException) -> str:
    """What really went wrong, for people who read the log."""
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _ms_since(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 3)


def fresh_id() -> str:
    """32 hexadecimal digits: decided by the request that is under way, else by chance."""
    here = HERE.get()
    return here.run.new_id() if here else secrets.token_hex(16)


def steady(clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """A clock that stands still within a request whose moment is recorded."""

    def read() -> datetime:
        here = HERE.get()
        return here.run.moment if here and here.run.moment else clock()

    return read
