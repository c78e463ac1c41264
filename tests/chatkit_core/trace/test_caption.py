"""One event in one line."""

from __future__ import annotations

from chatkit_core.trace.caption import caption
from chatkit_core.trace.frame import frame
from tests.chatkit_core.trace.recordings import recorded


def told(step: int) -> tuple[str, str]:
    found = caption(frame(recorded(), step), recorded()[step - 1])
    return found.who, found.text


def seq_of(kind: str, phase: str, nth: int = 0) -> int:
    return [e.seq for e in recorded() if (e.kind, e.phase) == (kind, phase)][nth]


def test_beginnings_and_ends_are_told_with_who_stands_behind_them() -> None:
    assert told(1) == ("typed", "“show me my orders” begins")
    assert told(seq_of("tool", "start")) == ("typed", "Tool look_up begins")
    assert told(seq_of("tool", "end")) == ("typed", "Tool look_up is done")


def test_changes_and_decisions_are_told_by_what_they_say() -> None:
    assert told(seq_of("state", "point", 1))[1].startswith("Reason: DAMAGED")
    assert told(seq_of("decision", "point"))[1] == "Policy “window”: allowed. It is in time."


def test_a_failure_is_told_with_its_real_text() -> None:
    failed = next(e.seq for e in recorded() if e.error)
    assert "failed: ValueError: there is no reason called NONSENSE" in told(failed)[1]


def test_every_event_of_a_recording_has_words() -> None:
    assert all(all(told(event.seq)) for event in recorded())
