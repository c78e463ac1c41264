"""A server that takes ChatKit's contract lightly, in ways that its own front end lets pass."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from chatkit.server import ChatKitServer
from chatkit.store import Store
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    Page,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)

from tests.servers.memory_store import MemoryStore
from tests.servers.replies import said


class OneList(MemoryStore):
    """Gives all items in the order they came in, whatever it is asked for."""

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Any
    ) -> Page[ThreadItem]:
        page = await super().load_thread_items(thread_id, None, 1000, "asc", context)
        return Page(data=page.data, has_more=False)


class Careless(ChatKitServer[Any]):
    """Never sets up its base; no answer bears a time; `only added` is never done; no history."""

    def __init__(self) -> None:
        self.store: Store[Any] = OneList()
        self.count = 0

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Any
    ) -> AsyncIterator[ThreadStreamEvent]:
        self.count += 1
        words = said(input_user_message)
        item = AssistantMessageItem.model_validate(
            {
                "id": f"msg_answer_{self.count}",
                "thread_id": thread.id,
                "created_at": 0,
                "content": [AssistantMessageContent(text=f"Heard {words}.")],
            }
        )
        event = ThreadItemAddedEvent if words == "only added" else ThreadItemDoneEvent
        yield event(item=item)

    async def process(self, request: str | bytes | bytearray, context: Any) -> Any:
        if json.loads(request)["type"] == "threads.list":
            return {"type": "error", "content": "no such thing"}
        return await super().process(request, context)
