"""Demo data is written once for a day and a file, and again when either changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from chatkit_core.data import Container, DocumentStore
from chatkit_core.demo_data import DemoData, SeedModel
from chatkit_core.sqlite import SqliteDocumentStore

TODAY = date(2026, 11, 23)


class Seeding:
    """Demo data that notes when it was written."""

    def __init__(self, store: SqliteDocumentStore, file: Path) -> None:
        self.store, self.file = store, file
        self.written: list[date] = []
        self.marks: set[str] = set()
        self.demo = DemoData("people", file, self.write)

    async def write(self, _: DocumentStore, today: date, mark: str) -> None:
        self.written.append(today)
        self.marks.add(mark)

    async def seed(self, today: date = TODAY) -> None:
        await self.demo.seed(self.store, today)


@pytest.fixture
async def seeding(tmp_path: Path) -> AsyncIterator[Seeding]:
    file = tmp_path / "seed.json"
    file.write_text("{}")
    store = SqliteDocumentStore(tmp_path / "app.sqlite3", [Container("people", "tenant", ("id",))])
    yield Seeding(store, file)
    await store.close()


async def test_a_day_is_seeded_once(seeding: Seeding) -> None:
    await seeding.seed()
    await seeding.seed()
    assert seeding.written == [TODAY]


async def test_a_new_day_and_a_new_file_are_seeded_again(seeding: Seeding) -> None:
    await seeding.seed()
    await seeding.seed(TODAY + timedelta(days=1))
    seeding.file.write_text('{"more": true}')
    await seeding.seed(TODAY + timedelta(days=1))
    assert len(seeding.written) == 3
    assert len(seeding.marks) == 3


async def test_a_reset_seeds_the_same_day_again(seeding: Seeding) -> None:
    await seeding.seed()
    await seeding.demo.seed_again(seeding.store, TODAY)
    assert seeding.written == [TODAY, TODAY]


def test_a_misspelt_key_is_an_error() -> None:
    class Seed(SeedModel):
        name: str

    with pytest.raises(ValidationError):
        Seed.model_validate({"name": "Ann", "tiers": "Gold"})
