"""A help desk with an agent, a title of its own making and image attachments; its context is None.

Shaped like a support demo: a second agent names the thread while the first one answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from agents import Agent, Runner
from agents.testing import ScriptedModel
from chatkit.agents import AgentContext, ThreadItemConverter, stream_agent_response
from chatkit.server import ChatKitServer
from chatkit.store import AttachmentStore
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    ImageAttachment,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)
from openai.types.responses import ResponseInputTextParam

from tests.servers.replies import said
from tests.servers.samples import UNTRACED, answer
from tests.servers.samples.loose_store import LooseStore

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAC"
    "hwGA60e6kgAAAABJRU5ErkJggg=="
)


class Pictures(AttachmentStore[None]):
    """One step: the picture is there as soon as it is named."""

    async def create_attachment(self, input: AttachmentCreateParams, context: None) -> Attachment:  # noqa: A002
        if not input.mime_type.startswith("image/"):
            raise ValueError("Only pictures, please.")
        found = self.generate_attachment_id(input.mime_type, context)
        return ImageAttachment(
            id=found,
            name=input.name,
            mime_type=input.mime_type,
            preview_url=PIXEL,  # pyright: ignore[reportArgumentType]
        )

    async def delete_attachment(self, attachment_id: str, context: None) -> None: ...


class DeskStore(LooseStore):
    """Keeps attachments beside the threads."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Attachment] = {}

    async def save_attachment(self, attachment: Attachment, context: None) -> None:
        self.files[attachment.id] = attachment

    async def load_attachment(self, attachment_id: str, context: None) -> Attachment:
        return self.files[attachment_id]

    async def delete_attachment(self, attachment_id: str, context: None) -> None:
        self.files.pop(attachment_id, None)


class Converter(ThreadItemConverter):
    """A picture is its name to the model."""

    async def attachment_to_message_content(self, attachment: Attachment) -> ResponseInputTextParam:
        return ResponseInputTextParam(
            type="input_text", text=f"<PICTURE>{attachment.name}</PICTURE>"
        )


class Helpdesk(ChatKitServer[None]):
    """Answers everything, and names the thread in the middle of its first answer."""

    def __init__(self) -> None:
        self.store = DeskStore()
        super().__init__(self.store, Pictures())
        self.model, self.titles = ScriptedModel(), ScriptedModel()
        self.agent = Agent[AgentContext[None]](name="Desk", model=self.model)
        self.namer = Agent[None](name="Namer", model=self.titles)

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: None
    ) -> AsyncIterator[ThreadStreamEvent]:
        page = await self.store.load_thread_items(thread.id, None, 20, "desc", context)
        words = said(input_user_message)
        naming = asyncio.create_task(self._name(thread, words))
        self.model.enqueue([answer(f"We look into: {words}")])
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        given = await Converter().to_agent_input(list(reversed(page.data)))
        result = Runner.run_streamed(self.agent, given, context=agent_context, run_config=UNTRACED)
        async for event in stream_agent_response(agent_context, result):
            yield event
        await naming

    async def _name(self, thread: ThreadMetadata, words: str) -> None:
        if thread.title is not None:
            return
        self.titles.enqueue([answer("about " + words)])
        run = await Runner.run(self.namer, words, run_config=UNTRACED)
        thread.title = run.final_output.capitalize()
