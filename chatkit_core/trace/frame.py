"""A conversation as of any event: its session, its requests and what still runs, from the log alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.fields import Field, Histories, Write, changes_in_order, is_first, nested
from chatkit_core.trace.span import WRITERS, Span, chain_of

__all__ = ["WRITERS", "Field", "Fold", "Frame", "Span", "Write", "changes_in_order", "frame"]

BESIDE = frozenset({"threads.update", "items.feedback", "threads.sync_custom_action"})
"""Requests that may run beside a turn: one that has not ended may still do so."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything a reader can know at one event. `step` is that event's number, `at` its moment.

    `rules` are policy parameters that this conversation has of its own, by policy.
    """

    step: int
    at: float
    fields: Mapping[str, Field]
    requests: Sequence[Span]
    items: Mapping[str, Sequence[dict[str, Any]]]
    """Every thread item with all its versions, the newest last; a removed one has none."""
    rules: Mapping[str, Mapping[str, Any]]

    @property
    def state(self) -> dict[str, Any]:
        return {name: one.value for name, one in self.fields.items()}

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The thread items as they stand, in the order in which they appeared."""
        return [versions[-1] for versions in self.items.values() if versions]

    @property
    def running(self) -> list[Span]:
        """What runs, the innermost last."""
        return [
            span
            for request in self.requests
            if request.running
            for span in (request, *request.inner())
            if span.running
        ]


class Fold:
    """Adds up a log event by event, so that a log that grows is never read twice.

    Frames share their spans with the fold: one is true until the fold takes its next event.
    `taken` counts the events so far.
    """

    def __init__(self) -> None:
        self.taken = 0
        self._step = 0
        self._at = 0.0
        self._spans: dict[str, Span] = {}
        self._requests: list[Span] = []
        self._histories = Histories()
        self._items: dict[str, list[dict[str, Any]]] = {}
        self._rules: dict[str, Any] = {}
        self._seen: set[str] = set()

    def take(self, events: Iterable[Event]) -> Fold:
        """Add events, in order."""
        for event in events:
            self.taken += 1
            self._step, self._at = event.seq, event.at
            if is_first(event, self._seen):
                self._place(event)
                if change := _CHANGES.get(event.kind):
                    change(self, event)
        return self

    def frame(self) -> Frame:
        newest = self._requests[-1].id if self._requests else None
        fields = self._histories.fields(newest, self._step)
        rules = nested({key: value for key, value in self._rules.items() if value is not None})
        return Frame(self._step, self._at, fields, list(self._requests), dict(self._items), rules)

    def _place(self, event: Event) -> None:
        """Put a span or a point where it belongs; requests hold all the rest."""
        if event.phase == "start" and event.span:
            self._begin(Span(event.span, event))
        elif event.phase == "end" and event.span in self._spans:
            self._end(self._spans[event.span], event)
        elif home := self._spans.get(event.parent or "") or self._spans.get(event.request or ""):
            home.points.append(event)

    def _begin(self, span: Span) -> None:
        self._spans[span.id] = span
        parent = self._spans.get(span.start.parent or "")
        if parent:
            parent.children.append(span)
            return
        if span.kind == "request" and span.name not in BESIDE:
            self._lose_unfinished()
        self._requests.append(span)

    def _lose_unfinished(self) -> None:
        """A conversation runs one turn at a time: what had not ended when the next began never will."""
        for request in reversed(self._requests):
            if request.name in BESIDE:
                continue
            if request.end is None and not request.lost:
                _set_lost(request, lost=True)
            return

    def _end(self, span: Span, event: Event) -> None:
        span.end = event
        if span.lost:
            _set_lost(span, lost=False)

    def _change_state(self, event: Event) -> None:
        if "ops" in event.data:
            self._histories.add(event, chain_of(event, self._spans))

    def _change_rules(self, event: Event) -> None:
        self._rules |= {op["key"]: op["new"] for op in event.data["ops"]}

    def _change_items(self, event: Event) -> None:
        if not isinstance(event.data, dict):
            return
        if item := event.data.get("item"):
            self._items[item["id"]] = [*self._items.get(item["id"], ()), item]
        elif removed := event.data.get("item_id"):
            self._items[removed] = []


_CHANGES = {"state": Fold._change_state, "rules": Fold._change_rules, "sent": Fold._change_items}


def frame(log: Sequence[Event], step: int | None = None) -> Frame:
    """The conversation as of event `step`, or as of now. `log` is in order and begins with 1."""
    return Fold().take(e for e in log if step is None or e.seq <= step).frame()


def _set_lost(span: Span, *, lost: bool) -> None:
    for one in (span, *span.inner()):
        one.lost = lost and one.end is None
