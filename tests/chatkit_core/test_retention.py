"""Conversations go some days after their last activity, as a whole, and leave nothing behind."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from chatkit.store import NotFoundError
from chatkit.types import FileAttachment

from chatkit_core.bootstrap import DATABASE, build_services, open_documents
from chatkit_core.config import load_settings
from chatkit_core.data import (
    CORE_CONTAINERS,
    DAY_SECONDS,
    Container,
    Document,
    StoreUnavailableError,
    kept_for,
)
from chatkit_core.headless import Conversation
from chatkit_core.housekeeping import keep_house
from chatkit_core.renewal import Renewal
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SWEPT_AT_ONCE, SqliteDocumentStore
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.visitors import SIGNED_IN
from tests.chatkit_core.thread_store_contract import ANN, said, thread
from usecases import discover

DAYS = 30
GOODS = Container("goods", "shelf", ("id",))
OF_A_THREAD = ("items", "sessions", "events", "feedback")


@dataclass
class Calendar:
    """The clock of a store and of those who use it."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)

    def seconds(self) -> float:
        return self.now.timestamp()

    def today(self) -> date:
        return self.now.date()


@dataclass
class Desk:
    """A store with one conversation, each of whose containers has documents."""

    path: Path
    calendar: Calendar = field(default_factory=Calendar)

    def __post_init__(self) -> None:
        self.documents = self.another_process()
        self.store = self.another_store()

    def another_process(self) -> SqliteDocumentStore:
        containers = [*kept_for(DAYS), GOODS]
        return SqliteDocumentStore(self.path, containers, clock=self.calendar.seconds)

    def another_store(self) -> DocumentThreadStore:
        store = DocumentThreadStore(self.documents, "retail")
        store.renewal = Renewal(self.documents, self.calendar.today)
        return store

    async def begin(self) -> None:
        await self.store.save_thread(thread(), ANN)
        await self.store.add_thread_item("thr_1", said("m1"), ANN)
        attachment = FileAttachment(
            id="file", name="bill.pdf", mime_type="application/pdf", thread_id="thr_1"
        )
        await self.store.save_attachment(attachment, ANN)
        for container, more in (("sessions", {}), ("events", {"seq": 1}), ("feedback", {})):
            document = {"id": container, "thread_id": "thr_1", "created_at": "2026", **more}
            await self.documents.create(container, document)
        await self.documents.create("goods", {"id": "lamp", "shelf": "a"})

    async def go_on(self, item_id: str) -> None:
        """One more message, as a process says it that has just read the conversation."""
        store = self.another_store()
        await store.load_thread("thr_1", ANN)
        await store.add_thread_item("thr_1", said(item_id), ANN)
        while store.renewal._tasks:
            await asyncio.gather(*store.renewal._tasks.values())

    async def left(self) -> dict[str, int]:
        """How many documents there are, by container, where there are any."""
        found = {}
        for container in OF_A_THREAD:
            found[container] = await self._count(container, "thr_1")
        for container in ("threads", "attachments"):
            found[container] = await self._count(container, "ann")
        found["visitors"] = await self._count("visitors", SIGNED_IN)
        return {container: count for container, count in found.items() if count}

    async def _count(self, container: str, partition: str) -> int:
        return len((await self.documents.query(container, partition, order_by="id")).documents)


WHOLE = dict.fromkeys((*OF_A_THREAD, "threads", "attachments", "visitors"), 1)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path / "app.db")
    await desk.begin()
    yield desk
    await desk.documents.close()


async def test_a_conversation_without_activity_goes_with_all_that_belongs_to_it(desk: Desk) -> None:
    desk.calendar.pass_days(DAYS)
    assert await desk.documents.sweep() == 0
    assert await desk.left() == WHOLE
    desk.calendar.pass_days(1.1)
    assert await desk.documents.sweep() == sum(WHOLE.values())
    assert await desk.left() == {}
    with pytest.raises(NotFoundError):
        await desk.another_store().load_thread("thr_1", ANN)


async def test_what_is_no_conversation_stays(desk: Desk) -> None:
    desk.calendar.pass_days(10 * DAYS)
    await desk.documents.sweep()
    assert (await desk.documents.read("goods", "lamp", "a"))["id"] == "lamp"


async def test_activity_keeps_the_whole_conversation_its_oldest_message_too(desk: Desk) -> None:
    for n in range(4):
        desk.calendar.pass_days(DAYS - 5)
        await desk.go_on(f"later{n}")
        await desk.documents.sweep()
    assert await desk.left() == {**WHOLE, "items": 5}
    desk.calendar.pass_days(DAYS + 1.1)
    await desk.documents.sweep()
    assert await desk.left() == {}


async def test_more_activity_on_one_day_renews_nothing(desk: Desk) -> None:
    statements: list[str] = []
    assert desk.documents._connection
    desk.documents._connection.set_trace_callback(statements.append)
    await desk.go_on("again")
    updates = [one for one in statements if one.startswith("UPDATE")]
    assert updates == []
    desk.calendar.pass_days(1)
    await desk.go_on("tomorrow")
    await desk.go_on("and again")
    updates = [one for one in statements if one.startswith("UPDATE")]
    # Two more items by then; a visitor is written anew, not updated.
    assert len(updates) == sum(WHOLE.values()) + 2 - 1


