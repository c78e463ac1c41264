"""Two conversations side by side, by what they changed in their sessions. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import WRITERS, changes_in_order
from chatkit_core.trace.wording import humanize

STEP = "step"


@dataclass(frozen=True, slots=True)
class Change:
    """One field's new value: in which request (from 1) it was written, by whom and why."""

    key: str
    value: Any
    request: int
    writer: str
    why: str

    @property
    def token(self) -> str:
        return f"{self.key}={json.dumps(self.value, sort_keys=True)}"


@dataclass(frozen=True, slots=True)
class Row:
    """The same change in both, a field that they gave different values, or one side's alone."""

    left: Change | None
    right: Change | None

    @property
    def same(self) -> bool:
        return bool(self.left and self.right and self.left.token == self.right.token)

    @property
    def key(self) -> str:
        found = self.left or self.right
        return found.key if found else ""


def changes(log: Sequence[Event]) -> list[Change]:
    """What a conversation changed, one entry a field, in order; steps follow from the rest."""
    started = [e.request for e in log if (e.kind, e.phase) == ("request", "start")]
    numbers = {request: number for number, request in enumerate(started, start=1)}
    return [
        Change(
            op["key"],
            op["new"],
            numbers.get(event.request, 0),
            WRITERS.get(event.actor, event.actor),
            event.data.get("why", ""),
        )
        for event in changes_in_order(log)
        for op in event.data["ops"]
        if op["key"] != STEP
    ]


def compare(left: Sequence[Event], right: Sequence[Event]) -> list[Row]:
    """The changes of both, aligned: what is the same stands in one row."""
    one, other = changes(left), changes(right)
    matcher = SequenceMatcher(
        None, [c.token for c in one], [c.token for c in other], autojunk=False
    )
    rows: list[Row] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            rows += (Row(x, y) for x, y in zip(one[a:b], other[c:d], strict=True))
        else:
            rows += _apart(one[a:b], other[c:d])
    return rows


def _apart(left: Sequence[Change], right: Sequence[Change]) -> Iterator[Row]:
    """Changes that differ: of one field in one row, the others one by one."""
    waiting = list(right)
    for change in left:
        rival = next((other for other in waiting if other.key == change.key), None)
        if rival:
            waiting.remove(rival)
        yield Row(change, rival)
    yield from (Row(None, change) for change in waiting)


def parting(rows: Iterable[Row]) -> str:
    """Where the two part, in a sentence."""
    first = next((row for row in rows if not row.same), None)
    if first is None:
        return "Both changed the same, in the same order."
    where = [
        f"request {change.request} of {side}"
        for side, change in zip_longest(("this one", "the other"), (first.left, first.right))
        if change
    ]
    return f"They part at “{humanize(first.key)}”, in {' and '.join(where)}."
