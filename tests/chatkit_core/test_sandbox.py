"""The sandbox of a conversation keeps every promise of a document store, and its data to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.data import CORE_CONTAINERS, DocumentNotFoundError, DocumentStore
from chatkit_core.sandbox import SandboxDocuments, new_sandbox, sandbox_named_in
from chatkit_core.sqlite import SqliteDocumentStore
from tests.chatkit_core.document_store_contract import (
    BOOKS,
    CONTAINERS,
    DocumentStoreContract,
    book,
)


class TestSandboxDocuments(DocumentStoreContract):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "app.db"

    async def open_store(self) -> DocumentStore:
        base = SqliteDocumentStore(self.path, [*CORE_CONTAINERS, *CONTAINERS])
        return SandboxDocuments(base, "thr_sandbox_1", CONTAINERS)


async def test_one_sandbox_knows_nothing_of_another_nor_of_what_is_outside(tmp_path: Path) -> None:
    base = SqliteDocumentStore(tmp_path / "app.db", [*CORE_CONTAINERS, *CONTAINERS])
    await base.create(BOOKS, book("outside"))
    one, other = (SandboxDocuments(base, id, CONTAINERS) for id in ("thr_1", "thr_2"))
    await one.create(BOOKS, book("mine"))
    assert [d["id"] for d in (await one.query(BOOKS, "a")).documents] == ["mine"]
    assert (await other.query(BOOKS, "a")).documents == []
    with pytest.raises(DocumentNotFoundError):
        await one.read(BOOKS, "outside", "a")
    await base.close()


def test_only_the_thread_that_a_request_is_for_says_whether_it_has_a_sandbox() -> None:
    mine = new_sandbox()
    request = '{"type": "items.list", "params": {"thread_id": "%s"}}'
    assert sandbox_named_in(request % mine) == mine
    assert sandbox_named_in(request % "thr_1") is None
    elsewhere = '{"params": {"thread_id": "thr_1", "action": {"thread_id": "%s"}}}'
    assert sandbox_named_in(elsewhere % mine) is None
    assert sandbox_named_in(f"{mine} is no JSON") is None
