"""A server that takes everything a composer can carry: files, speech, tags, a tool and a model."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from chatkit.server import ChatKitServer
from chatkit.store import AttachmentStore
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AudioInput,
    FileAttachment,
    ThreadMetadata,
    ThreadStreamEvent,
    TranscriptionResult,
    UserMessageItem,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import say


class Shelf(AttachmentStore[Context]):
    """Refuses what is named `refused.txt`."""

    async def create_attachment(
        self,
        input: AttachmentCreateParams,  # noqa: A002
        context: Context,
    ) -> Attachment:
        if input.name == "refused.txt":
            raise OSError("the shelf is full")
        found = self.generate_attachment_id(input.mime_type, context)
        return FileAttachment(id=found, name=input.name, mime_type=input.mime_type)

    async def delete_attachment(self, attachment_id: str, context: Context) -> None: ...


class Clerk(ChatKitServer[Context]):
    """Reads back what came with the words."""

    def __init__(self) -> None:
        super().__init__(MemoryStore(), Shelf())

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        assert input_user_message is not None
        options = input_user_message.inference_options
        carried: dict[str, Any] = {
            "files": [found.name for found in input_user_message.attachments],
            "tags": [part.text for part in input_user_message.content if part.type == "input_tag"],
            "tool": options.tool_choice.id if options.tool_choice else None,
            "model": options.model,
        }
        yield say(thread, f"`{json.dumps(carried)}`")

    async def transcribe(self, audio_input: AudioInput, context: Context) -> TranscriptionResult:
        return TranscriptionResult(
            text=f"{len(audio_input.data)} bytes of {audio_input.media_type}"
        )
