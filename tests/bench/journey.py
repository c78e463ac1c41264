"""Conversations in the retail app without a page: to measure an action, and to fill a thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agents.testing import ScriptedModel
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    InferenceOptions,
    ThreadItem,
    UserMessageItem,
    UserMessageTextContent,
)

from chatkit_core.bootstrap import build_services
from chatkit_core.config import load_settings
from chatkit_core.session import RequestContext
from chatkit_core.ui.client import ChatKitClient

CUSTOMER = "CUST-1001"
ITEM = "ORD-78234/PROD-001"
SELECT = {"type": "retail.select_items", "payload": {"items": [ITEM]}}
REASON = {"type": "retail.choose_reason", "payload": {"reason": "DAMAGED"}}
BACK = {"type": "retail.go_back", "payload": {"step": "reason"}}


@dataclass
class Journey:
    """One conversation; `card` is the item that a click would come from."""

    client: ChatKitClient
    thread_id: str = ""
    card: str | None = None

    async def begin(self) -> None:
        """As far as the question for the reason."""
        async for event in self.client.first_action({"type": "retail.start", "payload": {}}):
            if event["type"] == "thread.created":
                self.thread_id = event["thread"]["id"]
            self._look(event)
        await self.act(SELECT)

    async def act(self, action: dict[str, Any]) -> None:
        """One click on the newest card. Raises ValueError when it is refused."""
        before = self.card
        async for event in self.client.custom_action(self.thread_id, self.card, action):
            self._look(event)
        if self.card == before:
            raise ValueError(f"{action['type']} led to no new card")

    def _look(self, event: dict[str, Any]) -> None:
        if event["type"] == "thread.item.done" and event["item"]["type"] == "widget":
            self.card = event["item"]["id"]


@asynccontextmanager
async def retail(data_dir: Path) -> AsyncIterator[ChatKitClient]:
    """The app's own retail server on a SQLite file in `data_dir`."""
    settings = load_settings(data_dir=data_dir, model_provider="offline", store="sqlite")
    # A click calls no model, so there is no need to load one.
    services = await build_services(settings, models={"none": ScriptedModel([])})
    context = RequestContext(user_id="local", persona=CUSTOMER)
    try:
        yield ChatKitClient(services.servers["retail"], context)
    finally:
        await services.close()


async def filled_thread(data_dir: Path, items: int) -> str:
    """A stored conversation of `items` items whose newest is the card that asks for the reason."""
    async with retail(data_dir) as client:
        journey = Journey(client)
        await journey.begin()
        store, context = client.server.store, client.context
        page = await store.load_thread_items(journey.thread_id, None, items, "asc", context)
        oldest = datetime.now(UTC) - timedelta(days=1)
        for number in range(items - len(page.data)):
            at = oldest + timedelta(seconds=number)
            item = said(journey.thread_id, number, at)
            await store.add_thread_item(journey.thread_id, item, context)
    return journey.thread_id


def said(thread_id: str, number: int, at: datetime) -> ThreadItem:
    """Small talk: the customer's and the assistant's messages in turn."""
    text = f"Message {number} of a conversation that has been going on for a while."
    if number % 2:
        content = [AssistantMessageContent(text=text)]
        return AssistantMessageItem(
            id=f"msg_old{number}", thread_id=thread_id, created_at=at, content=content
        )
    return UserMessageItem(
        id=f"msg_old{number}",
        thread_id=thread_id,
        created_at=at,
        content=[UserMessageTextContent(text=text)],
        inference_options=InferenceOptions(),
    )
