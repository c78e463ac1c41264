"""A form-heavy server without a model: every action it gets is kept, and read back to the user."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from chatkit.actions import Action
from chatkit.server import ChatKitServer
from chatkit.types import (
    StructuredInputFreeform,
    StructuredInputItem,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
    SyncCustomActionResponse,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import card, said, say, show, stamp

BOOKING: dict[str, Any] = {
    "type": "Card",
    "asForm": True,
    "confirm": {"label": "Book", "action": {"type": "book", "payload": {"room": 7}}},
    "children": [
        {"type": "Title", "value": "Book a room", "size": "sm"},
        {"type": "Label", "value": "Your name", "fieldName": "guest.name"},
        {"type": "Input", "name": "guest.name", "required": True},
        {"type": "Checkbox", "name": "breakfast", "label": "Breakfast", "defaultChecked": True},
        {
            "type": "RadioGroup",
            "name": "bed",
            "defaultValue": "single",
            "options": [
                {"label": "Single", "value": "single"},
                {"label": "Double", "value": "double"},
            ],
        },
    ],
}

CONTACT: dict[str, Any] = {
    "type": "Card",
    "asForm": True,
    "confirm": {"label": "Call me", "action": {"type": "call"}},
    "children": [
        {"type": "Input", "name": "mail", "inputType": "email", "placeholder": "E-mail"},
        {"type": "Input", "name": "phone", "inputType": "tel", "placeholder": "Phone"},
    ],
}

SWITCH: dict[str, Any] = {
    "type": "Card",
    "children": [
        {"type": "Text", "value": "The light is off."},
        {
            "type": "Button",
            "label": "Light on",
            "onClickAction": {"type": "light", "payload": {"on": True}, "streaming": False},
        },
    ],
}


class FormServer(ChatKitServer[Context]):
    """`form` and `contact` show a form, `switch` a synchronous action, anything else asks two questions."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.actions: list[tuple[str, Any, str | None]] = []

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        match said(input_user_message):
            case "form":
                yield show(thread, BOOKING)
            case "contact":
                yield show(thread, CONTACT)
            case "switch":
                yield show(thread, SWITCH)
            case "":
                yield say(thread, f"Noted: {await self._answers(thread, context)}.")
            case _:
                yield ThreadItemDoneEvent(item=questions(thread))

    async def _answers(self, thread: ThreadMetadata, context: Context) -> str:
        page = await self.store.load_thread_items(thread.id, None, 1, "desc", context)
        item = page.data[0]
        assert isinstance(item, StructuredInputItem)
        answers = {one.id: one.answer.values for one in item.inputs if one.answer}
        return f"{item.status} {json.dumps(answers)}"

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        self.actions.append((action.type, action.payload, sender.id if sender else None))
        yield say(thread, f"`{action.type} {json.dumps(action.payload, sort_keys=True)}`")

    async def sync_action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> SyncCustomActionResponse:
        assert sender is not None
        lit = card(
            thread, {"type": "Card", "children": [{"type": "Text", "value": "Let there be light."}]}
        )
        item = sender.model_copy(update={"widget": lit.widget})
        await self.store.save_item(thread.id, item, context)
        return SyncCustomActionResponse(updated_item=item)


def questions(thread: ThreadMetadata) -> StructuredInputItem:
    options = [StructuredInputMultipleChoiceOption(value=value) for value in ("Sea", "Hills")]
    return StructuredInputItem(
        **stamp(thread),
        inputs=[
            StructuredInputMultipleChoice(id="where", question="Where to?", options=options),
            StructuredInputFreeform(id="why", question="What for?"),
        ],
    )
