"""The ChatKit store on SQLite: the contract, and what it costs in store requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.data import CORE_CONTAINERS, DocumentStore
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.thread_store import OWNERS_KEPT, DocumentThreadStore
from tests.chatkit_core.thread_store_contract import (
    ANN,
    ThreadStoreContract,
    User,
    answered,
    card,
    said,
    thread,
)


class TestDocumentThreadStoreOnSqlite(ThreadStoreContract):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "app.db"

    async def open_documents(self) -> DocumentStore:
        return SqliteDocumentStore(self.path, CORE_CONTAINERS)


class CountingStore(SqliteDocumentStore):
    """Notes every request, which on Cosmos DB is what costs time and money."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, CORE_CONTAINERS)
        self.requests: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name in ("create", "read", "upsert", "replace", "delete", "query"):
            self.requests.append(name)
        return super().__getattribute__(name)


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[CountingStore]:
    documents = CountingStore(tmp_path / "app.db")
    yield documents
    await documents.close()


class TestCost:
    async def test_each_step_of_a_turn_costs_few_requests(self, documents: CountingStore) -> None:
        store = DocumentThreadStore(documents, "retail")

        def spent() -> list[str]:
            requests, documents.requests = documents.requests, []
            return requests

        await store.save_thread(thread(store.generate_thread_id(ANN)), ANN)
        assert spent() == ["create", "upsert"]  # the second one says that Ann was here
        await store.save_thread(thread(), ANN)
        assert spent() == ["read", "query", "upsert", "upsert"]
        await store.save_thread(thread(title="Named"), ANN)
        assert spent() == ["read", "upsert"]
        await store.add_thread_item("thr_1", said("m1"), ANN)
        assert spent() == ["create"]
        await store.add_thread_item("thr_1", card(), ANN)
        assert spent() == ["create"]
        await store.load_item("thr_1", "card", ANN)
        assert spent() == ["read"]
        await store.save_item("thr_1", card(locked=True), ANN)
        assert spent() == ["replace"]
        await DocumentThreadStore(documents).save_item("thr_1", card(locked=False), ANN)
        assert spent() == ["read", "upsert"]
        await store.save_item("thr_1", card(locked=True), ANN)
        assert spent() == ["replace", "read", "read", "upsert"]
        await store.load_thread_items("thr_1", None, 20, "desc", ANN)
        assert spent() == ["query"]
        await store.newest_items("thr_1", 100, {"user_message"}, ANN)
        assert spent() == ["query"]

    async def test_five_thousand_items_open_with_one_request_and_delete_without_a_long_stall(
        self, documents: CountingStore
    ) -> None:
        store = DocumentThreadStore(documents)
        await store.save_thread(thread(), ANN)
        for n in range(5000):
            await store.add_thread_item("thr_1", answered(f"m{n:04}"), ANN)
        documents.requests.clear()
        newest = await store.load_thread_items("thr_1", None, 20, "desc", ANN)
        assert [item.id for item in newest.data] == [f"m{n}" for n in range(4999, 4979, -1)]
        assert documents.requests == ["query"]

        deleting = asyncio.create_task(store.delete_thread("thr_1", ANN))
        breaths = 0
        while not deleting.done():
            await asyncio.sleep(0)
            breaths += 1
        await deleting
        assert breaths > 200
        assert (await documents.query("items", "thr_1")).documents == []

    async def test_remembered_owners_do_not_grow_without_bound(
        self, documents: CountingStore
    ) -> None:
        store = DocumentThreadStore(documents)
        for n in range(OWNERS_KEPT + 50):
            store._remember_owner(f"thr_{n}", ANN)
        assert len(store._owners) == OWNERS_KEPT

    async def test_a_user_without_a_name_owns_nothing(self, documents: CountingStore) -> None:
        with pytest.raises(ValueError, match="user_id"):
            await DocumentThreadStore(documents).save_thread(thread(), User(""))
