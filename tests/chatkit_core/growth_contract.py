"""What opening a big conversation and a long list may cost: no more than small ones."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from chatkit_core.data import DocumentStore
from chatkit_core.session import RequestContext
from chatkit_core.thread_store import DocumentThreadStore
from tests.chatkit_core.thread_store_contract import answered, thread

WINDOW = 20
SMALL, BIG = RequestContext(user_id="small"), RequestContext(user_id="big")


@dataclass
class Cost:
    """What something took: requests to the store, and the work that the store did for them."""

    requests: list[str] = field(default_factory=list)
    work: int = 0


class GrowthContract(ABC):
    """Subclasses fill a store, and say how requests and work are counted."""

    items: int
    threads: int
    most_times_the_work: float

    @abstractmethod
    async def open_documents(self) -> DocumentStore: ...

    @abstractmethod
    async def cost_of(self, documents: DocumentStore, work: Any) -> Cost: ...

    @pytest.fixture
    async def documents(self) -> AsyncIterator[DocumentStore]:
        documents = await self.open_documents()
        store = DocumentThreadStore(documents, "retail")
        for who, items, threads in (
            (SMALL, WINDOW + 5, WINDOW + 5),
            (BIG, self.items, self.threads),
        ):
            name = f"thr_{who.user_id}"
            await store.save_thread(thread(name), who)
            for n in range(items):
                item = answered(f"{who.user_id}{n:05}", seconds=n)
                await store.add_thread_item(name, item.model_copy(update={"thread_id": name}), who)
            for n in range(threads - 1):
                await store.save_thread(thread(store.generate_thread_id(who), minutes=n + 1), who)
        yield documents
        await documents.close()

    async def test_many_items_and_many_threads_open_like_few(
        self, documents: DocumentStore
    ) -> None:
        few = await self.cost_of(documents, self.open_page(documents, SMALL))
        many = await self.cost_of(documents, self.open_page(documents, BIG))
        assert few.requests == many.requests == ["read", "query", "query"]
        assert many.work <= few.work * self.most_times_the_work
        further = await self.cost_of(documents, self.look_further_back(documents))
        assert further.requests == ["query", *["read", "query"] * 4]  # a page, behind an item

    async def look_further_back(self, documents: DocumentStore) -> None:
        """Show earlier, four times."""
        store, after = DocumentThreadStore(documents, "retail"), None
        for _ in range(5):
            page = await store.load_thread_items("thr_big", after, WINDOW, "desc", BIG)
            assert len(page.data) == WINDOW
            after = page.after

    async def open_page(self, documents: DocumentStore, who: RequestContext) -> None:
        """What the page asks for: the thread, its newest items, the newest threads."""
        store = DocumentThreadStore(documents, "retail")
        name = f"thr_{who.user_id}"
        await store.load_thread(name, who)
        newest = await store.load_thread_items(name, None, WINDOW, "desc", who)
        listed = await store.load_threads(WINDOW, None, "desc", who)
        assert len(newest.data) == len(listed.data) == WINDOW
        assert newest.has_more
        assert listed.has_more
