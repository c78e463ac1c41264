"""What happened, in plain words: one story per request, made from its spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from chatkit_core.trace.frame import WRITERS, Frame, Span
from chatkit_core.trace.log import Event
from chatkit_core.trace.wording import card_title, humanize, label_of, shorten, spoken

UNTOLD = {"agent", "turn"}  # their insides are told instead


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a story. `state` is running, done, failed, lost or point."""

    seq: int
    at: float
    kind: str
    text: str
    state: str = "point"
    depth: int = 0
    ms: float | None = None
    error: str | None = None
    span: Span | None = None
    events: tuple[Event, ...] = ()

    @property
    def last_seq(self) -> int:
        """The event at which it was over, as far as that is known."""
        return self.span.last_seq if self.span else self.events[-1].seq if self.events else self.seq


@dataclass(frozen=True, slots=True)
class Story:
    """One request: what was done (`title`), by whom (`writer`), and what came of it."""

    id: str
    seq: int
    at: float
    title: str
    writer: str
    state: str
    ms: float | None
    error: str | None
    lines: tuple[Line, ...]
    last_seq: int


def tell(frame: Frame, request: Span) -> Story:
    """The story of one request of a frame."""
    return Story(
        id=request.id,
        seq=request.start.seq,
        at=request.start.at,
        title=opening(frame, request),
        writer=WRITERS.get(request.start.actor, request.start.actor),
        state=request.state,
        ms=request.ms,
        error=request.error,
        lines=tuple(_lines(request, 0)),
        last_seq=request.last_seq,
    )


def doing_now(frame: Frame) -> Line | None:
    """The innermost thing that runs at this step."""
    told = [span for span in frame.running if span.kind not in UNTOLD | {"request"}]
    if told:
        return _line_of(told[-1], 0)
    return _line_of(frame.running[0], 0) if frame.running else None


def _lines(span: Span, depth: int) -> Iterator[Line]:
    parts = sorted(_told_parts(span), key=lambda p: p.start.seq if isinstance(p, Span) else p.seq)
    for rule, together in groupby(parts, key=_rule_of):
        if rule:
            yield _decisions_line([e for e in together if isinstance(e, Event)], depth)
            continue
        for part in together:
            if isinstance(part, Span):
                yield _line_of(part, depth)
                yield from _lines(part, depth + 1)
            elif text := point_text(part):
                yield Line(
                    part.seq, part.at, part.kind, text, depth=depth, error=part.error,
                    events=(part,),
                )  # fmt: skip


def _told_parts(span: Span) -> Iterator[Span | Event]:
    """What is told of a span's inside; spans that nobody needs to see give what they hold."""
    for part in (*span.children, *span.points):
        if isinstance(part, Span) and part.kind in UNTOLD:
            yield from _told_parts(part)
        else:
            yield part


def _rule_of(part: Span | Event) -> str | None:
    return part.name if isinstance(part, Event) and part.kind == "decision" else None


def _decisions_line(decisions: list[Event], depth: int) -> Line:
    """One policy asked several times in a row, as for every item of an order, is one line."""
    first = decisions[0]
    text = point_text(first) or ""
    if len(decisions) > 1:
        counts = Counter(humanize(str(d.data.get("verdict")), capital=False) for d in decisions)
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        text = f"Policy “{humanize(first.name, capital=False)}”: {told}"
    return Line(first.seq, first.at, first.kind, text, depth=depth, events=tuple(decisions))


def _line_of(span: Span, depth: int) -> Line:
    start = span.start
    return Line(
        start.seq, start.at, span.kind, span_text(span), span.state, depth, span.ms, span.error,
        span,
    )  # fmt: skip


def _model_text(span: Span) -> str:
    output = span.data.get("output")
    if not isinstance(output, list):
        return f"Asked the model {span.name}"
    calls = [part["name"] for part in output if part.get("type") == "function_call"]
    if calls:
        return f"The model chose {' and '.join(calls)}"
    return "The model answered"


SPAN_TEXTS: Mapping[str, Callable[[Span], str]] = {
    "request": lambda span: humanize(span.name),
    "model": _model_text,
    "tool": lambda span: f"Tool {span.name}",
    "command": lambda span: humanize(span.name),
    "turn": lambda span: humanize(span.name),
    "agent": lambda span: f"Agent {span.name}",
    "handoff": lambda span: f"Handed over to {span.data.get('to_agent', 'another agent')}",
    "guardrail": lambda span: f"Safety check {span.name}",
}


def span_text(span: Span) -> str:
    """What a span does or did, in words."""
    return SPAN_TEXTS.get(span.kind, lambda s: f"{humanize(s.kind)} {s.name}")(span)


