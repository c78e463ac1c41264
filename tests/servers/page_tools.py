"""A server that needs its page: client tools, client actions, effects, notices, a locked thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from chatkit.actions import Action
from chatkit.server import ChatKitServer
from chatkit.store import default_generate_id
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageItem,
    ClientEffectEvent,
    ClientToolCallItem,
    ClosedStatus,
    EntitySource,
    LockedStatus,
    NoticeEvent,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import said, say, show, stamp

LOCAL_BUTTON: dict[str, Any] = {
    "type": "Card",
    "children": [
        {
            "type": "Button",
            "label": "Ask the page",
            "onClickAction": {"type": "open", "payload": {"id": 4}, "handler": "client"},
        }
    ],
}


class PageTools(ChatKitServer[Context]):
    """`tool` calls a client tool, `effect` sends one, `lock` and `close` end the conversation."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.results: list[Any] = []

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        match said(input_user_message):
            case "":
                page = await self.store.load_thread_items(thread.id, None, 1, "desc", context)
                call = page.data[0]
                assert isinstance(call, ClientToolCallItem)
                self.results.append(call.output)
                yield say(thread, f"The page says {call.output}.")
            case "tool":
                yield ThreadItemDoneEvent(
                    item=ClientToolCallItem(
                        **{**stamp(thread), "id": default_generate_id("tool_call")},
                        call_id="call_1",
                        name="get_cart",
                        arguments={"of": "me"},
                    )
                )
            case "effect":
                yield ClientEffectEvent(name="highlight", data={"row": 3})
                yield say(thread, "Look at row three.")
            case "entities":
                yield ThreadItemDoneEvent(item=cited(thread))
            case "notice":
                yield NoticeEvent(level="warning", title="Careful", message="Only two left.")
                yield say(thread, "Noticed.")
            case "local":
                yield show(thread, LOCAL_BUTTON)
            case "lock":
                thread.status = LockedStatus(reason="A colleague takes over.")
                yield say(thread, "Locked.")
            case "close":
                thread.status = ClosedStatus()
                yield say(thread, "Closed.")
            case other:
                yield say(thread, f"You said {other}.")

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        yield say(thread, f"Did {action.type} with {action.payload}.")


def cited(thread: ThreadMetadata) -> AssistantMessageItem:
    """An answer that names two entities, one of which may be clicked."""
    lamp = EntitySource(
        id="lamp", title="The lamp", icon="lightbulb", interactive=True, data={"price": 5}
    )
    shelf = EntitySource(id="shelf", title="The shelf")
    notes = [Annotation(source=one, index=4) for one in (lamp, shelf)]
    content = [AssistantMessageContent(text="Both are here.", annotations=notes)]
    return AssistantMessageItem(**stamp(thread), content=content)
