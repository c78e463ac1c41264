"""A recording: one conversation's events as a file, one JSON object a line."""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from chatkit_core.data import StoreError
from chatkit_core.trace.event import VERSION, Event
from chatkit_core.trace.secrets import SecretRemover

log = logging.getLogger(__name__)

LARGEST = 50_000_000
PHASES = {"start", "end", "point"}
THREAD_ID = re.compile(r"[\w.-]{1,120}")


class RecordingError(Exception):
    """A file, or a conversation, that cannot be replayed; the text is one sentence for people."""


@contextmanager
def repeating() -> Iterator[None]:
    """While a recording is repeated: whatever foreign data lead to is one sentence for people.

    A store that does not answer is not the recording's fault, and passes through.
    """
    try:
        yield
    except (RecordingError, StoreError):
        raise
    except Exception as error:
        log.warning("A recording could not be repeated", exc_info=error)
        raise RecordingError(
            "This recording could not be repeated: it is damaged, or of another version of this app."
        ) from error


def write_recording(events: Iterable[Event], remover: SecretRemover | None = None) -> str:
    """The events as JSONL. `remover` takes out what has become a secret since they were stored."""
    clean = remover.clean if remover else lambda value: value
    lines = (json.dumps(clean(event.to_json()), ensure_ascii=False) for event in events)
    return "".join(f"{line}\n" for line in lines)


def read_recording(raw: bytes | str) -> list[Event]:
    """The events of a file. Raises `RecordingError` with what is wrong with it."""
    if len(raw) > LARGEST:
        raise RecordingError("This file is too large to be a recording of this app.")
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        raise RecordingError("This file is not a recording: it is not text.") from error
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise RecordingError("This file is empty.")
    events = [_event(number, line) for number, line in enumerate(lines, start=1)]
    _check_whole(events)
    return events


def _event(number: int, line: str) -> Event:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"This is not a recording: line {number} is not JSON.") from error
    if not isinstance(value, dict) or "v" not in value:
        raise RecordingError(f"This is not a recording: line {number} is no event of this app.")
    if value["v"] != VERSION:
        raise RecordingError(
            f"This recording has the version {str(value['v'])[:20]}; this app reads version {VERSION}."
        )
    wrong = next((name for name, fits in FIELDS.items() if not fits(value.get(name))), None)
    if wrong or set(value) - set(FIELDS):
        what = f"“{wrong}” is not as it should be" if wrong else "it has fields nobody knows"
        raise RecordingError(f"This recording is damaged: in line {number}, {what}.")
    return Event.from_json(value)


def _check_whole(events: Sequence[Event]) -> None:
    for number, event in enumerate(events, start=1):
        if event.seq != number:
            raise RecordingError(f"This recording is damaged: event {number} is missing.")
        if event.thread_id != events[0].thread_id:
            raise RecordingError("This file holds events of more than one conversation.")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


FIELDS: dict[str, Callable[[Any], bool]] = {
    "v": _number,
    "seq": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "thread_id": lambda value: isinstance(value, str) and bool(THREAD_ID.fullmatch(value)),
    "request": _text_or_none,
    "span": _text_or_none,
    "parent": _text_or_none,
    "at": _number,
    "ms": lambda value: value is None or _number(value),
    "kind": _text,
    "phase": lambda value: value in PHASES if isinstance(value, str) else False,
    "name": _text,
    "actor": _text,
    "data": lambda _: True,
    "error": _text_or_none,
}
