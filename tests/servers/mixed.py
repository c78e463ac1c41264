"""A talker with a long past: one conversation that holds items of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageItem,
    CustomSummary,
    CustomTask,
    FileSource,
    GeneratedImage,
    GeneratedImageItem,
    HiddenContextItem,
    InferenceOptions,
    SearchTask,
    TaskItem,
    ThreadItem,
    ThreadMetadata,
    URLSource,
    UserMessageItem,
    UserMessageTextContent,
    WidgetItem,
    Workflow,
    WorkflowItem,
)
from chatkit.widgets import DynamicWidgetRoot

from tests.servers.forms import BOOKING
from tests.servers.talker import Talker, choice
from tests.servers.updater import PIXEL

THREAD = "thr_mixed"
BEGAN = datetime(2026, 1, 5, 9)  # noqa: DTZ001

ROWS: dict[str, Any] = {
    "type": "ListView",
    "children": [
        {
            "type": "ListViewItem",
            "onClickAction": {"type": "open", "payload": {"row": row}},
            "children": [{"type": "Text", "value": f"Row {row}"}],
        }
        for row in range(4)
    ],
}


class Mixed(Talker):
    """The conversation `THREAD` has so many items, and ends with a card to click."""

    def __init__(self, count: int) -> None:
        super().__init__()
        store: Any = self.store
        store.threads[THREAD] = ThreadMetadata(id=THREAD, created_at=BEGAN, title="A long talk")
        store.owners[THREAD] = "local"
        store.items[THREAD] = [*(past(number) for number in range(count - 1)), _card(count, 1)]


def past(number: int) -> ThreadItem:
    """The item at this place of the conversation."""
    return KINDS[number % len(KINDS)](number)


def _of(number: int) -> dict[str, Any]:
    at = BEGAN + timedelta(seconds=number)
    return {"id": f"itm_{number:05}", "thread_id": THREAD, "created_at": at}


def _asked(number: int) -> ThreadItem:
    words = UserMessageTextContent(text=f"Question {number}: what about the harbour?")
    return UserMessageItem(
        **_of(number), content=[words], attachments=[], inference_options=InferenceOptions()
    )


def _answered(number: int) -> ThreadItem:
    text = (
        f"**Answer {number}.** It is open again.\n\n- from eight\n- until six\n\n`code` and more."
    )
    note = Annotation(source=FileSource(title="Harbour", filename="harbour.md"), index=9)
    content = [AssistantMessageContent(text=text, annotations=[note])]
    return AssistantMessageItem(**_of(number), content=content)


def _widget(widget: dict[str, Any]) -> Callable[[int], ThreadItem]:
    def made(number: int) -> ThreadItem:
        return WidgetItem(**_of(number), widget=DynamicWidgetRoot.model_validate(widget))

    return made


def _card(number: int, step: int) -> ThreadItem:
    return _widget(choice(step))(number)


def _worked(number: int) -> ThreadItem:
    source = URLSource(title="Shelf 9", url="https://shelves.test/9")
    tasks = [SearchTask(title="Search", queries=["harbour"], sources=[source]), CustomTask()]
    summary = CustomSummary(title="Looked through the shelves")
    return WorkflowItem(
        **_of(number), workflow=Workflow(type="custom", tasks=tasks, summary=summary)
    )


def _task(number: int) -> ThreadItem:
    return TaskItem(**_of(number), task=CustomTask(title="Counted", content="Three left."))


def _image(number: int) -> ThreadItem:
    return GeneratedImageItem(**_of(number), image=GeneratedImage(id=f"img_{number}", url=PIXEL))


def _hidden(number: int) -> ThreadItem:
    return HiddenContextItem(**_of(number), content="<SEEN/>")


KINDS: tuple[Callable[[int], ThreadItem], ...] = (
    _asked,
    _worked,
    _answered,
    _widget({"type": "Card", "children": [{"type": "Text", "value": "Picked."}]}),
    _asked,
    _answered,
    _widget(ROWS),
    _hidden,
    _asked,
    _task,
    _answered,
    _widget(BOOKING),
    _image,
)
