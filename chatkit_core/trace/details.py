"""Everything that is known of one event, in named parts, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import Frame, Span
from chatkit_core.trace.prompt import PromptDiff, prompt_diff

EMPTY = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an event's details. `form` says how to show `value`:

    text, figures (name to value), messages, diff (a `PromptDiff`), decision, ops, events or json.
    """

    title: str
    form: str
    value: Any


def details(log: Sequence[Event], frame: Frame, event: Event) -> list[Part]:
    """The parts of an event; those of a span's first event know what came of it by the frame."""
    span = find_span(frame, event)
    told = SPAN_PARTS.get(event.kind) if span else None
    if span and told:
        parts = [*told(log, span)]
    else:
        parts = [*POINT_PARTS.get(event.kind, lambda _: ())(event)]
    failed = [Part("Error", "text", event.error or (span.error if span else None))]
    whole = Part("Raw event", "json", event.to_json())
    return [p for p in (*failed, *parts) if p.value not in EMPTY] + [whole]


def find_span(frame: Frame, event: Event) -> Span | None:
    """The span that an event begins or ends."""
    if event.span is None:
        return None
    for request in reversed(frame.requests):
        if request.start.seq <= event.seq:
            for span in (request, *request.inner()):
                if span.id == event.span:
                    return span
    return None


def _request(_: Sequence[Event], span: Span) -> Iterator[Part]:
    yield Part("ChatKit request", "json", span.start.data)
    sent = [point.data for point in _all_points(span) if point.kind == "sent"]
    yield Part("ChatKit events", "events", sent)
    yield Part("Answer", "json", span.data.get("answer"))


def _tool(_: Sequence[Event], span: Span) -> Iterator[Part]:
    yield Part("Arguments", "json", span.data.get("input"))
    yield Part("Result", "json", span.data.get("output"))


def _command(_: Sequence[Event], span: Span) -> Iterator[Part]:
    data = span.data
    yield Part("Arguments", "json", data.get("arguments"))
    yield Part("Result", "json", {k: v for k, v in data.items() if k != "arguments"})


def _model(log: Sequence[Event], span: Span) -> Iterator[Part]:
    data = span.data
    yield Part("Figures", "figures", _model_figures(span))
    diff: PromptDiff | None = prompt_diff(log, span.start.seq)
    yield Part("What changed in the prompt", "diff", diff)
    yield Part("Output", "json", data.get("output"))
    yield Part("Instructions", "text", data.get("instructions"))
    messages = data.get("input")
    yield Part("Messages", "messages", messages if isinstance(messages, list) else None)
    yield Part("Message", "text", messages if isinstance(messages, str) else None)
    yield Part("Tools", "json", data.get("tools"))


def _model_figures(span: Span) -> dict[str, Any]:
    """Model, duration, time to first token, tokens and cost, as far as known."""
    data = span.data
    known = data.get("usage")
    usage: Mapping[str, Any] = known if isinstance(known, dict) else {}
    figures = {
        "Model": span.name,
        "Duration": span.ms,
        "First token": data.get("first_token_ms"),
        "Tokens in": usage.get("input_tokens"),
        "of them cached": (usage.get("input_tokens_details") or {}).get("cached_tokens"),
        "Tokens out": usage.get("output_tokens"),
        "Cost": data.get("cost_usd"),
    }
    return {name: value for name, value in figures.items() if value is not None}


def _any_span(_: Sequence[Event], span: Span) -> Iterator[Part]:
    yield Part("Data", "json", span.data)


def _decision(event: Event) -> Iterator[Part]:
    yield Part("Decision", "decision", event.data)


def _change(event: Event) -> Iterator[Part]:
    yield Part("Why", "text", event.data.get("why"))
    yield Part("Changes", "ops", event.data.get("ops"))


def _sent(event: Event) -> Iterator[Part]:
    yield Part("ChatKit event", "json", event.data)


def _all_points(request: Span) -> list[Event]:
    return sorted(request.inner_points(), key=lambda point: point.seq)


SPAN_PARTS: Mapping[str, Callable[[Sequence[Event], Span], Iterator[Part]]] = {
    "request": _request,
    "tool": _tool,
    "command": _command,
    "model": _model,
    "agent": _any_span,
    "turn": _any_span,
    "handoff": _any_span,
    "guardrail": _any_span,
}
POINT_PARTS: Mapping[str, Callable[[Event], Iterator[Part]]] = {
    "decision": _decision,
    "state": _change,
    "rules": _change,
    "sent": _sent,
}
