"""A conversation as of any event: its session, its requests and what still runs, from the log alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chatkit_core.trace.log import Event

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
    def error(self) -> str | None:
        return self.end.error if self.end else None

    @property
    def ms(self) -> float | None:
        return self.end.ms if self.end else None

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


@dataclass(frozen=True, slots=True)
class Write:
    """One change of one field: who made it, through which tool, in which event and why."""

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


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything a reader can know at one event. `step` is that event's number."""

    step: int
    fields: Mapping[str, Field]
    requests: Sequence[Span]
    items: Mapping[str, Sequence[dict[str, Any]]]
    """Every thread item with all its versions, the newest last; a removed one has none."""

    @property
    def state(self) -> dict[str, Any]:
        return {name: one.value for name, one in self.fields.items()}

    @property
    def running(self) -> list[Span]:
        """What runs, the innermost last."""
        return [
            span
            for request in self.requests
            for span in (request, *request.inner())
            if request.running and span.running
        ]


def frame(log: Sequence[Event], step: int | None = None) -> Frame:
    """The conversation as of event `step`, or as of now. `log` is in order and begins with 1."""
    events = _once(e for e in log if step is None or e.seq <= step)
    spans: dict[str, Span] = {}
    requests = _spans(events, spans)
    newest = requests[-1].id if requests else None
    return Frame(
        step=events[-1].seq if events else 0,
        fields=_fields(events, spans, newest),
        requests=requests,
        items=_items(events),
    )


def _spans(events: Sequence[Event], spans: dict[str, Span]) -> list[Span]:
    """Put every span and point where it belongs; gives the requests, which hold the rest."""
    requests: list[Span] = []
    for event in events:
        if event.phase == "start" and event.span:
            span = spans[event.span] = Span(event.span, event)
            parent = spans.get(event.parent or "")
            (parent.children if parent else requests).append(span)
        elif event.phase == "end" and event.span in spans:
            spans[event.span].end = event
        elif home := spans.get(event.parent or "") or spans.get(event.request or ""):
            home.points.append(event)
    _mark_lost(requests)
    return requests


def _mark_lost(requests: Sequence[Span]) -> None:
    """A conversation runs one turn at a time: what had not ended when the next began never will."""
    streaming = [r for r in requests if r.name not in ("threads.update", "items.feedback")]
    for request in streaming[:-1]:
        if request.end is None and request.name != "threads.sync_custom_action":
            request.lost = True
            for span in request.inner():
                span.lost = span.end is None


def _fields(
    events: Sequence[Event], spans: Mapping[str, Span], newest: str | None
) -> dict[str, Field]:
    histories: dict[str, list[Write]] = {}
    for event in changes_in_order(events):
        for write in _writes(event, _chain(event, spans)):
            histories.setdefault(write.key, []).append(write)
    return {
        key: Field(key, writes[-1].value, tuple(writes), _is_new(writes[-1], newest, events))
        for key, writes in histories.items()
    }


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


def changes_in_order(log: Iterable[Event]) -> list[Event]:
    """State events as the session took them: each once, and a late one in its place."""
    changes = [e for e in _once(log) if e.kind == "state" and "ops" in e.data]
    return sorted(changes, key=lambda e: (e.data.get("revision", 0), e.at, e.seq))


def _once(log: Iterable[Event]) -> list[Event]:
    """Without the changes that two readers appended both: the first record counts."""
    seen: set[str] = set()
    events: list[Event] = []
    for event in log:
        id = event.data.get("id") if event.kind == "state" else None
        if id is None or id not in seen:
            events.append(event)
        if id:
            seen.add(id)
    return events


def _is_new(write: Write, newest: str | None, events: Sequence[Event]) -> bool:
    return write.request == newest if write.request else write.seq == events[-1].seq


def _chain(event: Event, spans: Mapping[str, Span]) -> list[Span]:
    """The spans around an event, the innermost first."""
    chain: list[Span] = []
    around = spans.get(event.parent or "")
    while around and around not in chain:
        chain.append(around)
        around = spans.get(around.start.parent or "")
    return chain


def _items(events: Sequence[Event]) -> dict[str, list[dict[str, Any]]]:
    items: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        if event.kind != "sent" or not isinstance(event.data, dict):
            continue
        if item := event.data.get("item"):
            items.setdefault(item["id"], []).append(item)
        elif removed := event.data.get("item_id"):
            items[removed] = []
    return items
