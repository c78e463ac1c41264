"""A front desk on a store of its own, on a fixed day, with the demo data in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatkit_core.data import CORE_CONTAINERS
from chatkit_core.sqlite import SqliteDocumentStore
from tests.usecases.healthcare.desk import NOW, Desk
from usecases.healthcare.cosmos_client import CONTAINERS
from usecases.healthcare.seed import seed


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(tmp_path / "app.sqlite3", [*CORE_CONTAINERS, *CONTAINERS])
    await seed(store, NOW.date())
    yield store
    await store.close()


@pytest.fixture
async def other_process(
    tmp_path: Path, documents: SqliteDocumentStore
) -> AsyncIterator[SqliteDocumentStore]:
    """A second store on the same file, as another process has it."""
    store = SqliteDocumentStore(tmp_path / "app.sqlite3", [*CORE_CONTAINERS, *CONTAINERS])
    yield store
    await store.close()


@pytest.fixture
def desk(documents: SqliteDocumentStore) -> Desk:
    return Desk(documents)
