"""What a model hears of a conversation: its items, in the plainest form that every model takes."""

from __future__ import annotations

from agents import TResponseInputItem
from chatkit.agents import ThreadItemConverter
from chatkit.types import AssistantMessageItem, UserMessageTagContent
from openai.types.responses import EasyInputMessageParam, ResponseInputTextParam


class Converter(ThreadItemConverter):
    """Thread items as model input; mentions become plain text, which both interfaces take."""

    async def assistant_message_to_input(self, item: AssistantMessageItem) -> TResponseInputItem:
        text = "".join(part.text for part in item.content)
        return EasyInputMessageParam(type="message", role="assistant", content=text)

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> ResponseInputTextParam:
        return ResponseInputTextParam(type="input_text", text=f"@{tag.text}: {tag.data}")
