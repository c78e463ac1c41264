"""When everything ran: bars in lanes, with the pauses between requests cut short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import Frame, Span
from chatkit_core.trace.story import opening, span_text

LANES = ("request", "model", "tool", "command", "store")
PAUSE = 0.08
"""A pause between two requests, as a share of all the time that something ran."""
SHORTEST_PAUSE = 0.02
NEIGHBOURS = 4
"""So many requests may overlap: one of the newest of them holds the step."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that took time. `begin` and `end` are seconds on the cut axis; `seq` is where it leads.

    `state` is running, done, failed, lost or ahead (behind the step on screen).
    """

    lane: str
    begin: float
    end: float
    text: str
    ms: float
    state: str
    seq: int
    request: str | None


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a request begins on the cut axis, and when that was; `pause` is what was cut before it."""

    place: float
    at: float
    pause: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The newest requests as bars. `length` is where the axis ends, `cursor` where the step stands."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    length: float
    cursor: float


class _Axis:
    """Moments to places: time runs while a request does, and pauses take one fixed length.

    `moment` is that of the step on screen.
    """

    def __init__(self, spells: Sequence[tuple[float, float]], moment: float) -> None:
        self.moment = moment
        busy = sum(end - begin for begin, end in spells)
        self._pause = max(busy * PAUSE, SHORTEST_PAUSE)
        self._spells: list[tuple[float, float, float]] = []
        place = 0.0
        for begin, end in spells:
            self._spells.append((begin, end, place))
            place += end - begin + self._pause
        self.length = max(place - self._pause, SHORTEST_PAUSE)

    def place(self, moment: float) -> float:
        """Where a moment is; one in a pause is where the spell before it ended."""
        found = 0.0
        for begin, end, place in self._spells:
            if moment < begin:
                break
            found = place + min(moment, end) - begin
        return found


def timeline(whole: Frame, step: int, now: float, limit: int = 12) -> Timeline:
    """The requests around a step as bars; what runs does so until `now` (epoch seconds).

    `whole` is the frame of the whole log, so that what is ahead of the step can be shown, too.
    """
    requests = _around(whole.requests, step, limit)
    spells = _spells([(r.start.at, _end_of(r, now)) for r in requests])
    axis = _Axis(spells, _moment(whole, step))
    bars = [bar for request in requests for bar in _bars(whole, request, axis, step, now)]
    ends = [0.0, *(end for _, end in spells)]
    ticks = [
        Tick(axis.place(begin), begin, begin - ends[n] if n else 0.0)
        for n, (begin, _) in enumerate(spells)
    ]
    return Timeline(tuple(bars), tuple(ticks), axis.length, axis.place(axis.moment))


def _around(requests: Sequence[Span], step: int, limit: int) -> Sequence[Span]:
    """As many requests as fit: mostly those before the step, a few after it."""
    behind = sum(1 for r in requests if r.start.seq <= step)
    last = min(len(requests), max(behind + limit // 4, limit))
    return requests[max(0, last - limit) : last]


def _spells(times: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The stretches in which anything ran; requests side by side are one."""
    spells: list[tuple[float, float]] = []
    for begin, end in sorted(times):
        if spells and begin <= spells[-1][1]:
            spells[-1] = (spells[-1][0], max(spells[-1][1], end))
        else:
            spells.append((begin, end))
    return spells


def _bars(frame: Frame, request: Span, axis: _Axis, step: int, now: float) -> Iterator[Bar]:
    for span in (request, *request.inner()):
        if span.kind in LANES:
            text = opening(frame, span) if span is request else span_text(span)
            yield from _span_bars(span, text, axis, step, now)
    for point in request.inner_points():
        if point.kind == "store":
            yield from _store_bars(point, axis, step)


def _span_bars(span: Span, text: str, axis: _Axis, step: int, now: float) -> Iterator[Bar]:
    """One bar; of what runs at the step, the rest is a second one that lies ahead."""
    begin, end = axis.place(span.start.at), axis.place(_end_of(span, now))
    ms = span.ms if span.ms is not None else (_end_of(span, now) - span.start.at) * 1000
    state = _state(span, step)
    parts = [(begin, end, state)]
    if state == "running" and span.end is not None:
        middle = min(max(begin, axis.place(axis.moment)), end)
        parts = [(begin, middle, state), (middle, end, "ahead")]
    for first, last, shown in parts:
        yield Bar(span.kind, first, last, text, ms, shown, span.last_seq, span.start.request)


def _store_bars(point: Event, axis: _Axis, step: int) -> Iterator[Bar]:
    """A request's reads and writes, which are recorded in one event."""
    for op in _ops(point.data):
        begin = axis.place(op["at"])
        yield Bar(
            "store", begin, axis.place(op["at"] + op["ms"] / 1000),
            f"{op['op']} {op['container']}", op["ms"],
            "ahead" if point.seq > step else "failed" if op.get("error") else "done",
            point.seq, point.request,
        )  # fmt: skip


def _ops(data: Any) -> Sequence[Mapping[str, Any]]:
    return data.get("ops", ()) if isinstance(data, dict) else ()


def _state(span: Span, step: int) -> str:
    if span.start.seq > step:
        return "ahead"
    if span.end is not None and span.end.seq > step:
        return "running"
    return span.state


def _end_of(span: Span, now: float) -> float:
    """Its end; of what runs, now; of what never ended, the last that was heard of it."""
    if span.end is not None:
        return max(span.end.at, span.start.at)
    if span.lost:
        heard = [s.end.at if s.end else s.start.at for s in span.inner()]
        return max([span.start.at, *heard, *(p.at for p in span.inner_points())])
    return max(now, span.start.at)


def _moment(frame: Frame, step: int) -> float:
    """When the step happened, as far as the spans and points know."""
    begun = [request for request in frame.requests if request.start.seq <= step]
    moments = (one for request in begun[-NEIGHBOURS:] for one in _moments(request))
    return max((at for seq, at in moments if seq <= step), default=0.0)


def _moments(request: Span) -> Iterator[tuple[int, float]]:
    for span in (request, *request.inner()):
        yield span.start.seq, span.start.at
        if span.end:
            yield span.end.seq, span.end.at
    for point in request.inner_points():
        yield point.seq, point.at
