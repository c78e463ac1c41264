"""A server that talks: slow words, a card with buttons, progress; what it does is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from chatkit.actions import Action
from chatkit.server import ChatKitServer
from chatkit.types import (
    ProgressUpdateEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import card, said, say, show, stream_words

LOOKING_UP = 1.0
"""Seconds of progress without a word: long enough to be seen on a busy machine."""


def choice(step: int) -> dict[str, Any]:
    """A card with one button a choice."""
    buttons = [
        {
            "type": "Button",
            "label": f"{name} {step}",
            "onClickAction": {"type": "pick", "payload": {"name": name, "step": step}},
        }
        for name in ("Red", "Blue")
    ]
    title = {"type": "Title", "value": f"Card {step}", "size": "sm"}
    return {"type": "Card", "children": [title, {"type": "Row", "children": buttons}]}


class Talker(ChatKitServer[Context]):
    """`slow N` streams N words, `entitle` renames meanwhile, `card` shows a card, `plus` a button that may be pressed again."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.actions: list[tuple[str, Any]] = []
        self.feedback: list[tuple[list[str], str]] = []

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        text = said(input_user_message)
        if thread.title is None:
            thread.title = text[:40]
        verb, _, rest = text.partition(" ")
        match verb:
            case "slow":
                yield ProgressUpdateEvent(text="Looking up your words")
                await asyncio.sleep(LOOKING_UP)
                words = [f"word{number}" for number in range(int(rest or 20))]
                async for event in stream_words(thread, [*words, "END"]):
                    yield event
            case "entitle":
                thread.title = rest
                async for event in stream_words(thread, ["and"] * 120):
                    yield event
            case "card":
                yield say(thread, "Here is a card.")
                yield show(thread, choice(1))
            case "plus":
                yield show(thread, counter(0))
            case "many":
                for number in range(int(rest)):
                    yield say(thread, f"Line {number}")
            case _:
                yield say(thread, f"You said **{text}**.")

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        self.actions.append((action.type, action.payload))
        match action.type:
            case "pick" if sender is not None:
                done = {"type": "Card", "children": [{"type": "Text", "value": "Picked."}]}
                locked = card(thread, done).model_copy(update={"id": sender.id})
                yield ThreadItemReplacedEvent(item=locked)
                yield show(thread, choice(int(action.payload["step"]) + 1))
            case "plus" if sender is not None:
                item = card(thread, counter(int(action.payload["count"]) + 1))
                yield ThreadItemReplacedEvent(item=item.model_copy(update={"id": sender.id}))
            case "slow":
                async for event in stream_words(thread, ["Working"] * 20):
                    yield event
            case _:
                yield say(thread, f"Did {action.type}.")

    async def add_feedback(
        self, thread_id: str, item_ids: list[str], feedback: Any, context: Context
    ) -> None:
        self.feedback.append((item_ids, feedback))


def counter(count: int) -> dict[str, Any]:
    """A card whose button stays, and counts."""
    button = {
        "type": "Button",
        "label": "Plus one",
        "onClickAction": {"type": "plus", "payload": {"count": count}},
    }
    return {"type": "Card", "children": [{"type": "Text", "value": f"Count {count}"}, button]}
