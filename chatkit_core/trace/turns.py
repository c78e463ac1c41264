"""What every request took: time, model calls, tokens, money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.frame import WRITERS, Frame, Span
from chatkit_core.trace.story import opening


@dataclass(frozen=True, slots=True)
class TurnFigures:
    """One request in figures. Milliseconds, tokens, US dollars; None where nothing is known."""

    seq: int
    last_seq: int
    title: str
    writer: str
    state: str
    ms: float | None
    calls: int
    first_token_ms: float | None
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    tools: int
    store_ms: float | None


def turns(frame: Frame, limit: int = 1000) -> list[TurnFigures]:
    """The newest requests of a frame, oldest first."""
    return [_figures(frame, request) for request in frame.requests[-limit:]]


def _figures(frame: Frame, request: Span) -> TurnFigures:
    inner = list(request.inner())
    models = [span.data for span in inner if span.kind == "model"]
    usage = [one["usage"] for one in models if isinstance(one.get("usage"), dict)]
    store = [p.data for p in request.inner_points() if p.kind == "store"]
    return TurnFigures(
        seq=request.start.seq,
        last_seq=request.last_seq,
        title=opening(frame, request),
        writer=WRITERS.get(request.start.actor, request.start.actor),
        state=request.state,
        ms=request.ms,
        calls=len(models),
        first_token_ms=next((m["first_token_ms"] for m in models if "first_token_ms" in m), None),
        tokens_in=sum(one.get("input_tokens") or 0 for one in usage),
        tokens_out=sum(one.get("output_tokens") or 0 for one in usage),
        cost_usd=_sum(one.get("cost_usd") for one in models),
        tools=sum(1 for span in inner if span.kind == "tool"),
        store_ms=_sum(op["ms"] for one in store for op in one.get("ops", ())),
    )


def _sum(values: Iterable[Any]) -> float | None:
    """The sum of what is known, None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
