"""The way through the declared steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import frame
from chatkit_core.trace.path import path
from tests.chatkit_core.trace.recordings import made, recorded

STEPS = [("items", "Items"), ("reason", "Reason"), ("offer", "Offer"), ("done", "Done")]


def walked(*steps: str, moments: list[float] | None = None) -> list[Event]:
    """A request, and one change of the step for each of `steps`, beginning at "items"."""
    before = ["items", *steps]
    data = {
        f"s{n}": {"why": "", "ops": [{"key": "step", "old": before[n], "new": step}], "revision": n}
        for n, step in enumerate(steps)
    }
    log = made(("request", "start", "r", None), *(("state", "point", key, "r") for key in data), **data)  # fmt: skip
    times = moments or [float(n) for n in range(len(log))]
    return [replace(e, at=at) for e, at in zip(log, times, strict=True)]


def test_every_declared_step_is_visited_here_or_ahead() -> None:
    found = path(frame(walked("reason", "done")), STEPS, 9.0)
    assert [(s.name, s.state) for s in found.stops] == [
        ("items", "visited"), ("reason", "visited"), ("offer", "ahead"), ("done", "here"),
    ]  # fmt: skip


def test_the_time_in_a_step_is_all_its_visits_together_and_the_newest_goes_on() -> None:
    log = walked("reason", "items", "reason", moments=[100.0, 110.0, 115.0, 116.0])
    found = {stop.name: stop for stop in path(frame(log), STEPS, 120.0).stops}
    assert found["items"].seconds == pytest.approx(10 + 1)
    assert found["reason"].seconds == pytest.approx(5 + 4)
    assert (found["items"].visits, found["reason"].visits) == (2, 2)
    assert found["reason"].seqs == (2, 4)


def test_moves_are_counted_back_and_forth() -> None:
    found = path(frame(walked("reason", "items", "reason", "done")), STEPS, 9.0)
    assert [(m.begin, m.end, m.count, m.seq) for m in found.moves] == [
        ("items", "reason", 2, 4), ("reason", "items", 1, 3), ("reason", "done", 1, 5),
    ]  # fmt: skip


def test_an_earlier_frame_knows_only_the_way_so_far() -> None:
    found = path(frame(walked("reason", "done"), 2), STEPS, 1.0)
    assert [s.name for s in found.stops if s.visits] == ["items", "reason"]
    assert [s.name for s in found.stops if s.here] == ["reason"]


def test_before_the_first_change_it_stands_at_the_first_step() -> None:
    found = path(frame(walked("reason"), 1), STEPS, 5.0)
    assert [(s.name, s.seconds) for s in found.stops if s.here] == [("items", 5.0)]
    assert all(not s.visits for s in path(frame([]), STEPS, 5.0).stops)


def test_a_step_that_nobody_declared_is_shown_under_its_own_name() -> None:
    found = path(frame(walked("approval")), STEPS, 9.0)
    assert [s.title for s in found.stops][-1] == "approval"
    assert found.stops[-1].here


def test_a_recording_is_walked_from_its_first_step_to_its_last() -> None:
    found = path(frame(recorded()), [("reason", "Reason"), ("done", "Done")], recorded()[-1].at)
    assert [(s.name, s.state, s.visits) for s in found.stops] == [
        ("reason", "visited", 1), ("done", "here", 1),
    ]  # fmt: skip
