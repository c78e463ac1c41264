"""Which event is on screen while a log plays."""

from __future__ import annotations

from dataclasses import replace

from chatkit_core.trace.event import Event
from chatkit_core.trace.playback import LONGEST, SHORTEST, clamped, playhead
from tests.chatkit_core.trace.recordings import made


def log(*moments: float) -> list[Event]:
    events = made(*[("sent", "point", "x", None)] * len(moments))
    return [replace(e, at=at) for e, at in zip(events, moments, strict=True)]


def test_every_event_stays_long_enough_to_be_seen() -> None:
    quick = log(0, 0.001, 0.002, 0.003)
    assert [playhead(quick, 1, n * SHORTEST, 1) for n in range(5)] == [1, 2, 3, 4, 4]


def test_long_pauses_are_cut_short() -> None:
    slow = log(0, 3600, 7200)
    assert playhead(slow, 1, LONGEST - 0.01, 1) == 1
    assert playhead(slow, 1, LONGEST, 1) == 2


def test_four_times_is_four_times_as_far() -> None:
    quick = log(*(n / 1000 for n in range(40)))
    assert playhead(quick, 1, 8 * SHORTEST, 1) == 9
    assert playhead(quick, 1, 2 * SHORTEST, 4) == 9


def test_it_begins_where_it_stood() -> None:
    quick = log(*(n / 1000 for n in range(10)))
    assert playhead(quick, 5, 0, 1) == 5
    assert playhead(quick, 5, SHORTEST, 1) == 6
    assert playhead(quick, 10, 100, 1) == 10


def test_a_step_is_one_that_there_is() -> None:
    assert [clamped(step, 9) for step in (-5, 0, 1, 9, 10)] == [1, 1, 1, 9, 9]
    assert clamped(3, 0) == 0
