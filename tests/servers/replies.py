"""Items and events that the test servers say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from chatkit.store import default_generate_id
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot


def stamp(thread: ThreadMetadata) -> dict[str, Any]:
    """The fields every item has; naive time, as ChatKit itself writes it."""
    return {
        "id": default_generate_id("message"),
        "thread_id": thread.id,
        "created_at": datetime.now(),  # noqa: DTZ005
    }


def said(message: UserMessageItem | None) -> str:
    return "".join(part.text for part in message.content) if message else ""


def text_item(thread: ThreadMetadata, text: str) -> AssistantMessageItem:
    return AssistantMessageItem(**stamp(thread), content=[AssistantMessageContent(text=text)])


def say(thread: ThreadMetadata, text: str) -> ThreadStreamEvent:
    return ThreadItemDoneEvent(item=text_item(thread, text))


def card(thread: ThreadMetadata, widget: dict[str, Any]) -> WidgetItem:
    return WidgetItem(**stamp(thread), widget=DynamicWidgetRoot.model_validate(widget))


def show(thread: ThreadMetadata, widget: dict[str, Any]) -> ThreadStreamEvent:
    return ThreadItemDoneEvent(item=card(thread, widget))


async def stream_words(
    thread: ThreadMetadata, words: list[str], pause: float = 0.05
) -> AsyncIterator[ThreadStreamEvent]:
    """One answer, a word at a time."""
    item = text_item(thread, "")
    yield ThreadItemAddedEvent(item=item)
    for word in words:
        await asyncio.sleep(pause)
        delta = AssistantMessageContentPartTextDelta(content_index=0, delta=f"{word} ")
        yield ThreadItemUpdatedEvent(item_id=item.id, update=delta)
    content = [AssistantMessageContent(text=" ".join(words) + " ")]
    yield ThreadItemDoneEvent(item=item.model_copy(update={"content": content}))
