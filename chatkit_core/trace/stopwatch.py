"""Times what a request does in the store; one event per request tells of all of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from chatkit_core.data import Cursor, Document, QueryPage, Scalar, StoreAround
from chatkit_core.trace.scope import HERE

T = TypeVar("T")


class TimedStore(StoreAround):
    """Passes everything on to `inner`, and notes how long each operation of a request took.

    A note is a tuple in memory: the event is made once the request is over, so that a click pays
    microseconds for it. What happens outside of a request is not noted.
    """

    async def create(self, container: str, document: Document) -> Document:
        return await _timed("create", container, self.inner.create(container, document))

    async def read(self, container: str, id: str, partition: str) -> Document:
        return await _timed("read", container, self.inner.read(container, id, partition))

    async def upsert(self, container: str, document: Document) -> Document:
        return await _timed("upsert", container, self.inner.upsert(container, document))

    async def replace(self, container: str, document: Document) -> Document:
        return await _timed("replace", container, self.inner.replace(container, document))

    async def delete(self, container: str, id: str, partition: str) -> None:
        await _timed("delete", container, self.inner.delete(container, id, partition))

    async def query(
        self,
        container: str,
        partition: str,
        *,
        equals: Mapping[str, Scalar] | None = None,
        order_by: str | None = None,
        descending: bool = False,
        after: Cursor | None = None,
        limit: int = 100,
    ) -> QueryPage:
        page = self.inner.query(
            container, partition, equals=equals, order_by=order_by, descending=descending,
            after=after, limit=limit,
        )  # fmt: skip
        return await _timed("query", container, page)


async def _timed(op: str, container: str, work: Awaitable[T]) -> T:
    here = HERE.get()
    if here is None:
        return await work
    at, since = time.time(), time.perf_counter()
    error: str | None = None
    try:
        return await work
    except Exception as problem:
        error = type(problem).__name__
        raise
    finally:
        here.run.store.append((op, container, at, time.perf_counter() - since, error))
