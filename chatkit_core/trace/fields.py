"""The session's fields as their changes make them: every write, in the order the session took them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.span import WRITERS, Span


@dataclass(frozen=True, slots=True)
class Write:
    """One change of one field: who made it, through which tool, in which event and why.

    `chain` names the spans around it, the innermost first.
    """

    key: str
    value: Any
    old: Any
    writer: str
    tool: str | None
    why: str
    seq: int
    at: float
    request: str | None
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A session field: its value, the write it comes from, and all writes before.

    `changed` says that the newest request wrote it.
    """

    name: str
    value: Any
    history: tuple[Write, ...]
    changed: bool

    @property
    def last(self) -> Write:
        return self.history[-1]


Order = tuple[int, float, int]


class Histories:
    """All writes, by field. A late event finds its place; everything else is appended."""

    def __init__(self) -> None:
        self._changes: list[tuple[Order, tuple[Write, ...]]] = []
        self._by_field: dict[str, list[Write]] = {}

    def add(self, event: Event, chain: Sequence[Span]) -> None:
        """Take a state event; `chain` are the spans around it, the innermost first."""
        change = (_order(event), tuple(_writes(event, chain)))
        if self._changes and change[0] < self._changes[-1][0]:
            insort(self._changes, change, key=lambda one: one[0])
            self._by_field = {}
            for _, writes in self._changes:
                self._append(writes)
        else:
            self._changes.append(change)
            self._append(change[1])

    def fields(self, newest: str | None, step: int) -> dict[str, Field]:
        """Every field; `newest` is the request that counts as changing, `step` the last event."""
        return {
            key: Field(key, writes[-1].value, tuple(writes), _is_new(writes[-1], newest, step))
            for key, writes in self._by_field.items()
        }

    def _append(self, writes: Iterable[Write]) -> None:
        for write in writes:
            self._by_field.setdefault(write.key, []).append(write)


def changes_in_order(log: Iterable[Event]) -> list[Event]:
    """State events as the session took them: each once, and a late one in its place."""
    seen: set[str] = set()
    changes = [e for e in log if e.kind == "state" and "ops" in e.data and is_first(e, seen)]
    return sorted(changes, key=_order)


def is_first(event: Event, seen: set[str]) -> bool:
    """False for a change that another reader appended already; notes in `seen` what it saw."""
    id = event.data.get("id") if event.kind in CHANGES and isinstance(event.data, dict) else None
    if id is None:
        return True
    known = id in seen
    seen.add(id)
    return not known


CHANGES = ("state", "rules")
"""The kinds of events that are made from a session document, and may be appended twice."""


def _order(event: Event) -> Order:
    return (event.data.get("revision", 0), event.at, event.seq)


def _writes(event: Event, chain: Sequence[Span]) -> Iterator[Write]:
    """One write for each field that a state event changed."""
    for op in event.data["ops"]:
        yield Write(
            key=op["key"],
            value=op["new"],
            old=op["old"],
            writer=WRITERS.get(event.actor, event.actor),
            tool=next((span.name for span in chain if span.kind == "tool"), None),
            why=event.data.get("why", ""),
            seq=event.seq,
            at=event.at,
            request=event.request,
            chain=tuple(f"{span.kind} {span.name}" for span in chain),
        )


def _is_new(write: Write, newest: str | None, step: int) -> bool:
    return write.request == newest if write.request else write.seq == step


def nested(flat: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`{"rule.parameter": value}` as `{"rule": {"parameter": value}}`."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        rule, _, name = key.partition(".")
        found.setdefault(rule, {})[name] = value
    return found
