"""A ChatKit store in memory, with owners and paging, for servers written for tests."""

from __future__ import annotations

from typing import Any

from chatkit.store import NotFoundError, Store
from chatkit.types import Attachment, Page, ThreadItem, ThreadMetadata

Context = dict[str, Any]


class MemoryStore(Store[Context]):
    """Keeps copies, as a database would; a thread belongs to the context's `user`."""

    def __init__(self) -> None:
        self.threads: dict[str, ThreadMetadata] = {}
        self.owners: dict[str, str] = {}
        self.items: dict[str, list[ThreadItem]] = {}
        self.attachments: dict[str, Attachment] = {}

    def _check(self, thread_id: str, context: Context) -> None:
        if self.owners.get(thread_id) != context.get("user", "local"):
            raise NotFoundError(thread_id)

    async def load_thread(self, thread_id: str, context: Context) -> ThreadMetadata:
        self._check(thread_id, context)
        return self.threads[thread_id].model_copy(deep=True)

    async def save_thread(self, thread: ThreadMetadata, context: Context) -> None:
        if thread.id in self.owners:
            self._check(thread.id, context)
        self.owners[thread.id] = context.get("user", "local")
        self.items.setdefault(thread.id, [])
        known = thread.model_dump(exclude={"items"})
        self.threads[thread.id] = ThreadMetadata.model_validate(known)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Context
    ) -> Page[ThreadItem]:
        self._check(thread_id, context)
        return _page(list(self.items[thread_id]), after, limit, order)

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Context) -> None:
        await self.save_item(thread_id, item, context)

    async def save_item(self, thread_id: str, item: ThreadItem, context: Context) -> None:
        self._check(thread_id, context)
        items, copy = self.items[thread_id], item.model_copy(deep=True)
        for index, known in enumerate(items):
            if known.id == item.id:
                items[index] = copy
                return
        items.append(copy)

    async def load_item(self, thread_id: str, item_id: str, context: Context) -> ThreadItem:
        self._check(thread_id, context)
        for item in self.items[thread_id]:
            if item.id == item_id:
                return item.model_copy(deep=True)
        raise NotFoundError(item_id)

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: Context
    ) -> Page[ThreadMetadata]:
        user = context.get("user", "local")
        mine = [found for found in self.threads.values() if self.owners[found.id] == user]
        return _page(mine, after, limit, order)

    async def delete_thread(self, thread_id: str, context: Context) -> None:
        self._check(thread_id, context)
        for kept in (self.threads, self.owners, self.items):
            kept.pop(thread_id, None)

    async def delete_thread_item(self, thread_id: str, item_id: str, context: Context) -> None:
        self._check(thread_id, context)
        self.items[thread_id] = [one for one in self.items[thread_id] if one.id != item_id]

    async def save_attachment(self, attachment: Attachment, context: Context) -> None:
        self.attachments[attachment.id] = attachment

    async def load_attachment(self, attachment_id: str, context: Context) -> Attachment:
        if attachment_id not in self.attachments:
            raise NotFoundError(attachment_id)
        return self.attachments[attachment_id]

    async def delete_attachment(self, attachment_id: str, context: Context) -> None:
        self.attachments.pop(attachment_id, None)


def _page(found: list[Any], after: str | None, limit: int, order: str) -> Page[Any]:
    if order == "desc":
        found.reverse()
    ids = [one.id for one in found]
    start = ids.index(after) + 1 if after in ids else 0
    data = found[start : start + limit]
    more = start + limit < len(found)
    return Page(data=data, has_more=more, after=data[-1].id if more else None)
