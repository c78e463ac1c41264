"""Scripts the OpenAI stand-in for one test, and reads what it was asked."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEY = "key-that-is-let-in"
TOKENS = [f"token-{number}" for number in range(1, 9)]
"""What the identity endpoint hands out, one after the other; the stand-in lets them in."""


@dataclass(frozen=True, slots=True)
class Aimock:
    """The stand-in at `url`, which knows no answers but those it was given."""

    url: str

    def reset(self) -> None:
        """Forget answers and requests."""
        self._control("POST", "/reset")

    def answer(self, said: str, *responses: Mapping[str, Any], **extras: Any) -> None:
        """What it answers, one after the other, while `said` is in the newest user message.

        A response holds `content`, `toolCalls` or `error`; `extras` are its ways of streaming.
        """
        fixtures = [
            {"match": {"userMessage": said, "sequenceIndex": at}, "response": response, **extras}
            for at, response in enumerate(responses)
        ]
        self._control("POST", "/fixtures", {"fixtures": fixtures})

    def requests(self) -> list[dict[str, Any]]:
        """What was asked of it so far; `body` is in the shape of the Chat Completions API."""
        return self._control("GET", "/journal")

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/__aimock{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


def call(name: str, **arguments: Any) -> dict[str, Any]:
    """An answer that calls one tool."""
    return calls((name, arguments))


def calls(*wanted: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An answer that calls several tools at once."""
    return {"toolCalls": [{"name": name, "arguments": dict(args)} for name, args in wanted]}


def say(text: str, **extras: Any) -> dict[str, Any]:
    """An answer in words."""
    return {"content": text, **extras}


def fail(status: int, code: str = "", **extras: Any) -> dict[str, Any]:
    """An answer with an error status."""
    return {"error": {"message": "injected", "code": code}, "status": status, **extras}


def texts_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the assistant says in ChatKit items."""
    said = [item for item in items if item["type"] == "assistant_message"]
    return ["".join(part["text"] for part in item["content"]) for item in said]
