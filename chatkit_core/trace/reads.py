"""Records what a use case read of its data, so that a replay finds the data as it was then."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from chatkit_core.data import (
    Cursor,
    Document,
    DocumentNotFoundError,
    DocumentStore,
    QueryPage,
    Scalar,
    StoreAround,
)
from chatkit_core.trace.scope import HERE

CONVERSATIONS_KEPT = 300

Key = tuple[Any, ...]


@dataclass(slots=True)
class _Seen:
    """What a conversation's log knows already: documents by ETag, and what each read gave last."""

    etags: set[str] = field(default_factory=set)
    answers: dict[Key, tuple[str, ...]] = field(default_factory=dict)


class ReadsRecorded(StoreAround):
    """Passes everything on to `inner`; what comes back goes into the log of the running request.

    A document is recorded when it is read for the first time in a conversation, or was changed by
    somebody else since; what a conversation wrote itself, a replay writes again. An event tells
    `container`, `partition`, either `id` or `query`, the `ids` that were found in their order
    (`more` says that others follow), and the `documents` that are new.
    """

    def __init__(self, inner: DocumentStore) -> None:
        super().__init__(inner)
        self._conversations: OrderedDict[str, _Seen] = OrderedDict()

    async def create(self, container: str, document: Document) -> Document:
        return self._written(await self.inner.create(container, document))

    async def upsert(self, container: str, document: Document) -> Document:
        return self._written(await self.inner.upsert(container, document))

    async def replace(self, container: str, document: Document) -> Document:
        return self._written(await self.inner.replace(container, document))

    async def read(self, container: str, id: str, partition: str) -> Document:
        where = {"container": container, "partition": partition, "id": id}
        try:
            document = await self.inner.read(container, id, partition)
        except DocumentNotFoundError:
            self._note((container, partition, id), where, [])
            raise
        self._note((container, partition, id), where, [document])
        return document

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
        page = await self.inner.query(
            container, partition, equals=equals, order_by=order_by, descending=descending,
            after=after, limit=limit,
        )  # fmt: skip
        same = {**(equals or {})}
        key = (
            container,
            partition,
            tuple(sorted(same.items())),
            order_by,
            descending,
            after,
            limit,
        )
        asked = {
            "equals": same,
            "order_by": order_by,
            "descending": descending,
            "after": asdict(after) if after else None,
            "limit": limit,
        }
        where = {"container": container, "partition": partition, "query": asked}
        self._note(key, {**where, "more": page.next is not None}, page.documents)
        return page

    def _seen(self, thread_id: str) -> _Seen:
        if thread_id not in self._conversations and len(self._conversations) >= CONVERSATIONS_KEPT:
            self._conversations.popitem(last=False)
        found = self._conversations.setdefault(thread_id, _Seen())
        self._conversations.move_to_end(thread_id)
        return found

    def _written(self, document: Document) -> Document:
        here = HERE.get()
        if here and here.run.thread_id:
            self._seen(here.run.thread_id).etags.add(document["_etag"])
        return document

    def _note(self, key: Key, where: dict[str, Any], documents: Sequence[Document]) -> None:
        here = HERE.get()
        if here is None or here.run.thread_id is None:
            return
        seen = self._seen(here.run.thread_id)
        answer = tuple(document["_etag"] for document in documents)
        if seen.answers.get(key) == answer:
            return
        seen.answers[key] = answer
        new = [document for document in documents if document["_etag"] not in seen.etags]
        seen.etags.update(answer)
        found = {"ids": [document["id"] for document in documents], "documents": new}
        here.run.point("data", where["container"], {**where, **found}, here.parent)
