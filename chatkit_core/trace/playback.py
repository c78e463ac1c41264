"""Moving through a log: which event is on screen while it plays."""

from __future__ import annotations

from collections.abc import Sequence

from chatkit_core.trace.event import Event

SHORTEST, LONGEST = 0.25, 1.5
"""Seconds an event stays on screen at normal speed, however fast or slow it was."""
SPEEDS = (1, 2, 4)


def playhead(log: Sequence[Event], start: int, seconds: float, speed: int) -> int:
    """The event on screen when event `start` began to play `seconds` ago.

    Pauses are those of the conversation, made long enough to see and short enough to sit through.
    """
    shown, left = start, seconds * speed
    for before, event in zip(log[start - 1 :] if start else log, log[start:], strict=False):
        left -= min(max(event.at - before.at, SHORTEST), LONGEST)
        if left < 0:
            break
        shown = event.seq
    return shown


def clamped(step: int, last: int) -> int:
    """The nearest event that there is, 0 when there is none."""
    return max(min(step, last), min(1, last))
