"""Keeps once what many events repeat: every prompt of a conversation holds all of it again."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from chatkit_core.trace.event import Event


class Pool:
    """The messages and instructions of one log, each kept once. A log then grows with what is said.

    Values of different events are the same objects afterwards: nobody may change them.
    """

    def __init__(self) -> None:
        self._kept: dict[bytes, Any] = {}

    def share(self, event: Event) -> Event:
        """The event, with what it repeats of others taken from them."""
        data = event.data
        if event.kind == "model" and isinstance(data, dict):
            if isinstance(data.get("input"), list):
                data["input"] = [self._one(message) for message in data["input"]]
            for name in ("instructions", "tools"):
                if name in data:
                    data[name] = self._one(data[name])
        return event

    def _one(self, value: Any) -> Any:
        key = blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=16).digest()
        return self._kept.setdefault(key, value)
