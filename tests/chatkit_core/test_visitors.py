"""Everybody's conversations, for those who may see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chatkit.types import ThreadMetadata

from chatkit_core.data import CORE_CONTAINERS
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.visitors import newest_threads

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def documents(tmp_path: Path) -> SqliteDocumentStore:
    return SqliteDocumentStore(tmp_path / "app.sqlite3", CORE_CONTAINERS)


async def test_the_newest_conversations_of_everybody_are_listed_together(
    documents: SqliteDocumentStore,
) -> None:
    store = DocumentThreadStore(documents, "retail")
    users = ["local", "1a2b3c4d.ada", "an/odd#one?", "1a2b3c4d.ada"]
    for minute, user in enumerate(users):
        thread = ThreadMetadata(id=f"thr_{minute}", created_at=MORNING + timedelta(minutes=minute))
        await store.save_thread(thread, RequestContext(user_id=user))
    found = await newest_threads(documents, 10)
    assert [one["id"] for one in found] == ["thr_3", "thr_2", "thr_1", "thr_0"]
    assert [one["id"] for one in await newest_threads(documents, 1)] == ["thr_3"]
    await documents.close()


async def test_a_store_without_conversations_lists_none(documents: SqliteDocumentStore) -> None:
    assert await newest_threads(documents, 10) == []
    await documents.close()
