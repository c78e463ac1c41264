"""A server that updates in place: widgets, streamed widget text, workflows, images, annotations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from chatkit.actions import Action
from chatkit.server import ChatKitServer
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageContentPartAnnotationAdded,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    CustomTask,
    DurationSummary,
    FileSource,
    GeneratedImage,
    GeneratedImageItem,
    GeneratedImageUpdated,
    SearchTask,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdate,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    URLSource,
    UserMessageItem,
    WidgetComponentUpdated,
    WidgetItem,
    WidgetRootUpdated,
    WidgetStreamingTextValueDelta,
    Workflow,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)
from chatkit.widgets import DynamicWidgetComponent, DynamicWidgetRoot

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import card, said, say, stamp

PAUSE = 0.5
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAC"
    "hwGA60e6kgAAAABJRU5ErkJggg=="
)


def report(text: str, state: str) -> dict[str, Any]:
    return {
        "type": "Card",
        "children": [
            {"type": "Title", "value": "Report", "size": "sm"},
            {"type": "Markdown", "id": "words", "value": text, "streaming": True},
            {"type": "Badge", "id": "state", "label": state},
        ],
    }


class Updater(ChatKitServer[Context]):
    """`widget`, `workflow`, `image`, `sources` and `remove`: one update kind each."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        scenes = {
            "widget": self._widget,
            "workflow": self._workflow,
            "image": self._image,
            "sources": self._sources,
            "remove": self._remove,
        }
        async for event in scenes.get(said(input_user_message), self._widget)(thread):
            yield event

    async def _widget(self, thread: ThreadMetadata) -> AsyncIterator[ThreadStreamEvent]:
        item = card(thread, report("", "Starting"))
        yield ThreadItemAddedEvent(item=item)
        for word in ("All ", "is ", "well."):
            await asyncio.sleep(PAUSE)
            delta = WidgetStreamingTextValueDelta(
                component_id="words", delta=word, done=word == "well."
            )
            yield changed(item.id, delta)
        badge = DynamicWidgetComponent.model_validate(
            {"type": "Badge", "id": "state", "label": "Nearly"}
        )
        yield changed(item.id, WidgetComponentUpdated(component_id="state", component=badge))
        await asyncio.sleep(PAUSE)
        final = DynamicWidgetRoot.model_validate(report("All is well.", "Finished"))
        yield changed(item.id, WidgetRootUpdated(widget=final))
        yield ThreadItemDoneEvent(item=item.model_copy(update={"widget": final}))

    async def _workflow(self, thread: ThreadMetadata) -> AsyncIterator[ThreadStreamEvent]:
        item = WorkflowItem(**stamp(thread), workflow=Workflow(type="custom", tasks=[]))
        yield ThreadItemAddedEvent(item=item)
        search = SearchTask(title="Search the shelves", queries=["blue widget"])
        yield changed(item.id, WorkflowTaskAdded(task_index=0, task=search))
        await asyncio.sleep(PAUSE * 2)
        found = search.model_copy(
            update={"sources": [URLSource(title="Shelf 9", url="https://shelves.test/9")]}
        )
        yield changed(item.id, WorkflowTaskUpdated(task_index=0, task=found))
        check = CustomTask(title="Check the stock", content="Three left.")
        yield changed(item.id, WorkflowTaskAdded(task_index=1, task=check))
        await asyncio.sleep(PAUSE * 2)
        done = Workflow(type="custom", tasks=[found, check], summary=DurationSummary(duration=3))
        yield ThreadItemDoneEvent(item=item.model_copy(update={"workflow": done}))
        yield say(thread, "There are three left.")

    async def _image(self, thread: ThreadMetadata) -> AsyncIterator[ThreadStreamEvent]:
        item = GeneratedImageItem(**stamp(thread))
        yield ThreadItemAddedEvent(item=item)
        image = GeneratedImage(id="img_1", url=PIXEL)
        for progress in (0.3, 0.7):
            await asyncio.sleep(PAUSE)
            yield changed(item.id, GeneratedImageUpdated(image=image, progress=progress))
        yield ThreadItemDoneEvent(item=item.model_copy(update={"image": image}))

    async def _sources(self, thread: ThreadMetadata) -> AsyncIterator[ThreadStreamEvent]:
        item = AssistantMessageItem(**stamp(thread), content=[])
        yield ThreadItemAddedEvent(item=item)
        text = "Thirty days."
        delta = AssistantMessageContentPartTextDelta(content_index=0, delta=text)
        yield changed(item.id, delta)
        note = Annotation(source=FileSource(title="Returns", filename="returns.md"), index=11)
        added = AssistantMessageContentPartAnnotationAdded(
            content_index=0, annotation_index=0, annotation=note
        )
        yield changed(item.id, added)
        content = [AssistantMessageContent(text=text, annotations=[note])]
        yield ThreadItemDoneEvent(item=item.model_copy(update={"content": content}))

    async def _remove(self, thread: ThreadMetadata) -> AsyncIterator[ThreadStreamEvent]:
        draft = say(thread, "A draft that goes away.")
        assert isinstance(draft, ThreadItemDoneEvent)
        yield draft
        await asyncio.sleep(PAUSE * 2)
        yield ThreadItemRemovedEvent(item_id=draft.item.id)
        yield say(thread, "The final word.")

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        yield say(thread, f"Did {action.type}.")


def changed(item_id: str, update: ThreadItemUpdate) -> ThreadStreamEvent:
    return ThreadItemUpdatedEvent(item_id=item_id, update=update)
