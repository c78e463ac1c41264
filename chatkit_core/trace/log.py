"""The event log: one gapless sequence per thread, appended behind the back of what it records."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chatkit_core.data import (
    Cursor,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    StoreUnavailableError,
)
from chatkit_core.trace.event import VERSION, Event, freeze
from chatkit_core.trace.mask import Masker
from chatkit_core.trace.secrets import SecretRemover

logger = logging.getLogger(__name__)

EVENTS = "events"
LINGER_SECONDS = 0.1  # events of one click, and of one step of a turn, then share one write
BATCH_EVENTS = 100
BATCH_BYTES = 1_000_000  # Cosmos DB takes documents up to 2 MB
QUEUE_EVENTS = 20_000
FIRST_RETRY_SECONDS = 0.2
LAST_RETRY_SECONDS = 10.0
CLAIM_TRIES = 50
PAGE = 100
MASKERS_KEPT = 500


@dataclass(frozen=True, slots=True)
class _Waiting:
    event: Event
    raw: bytes


@dataclass(frozen=True, slots=True)
class _Batch:
    """Events on their way to the store; `token` tells our own document from a rival's."""

    token: str
    waiting: tuple[_Waiting, ...]


class EventLog:
    """Takes events without waiting, and appends them in the background.

    A batch becomes one document whose id is its first `seq` and whose `seq` is its last: since
    a writer learns the next free number only from the document before it, creating that id is the
    claim, for the whole batch and between processes. A store that fails costs no turn: events
    wait, in bounded memory, and are tried again.

    `secrets` are values to remove wherever they appear. `mask_personal_data` masks at writing,
    for good: such a log can be read, but neither forked nor replayed.
    """

    def __init__(
        self,
        documents: DocumentStore,
        *,
        secrets: Sequence[str] = (),
        mask_personal_data: bool = False,
    ) -> None:
        self._documents = documents
        self._remover = SecretRemover(secrets)
        self.masked = mask_personal_data
        self._maskers: dict[str, Masker] = {}
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._batches: dict[str, _Batch] = {}
        self._next: dict[str, int] = {}
        self._count = 0
        self._lost = 0
        self._failing = False
        self._lock = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.listener: Callable[[Sequence[Event]], None] | None = None
        """Hears of events once they are stored, as they are stored."""
        self._task: asyncio.Task[None] | None = None

    def emit(
        self,
        thread_id: str,
        *,
        kind: str,
        name: str,
        phase: str = "point",
        actor: str = "system",
        data: Any = None,
        request: str | None = None,
        span: str | None = None,
        parent: str | None = None,
        ms: float | None = None,
        error: str | None = None,
        at: float | None = None,
    ) -> None:
        """Record one event. `data` is copied now; `at` defaults to now."""
        if self._count >= QUEUE_EVENTS:
            self._lost += 1
            return
        raw = freeze(data)
        moment = time.time() if at is None else at
        event = Event(
            VERSION, 0, thread_id, request, span, parent, moment, ms, kind, phase, name, actor,
            None, error,
        )  # fmt: skip
        self._waiting.setdefault(thread_id, deque()).append(_Waiting(event, raw))
        self._count += 1
        self._wake()

    async def flush(self, thread_id: str | None = None) -> None:
        """Write what waits now. When the store fails, it goes on waiting."""
        await self._write_waiting(thread_id)

    async def read(self, thread_id: str, after: int = 0, limit: int = 1000) -> list[Event]:
        """Stored events behind `after`, in order, at most `limit`."""
        events: list[Event] = []
        cursor = Cursor(after, "~")  # behind every id of ours
        while len(events) < limit:
            page = await self._documents.query(
                EVENTS, thread_id, order_by="seq", after=cursor, limit=PAGE
            )
            events += (e for d in page.documents for e in _events_of(d) if e.seq > after)
            if page.next is None:
                break
            cursor = page.next
        return events[:limit]

    async def read_all(self, thread_id: str) -> list[Event]:
        """Everything recorded so far, what still waits to be stored included."""
        await self.flush(thread_id)
        found: list[Event] = []
        while chunk := await self.read(thread_id, found[-1].seq if found else 0):
            found += chunk
        return found

    async def backwards(self, thread_id: str) -> AsyncIterator[Event]:
        """Stored events from the newest to the first."""
        cursor: Cursor | None = None
        while True:
            page = await self._documents.query(
                EVENTS, thread_id, order_by="seq", descending=True, after=cursor, limit=PAGE
            )
            for document in page.documents:
                for event in reversed(_events_of(document)):
                    yield event
            if page.next is None:
                return
            cursor = page.next

    async def read_last(self, thread_id: str, limit: int) -> list[Event]:
        """The newest stored events, oldest first, at most `limit`."""
        last = await self.last_seq(thread_id)
        return await self.read(thread_id, max(0, last - limit), limit)

    async def last_seq(self, thread_id: str) -> int:
        """The number of the newest stored event, 0 when there is none."""
        page = await self._documents.query(
            EVENTS, thread_id, order_by="seq", descending=True, limit=1
        )
        return page.documents[0]["seq"] if page.documents else 0

    async def delete(self, thread_id: str) -> None:
        """Forget a thread's events, stored and waiting."""
        async with self._lock:
            self._count -= len(self._waiting.pop(thread_id, ()))
            self._count -= (
                len(self._batches[thread_id].waiting) if thread_id in self._batches else 0
            )
            self._batches.pop(thread_id, None)
            self._next.pop(thread_id, None)
            while True:
                page = await self._documents.query(EVENTS, thread_id, order_by="seq", limit=PAGE)
                for document in page.documents:
                    await self._documents.delete(EVENTS, document["id"], thread_id)
                if page.next is None:
                    break

    async def close(self) -> None:
        """Write what waits and stop."""
        await self.flush()
        if self._task and not self._task.done():
            self._task.cancel()

    def _wake(self) -> None:
        """See to it that the background task runs; from a foreign thread, via the loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if self._loop and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._start, self._loop)
            return
        self._start(loop)

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._loop is loop and self._task and not self._task.done():
            return
        self._loop = loop
        # An empty context: the task outlives the request that happened to wake it.
        self._task = loop.create_task(self._drain(), context=contextvars.Context())

    async def _drain(self) -> None:
        await asyncio.sleep(LINGER_SECONDS)
        pause = FIRST_RETRY_SECONDS
        while self._waiting or self._batches:
            if await self._write_waiting():
                pause = FIRST_RETRY_SECONDS
                continue
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_RETRY_SECONDS)

    async def _write_waiting(self, only: str | None = None) -> bool:
        """Write every thread's events, or one's. False when the store failed for some."""
        async with self._lock:
            threads = {**self._batches, **self._waiting} if only is None else (only,)
            written = [await self._write_thread(thread_id) for thread_id in list(threads)]
        return all(written)

    async def _write_thread(self, thread_id: str) -> bool:
        try:
            while batch := self._batch(thread_id):
                await self._append(thread_id, batch)
                self._done(thread_id, batch)
        except StoreUnavailableError as error:
            self._note_failure(error)
            return False
        except Exception:  # one conversation's bad event must not stop everybody's log
            logger.exception("Events of thread %s could not be written", thread_id)
            self._done(thread_id, self._batches[thread_id])
        return True

    def _batch(self, thread_id: str) -> _Batch | None:
        """The batch under way, or the next one; it stays the same until it is written."""
        queue = self._waiting.get(thread_id)
        if thread_id not in self._batches and queue:
            taken = [queue.popleft()]
            size = len(taken[0].raw)
            while queue and len(taken) < BATCH_EVENTS and size + len(queue[0].raw) < BATCH_BYTES:
                size += len(queue[0].raw)
                taken.append(queue.popleft())
            self._batches[thread_id] = _Batch(uuid.uuid4().hex, tuple(taken))
        if not queue:
            self._waiting.pop(thread_id, None)
        return self._batches.get(thread_id)

    def _done(self, thread_id: str, batch: _Batch) -> None:
        del self._batches[thread_id]
        self._count -= len(batch.waiting)
        if self._failing or self._lost:
            logger.warning("The event log is written again; %d events were lost", self._lost)
            self._failing, self._lost = False, 0

    def _note_failure(self, error: StoreUnavailableError) -> None:
        if not self._failing:
            logger.warning("The event log cannot be written, trying again: %s", error)
        self._failing = True

    async def _append(self, thread_id: str, batch: _Batch) -> None:
        """Claim the next numbers for a batch, behind whatever others have written."""
        first = self._next.get(thread_id, 1)
        for _ in range(CLAIM_TRIES):
            document = self._document(thread_id, batch, first)
            try:
                await self._documents.create(EVENTS, document)
            except DocumentExistsError:
                if not await self._is_ours(thread_id, batch, document["id"]):
                    first = await self.last_seq(thread_id) + 1
                    continue
            self._next[thread_id] = first + len(batch.waiting)
            if self.listener:
                self.listener(_events_of(document))
            return
        raise StoreUnavailableError("Too many writers on one conversation's log.")

    async def _is_ours(self, thread_id: str, batch: _Batch, id: str) -> bool:
        """Whether a create that seemed to fail had been stored after all."""
        try:
            stored = await self._documents.read(EVENTS, id, thread_id)
        except DocumentNotFoundError:
            return False
        return stored.get("batch") == batch.token

    def _document(self, thread_id: str, batch: _Batch, first: int) -> Document:
        events = [self._finished(w, first + n) for n, w in enumerate(batch.waiting)]
        return {
            "id": f"e{first:010d}",
            "thread_id": thread_id,
            "seq": first + len(events) - 1,
            "batch": batch.token,
            "events": [event.to_json() for event in events],
        }

    def _finished(self, waiting: _Waiting, seq: int) -> Event:
        """The event as it is stored: numbered, without secrets, masked if that was asked for."""
        event = waiting.event
        data = self._remover.read(waiting.raw)
        error = self._remover.clean(event.error)
        if self.masked:
            masker = self._masker_of(event.thread_id)
            data, error = masker.learn_and_mask(data), masker.mask(error)
        return replace(event, seq=seq, data=data, error=error)

    def _masker_of(self, thread_id: str) -> Masker:
        """What is known to be personal in one conversation; the oldest ones are forgotten."""
        if thread_id not in self._maskers and len(self._maskers) >= MASKERS_KEPT:
            del self._maskers[next(iter(self._maskers))]
        return self._maskers.setdefault(thread_id, Masker())


def _events_of(document: Document) -> list[Event]:
    return [Event.from_json(value) for value in document["events"]]