def _decision_text(event: Event) -> str:
    verdict = humanize(str(event.data.get("verdict", "")), capital=False)
    return f"Policy “{humanize(event.name, capital=False)}”: {verdict}. {event.data.get('because', '')}"


def _state_text(event: Event) -> str:
    ops = [op for op in event.data["ops"] if op["key"] != "step"]
    parts = [f"{humanize(op['key'])}: {shorten(spoken(op['new']), 60)}" for op in ops[:3]]
    if len(ops) > 3:
        parts.append(f"and {len(ops) - 3} more")
    step = next((op["new"] for op in event.data["ops"] if op["key"] == "step"), None)
    if step:
        parts.append(f"next step: {humanize(step, capital=False)}")
    return " · ".join(parts)


def _sent_text(event: Event) -> str | None:
    told = SENT_TEXTS.get(event.name)
    return told(event.data) if told else None


def _item_text(data: dict[str, Any]) -> str | None:
    item = data["item"]
    match item["type"]:
        case "widget":
            return f"Showed the card “{card_title(item['widget'])}”"
        case "assistant_message":
            text = " ".join(part.get("text", "") for part in item["content"])
            return f"Answered “{shorten(text, 160)}”"
        case "user_message":
            return None  # the request has said it
        case kind:
            return f"Showed: {humanize(kind, capital=False)}"


SENT_TEXTS: Mapping[str, Callable[[dict[str, Any]], str | None]] = {
    "thread.item.done": _item_text,
    "thread.item.replaced": lambda data: (
        f"Locked the card “{card_title(data['item'].get('widget'))}”"
        if data["item"]["type"] == "widget"
        else "Replaced an item"
    ),
    "thread.item.removed": lambda _: "Removed an item",
    "thread.updated": lambda data: (
        f"Named the conversation “{data['thread']['title']}”"
        if data["thread"].get("title")
        else None
    ),
    "client_effect": lambda data: (
        f"Asked the page to {humanize(data.get('name', 'do something'), capital=False)}"
    ),
    "notice": lambda data: f"Notice: {shorten(data.get('message', ''), 160)}",
    "error": lambda data: f"Told the customer: {data.get('message') or 'something went wrong'}",
}


def _rules_text(event: Event) -> str:
    parts = [f"{humanize(op['key'])}: {spoken(op['new'])}" for op in event.data["ops"]]
    return f"Own rules for this conversation: {', '.join(parts)}"


POINT_TEXTS: Mapping[str, Callable[[Event], str | None]] = {
    "rules": _rules_text,
    "store": lambda _: None,  # the timeline shows these
    "decision": _decision_text,
    "state": _state_text,
    "sent": _sent_text,
    "data": lambda _: None,  # what a replay needs, and nobody did
}


def point_text(event: Event) -> str | None:
    """A single event in words; None when something else has told it."""
    told = POINT_TEXTS.get(event.kind)
    if told is None or not isinstance(event.data, dict) or "too_long" in event.data:
        return humanize(event.name)
    return told(event)


def opening(frame: Frame, request: Span) -> str:
    """What somebody did to start a request."""
    params = request.data.get("params") or {}
    told = OPENINGS.get(request.name)
    return told(frame, params) if told else humanize(request.name)


def _typed(_: Frame, params: dict[str, Any]) -> str:
    parts = params.get("input", {}).get("content", [])
    return f"“{shorten(' '.join(part.get('text', '') for part in parts), 200)}”"


def _clicked(frame: Frame, params: dict[str, Any]) -> str:
    action = params.get("action", {})
    versions = frame.items.get(params.get("item_id") or "", ())
    labels = (label_of(item.get("widget"), action) for item in versions)
    label = next(filter(None, labels), None)
    if label:
        return f"“{shorten(label, 80)}”"
    payload = action.get("payload")
    details = spoken(payload) if payload else ""
    return " · ".join(
        part for part in (humanize(action.get("type", "")), shorten(details, 80)) if part
    )


OPENINGS: Mapping[str, Callable[[Frame, dict[str, Any]], str]] = {
    "threads.create": _typed,
    "threads.add_user_message": _typed,
    "threads.custom_action": _clicked,
    "threads.sync_custom_action": _clicked,
    "threads.add_structured_input": lambda _frame, _params: "Answered the questions",
    "threads.retry_after_item": lambda _frame, _params: "Tried again",
    "threads.add_client_tool_output": lambda _frame, _params: "The page answered",
    "threads.update": lambda _, params: f"Renamed the conversation “{params.get('title', '')}”",
    "items.feedback": lambda _, params: f"Gave {params.get('kind', '')} feedback",
}
