"""What is left of an answer that broke off in the middle."""

from __future__ import annotations

from dataclasses import dataclass

from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadStreamEvent,
)

from chatkit_core.data import StoreUnavailableError
from chatkit_core.faults import CUT_OFF


@dataclass(slots=True)
class Unfinished:
    """The assistant message that is being streamed, to be kept when its end never comes."""

    said: bool = False
    _item: AssistantMessageItem | None = None
    _text: str = ""

    def hear(self, event: ThreadStreamEvent) -> None:
        match event:
            case ThreadItemAddedEvent(item=AssistantMessageItem() as item):
                self._item, self._text = item, ""
            case ThreadItemUpdatedEvent(update=AssistantMessageContentPartTextDelta() as update):
                self._text += update.delta
            case ThreadItemDoneEvent(item=AssistantMessageItem()):
                self._item, self.said = None, True

    def kept(self, error: Exception) -> list[ThreadStreamEvent]:
        """What had been said, and that it is not all; nothing where it could not be stored."""
        if self._item is None or isinstance(error, StoreUnavailableError):
            return []
        parts = [text for text in (self._text.rstrip(), CUT_OFF) if text]
        content = AssistantMessageContent(text="\n\n".join(parts), annotations=[])
        return [ThreadItemDoneEvent(item=self._item.model_copy(update={"content": [content]}))]
