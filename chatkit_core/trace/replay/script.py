"""A log read as a script: what was asked, when, of which model, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chatkit_core.domain import Rules
from chatkit_core.faults import CUT_OFF
from chatkit_core.trace.event import Event
from chatkit_core.trace.fields import nested
from chatkit_core.trace.frame import changes_in_order
from chatkit_core.trace.replay.recording import RecordingError
from chatkit_core.trace.requests import ACTORS
from chatkit_core.trace.scope import describe

MASKED = (
    "Personal data was masked when this conversation was recorded (MASK_PERSONAL_DATA), "
    "so it can neither be replayed nor forked."
)
TOO_OLD = (
    "This conversation was recorded by an older version of the app, without what a replay needs."
)
NOTHING = "There is nothing to replay: no request in this recording came to its end."
STOPPED = ("CancelledError", "GeneratorExit")
STORE_FAILED = ("StoreUnavailableError", "ToldError")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a request depended on beside itself. `seed` decides the ids that it gave out."""

    now: datetime
    seed: str
    use_case: str
    persona: str | None
    model: str | None
    demo_day: date
    root: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One answer of a model. `link` is which of the `chain` answered.

    `fault` is set where it failed, `partial` has the words by item id of an answer without an end.
    `before` are the steps (by number) that happened before this answer was there.
    """

    link: int
    chain: tuple[str, ...]
    output: list[dict[str, Any]] | None
    usage: Mapping[str, Any]
    fault: Mapping[str, Any] | None
    partial: Mapping[str, str]
    first_token_ms: float
    ms: float
    before: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        return self.output is not None and self.fault is None and not self.partial

    @property
    def was_stopped(self) -> bool:
        return bool(self.fault and self.fault.get("stopped")) or (
            self.fault is None and not self.is_whole
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that came of a request: `sent`, `state` or `end`."""

    kind: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One request, numbered from 1, with all that it needs and all that came of it.

    `seq` and `end` are the numbers of its first and last event, `at` and `until` their moments in
    epoch seconds. `store_failed` says that it came to nothing because the store did not answer.
    `rules` are the conversation's own policy parameters where they were changed before it, `error`
    is what it failed with, as the log describes it.
    """

    number: int
    seq: int
    end: int
    at: float
    until: float
    request: Mapping[str, Any]
    circumstances: Circumstances
    calls: tuple[Call, ...]
    data: tuple[Mapping[str, Any], ...]
    outcome: str
    facts: tuple[Fact, ...]
    store_failed: bool
    rules: Rules | None = None
    error: str | None = None

    @property
    def name(self) -> str:
        return self.request["type"]

    def failed_so(self, error: Exception) -> bool:
        """Whether this is the failure that was recorded; a store fails again in other words."""
        known = self.error or ""
        kind = describe(error).partition(":")[0]
        return known.partition(":")[0] == kind or (
            known.startswith(STORE_FAILED) and kind in STORE_FAILED
        )

    @property
    def params(self) -> Mapping[str, Any]:
        return self.request["params"]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole conversation; the last request is left out while it has not ended."""

    thread_id: str
    steps: tuple[Step, ...]

    @property
    def first(self) -> Circumstances:
        return self.steps[0].circumstances

    @property
    def use_case(self) -> str:
        return self.first.use_case

    @property
    def root(self) -> str:
        """The conversation that ids follow from: this one, or the one that it repeated."""
        return self.first.root or self.thread_id

    def stamps(self) -> dict[str, datetime]:
        """When each item was made, by its id."""
        items = (
            fact.value.get("item") for step in self.steps for fact in step.facts if _sent(fact)
        )
        return {
            item["id"]: datetime.fromisoformat(item["created_at"])
            for item in items
            if isinstance(item, dict) and item.get("created_at")
        }

    def until(self, seq: int) -> Script:
        """The script up to the end of the request that event `seq` belongs to, or came after."""
        kept = tuple(step for step in self.steps if step.seq <= seq)
        if not kept:
            raise RecordingError("Before that event nothing had happened that could be repeated.")
        return Script(self.thread_id, kept)


