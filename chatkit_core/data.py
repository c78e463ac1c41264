"""The document store port: what every adapter promises, whatever it stores documents in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Document = dict[str, Any]
"""A JSON object with `id`, its container's partition key field, and `_etag` once stored."""

Scalar = str | int | float | bool | None

KEPT = -1


@dataclass(frozen=True, slots=True)
class Container:
    """A container's name, the field that partitions it, and the fields it can be ordered by.

    `ttl` is how many seconds a document outlives its last write: None for ever, `KEPT` until
    somebody gives it a time.
    """

    name: str
    partition_key: str
    order_by: tuple[str, ...] = ("created_at",)
    ttl: int | None = None

    @property
    def expires(self) -> bool:
        """Whether documents go by themselves, some time after their last write."""
        return self.ttl not in {None, KEPT}

    def partition_of(self, document: Mapping[str, Any]) -> str:
        """The partition a document belongs to. Raises `ValueError` for one that cannot be stored.

        Ordering skips a document that lacks the ordered field, so such a document is refused here
        instead of being lost in a list later.
        """
        for name in ("id", self.partition_key):
            if not isinstance(document.get(name), str) or not document[name]:
                raise ValueError(f"A document in '{self.name}' needs a text in '{name}'.")
        if any(character in document["id"] for character in "/\\?#"):
            raise ValueError(f"An id must not have / \\ ? or # in it: {document['id']}.")
        for name in self.order_by:
            if document.get(name) is None:
                raise ValueError(
                    f"A document in '{self.name}' is ordered by '{name}': it needs one."
                )
        return document[self.partition_key]

    def order_field(self, asked: str | None) -> str:
        """The field to order by. Raises `ValueError` for one without an index."""
        field = asked or self.order_by[0]
        if field != "id" and field not in self.order_by:
            raise ValueError(f"Documents in '{self.name}' cannot be ordered by '{field}'.")
        return field


@dataclass(frozen=True, slots=True)
class Cursor:
    """A keyset position: the order value and id of the last document already seen."""

    value: Scalar
    id: str

    @classmethod
    def at(cls, document: Mapping[str, Any], field: str) -> Cursor:
        """The position of a document in a list ordered by `field`."""
        return cls(document[field], document["id"])


@dataclass(frozen=True, slots=True)
class QueryPage:
    """One page of a query. `next` is None on the last page."""

    documents: list[Document]
    next: Cursor | None

    @classmethod
    def of(cls, documents: list[Document], field: str, limit: int) -> QueryPage:
        """A page from up to `limit + 1` documents: the one too many says that there are more."""
        page = documents[:limit]
        more = len(documents) > limit
        return cls(page, Cursor.at(page[-1], field) if more else None)


class StoreError(Exception):
    """The store could not do what was asked."""


class DocumentExistsError(StoreError):
    """`create` found a document of that id (409)."""


class DocumentNotFoundError(StoreError):
    """No document of that id in that partition (404)."""


class PreconditionFailedError(StoreError):
    """`replace` found another ETag: somebody else wrote first (412)."""


class StoreUnavailableError(StoreError):
    """The store does not answer, is full, or is locked; trying again later may work."""


class DocumentStore(ABC):
    """The only operations the app uses, so that every adapter can keep the same promises.

    Documents go in and come out by value: changing one in memory changes nothing stored.
    Every write returns the document as stored, with its new `_etag`.
    Every call may raise `StoreUnavailableError`.
    """

    @abstractmethod
    async def create(self, container: str, document: Document) -> Document:
        """Store a new document. Raises `DocumentExistsError` when its id is taken."""

    @abstractmethod
    async def read(self, container: str, id: str, partition: str) -> Document:
        """One document. Raises `DocumentNotFoundError`."""

    @abstractmethod
    async def upsert(self, container: str, document: Document) -> Document:
        """Store a document, whether or not its id is taken."""

    @abstractmethod
    async def replace(self, container: str, document: Document) -> Document:
        """Store a document if its `_etag` is still the stored one (If-Match).

        Raises `PreconditionFailedError`, or `DocumentNotFoundError` when it is gone.
        """

    @abstractmethod
    async def delete(self, container: str, id: str, partition: str) -> None:
        """Remove a document; one that is already gone is fine."""

    @abstractmethod
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
        """A page of one partition, ordered by `order_by` (default: the container's first) and id.

        `equals` compares top-level fields. `after` continues behind a position, in the order asked.
        """

    def expires(self, container: str) -> bool:
        """Whether documents there go some time after their last write."""
        return False

    async def sweep(self) -> int:
        """Remove what has expired, where the store does not by itself; gives how much that was."""
        return 0

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections and files."""


class StoreAround(DocumentStore):
    """Passes everything on to `inner`: what adds something to another store begins with this."""

    def __init__(self, inner: DocumentStore) -> None:
        self.inner = inner

    async def create(self, container: str, document: Document) -> Document:
        return await self.inner.create(container, document)

    async def read(self, container: str, id: str, partition: str) -> Document:
        return await self.inner.read(container, id, partition)

    async def upsert(self, container: str, document: Document) -> Document:
        return await self.inner.upsert(container, document)

    async def replace(self, container: str, document: Document) -> Document:
        return await self.inner.replace(container, document)

    async def delete(self, container: str, id: str, partition: str) -> None:
        await self.inner.delete(container, id, partition)

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
        return await self.inner.query(
            container, partition, equals=equals, order_by=order_by, descending=descending,
            after=after, limit=limit,
        )  # fmt: skip

    def expires(self, container: str) -> bool:
        return self.inner.expires(container)

    async def sweep(self) -> int:
        return await self.inner.sweep()

    async def close(self) -> None:
        await self.inner.close()


CORE_CONTAINERS: Sequence[Container] = (
    Container("threads", "user_id", ("created_at",), KEPT),
    Container("items", "thread_id", ("sort",), KEPT),
    Container("sessions", "thread_id", ("id",), KEPT),
    Container("events", "thread_id", ("seq",), KEPT),
    Container("feedback", "thread_id", ("created_at",), KEPT),
    Container("attachments", "user_id", ("id",), KEPT),
    Container("sandbox", "thread_id", ("id",), KEPT),
    Container("visitors", "kind", ("newest_at",), KEPT),
)

DAY_SECONDS = 86_400


def kept_for(days: int, containers: Sequence[Container] = CORE_CONTAINERS) -> list[Container]:
    """Containers whose conversations go so many days after their last activity; 0 keeps them.

    A day is added, because the documents of a conversation are renewed at most once a day.
    """
    ttl = (days + 1) * DAY_SECONDS if days else KEPT
    return [one if one.ttl is None else replace(one, ttl=ttl) for one in containers]


async def read_all(
    documents: DocumentStore,
    container: str,
    partition: str,
    *,
    equals: Mapping[str, Scalar] | None = None,
    descending: bool = False,
    after: Cursor | None = None,
    limit: int = 200,
) -> AsyncIterator[Document]:
    """Every matching document of a partition in order, read page by page as far as one looks."""
    cursor = after
    while True:
        page = await documents.query(
            container,
            partition,
            equals=equals or {},
            descending=descending,
            after=cursor,
            limit=limit,
        )
        for document in page.documents:
            yield document
        cursor = page.next
        if cursor is None:
            return
