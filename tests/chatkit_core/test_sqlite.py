"""The SQLite adapter: the contract, several processes, and a disk that lets it down."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from chatkit_core.data import Container, Cursor, DocumentStore, StoreUnavailableError
from chatkit_core.sqlite import SqliteDocumentStore
from tests.chatkit_core.document_store_contract import (
    BOOKS,
    CONTAINERS,
    DocumentStoreContract,
    book,
    increment,
)

ROOT = Path(__file__).parents[2]


class TestSqliteDocumentStore(DocumentStoreContract):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "not" / "there" / "yet.db"

    async def open_store(self) -> DocumentStore:
        return SqliteDocumentStore(self.path, CONTAINERS)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(tmp_path / "app.db", CONTAINERS, patience=0.1)
    yield store
    await store.close()


def python(code: str, *arguments: object, stdout: int | None = None) -> subprocess.Popen[str]:
    """Another process that works on the same file."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdout=stdout,
        text=True,
    )


COUNT = """
    import asyncio, sys
    from pathlib import Path
    from chatkit_core.sqlite import SqliteDocumentStore
    from tests.chatkit_core.document_store_contract import BOOKS, CONTAINERS, book, increment

    async def main():
        store = SqliteDocumentStore(Path(sys.argv[1]), CONTAINERS)
        for n in range(100):
            await increment(store)
            await store.create(BOOKS, book(f"{sys.argv[2]}-{n}"))
        await store.close()

    asyncio.run(main())
"""

WRITE_FOREVER = """
    import asyncio, sys
    from pathlib import Path
    from chatkit_core.sqlite import SqliteDocumentStore
    from tests.chatkit_core.document_store_contract import BOOKS, CONTAINERS, book

    async def main():
        store = SqliteDocumentStore(Path(sys.argv[1]), CONTAINERS)
        n = 0
        while True:
            await store.create(BOOKS, book(f"b{n:06}", filler="x" * 3000))
            print(n, flush=True)
            n += 1

    asyncio.run(main())
"""


