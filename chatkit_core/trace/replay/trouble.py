"""A store that fails again where it had failed when the conversation was recorded."""

from __future__ import annotations

from collections.abc import Mapping

from chatkit_core.data import (
    Cursor,
    Document,
    DocumentStore,
    QueryPage,
    Scalar,
    StoreUnavailableError,
)
from chatkit_core.trace.replay.tape import Tape

SESSIONS = "sessions"


class TroubledStore(DocumentStore):
    """Passes everything on to `inner`, but refuses the session of a request that had failed so."""

    def __init__(self, inner: DocumentStore, tape: Tape) -> None:
        self._inner = inner
        self._tape = tape

    async def create(self, container: str, document: Document) -> Document:
        self._refuse(container)
        return await self._inner.create(container, document)

    async def read(self, container: str, id: str, partition: str) -> Document:
        return await self._inner.read(container, id, partition)

    async def upsert(self, container: str, document: Document) -> Document:
        return await self._inner.upsert(container, document)

    async def replace(self, container: str, document: Document) -> Document:
        self._refuse(container)
        return await self._inner.replace(container, document)

    async def delete(self, container: str, id: str, partition: str) -> None:
        await self._inner.delete(container, id, partition)

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
        return await self._inner.query(
            container, partition, equals=equals, order_by=order_by, descending=descending,
            after=after, limit=limit,
        )  # fmt: skip

    async def close(self) -> None:
        await self._inner.close()

    def _refuse(self, container: str) -> None:
        if container == SESSIONS and self._tape.step and self._tape.step.store_failed:
            raise StoreUnavailableError("The store did not answer when this was recorded.")