@dataclass(slots=True)
class _Request:
    """The events of one request while they are gathered."""

    start: Event
    end: Event | None = None
    calls: dict[str, list[Event]] = field(default_factory=dict)
    data: list[Mapping[str, Any]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    rules: Rules | None = None


def script_of(events: Sequence[Event]) -> Script:
    """Read a log. Raises `RecordingError` for one that cannot be replayed."""
    try:
        found = _gather(events)
        if found and found[-1].end is None:
            found.pop()
        steps = [_step(number, one, found) for number, one in enumerate(found, start=1)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordingError(TOO_OLD) from error
    if not steps:
        raise RecordingError(NOTHING)
    if len({step.circumstances.use_case for step in steps}) > 1:
        raise RecordingError("This recording mixes two use cases.")
    return Script(events[0].thread_id, tuple(steps))


def _gather(events: Sequence[Event]) -> list[_Request]:
    requests: dict[str, _Request] = {}
    states = {event.seq: event for event in changes_in_order(events)}
    flat: dict[str, Any] = {}
    changed = False
    for event in events:
        if event.kind == "rules":
            flat |= {op["key"]: op["new"] for op in event.data["ops"]}
            changed = True
        elif event.kind == "request" and event.phase == "start" and event.name in ACTORS:
            own = nested({key: value for key, value in flat.items() if value is not None})
            requests[event.request or ""] = _Request(event, rules=own if changed else None)
            changed = False
        elif one := requests.get(event.request or ""):
            _take(one, event, is_first=event.kind != "state" or event.seq in states)
    return list(requests.values())


def _take(one: _Request, event: Event, *, is_first: bool) -> None:
    match event.kind:
        case "request":
            one.end = event
            one.facts.append(Fact("end", event.name, _outcome(event)))
        case "model":
            one.calls.setdefault(event.span or "", []).append(event)
        case "data":
            one.data.append(event.data)
        case "sent":
            one.facts.append(Fact("sent", event.name, event.data))
        case "state" if is_first:
            one.facts.append(Fact("state", event.name, event.data["ops"]))
        case _:
            pass


def _outcome(end: Event | None) -> str:
    if end is None:
        return "open"
    if end.error and end.error.startswith(STOPPED):
        return "stopped"
    return "failed" if end.error else "done"


def _step(number: int, one: _Request, others: Sequence[_Request]) -> Step:
    start, end = one.start, one.end or one.start
    return Step(
        number=number,
        seq=start.seq,
        end=end.seq,
        at=start.at,
        until=end.at,
        request={"type": start.data["type"], "params": start.data["params"]},
        circumstances=_circumstances(start.data),
        calls=tuple(_cut(_call(events, start, others), one) for events in one.calls.values()),
        data=tuple(one.data),
        outcome=_outcome(one.end),
        facts=tuple(one.facts),
        store_failed=(end.error or "").startswith(STORE_FAILED)
        and not any(fact.kind == "state" for fact in one.facts),
        rules=one.rules,
        error=end.error,
    )


def _circumstances(data: Mapping[str, Any]) -> Circumstances:
    told = data.get("context")
    if not isinstance(told, dict):
        raise RecordingError(TOO_OLD)
    if told.get("masked"):
        raise RecordingError(MASKED)
    now = datetime.fromisoformat(told["now"])
    day = told.get("demo_day")
    return Circumstances(
        now=now,
        seed=str(told["seed"]),
        use_case=str(told["use_case"]),
        persona=told.get("persona"),
        model=told.get("model"),
        demo_day=date.fromisoformat(day) if day else now.date(),
        root=told.get("root"),
    )


def _call(events: Sequence[Event], around: Event, others: Sequence[_Request]) -> Call:
    start, end = events[0], events[-1]
    asked = start.data or {}
    came = (end.data or {}) if end is not start else {}
    return Call(
        link=asked.get("link", 0),
        chain=tuple(asked.get("chain", ())) or ("model",),
        output=came.get("output"),
        usage=came.get("usage") or {},
        fault=came.get("fault"),
        partial=came.get("partial") or {},
        first_token_ms=came.get("first_token_ms") or 0.0,
        ms=end.ms or 0.0,
        before=tuple(_meanwhile(around, end, others)),
    )


def _cut(call: Call, one: _Request) -> Call:
    """A call that broke off, with the words that had been passed on; a model may be ahead of them."""
    if _outcome(one.end) != "stopped":
        passed = {id: text.removesuffix(CUT_OFF).rstrip() for id, text in _words(one)}
        kept = {id: passed.get(id, words) for id, words in call.partial.items()}
        return replace(call, partial=kept) if call.partial else call
    said = {item["id"] for item in call.output or [] if item["type"] == "message"}
    kept = {i: text for i, text in _words(one, kept=True) if i in said or i in call.partial}
    if call.is_whole and not kept:
        return call
    return replace(call, output=None, partial=kept, fault={"stopped": True})


def _words(one: _Request, *, kept: bool = False) -> Iterable[tuple[str, str]]:
    """The words of the answers that were sent, or only kept, by the id of their item."""
    for fact in one.facts:
        item = fact.value.get("item") if _sent(fact) else None
        if item and item["type"] == "assistant_message" and kept <= bool(fact.value.get("kept")):
            yield item["id"], "".join(part["text"] for part in item["content"])


def _meanwhile(around: Event, end: Event, others: Iterable[_Request]) -> Iterable[int]:
    """Other requests that came and went while this one waited for its model."""
    for number, other in enumerate(others, start=1):
        if other.end and around.seq < other.start.seq and other.end.seq < end.seq:
            yield number


def _sent(fact: Fact) -> bool:
    return fact.kind == "sent" and isinstance(fact.value, dict)
