"""The log as OpenTelemetry spans, by the conventions for generative AI; made only when asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import unquote

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context

from chatkit_core.config import Settings
from chatkit_core.trace import genai
from chatkit_core.trace.event import Event

SEND_SECONDS = 5
MOST_OPEN = 1000  # requests; one whose end was lost must not be remembered for ever
NANOSECONDS = 1_000_000_000
SEE_THROUGH = {"turn"}  # a pass of the agent's loop: what is inside belongs to the agent
POINTS = {"decision", "state"}


class SpanExport:
    """Makes spans of what a log has written: cleaned of secrets, and behind the turn's back.

    What people said and what the session holds goes along only with `content`.
    """

    def __init__(self, provider: TracerProvider, *, content: bool = False) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("chatkit_core")
        self._content = content
        self._requests: dict[str, dict[str, Span]] = {}

    def take(self, events: Iterable[Event]) -> None:
        """Add events, in the order of their log."""
        for event in events:
            if event.phase == "start" and event.span:
                self._start(event)
            elif event.phase == "end" and event.span:
                self._end(event)
            elif event.kind in POINTS:
                self._point(event)

    async def close(self) -> None:
        """Send what waits, for some seconds at the most."""
        await asyncio.to_thread(self._provider.shutdown)

    def _start(self, event: Event) -> None:
        spans = self._requests.setdefault(event.request or "", {})
        if len(self._requests) > MOST_OPEN:
            self._requests.pop(next(iter(self._requests)))
        around = self._around(event)
        if event.kind in SEE_THROUGH and around:
            spans[event.span or ""] = around
            return
        spans[event.span or ""] = self._tracer.start_span(
            genai.span_name(event),
            context=set_span_in_context(around) if around else None,
            kind=KINDS.get(event.kind, SpanKind.INTERNAL),
            attributes=genai.started(event, content=self._content),
            start_time=_nanoseconds(event.at),
        )

    def _end(self, event: Event) -> None:
        span = self._requests.get(event.request or "", {}).get(event.span or "")
        if span is None or event.kind in SEE_THROUGH:
            return
        span.set_attributes(genai.ended(event, content=self._content))
        if event.error:
            span.set_attribute("error.type", genai.error_type(event.error))
            span.set_status(StatusCode.ERROR, event.error if self._content else None)
        span.end(_nanoseconds(event.at))
        if event.kind == "request":
            self._requests.pop(event.request or "", None)

    def _point(self, event: Event) -> None:
        if span := self._around(event):
            attributes = genai.point(event, content=self._content)
            span.add_event(f"chatkit.{event.kind}", attributes, _nanoseconds(event.at))

    def _around(self, event: Event) -> Span | None:
        """The span that an event belongs to; the request's where the inner one is over."""
        spans = self._requests.get(event.request or "", {})
        inner = spans.get(event.parent or "")
        if event.phase == "start" or (inner and inner.is_recording()):
            return inner or spans.get(event.request or "")
        return spans.get(event.request or "")


KINDS: Mapping[str, SpanKind] = {"request": SpanKind.SERVER, "model": SpanKind.CLIENT}

Listener = Callable[[Sequence[Event]], None]


def open_export(settings: Settings) -> SpanExport:
    """Sends to the collector that the settings name, in the background."""
    exporter = OTLPSpanExporter(
        endpoint=f"{settings.otel_exporter_otlp_endpoint}/v1/traces",
        headers=_headers(settings.otel_exporter_otlp_headers),
        timeout=SEND_SECONDS,
    )
    provider = TracerProvider(
        resource=Resource.create({"service.name": settings.otel_service_name})
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    content = settings.otel_instrumentation_genai_capture_message_content
    return SpanExport(provider, content=content)


def _headers(given: str) -> dict[str, str]:
    """`name=value,name=value`, percent-encoded, as the standard has it."""
    pairs = (pair.partition("=") for pair in given.split(",") if "=" in pair)
    return {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}


def _nanoseconds(seconds: float) -> int:
    return int(seconds * NANOSECONDS)
