"""A server that fails in every way; the page around it must stay usable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, cast

from chatkit.actions import Action
from chatkit.errors import CustomStreamError, ErrorCode, StreamError
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import (
    AssistantMessageContentPartTextDelta,
    Page,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
    WidgetStreamingTextValueDelta,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import said, say, show, text_item

SECRET = "secret-of-the-server"


class BrokenStore(MemoryStore):
    """Refuses to save while `broken`, to read what `unreadable` names, and always to delete."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False
        self.unreadable: set[str] = set()

    def _read(self, what: str) -> None:
        if what in self.unreadable:
            raise OSError(SECRET)

    async def load_thread(self, thread_id: str, context: Context) -> ThreadMetadata:
        self._read("thread")
        return await super().load_thread(thread_id, context)

    async def delete_thread(self, thread_id: str, context: Context) -> None:
        raise PermissionError(SECRET)

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: Context
    ) -> Page[ThreadMetadata]:
        self._read("threads")
        return await super().load_threads(limit, after, order, context)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Context
    ) -> Page[ThreadItem]:
        self._read("items")
        return await super().load_thread_items(thread_id, after, limit, order, context)

    async def save_item(self, thread_id: str, item: Any, context: Context) -> None:
        if self.broken:
            raise OSError(SECRET)
        await super().save_item(thread_id, item, context)


class Failing(ChatKitServer[Context]):
    """Each word it knows is a way to fail; `fix` and anything else are answered."""

    def __init__(self) -> None:
        super().__init__(BrokenStore())
        self.tries = 0
        self.released = threading.Event()

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
            case "hang" | "stubborn" | "block":
                await WAITS[text](self)
            case "invalid" | "strangers" | "odd":
                for event in NONSENSE[text](thread):
                    yield event
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


def invalid(thread: ThreadMetadata) -> list[ThreadStreamEvent]:
    """Something that is no event at all."""
    return [say(thread, "Before it."), cast(ThreadStreamEvent, {"type": "thread.item.done"})]


def strangers(thread: ThreadMetadata) -> list[ThreadStreamEvent]:
    """Changes of items that nobody has heard of."""
    delta = AssistantMessageContentPartTextDelta(content_index=3, delta="lost")
    node = WidgetStreamingTextValueDelta(component_id="x", delta="lost", done=True)
    return [
        ThreadItemUpdatedEvent(item_id="nobody", update=delta),
        ThreadItemUpdatedEvent(item_id="nobody", update=node),
        ThreadItemRemovedEvent(item_id="nobody"),
        say(thread, "Nobody knew them."),
    ]


def odd(thread: ThreadMetadata) -> list[ThreadStreamEvent]:
    """Widgets that make no sense."""
    return [
        show(thread, {"type": "Card", "children": [{"type": "Nonsense", "x": 1}]}),
        show(thread, {"type": "Card", "size": "vast", "children": []}),
        say(thread, "That was odd."),
    ]


NONSENSE = {"invalid": invalid, "strangers": strangers, "odd": odd}


async def garbage() -> AsyncGenerator[bytes, None]:
    for event in (b'{"type":"thread.item.done"}', b'{"type":"what"}', b"[]", b"not json"):
        yield b"data: " + event + b"\n\n"


async def hang(_: Failing) -> None:
    await asyncio.sleep(3600)


async def block(server: Failing) -> None:
    """Holds the whole loop, as a server does that calls a synchronous client."""
    server.released.wait(10)


async def stubborn(_: Failing) -> None:
    """Will not be cancelled."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            continue


WAITS = {"hang": hang, "stubborn": stubborn, "block": block}