async def test_a_renewal_that_was_cut_off_begins_again_with_the_next_activity(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.calendar.pass_days(DAYS - 5)

    async def failing(container: str, document: Document) -> Document:
        raise StoreUnavailableError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(desk.documents, "replace", failing)
        await desk.go_on("m2")
    await desk.go_on("m3")
    desk.calendar.pass_days(DAYS - 5)
    await desk.documents.sweep()
    assert await desk.left() == {**WHOLE, "items": 3}


async def test_a_conversation_from_before_there_was_a_limit_counts_as_old_as_the_setting(
    tmp_path: Path,
) -> None:
    """A file of an earlier version has no times in it: its documents count as written now."""
    with closing(sqlite3.connect(tmp_path / "app.db")) as database:
        database.execute(
            "CREATE TABLE threads (partition TEXT NOT NULL, id TEXT NOT NULL, etag TEXT NOT NULL, "
            "body TEXT NOT NULL, PRIMARY KEY (partition, id))"
        )
        body = '{"id":"thr_1","user_id":"ann","created_at":"2020"}'
        database.execute("INSERT INTO threads VALUES ('ann', 'thr_1', 'x', ?)", (body,))
        database.commit()
    calendar = Calendar()
    stores = [
        SqliteDocumentStore(tmp_path / "app.db", kept_for(DAYS), clock=calendar.seconds)
        for _ in range(2)
    ]
    assert (await stores[0].read("threads", "thr_1", "ann"))["created_at"] == "2020"
    assert await stores[1].sweep() == 0
    calendar.pass_days(DAYS + 1.1)
    assert await stores[1].sweep() == 1
    for store in stores:
        await store.close()


async def test_two_processes_may_sweep_at_once_in_small_steps(desk: Desk) -> None:
    for n in range(SWEPT_AT_ONCE * 3):
        await desk.documents.create("feedback", {"id": f"f{n}", "thread_id": "t", "created_at": ""})
    desk.calendar.pass_days(DAYS + 1.1)
    other = desk.another_process()
    swept = await asyncio.gather(desk.documents.sweep(), other.sweep())
    assert sum(swept) == SWEPT_AT_ONCE * 3 + sum(WHOLE.values())
    assert await other.sweep() == 0
    await other.close()


async def test_expired_documents_are_found_by_index(desk: Desk) -> None:
    database = desk.documents._connection
    assert database
    sql = 'EXPLAIN QUERY PLAN SELECT rowid FROM "items" WHERE written < 5 LIMIT 200'
    steps = [row[3] for row in database.execute(sql)]
    assert steps == ["SEARCH items USING COVERING INDEX items_by_written (written<?)"]


def test_days_become_the_lifetime_of_conversations_and_none_of_anything_else() -> None:
    assert {one.ttl for one in kept_for(DAYS)} == {(DAYS + 1) * DAY_SECONDS}
    assert all(one.expires for one in kept_for(DAYS))
    assert kept_for(0) == list(CORE_CONTAINERS)
    assert not any(one.expires for one in CORE_CONTAINERS)
    assert kept_for(DAYS, [GOODS]) == [GOODS]


async def test_the_setting_reaches_the_store(tmp_path: Path) -> None:
    kept = open_documents(load_settings(data_dir=tmp_path, _env_file=None), [])
    assert not kept.expires("items")
    going = open_documents(load_settings(data_dir=tmp_path, retention_days=7, _env_file=None), [])
    assert going.expires("items")


class TestHousekeeping:
    async def test_the_app_sweeps_when_it_starts_without_making_anybody_wait(
        self, tmp_path: Path
    ) -> None:
        settings = load_settings(data_dir=tmp_path, retention_days=DAYS, _env_file=None)
        services = await build_services(settings, [])
        old = {"id": "thr_old", "user_id": "ann", "created_at": "2020"}
        await services.documents.create("threads", old)
        await services.documents.read("threads", "thr_old", "ann")
        with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
            database.execute("UPDATE threads SET written = 0")
            database.commit()
        await services.close()
        services = await build_services(settings, [])
        await asyncio.sleep(0)
        assert (await services.documents.query("threads", "ann")).documents == []
        await services.close()
        assert services.chores.cancelled()

    async def test_demo_data_is_dated_anew_when_the_day_changes_and_trouble_is_survived(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        days: list[date] = []
        enough = asyncio.Event()

        class Case:
            async def seed(self, documents: object, today: date) -> None:
                days.append(today)
                desk.calendar.pass_days(1)
                if len(days) == 1:
                    raise StoreUnavailableError("The database does not answer.")
                if len(days) == 3:
                    enough.set()

        house = asyncio.create_task(
            keep_house(desk.documents, [Case()], desk.calendar.today, every=0.001)  # type: ignore[list-item]
        )
        await asyncio.wait_for(enough.wait(), 5)
        house.cancel()
        assert days == [date(2026, 3, n) for n in (1, 2, 3)]
        assert "Housekeeping is put off: The database does not answer." in caplog.text


async def test_deleting_a_conversation_at_once_after_a_click_leaves_no_late_event(
    tmp_path: Path,
) -> None:
    """The trace is written a moment after the request, here after the delete."""
    settings = load_settings(data_dir=tmp_path, _env_file=None)
    services = await build_services(settings, discover())
    server, context = services.servers["retail"], RequestContext(persona="CUST-1001")
    one = Conversation(server, context, services)
    assert (await one.send("/click retail.start"))["error"] is None
    params = {"thread_id": one.thread_id}
    await server.process(json.dumps({"type": "threads.delete", "params": params}), context)
    assert services.log._task
    await services.log._task
    for container in OF_A_THREAD:
        page = await services.documents.query(container, one.thread_id or "")
        assert page.documents == [], container
    await services.close()
