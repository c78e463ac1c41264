"""A newspaper's guide: progress, a workflow, a list widget, text that streams inside a card.

Shaped like an editorial demo: the context is a class of its own, and mentions and hidden items are
turned into model input by a converter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from agents import Agent, RunContextWrapper, Runner, function_tool
from agents.testing import ScriptedModel, assistant_message, function_call
from chatkit.actions import Action
from chatkit.agents import AgentContext, ThreadItemConverter, stream_agent_response
from chatkit.server import ChatKitServer
from chatkit.types import (
    CustomSummary,
    CustomTask,
    HiddenContextItem,
    ProgressUpdateEvent,
    SearchTask,
    ThreadMetadata,
    ThreadStreamEvent,
    URLSource,
    UserMessageItem,
    UserMessageTagContent,
    WidgetItem,
    Workflow,
)
from chatkit.widgets import Card, ListView, ListViewItem, Markdown, Text, WidgetRoot
from openai.types.responses import ResponseInputTextParam
from openai.types.responses.response_input_item_param import Message

from tests.servers.replies import said, say, stamp
from tests.servers.samples import UNTRACED, answer
from tests.servers.samples.loose_store import LooseStore

STORIES = ("Harbour reopens", "Night market returns")


@dataclass
class Reader:
    """Who is reading, as the web application would put it into a request."""

    name: str
    article: str | None = None


Run = RunContextWrapper[AgentContext[Reader]]


def as_message(text: str) -> Message:
    content = ResponseInputTextParam(type="input_text", text=text)
    return Message(type="message", role="user", content=[content])


class Converter(ThreadItemConverter):
    """Hidden items and mentions as words for the model."""

    async def hidden_context_to_input(self, item: HiddenContextItem) -> Message:
        return as_message(str(item.content))

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> ResponseInputTextParam:
        return ResponseInputTextParam(type="input_text", text=f"<STORY>{tag.id}</STORY>")


@function_tool
async def list_stories(ctx: Run) -> str:
    """Look for stories and show them."""
    await ctx.context.stream(ProgressUpdateEvent(text="Leafing through the archive"))
    await ctx.context.start_workflow(Workflow(type="custom", tasks=[]))
    search = SearchTask(title="Search the archive", queries=["harbour"], status_indicator="loading")
    await ctx.context.add_workflow_task(search)
    await asyncio.sleep(0.1)
    source = URLSource(title="Archive", url="https://gazette.test/archive")
    found = search.model_copy(update={"status_indicator": "complete", "sources": [source]})
    await ctx.context.update_workflow_task(found, 0)
    await ctx.context.add_workflow_task(CustomTask(title="Pick two", icon="star"))
    await ctx.context.end_workflow(
        CustomSummary(title="Looked through the archive", icon="book-open")
    )
    rows = [
        ListViewItem(
            children=[Text(value=title)],
            onClickAction={"type": "story.open", "payload": {"title": title}},  # pyright: ignore[reportArgumentType]
        )
        for title in STORIES
    ]
    await ctx.context.stream_widget(ListView(children=[*rows]), copy_text=", ".join(STORIES))
    return f"Shown to {ctx.context.request_context.name}."


@function_tool
async def digest(ctx: Run) -> str:
    """Write a digest into a card, a few words at a time."""

    async def growing() -> AsyncGenerator[WidgetRoot, None]:
        words = ["The", "harbour", "is", "open", "again."]
        for end in range(len(words) + 1):
            text, done = " ".join(words[:end]), end == len(words)
            yield Card(children=[Markdown(id="digest", value=text, streaming=not done)])
            await asyncio.sleep(0.03)

    await ctx.context.stream_widget(growing())
    return "Written."


SCRIPT: dict[str, list[Any]] = {
    "stories": [
        [function_call("list_stories", {}, call_id="call_list")],
        [assistant_message("Two stories for you.", item_id="msg_stories")],
    ],
    "digest": [
        [function_call("digest", {}, call_id="call_digest")],
        [assistant_message("That was the digest.", item_id="msg_digest")],
    ],
}


class Gazette(ChatKitServer[Reader]):
    """`stories` works and lists, `digest` writes a card; a row opens its story."""

    def __init__(self) -> None:
        self.store = LooseStore()
        super().__init__(self.store)
        self.converter = Converter()
        self.model = ScriptedModel()
        self.agent = Agent[AgentContext[Reader]](
            name="Guide", model=self.model, tools=[list_stories, digest]
        )

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Reader
    ) -> AsyncIterator[ThreadStreamEvent]:
        words = said(input_user_message)
        self.model.extend(SCRIPT.get(words, [[answer(f"{context.name}: {words}")]]))
        page = await self.store.load_thread_items(thread.id, None, 20, "desc", context)
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        given = await self.converter.to_agent_input(list(reversed(page.data)))
        result = Runner.run_streamed(self.agent, given, context=agent_context, run_config=UNTRACED)
        async for event in stream_agent_response(agent_context, result):
            yield event

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Reader,
    ) -> AsyncIterator[ThreadStreamEvent]:
        title = action.payload["title"]
        hidden = HiddenContextItem(**stamp(thread), content=f"<OPENED>{title}</OPENED>")
        await self.store.add_thread_item(thread.id, hidden, context)
        yield say(thread, f"Opened “{title}” for {context.name}.")
