"""The threads of a repeated conversation: the id is given, and so is when each item was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chatkit.types import ThreadItem, ThreadMetadata
from typing_extensions import override

from chatkit_core.data import DocumentStore
from chatkit_core.thread_store import DocumentThreadStore, Owner


class RepeatedThreads(DocumentThreadStore):
    """Gives a new conversation the id `thread_id`, and its items the moments in `stamps`, by id.

    `metadata` stays on the thread, whatever a request makes of it.
    """

    def __init__(
        self,
        documents: DocumentStore,
        use_case: str,
        thread_id: str,
        stamps: Mapping[str, datetime] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(documents, use_case)
        self._thread_id = thread_id
        self._stamps = stamps or {}
        self._metadata = metadata or {}
        self._newest: datetime | None = None

    @override
    def generate_thread_id(self, context: Owner) -> str:
        super().generate_thread_id(context)  # the ids after it follow from how many came before
        return self._thread_id

    @override
    async def save_thread(self, thread: ThreadMetadata, context: Owner) -> None:
        # A copy: ChatKit tells the page of every change that it finds in its own.
        kept = {**thread.metadata, **self._metadata}
        await super().save_thread(thread.model_copy(update={"metadata": kept}), context)

    @override
    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Owner) -> None:
        await super().add_thread_item(thread_id, self._stamped(item), context)

    @override
    async def save_item(self, thread_id: str, item: ThreadItem, context: Owner) -> None:
        await super().save_item(thread_id, self._stamped(item), context)

    def _stamped(self, item: ThreadItem) -> ThreadItem:
        if not self._stamps:
            return item
        # What nobody was told of, and so has no recorded moment, keeps its place in the order.
        item.created_at = self._stamps.get(item.id, self._newest or item.created_at)
        if self._newest is None or item.created_at.timestamp() > self._newest.timestamp():
            self._newest = item.created_at
        return item
