"""Something that took time, with everything that happened inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chatkit_core.trace.event import Event

WRITERS: Mapping[str, str] = {
    "click": "clicked",
    "typed": "typed",
    "retry": "tried again",
    "client": "page",
    "inspector": "inspector",
    "replay": "replayed",
    "system": "system",
}


@dataclass(slots=True)
class Span:
    """Something that took time, with what happened inside it. `end` is None while it runs.

    `lost` means that it will never end: its process is gone.
    """

    id: str
    start: Event
    end: Event | None = None
    lost: bool = False
    children: list[Span] = field(default_factory=list)
    points: list[Event] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.start.kind

    @property
    def name(self) -> str:
        return self.start.name

    @property
    def running(self) -> bool:
        return self.end is None and not self.lost

    @property
    def state(self) -> str:
        """`running`, `done`, `failed` or `lost`."""
        if self.running:
            return "running"
        if self.lost:
            return "lost"
        return "failed" if self.error else "done"

    @property
    def error(self) -> str | None:
        return self.end.error if self.end else None

    @property
    def ms(self) -> float | None:
        return self.end.ms if self.end else None

    @property
    def last_seq(self) -> int:
        """The event that ended it, or the one that began it."""
        return self.end.seq if self.end else self.start.seq

    @property
    def data(self) -> dict[str, Any]:
        """What is known of it: what it began with and, once it ended, what came of it."""
        began = self.start.data if isinstance(self.start.data, dict) else {}
        ended = self.end.data if self.end and isinstance(self.end.data, dict) else {}
        return {**began, **ended}

    def inner(self) -> Iterator[Span]:
        """Every span inside this one, outermost first."""
        for child in self.children:
            yield child
            yield from child.inner()

    def inner_points(self) -> Iterator[Event]:
        """Every single event inside this one, span by span."""
        yield from self.points
        for child in self.children:
            yield from child.inner_points()


def chain_of(event: Event, spans: Mapping[str, Span]) -> list[Span]:
    """The spans around an event, the innermost first."""
    chain: list[Span] = []
    around = spans.get(event.parent or "")
    while around and around not in chain:
        chain.append(around)
        around = spans.get(around.start.parent or "")
    return chain
