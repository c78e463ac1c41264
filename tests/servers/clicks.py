"""A server of buttons: it keeps every action exactly as it came, and waits where a test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from chatkit.actions import Action
from chatkit.server import ChatKitServer
from chatkit.types import (
    SyncCustomActionResponse,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import say, show


def button(label: str, kind: str, **how: Any) -> dict[str, Any]:
    action = {"type": kind, "payload": {"of": label}, **how}
    return {"type": "Button", "label": label, "onClickAction": action}


CARD: dict[str, Any] = {
    "type": "Card",
    "children": [
        button("Auto", "wait"),
        button("None", "wait", loadingBehavior="none"),
        button("Self", "wait", loadingBehavior="self"),
        button("Container", "wait", loadingBehavior="container"),
        button("Now", "now", streaming=False),
        button("Here", "here", handler="client"),
        {
            "type": "Select",
            "name": "size",
            "options": [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}],
            "onChangeAction": {"type": "wait", "payload": {"of": "Select"}},
        },
    ],
    "confirm": {"label": "Confirm", "action": {"type": "wait", "payload": {"of": "Confirm"}}},
}


class Clicks(ChatKitServer[Context]):
    """Answers words with the card; a `wait` action runs until `gate` is set."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.gate = asyncio.Event()
        self.actions: list[tuple[str, Any, str | None]] = []
        self.at_once: list[tuple[str, Any, str | None]] = []

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        yield show(thread, CARD)

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        self.actions.append((action.type, action.payload, sender.id if sender else None))
        if action.type == "wait":
            await self.gate.wait()
        yield say(thread, f"Done {action.payload}.")

    async def sync_action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> SyncCustomActionResponse:
        self.at_once.append((action.type, action.payload, sender.id if sender else None))
        return SyncCustomActionResponse()
