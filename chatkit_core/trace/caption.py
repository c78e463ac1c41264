"""One event in one line of plain words."""

from __future__ import annotations

from dataclasses import dataclass

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import WRITERS, Frame, Span
from chatkit_core.trace.story import opening, point_text, span_text
from chatkit_core.trace.wording import shorten

LENGTH = 160
BEGAN, ENDED = "begins", "is done"


@dataclass(frozen=True, slots=True)
class Caption:
    """Who stands behind an event, and what it was."""

    who: str
    text: str


def caption(frame: Frame, event: Event, *, technical: bool = True) -> Caption:
    """The event at which a frame stands, in words; `technical` tells an error's real text."""
    who = WRITERS.get(event.actor, event.actor)
    return Caption(who, shorten(_text(frame, event, technical=technical), LENGTH))


def _text(frame: Frame, event: Event, *, technical: bool) -> str:
    if event.phase == "point":
        return point_text(event) or event.name
    span = Span(event.span or "", event)
    if event.kind == "request":
        request = next((r for r in frame.requests if r.id == event.span), span)
        words = opening(frame, request)
    else:
        words = span_text(span)
    if event.error:
        return f"{words} failed: {event.error}" if technical else f"{words} failed"
    return f"{words} {BEGAN if event.phase == 'start' else ENDED}"
