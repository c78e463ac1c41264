"""The answers of `raw_model` in the words of the Chat Completions API."""

from __future__ import annotations

from typing import Any

DONE = b"data: [DONE]\n\n"
Piece = dict[str, Any] | bytes


def opened(item_id: str = "msg_raw") -> list[Piece]:
    """An answer begins: who speaks, without words yet."""
    return [_chunk({"role": "assistant", "content": ""})]


def words(*pieces: str, item_id: str = "msg_raw") -> list[Piece]:
    return [_chunk({"content": piece}) for piece in pieces]


def whole(text: str, item_id: str = "msg_raw") -> list[Piece]:
    """A whole answer in words."""
    return [*opened(), *words(text), _chunk({}, "stop"), DONE]


def refused(text: str, item_id: str = "msg_raw") -> list[Piece]:
    """The model declines, in words."""
    return [*opened(), _chunk({"refusal": text}), _chunk({}, "stop"), DONE]


def called(name: str, arguments: str) -> list[Piece]:
    """The model calls a tool, with arguments as it wrote them."""
    function = {"name": name, "arguments": arguments}
    call = {"index": 0, "id": "call_raw", "type": "function", "function": function}
    return [*opened(), _chunk({"tool_calls": [call]}), _chunk({}, "tool_calls"), DONE]


def stopped_by(reason: str) -> Piece:
    """The last chunk of an answer that the provider stopped."""
    return _chunk({}, {"max_output_tokens": "length"}.get(reason, reason))


def _chunk(delta: dict[str, Any], finish: str | None = None) -> Piece:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl_raw", "object": "chat.completion.chunk", "created": 1, "model": "gpt",
        "choices": [choice],
    }  # fmt: skip
