"""When everything ran, on an axis without the pauses."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import frame
from chatkit_core.trace.timeline import LANES, Bar, Timeline, timeline
from tests.chatkit_core.trace.recordings import made, recorded

LATER = 10_000_000_000.0


def drawn(step: int | None = None, log: list[Event] | None = None, **more: int) -> Timeline:
    events = log or recorded()
    return timeline(frame(events), step or len(events), events[-1].at, **more)


def in_lane(found: Timeline, lane: str) -> list[Bar]:
    return [bar for bar in found.bars if bar.lane == lane]


def spaced(*events: tuple[str, str, str, str | None, float], **data: object) -> list[Event]:
    """A log of (kind, phase, name, parent, moment)."""
    log = made(*(one[:4] for one in events), **data)
    return [replace(e, at=one[4]) for e, one in zip(log, events, strict=True)]


def test_requests_models_tools_and_commands_have_lanes_of_their_own() -> None:
    found = drawn()
    assert [len(in_lane(found, lane)) for lane in LANES[:4]] == [4, 5, 3, 5]
    assert in_lane(found, "tool")[0].text == "Tool look_up"
    assert in_lane(found, "request")[1].text == "Choose reason · reason DAMAGED"


def test_what_ran_inside_something_is_drawn_inside_it() -> None:
    found = drawn()
    asked = in_lane(found, "request")[0]
    inner = [bar for bar in found.bars if bar.request == asked.request and bar is not asked]
    assert inner
    assert all(asked.begin <= bar.begin <= bar.end <= asked.end for bar in inner)


def test_pauses_between_requests_are_all_as_short() -> None:
    log = spaced(
        ("request", "start", "a", None, 0.0), ("request", "end", "a", None, 1.0),
        ("request", "start", "b", None, 3600.0), ("request", "end", "b", None, 3601.0),
        ("request", "start", "c", None, 3602.0), ("request", "end", "c", None, 3603.0),
    )  # fmt: skip
    found = drawn(log=log)
    bars = in_lane(found, "request")
    assert [bar.end - bar.begin for bar in bars] == pytest.approx([1.0] * 3)
    gaps = [after.begin - before.end for before, after in pairwise(bars)]
    assert gaps == pytest.approx([gaps[0]] * 2)
    assert 0 < gaps[0] < 0.5
    assert [tick.pause for tick in found.ticks] == [0.0, 3599.0, 1.0]


def test_a_bar_leads_to_the_event_that_ended_it() -> None:
    ends = {e.seq for e in recorded() if e.phase == "end"}
    assert {bar.seq for bar in drawn().bars} <= ends


def test_what_lies_ahead_of_the_step_is_there_but_marked() -> None:
    first = in_lane(drawn(1), "request")
    assert [bar.state for bar in first] == ["running", "ahead", "ahead", "ahead", "ahead"]
    assert {bar.state for bar in drawn().bars} <= {"done", "failed"}


def test_what_runs_at_the_step_is_drawn_until_there_and_the_rest_lies_ahead() -> None:
    started = next(e.seq for e in recorded() if e.kind == "tool")
    found = drawn(started + 1)
    running, rest = in_lane(found, "tool")[:2]
    assert (running.state, rest.state) == ("running", "ahead")
    assert running.end == rest.begin == pytest.approx(found.cursor)


def test_what_runs_now_reaches_to_now() -> None:
    log = spaced(("request", "start", "r", None, 100.0), ("tool", "start", "t", "r", 101.0))
    found = timeline(frame(log), 2, 105.0)
    assert [(bar.state, bar.end) for bar in found.bars] == [("running", 5.0), ("running", 5.0)]
    assert in_lane(found, "tool")[0].ms == pytest.approx(4000.0)


def test_what_never_ended_stops_where_it_was_last_heard_of() -> None:
    log = spaced(
        ("request", "start", "r", None, 100.0), ("tool", "start", "t", "r", 101.0),
        ("request", "start", "next", None, 500.0), ("request", "end", "next", None, 501.0),
    )  # fmt: skip
    lost = in_lane(timeline(frame(log), 4, LATER), "request")[0]
    assert (lost.state, lost.end) == ("lost", 1.0)


def test_reads_and_writes_of_the_store_are_bars() -> None:
    ops = [{"op": "read", "container": "sessions", "at": 100.2, "ms": 3.0}]
    log = spaced(
        ("request", "start", "r", None, 100.0), ("store", "point", "s", "r", 101.0),
        ("request", "end", "r", None, 101.0), s={"ops": ops},
    )  # fmt: skip
    (bar,) = in_lane(drawn(log=log), "store")
    assert (bar.text, bar.ms, bar.seq) == ("read sessions", 3.0, 2)
    assert (bar.begin, bar.end) == pytest.approx((0.2, 0.203))


def test_failures_are_marked() -> None:
    assert in_lane(drawn(), "request")[-1].state == "failed"


def test_only_the_requests_around_the_step_are_drawn() -> None:
    log = made(*(one for n in range(60) for one in (
        ("request", "start", f"r{n}", None), ("request", "end", f"r{n}", None))))  # fmt: skip
    shown = [bar.seq for bar in drawn(40, log, limit=12).bars]
    assert len(shown) == 12
    assert min(shown) < 40 < max(shown)
    assert max(bar.seq for bar in drawn(120, log, limit=12).bars) == 120


def test_an_empty_log_has_no_bars() -> None:
    assert timeline(frame([]), 0, 0.0).bars == ()
