"""A server that answers like the Responses API, and then does what no proper server would do."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

Event = Mapping[str, Any] | bytes


class Ending(StrEnum):
    """How an answer ends."""

    CLOSE = "close"  # the way it should
    RESET = "reset"  # the connection breaks
    STALL = "stall"  # nothing more ever comes


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a status with a JSON body, or a stream of events."""

    events: Iterable[Event] = ()
    ending: Ending = Ending.CLOSE
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass
class RawModel:
    """Gives the next of `answers` to each request; `heads` and `bodies` are what was asked.

    An event is sent `every` so many seconds; `sent` are the moments they were.
    """

    answers: list[Answer] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    every: float = 0.01
    sent: list[float] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self._open: set[asyncio.StreamWriter] = set()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        self.heads.append({name.lower(): value for name, _, value in lines})
        length = int(self.heads[-1].get("content-length", 0))
        self.bodies.append(json.loads(await reader.readexactly(length) or b"null"))
        self._open.add(writer)
        answer = self.answers.pop(0)
        writer.write(_head(answer))
        began = time.monotonic()
        for number, event in enumerate(answer.events, 1):
            writer.write(event if isinstance(event, bytes) else b"data: " + _json(event) + b"\n\n")
            await writer.drain()
            self.sent.append(time.time())
            await asyncio.sleep(max(began + number * self.every - time.monotonic(), 0))
        if answer.body is not None:
            writer.write(_json(answer.body))
        await writer.drain()
        if answer.ending is Ending.STALL:
            return
        if answer.ending is Ending.RESET:
            linger = struct.pack("ii", 1, 0)  # closing then sends a reset
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        self._open.discard(writer)
        writer.close()


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _head(answer: Answer) -> bytes:
    kind = "application/json" if answer.body is not None else "text/event-stream"
    fields = {"Content-Type": kind, "Connection": "close", **answer.headers}
    lines = [f"HTTP/1.1 {answer.status} X", *(f"{k}: {v}" for k, v in fields.items()), "", ""]
    return "\r\n".join(lines).encode()


def opened(item_id: str = "msg_raw") -> list[dict[str, Any]]:
    """An answer begins: its message is there, without words yet."""
    message = {"type": "message", "id": item_id, "role": "assistant", "status": "in_progress"}
    return [
        {"type": "response.created", "response": _response("in_progress")},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": message | {"content": []},
        },
        {"type": "response.content_part.added", **_at(item_id), "part": _text("")},
    ]


def words(*pieces: str, item_id: str = "msg_raw") -> list[dict[str, Any]]:
    return [{"type": "response.output_text.delta", **_at(item_id), "delta": p} for p in pieces]


def whole(text: str, item_id: str = "msg_raw") -> list[dict[str, Any]]:
    """A whole answer in words."""
    return [*opened(item_id), *words(text, item_id=item_id), *closed(_text(text), item_id)]


def closed(part: Mapping[str, Any], item_id: str = "msg_raw") -> list[dict[str, Any]]:
    """The end of an answer that has one content part."""
    message = {"type": "message", "id": item_id, "role": "assistant", "status": "completed"}
    return _ended(message | {"content": [part]})


def refused(text: str, item_id: str = "msg_raw") -> list[dict[str, Any]]:
    """The model declines, in words."""
    part = {"type": "refusal", "refusal": text}
    return [
        *opened(item_id)[:2],
        {"type": "response.content_part.added", **_at(item_id), "part": part | {"refusal": ""}},
        {"type": "response.refusal.delta", **_at(item_id), "delta": text},
        *closed(part, item_id),
    ]


def called(name: str, arguments: str) -> list[dict[str, Any]]:
    """The model calls a tool, with arguments as it wrote them."""
    item = {"type": "function_call", "id": "fc_raw", "call_id": "call_raw", "name": name}
    return [
        {"type": "response.output_item.added", "output_index": 0, "item": item | {"arguments": ""}},
        *_ended(item | {"arguments": arguments, "status": "completed"}),
    ]


def stopped_by(reason: str) -> dict[str, Any]:
    """The last event of an answer that the provider stopped."""
    details = {"incomplete_details": {"reason": reason}}
    return {"type": "response.incomplete", "response": _response("incomplete") | details}


def _ended(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": _response("completed", output=[item])},
    ]


def _at(item_id: str) -> dict[str, Any]:
    return {"item_id": item_id, "output_index": 0, "content_index": 0}


def _text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": []}


def _response(status: str, **more: Any) -> dict[str, Any]:
    usage = {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100}
    return {
        "id": "resp_raw", "object": "response", "created_at": 1, "model": "gpt",
        "status": status, "output": [], "usage": usage if status == "completed" else None, **more,
    }  # fmt: skip
