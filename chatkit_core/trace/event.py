"""One event of a conversation's log: the schema of the store, of recordings and of exports alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

VERSION = 1
EVENT_BYTES = 900_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `seq` counts from 1 without gaps within `thread_id`.

    `at` is epoch seconds, `ms` a duration (on `end` only). `span` is set on `start` and `end`,
    `parent` is the span around it. `data` is plain JSON and belongs to the event alone.
    """

    v: int
    seq: int
    thread_id: str
    request: str | None
    span: str | None
    parent: str | None
    at: float
    ms: float | None
    kind: str
    phase: str
    name: str
    actor: str
    data: Any
    error: str | None

    def to_json(self) -> dict[str, Any]:
        """The event as one line of a JSONL file holds it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Event:
        return cls(**{name: value.get(name) for name in cls.__slots__})  # pyright: ignore[reportArgumentType]


class Frozen(bytes):
    """JSON text nobody will change any more, so that it need not be copied again."""


def freeze(data: Any) -> bytes:
    """`data` as JSON text: later changes to it change nothing that was recorded."""
    try:
        raw = (
            data
            if isinstance(data, Frozen)
            else to_json(data, fallback=repr, bytes_mode="base64", inf_nan_mode="null")
        )
    except (ValueError, TypeError, RecursionError) as error:
        return to_json({"unreadable": type(data).__name__, "because": str(error)[:200]})
    if len(raw) <= EVENT_BYTES:
        return raw
    return to_json({"too_long": len(raw), "begins": raw[:4000].decode(errors="replace")})
