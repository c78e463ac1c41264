"""Five thousand items and two thousand threads in the SQLite file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chatkit_core.data import CORE_CONTAINERS, DocumentStore
from chatkit_core.sqlite import SqliteDocumentStore
from tests.chatkit_core.growth_contract import Cost, GrowthContract

OPERATIONS = ("create", "read", "upsert", "replace", "delete", "query")


class NotingStore(SqliteDocumentStore):
    """Notes what it is asked."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, CORE_CONTAINERS)
        self.requests: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name in OPERATIONS:
            self.requests.append(name)
        return super().__getattribute__(name)


class TestGrowthOnSqlite(GrowthContract):
    items, threads, most_times_the_work = 5000, 2000, 1.2

    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "app.db"

    async def open_documents(self) -> DocumentStore:
        return NotingStore(self.path)

    async def cost_of(self, documents: DocumentStore, work: Any) -> Cost:
        """Work is counted in steps of SQLite's own machine, which no load changes."""
        assert isinstance(documents, NotingStore)
        assert documents._connection
        cost = Cost()

        def step() -> None:
            cost.work += 1

        documents.requests.clear()
        documents._connection.set_progress_handler(step, 1)
        await work
        documents._connection.set_progress_handler(None, 0)
        cost.requests = list(documents.requests)
        return cost
