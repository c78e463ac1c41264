"""Replays the text of a recording, whatever use case it is of."""

from __future__ import annotations

from collections.abc import Sequence

from chatkit_core.orchestration import UseCase
from chatkit_core.trace.replay.recording import RecordingError, read_recording
from chatkit_core.trace.replay.run import Replayed, replay
from chatkit_core.trace.replay.script import script_of


async def replay_text(text: str | bytes, use_cases: Sequence[UseCase]) -> Replayed:
    """Replay a recording. Raises `RecordingError` with what is wrong with it."""
    events = read_recording(text)
    name = script_of(events).use_case
    use_case = next((one for one in use_cases if one.name == name), None)
    if use_case is None:
        raise RecordingError(f"This app has no use case called “{name}”.")
    return await replay(use_case, events)
