"""A use case's data for one conversation alone: a copy that nobody else reads or writes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from chatkit_core.data import (
    Container,
    Cursor,
    Document,
    DocumentStore,
    QueryPage,
    Scalar,
)

SANDBOX = "sandbox"
PREFIX = "thr_sandbox_"
PAGE = 200


def new_sandbox() -> str:
    """The id of a conversation with data of its own; anybody can tell by it."""
    return f"{PREFIX}{secrets.token_hex(16)}"


def sandbox_named_in(request: str | bytes | bytearray) -> str | None:
    """The conversation that a ChatKit request is for, if it has data of its own."""
    raw = request.encode() if isinstance(request, str) else bytes(request)
    if PREFIX.encode() not in raw:
        return None
    try:
        thread_id = from_json(raw)["params"]["thread_id"]
    except (ValueError, KeyError, TypeError):
        return None
    named = isinstance(thread_id, str) and thread_id.startswith(PREFIX)
    return thread_id if named else None


class SandboxDocuments(DocumentStore):
    """Keeps the documents of `containers` in the sandbox of one thread; the others are `base`'s.

    A sandbox is one partition of one container, so that it goes with its conversation. It begins
    empty. Queries read all of what they order, which demo data is small enough for.
    """

    def __init__(
        self, base: DocumentStore, thread_id: str, containers: Sequence[Container]
    ) -> None:
        self._base = base
        self._thread_id = thread_id
        self._containers = {container.name: container for container in containers}

    async def create(self, container: str, document: Document) -> Document:
        if container not in self._containers:
            return await self._base.create(container, document)
        return _inner(await self._base.create(SANDBOX, self._outer(container, document)))

    async def read(self, container: str, id: str, partition: str) -> Document:
        if container not in self._containers:
            return await self._base.read(container, id, partition)
        outer = await self._base.read(SANDBOX, _id(container, partition, id), self._thread_id)
        return _inner(outer)

    async def upsert(self, container: str, document: Document) -> Document:
        if container not in self._containers:
            return await self._base.upsert(container, document)
        return _inner(await self._base.upsert(SANDBOX, self._outer(container, document)))

    async def replace(self, container: str, document: Document) -> Document:
        if container not in self._containers:
            return await self._base.replace(container, document)
        expected = {"_etag": document["_etag"]} if document.get("_etag") else {}
        outer = {**self._outer(container, document), **expected}
        return _inner(await self._base.replace(SANDBOX, outer))

    async def delete(self, container: str, id: str, partition: str) -> None:
        if container not in self._containers:
            await self._base.delete(container, id, partition)
        else:
            await self._base.delete(SANDBOX, _id(container, partition, id), self._thread_id)

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
        if container not in self._containers:
            return await self._base.query(
                container, partition, equals=equals, order_by=order_by, descending=descending,
                after=after, limit=limit,
            )  # fmt: skip
        field = self._containers[container].order_field(order_by)
        found = [
            document
            for document in await self._all(container, partition)
            if all(_same(document.get(name), value) for name, value in (equals or {}).items())
        ]
        found.sort(key=lambda document: (document[field], document["id"]), reverse=descending)
        if after:
            found = [
                document for document in found if _is_behind(document, field, after, descending)
            ]
        return QueryPage.of(found[: limit + 1], field, limit)

    async def close(self) -> None:
        """The base belongs to everybody, and stays open."""

    async def _all(self, container: str, partition: str) -> list[Document]:
        found: list[Document] = []
        cursor = None
        wanted: dict[str, Scalar] = {"container": container, "partition": partition}
        while True:
            page = await self._base.query(
                SANDBOX, self._thread_id, equals=wanted, after=cursor, limit=PAGE
            )
            found += (_inner(outer) for outer in page.documents)
            cursor = page.next
            if cursor is None:
                return found

    def _outer(self, container: str, document: Document) -> Document:
        partition = self._containers[container].partition_of(document)
        return {
            "id": _id(container, partition, document["id"]),
            "thread_id": self._thread_id,
            "container": container,
            "partition": partition,
            "document": {name: value for name, value in document.items() if name != "_etag"},
        }


def _id(container: str, partition: str, id: str) -> str:
    """An id may not hold what a partition may, so that one stands there by its digest."""
    return f"{container}:{hashlib.sha256(partition.encode()).hexdigest()[:16]}:{id}"


def _inner(outer: Document) -> Document:
    return {**outer["document"], "_etag": outer["_etag"]}


def _same(value: Any, wanted: Scalar) -> bool:
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _is_behind(document: Document, field: str, after: Cursor, descending: bool) -> bool:
    here, there = (document[field], document["id"]), (after.value, after.id)
    return here < there if descending else here > there
