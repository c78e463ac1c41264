"""The way through a use case's steps: which were visited, how long each took, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatkit_core.trace.frame import Frame


@dataclass(frozen=True, slots=True)
class Stop:
    """One declared step. `seconds` is the time spent in it so far; `seqs` are the events that led here."""

    name: str
    title: str
    visits: int
    seconds: float
    here: bool
    seqs: tuple[int, ...]

    @property
    def state(self) -> str:
        """`here`, `visited` or `ahead`."""
        return "here" if self.here else "visited" if self.visits else "ahead"


@dataclass(frozen=True, slots=True)
class Move:
    """Going from one step to another, `count` times; `seq` is the newest event that did."""

    begin: str
    end: str
    count: int
    seq: int


@dataclass(frozen=True, slots=True)
class Path:
    """The flow with what was walked of it."""

    stops: tuple[Stop, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A stretch of time in one step, from the event that led into it."""

    step: str
    begin: float
    end: float
    seq: int


def path(frame: Frame, declared: Sequence[tuple[str, str]], now: float) -> Path:
    """The way through the `declared` steps (name and title, in order) up to a frame.

    `now` (epoch seconds) ends the stay in the step where it stands. A step that was not declared
    stands behind the declared ones under its own name.
    """
    stays = _stays(frame, declared, now)
    names = {name for name, _ in declared}
    others = dict.fromkeys(stay.step for stay in stays if stay.step not in names)
    steps = [*declared, *((name, name) for name in others)]
    here = stays[-1].step if stays else None
    return Path(
        tuple(_stop(name, title, stays, here) for name, title in steps), tuple(_moves(stays))
    )


def _stays(frame: Frame, declared: Sequence[tuple[str, str]], now: float) -> list[_Stay]:
    """Every stretch in a step; the first begins with the conversation."""
    changes = frame.fields["step"].history if "step" in frame.fields else ()
    first = frame.requests[0].start if frame.requests else None
    if not changes:
        begun = [first] if first and declared else []
        return [_Stay(declared[0][0], one.at, max(now, one.at), one.seq) for one in begun]
    opened = first.at if first else changes[0].at
    marks: list[tuple[str, float, int]] = [
        (str(changes[0].old or (declared[0][0] if declared else "")), opened, 1),
        *((str(write.value), write.at, write.seq) for write in changes),
    ]
    ends: Iterable[float] = [*(write.at for write in changes), max(now, changes[-1].at)]
    return [
        _Stay(step, begin, end, seq) for (step, begin, seq), end in zip(marks, ends, strict=True)
    ]


def _stop(name: str, title: str, stays: Sequence[_Stay], here: str | None) -> Stop:
    mine = [stay for stay in stays if stay.step == name]
    seconds = sum(max(0.0, stay.end - stay.begin) for stay in mine)
    return Stop(name, title, len(mine), seconds, name == here, tuple(stay.seq for stay in mine))


def _moves(stays: Sequence[_Stay]) -> list[Move]:
    found: dict[tuple[str, str], Move] = {}
    for before, after in pairwise(stays):
        key = (before.step, after.step)
        count = found[key].count + 1 if key in found else 1
        found[key] = Move(*key, count, after.seq)
    return list(found.values())
