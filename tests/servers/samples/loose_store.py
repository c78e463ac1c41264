"""A store as demos have it: no owners, threads that spring up when read, items sorted by time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chatkit.store import NotFoundError, Store
from chatkit.types import Attachment, Page, Thread, ThreadItem, ThreadMetadata


class LooseStore(Store[Any]):
    """Takes any context, None as well, and looks at none."""

    def __init__(self) -> None:
        self.states: dict[str, tuple[ThreadMetadata, list[ThreadItem]]] = {}

    def _state(self, thread_id: str) -> tuple[ThreadMetadata, list[ThreadItem]]:
        if thread_id not in self.states:
            fresh = ThreadMetadata(id=thread_id, created_at=datetime.now())  # noqa: DTZ005
            self.states[thread_id] = (fresh, [])
        return self.states[thread_id]

    async def load_thread(self, thread_id: str, context: Any) -> ThreadMetadata:
        if thread_id not in self.states:
            raise NotFoundError(f"Thread {thread_id} not found")
        return self.states[thread_id][0].model_copy(deep=True)

    async def save_thread(self, thread: ThreadMetadata, context: Any) -> None:
        known = thread.model_dump(exclude={"items"} if isinstance(thread, Thread) else None)
        _, items = self._state(thread.id)
        self.states[thread.id] = (ThreadMetadata(**known), items)

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: Any
    ) -> Page[ThreadMetadata]:
        return _page([found for found, _ in self.states.values()], limit, after, order)

    async def delete_thread(self, thread_id: str, context: Any) -> None:
        self.states.pop(thread_id, None)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Any
    ) -> Page[ThreadItem]:
        items = [item.model_copy(deep=True) for item in self._state(thread_id)[1]]
        return _page(items, limit, after, order)

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Any) -> None:
        self._state(thread_id)[1].append(item.model_copy(deep=True))

    async def save_item(self, thread_id: str, item: ThreadItem, context: Any) -> None:
        items = self._state(thread_id)[1]
        for index, known in enumerate(items):
            if known.id == item.id:
                items[index] = item.model_copy(deep=True)
                return
        items.append(item.model_copy(deep=True))

    async def load_item(self, thread_id: str, item_id: str, context: Any) -> ThreadItem:
        for item in self._state(thread_id)[1]:
            if item.id == item_id:
                return item.model_copy(deep=True)
        raise NotFoundError(f"Item {item_id} not found")

    async def delete_thread_item(self, thread_id: str, item_id: str, context: Any) -> None:
        items = self._state(thread_id)[1]
        items[:] = [item for item in items if item.id != item_id]

    async def save_attachment(self, attachment: Attachment, context: Any) -> None:
        raise NotImplementedError("No attachments in this demo.")

    async def load_attachment(self, attachment_id: str, context: Any) -> Attachment:
        raise NotImplementedError("No attachments in this demo.")

    async def delete_attachment(self, attachment_id: str, context: Any) -> None:
        raise NotImplementedError("No attachments in this demo.")


def _page(found: list[Any], limit: int, after: str | None, order: str) -> Page[Any]:
    found.sort(key=lambda one: one.created_at, reverse=order == "desc")
    start = next((at + 1 for at, one in enumerate(found) if one.id == after), 0)
    data, more = found[start : start + limit], len(found) > start + limit
    return Page(data=data, has_more=more, after=data[-1].id if more else None)