class TestSeveralProcesses:
    async def test_two_processes_on_one_new_file_lose_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "app.db"
        store = SqliteDocumentStore(path, CONTAINERS)
        await store.create(BOOKS, book("1", count=0))
        others = [python(COUNT, path, name) for name in "xy"]
        for _ in range(100):
            await increment(store)
        for other in others:
            assert await asyncio.to_thread(other.wait, 60) == 0
        assert (await store.read(BOOKS, "1", "a"))["count"] == 300
        assert len((await store.query(BOOKS, "a", limit=1000)).documents) == 201
        await store.close()

    async def test_processes_that_start_together_all_open_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "app.db"
        code = COUNT.replace("range(100)", "range(0)")
        starting = [python(code, path, n) for n in range(4)]
        assert [await asyncio.to_thread(process.wait, 60) for process in starting] == [0] * 4

    async def test_a_process_killed_while_writing_leaves_all_it_reported(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "app.db"
        writer = python(WRITE_FOREVER, path, stdout=subprocess.PIPE)
        assert writer.stdout
        reported = -1
        while reported < 200:
            reported = int(await asyncio.to_thread(writer.stdout.readline))
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = await asyncio.to_thread(writer.communicate)
        reported = max([reported, *(int(line) for line in rest.splitlines())])

        store = SqliteDocumentStore(path, CONTAINERS)
        found = (await store.query(BOOKS, "a", order_by="id", limit=100_000)).documents
        await store.create(BOOKS, book("after"))
        await store.close()
        assert len(found) in (reported + 1, reported + 2)
        assert [document["id"] for document in found] == [f"b{n:06}" for n in range(len(found))]
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    async def test_a_short_lock_by_another_process_is_waited_for_without_blocking_the_loop(
        self, tmp_path: Path
    ) -> None:
        store = SqliteDocumentStore(tmp_path / "app.db", CONTAINERS, patience=10)
        await store.create(BOOKS, book("1"))
        lock = sqlite3.connect(tmp_path / "app.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(store.upsert(BOOKS, book("1", year=2001)))
        await asyncio.sleep(0.05)
        assert not writing.done()
        assert (await store.read(BOOKS, "1", "a"))["year"] == 2000
        lock.execute("ROLLBACK")
        assert (await writing)["year"] == 2001
        lock.close()
        await store.close()


class TestGrowth:
    @pytest.mark.parametrize("order_by", ["year", "title", "id"])
    @pytest.mark.parametrize("descending", [False, True])
    async def test_a_page_is_found_by_index_alone(
        self, store: SqliteDocumentStore, order_by: str, descending: bool
    ) -> None:
        await store.create(BOOKS, book("1"))
        database = store._connection
        assert database
        statements: list[str] = []
        database.set_trace_callback(statements.append)
        cursor = Cursor(2000 if order_by == "year" else "x", "1")
        await store.query(
            BOOKS,
            "a",
            equals={"note": "n"},
            order_by=order_by,
            descending=descending,
            after=cursor,
            limit=20,
        )
        database.set_trace_callback(None)
        [statement] = statements
        steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}")]
        index = "sqlite_autoindex_books_1" if order_by == "id" else f"books_by_{order_by}"
        bound = "id" if order_by == "id" else "<expr>"
        sign = "<" if descending else ">"
        assert steps == [f"SEARCH books USING INDEX {index} (partition=? AND {bound}{sign}?)"]

    async def test_the_last_page_of_five_thousand_costs_about_what_the_first_does(
        self, store: SqliteDocumentStore
    ) -> None:
        for n in range(5000):
            await store.create(BOOKS, book(f"b{n:05}", year=n // 10))

        async def steps(after: Cursor | None) -> int:
            counted = 0

            def count() -> None:
                nonlocal counted
                counted += 1

            database = store._connection
            assert database
            database.set_progress_handler(count, 1)
            page = await store.query(BOOKS, "a", after=after, limit=20)
            database.set_progress_handler(None, 0)
            assert len(page.documents) == 20
            return counted

        assert await steps(Cursor(497, "b04979")) < 4 * await steps(None)

    async def test_a_read_and_a_write_cost_the_loop_little(self, tmp_path: Path) -> None:
        """Both cost some 15 and 60 microseconds; the bound leaves room for a slow machine."""
        store = SqliteDocumentStore(tmp_path / "app.db", CONTAINERS)
        document = await store.create(BOOKS, book("1", filler="x" * 2000))
        started = time.process_time()
        for _ in range(300):
            document = await store.replace(BOOKS, document)
            await store.read(BOOKS, "1", "a")
        assert (time.process_time() - started) / 300 < 0.001
        await store.close()


class TestTrouble:
    async def test_a_lock_that_stays_is_reported_and_over_once_it_is_gone(
        self, store: SqliteDocumentStore, tmp_path: Path
    ) -> None:
        await store.create(BOOKS, book("1"))
        lock = sqlite3.connect(tmp_path / "app.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="locked by another program"):
            await store.create(BOOKS, book("2"))
        lock.close()
        await store.create(BOOKS, book("2"))

    async def test_a_full_disk_is_reported_and_what_was_stored_stays_readable(
        self, store: SqliteDocumentStore
    ) -> None:
        await store.create(BOOKS, book("1"))
        assert store._connection
        store._connection.execute("PRAGMA max_page_count = 12")
        with pytest.raises(StoreUnavailableError, match=r"is full\. Free some space"):
            await store.create(BOOKS, book("2", filler="x" * 100_000))
        assert (await store.read(BOOKS, "1", "a"))["id"] == "1"
        await store.create(BOOKS, book("after"))

    async def test_a_read_only_file_is_reported_and_tried_afresh_next_time(
        self, store: SqliteDocumentStore
    ) -> None:
        await store.create(BOOKS, book("1"))
        assert store._connection
        store._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreUnavailableError, match=r"read-only.*writable"):
            await store.create(BOOKS, book("2"))
        await store.create(BOOKS, book("2"))

    async def test_a_file_that_is_no_database_is_reported_and_left_alone(
        self, store: SqliteDocumentStore, tmp_path: Path
    ) -> None:
        (tmp_path / "app.db").write_text("Dear diary, " * 1000)
        with pytest.raises(StoreUnavailableError, match="not a database of this app"):
            await store.read(BOOKS, "1", "a")
        assert (tmp_path / "app.db").read_text().startswith("Dear diary")
        (tmp_path / "app.db").unlink()
        await store.create(BOOKS, book("1"))

    async def test_a_damaged_file_is_reported(self, tmp_path: Path) -> None:
        path = tmp_path / "app.db"
        store = SqliteDocumentStore(path, CONTAINERS)
        for n in range(200):
            await store.create(BOOKS, book(f"b{n}", filler="x" * 500))
        await store.close()
        content = bytearray(path.read_bytes())
        content[4096 * 4 :] = b"\xff" * (len(content) - 4096 * 4)
        path.write_bytes(content)
        with pytest.raises(StoreUnavailableError, match="damaged"):
            await store.query(BOOKS, "a", limit=1000)
        await store.close()

    async def test_a_folder_that_cannot_be_made_is_reported_with_the_setting_to_change(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("in the way")
        store = SqliteDocumentStore(tmp_path / "file" / "app.db", CONTAINERS)
        with pytest.raises(StoreUnavailableError, match=r"cannot be opened.*DATA_DIR"):
            await store.read(BOOKS, "1", "a")

    async def test_a_folder_in_place_of_the_file_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / "app.db").mkdir()
        with pytest.raises(StoreUnavailableError, match="cannot be opened"):
            await SqliteDocumentStore(tmp_path / "app.db", CONTAINERS).read(BOOKS, "1", "a")

    async def test_a_value_that_is_no_json_is_a_mistake_of_the_caller(
        self, store: SqliteDocumentStore
    ) -> None:
        with pytest.raises(ValueError, match="JSON"):
            await store.create(BOOKS, book("1", price=float("nan")))

    def test_names_that_are_no_plain_words_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="cannot name"):
            SqliteDocumentStore(tmp_path / "app.db", [Container("a; b", "owner")])

    def test_nothing_is_opened_before_it_is_used(self, tmp_path: Path) -> None:
        SqliteDocumentStore(tmp_path / "data" / "app.db", CONTAINERS)
        assert not (tmp_path / "data").exists()
