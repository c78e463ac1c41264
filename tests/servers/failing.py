"""A server that fails in every way; the page around it must stay usable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from chatkit.actions import Action
from chatkit.errors import CustomStreamError, ErrorCode, StreamError
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import (
    ThreadItemAddedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import said, say, show, text_item

SECRET = "secret-of-the-server"


class BrokenStore(MemoryStore):
    """Refuses to save while `broken`."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    async def save_item(self, thread_id: str, item: Any, context: Context) -> None:
        if self.broken:
            raise OSError(SECRET)
        await super().save_item(thread_id, item, context)


class Failing(ChatKitServer[Context]):
    """Each word it knows is a way to fail; `fix` and anything else are answered."""

    def __init__(self) -> None:
        super().__init__(BrokenStore())
        self.tries = 0

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        self.tries += 1
        text = said(input_user_message)
        match text:
            case "custom":
                raise CustomStreamError("The warehouse is closed.", allow_retry=False)
            case "once":
                if self.tries % 2:
                    raise CustomStreamError("Please try that again.", allow_retry=True)
                yield say(thread, "Now it worked.")
            case "stream":
                raise StreamError(ErrorCode.STREAM_ERROR)
            case "bug":
                raise RuntimeError(SECRET)
            case "half":
                yield ThreadItemAddedEvent(item=text_item(thread, "Half of"))
                raise RuntimeError(SECRET)
            case "hang":
                await asyncio.sleep(3600)
            case "stubborn":
                await stubborn()
            case "odd":
                yield show(thread, {"type": "Card", "children": [{"type": "Nonsense", "x": 1}]})
                yield show(thread, {"type": "Card", "size": "vast", "children": []})
                yield say(thread, "That was odd.")
            case _:
                yield say(thread, f"Fine: {text}.")

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        raise RuntimeError(SECRET)
        yield

    async def process(self, request: str | bytes | bytearray, context: Context) -> Any:
        """The word `garbage` makes it answer with events that mean nothing."""
        if b"garbage" in (request.encode() if isinstance(request, str) else request):
            return StreamingResult(garbage())
        return await super().process(request, context)


async def garbage() -> AsyncGenerator[bytes, None]:
    for event in (b'{"type":"thread.item.done"}', b'{"type":"what"}', b"[]", b"not json"):
        yield b"data: " + event + b"\n\n"


async def stubborn() -> None:
    """Will not be cancelled."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            continue
