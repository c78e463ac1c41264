"""A recorded conversation: looked up, clicked, corrected in words, and a click that failed."""

from __future__ import annotations

import json
from pathlib import Path

from chatkit_core.trace.log import Event

RECORDING = Path(__file__).with_name("recording.jsonl")


def recorded() -> list[Event]:
    return [Event.from_json(json.loads(line)) for line in RECORDING.read_text().splitlines()]


def made(
    *events: tuple[str, str, str, str | None],
    **data: object,
) -> list[Event]:
    """A log from (kind, phase, span or name, parent), numbered and timed by position."""
    return [
        Event(
            v=1,
            seq=n,
            thread_id="t",
            request="r",
            span=name if phase != "point" else None,
            parent=parent,
            at=float(n),
            ms=1.0 if phase == "end" else None,
            kind=kind,
            phase=phase,
            name=name,
            actor="click",
            data=data.get(name, {}),
            error=None,
        )
        for n, (kind, phase, name, parent) in enumerate(events, start=1)
    ]


def change(**new: object) -> dict[str, object]:
    """The data of a state event that sets fields which had no value before."""
    return {"why": "so", "ops": [{"key": k, "old": None, "new": v} for k, v in new.items()]}
