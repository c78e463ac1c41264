"""The agents SDK's spans, in the log of the conversation they belong to."""

from __future__ import annotations

import json
from typing import Any

from agents.tracing import Span, SpanData, Trace, TracingProcessor

from chatkit_core.trace.log import EventLog
from chatkit_core.trace.scope import HERE, RequestRun, SdkSpan

SKIPPED = {"task", "response", "generation"}  # the recorded model tells more than the last two
KINDS = {"function": "tool"}
FIELDS = (
    "agent_name", "turn", "input", "output", "usage", "handoffs", "tools", "output_type",
    "triggered", "from_agent", "to_agent", "server", "result", "data",
)  # fmt: skip


class SpanSink(TracingProcessor):
    """The only tracing processor: records locally, uploads nothing.

    A span belongs to the request that its code runs in, whatever log that one has. A run outside
    of any recorded request goes to `default` if its trace names a thread (`group_id`).
    """

    def __init__(self, default: EventLog) -> None:
        self._default = default
        self._groups: dict[str, RequestRun] = {}
        self._runs: dict[str, RequestRun] = {}

    def on_trace_start(self, trace: Trace) -> None:
        thread_id = getattr(trace, "group_id", None)
        if HERE.get() is None and thread_id:
            run = RequestRun(self._default, trace.name, "system", None, thread_id)
            self._groups[trace.trace_id] = run
            run.begin()

    def on_trace_end(self, trace: Trace) -> None:
        if run := self._groups.pop(trace.trace_id, None):
            run.finish()

    def on_span_start(self, span: Span[Any]) -> None:
        here = HERE.get()
        run = here.run if here else self._groups.get(span.trace_id)
        if run is None:
            return
        own = here.span if here else run.id
        parent = run.parent_of(own, span.parent_id)
        data = span.span_data
        if data.type in SKIPPED:
            run.sdk_spans[span.span_id] = SdkSpan(own, parent)
            return
        run.sdk_spans[span.span_id] = SdkSpan(own, span.span_id)
        self._runs[span.span_id] = run
        kind = KINDS.get(data.type, str(data.type))
        run.start(span.span_id, kind, _name_of(data), _known(data), parent)

    def on_span_end(self, span: Span[Any]) -> None:
        if run := self._runs.pop(span.span_id, None):
            run.end(span.span_id, _known(span.span_data), _error_of(span))

    def shutdown(self) -> None:
        self._runs.clear()

    def force_flush(self) -> None:
        """The log writes by itself."""


def _name_of(data: SpanData) -> str:
    if data.type == "turn":
        return f"turn {getattr(data, 'turn', '')}".strip()
    return str(getattr(data, "name", None) or data.type)


def _known(data: SpanData) -> dict[str, Any]:
    """What the SDK says of a span. Its own export() would drop inputs and outputs."""
    found = {name: getattr(data, name, None) for name in FIELDS}
    return {name: _opened(value) for name, value in found.items() if value not in (None, "", [])}


def _opened(value: Any) -> Any:
    """Tool arguments and results are JSON in a string: kept as what they mean."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _error_of(span: Span[Any]) -> str | None:
    if not span.error:
        return None
    detail = span.error.get("data") or {}
    return str(detail.get("error") or span.error.get("message") or "failed")
