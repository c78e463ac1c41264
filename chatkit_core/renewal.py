"""Keeps the old documents of a conversation that goes on from expiring before its newest ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from chatkit_core.data import (
    Cursor,
    Document,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    StoreUnavailableError,
)
from chatkit_core.visitors import note_visitor

logger = logging.getLogger(__name__)

THREADS, ATTACHMENTS = "threads", "attachments"
RENEWED = ("items", "sessions", "events", "feedback", "sandbox")
ACTIVE_ON = "active_on"
DAYS_KEPT = 10_000
PAGE = 100


def utc_today() -> date:
    return datetime.now(UTC).date()


class Renewal:
    """Documents expire one by one, each some days after it was written; a conversation should do
    so as a whole, after its last activity. So its first activity of another day writes all of it
    once more, in the background, and its thread document last: a renewal that was cut off begins
    again with the next activity.
    """

    def __init__(self, documents: DocumentStore, today: Callable[[], date] = utc_today) -> None:
        self._documents = documents
        self._today = today
        self._active_on: dict[str, str | None] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def stamp(self) -> dict[str, str]:
        """What a thread document carries that is written now."""
        return {ACTIVE_ON: self._today().isoformat()}

    def saw(self, thread: Document) -> None:
        """Remember when a conversation was last active before today."""
        if len(self._active_on) >= DAYS_KEPT:
            self._active_on.pop(next(iter(self._active_on)))
        self._active_on[thread["id"]] = thread.get(ACTIVE_ON)

    def note(self, thread_id: str, user_id: str) -> None:
        """There is activity in a conversation; renew it when that is the first of the day."""
        today = self._today().isoformat()
        if self._active_on.get(thread_id, today) == today or not self._documents.expires(THREADS):
            return
        if thread_id not in self._tasks:
            task = asyncio.create_task(self._try(thread_id, user_id))
            self._tasks[thread_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(thread_id, None))

    async def _try(self, thread_id: str, user_id: str) -> None:
        try:
            await self.renew(thread_id, user_id)
        except StoreUnavailableError as error:
            logger.warning("A conversation could not be renewed, next time again: %s", error)

    async def renew(self, thread_id: str, user_id: str) -> None:
        """Write everything of a conversation once more, as it is."""
        for container in RENEWED:
            await self._renew_all(container, thread_id)
        await self._renew_all(ATTACHMENTS, user_id, thread_id=thread_id)
        await note_visitor(self._documents, user_id)
        thread = await self._documents.read(THREADS, thread_id, user_id)
        await self._write_again(THREADS, {**thread, **self.stamp()})
        self._active_on[thread_id] = self._today().isoformat()

    async def _renew_all(self, container: str, partition: str, **equals: Any) -> None:
        after: Cursor | None = None
        while True:
            page = await self._documents.query(
                container, partition, equals=equals, order_by="id", after=after, limit=PAGE
            )
            for document in page.documents:
                await self._write_again(container, document)
            if page.next is None:
                return
            after = page.next

    async def _write_again(self, container: str, document: Document) -> None:
        try:
            await self._documents.replace(container, document)
        except (PreconditionFailedError, DocumentNotFoundError):
            return  # somebody else wrote it a moment ago, which is as good, or deleted it
