"""A server that streams exactly the events a test hands it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from chatkit.actions import Action
from chatkit.server import ChatKitServer
from chatkit.types import ThreadMetadata, ThreadStreamEvent, UserMessageItem, WidgetItem

from tests.servers.memory_store import Context, MemoryStore

Script = Callable[[ThreadMetadata], Iterable[ThreadStreamEvent]]


class Scripted(ChatKitServer[Context]):
    """Answers words and clicks alike with its script."""

    def __init__(self, script: Script) -> None:
        super().__init__(MemoryStore())
        self.script = script

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        for event in self.script(thread):
            yield event

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        for event in self.script(thread):
            yield event
