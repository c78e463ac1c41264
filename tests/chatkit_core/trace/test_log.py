"""Order, gaplessness, patience and forgetfulness of the event log."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.data import Document, StoreUnavailableError
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.trace.event import Frozen
from chatkit_core.trace.log import QUEUE_EVENTS, Event, EventLog
from chatkit_core.trace.mask import token
from tests.chatkit_core.trace.demo_server import store_at

THREAD = "thr_1"


def note(log: EventLog, name: str, **more: Any) -> None:
    log.emit(THREAD, kind="note", name=name, **more)


async def names(log: EventLog, **where: Any) -> list[str]:
    return [event.name for event in await log.read(THREAD, **where)]


async def settled(log: EventLog) -> None:
    """Until the background task has nothing left to do."""
    assert log._task
    await log._task


async def test_events_are_stored_in_the_order_they_happened(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    for n in range(250):
        note(log, f"n{n}")
    await log.flush(THREAD)
    events = await log.read(THREAD)
    assert [e.name for e in events] == [f"n{n}" for n in range(250)]
    assert [e.seq for e in events] == list(range(1, 251))


async def test_events_are_written_without_anybody_waiting_for_them(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    note(log, "first")
    await settled(log)
    note(log, "second")
    await settled(log)
    assert await names(log) == ["first", "second"]


async def test_events_noted_before_there_is_a_loop_are_kept(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    await asyncio.to_thread(note, log, "from a thread")
    await log.flush()
    assert await names(log) == ["from a thread"]


async def test_a_tool_thread_wakes_the_loop(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    note(log, "from the loop")
    await settled(log)
    await asyncio.to_thread(note, log, "from a thread")
    await asyncio.sleep(0)  # lets the loop hear of it
    await settled(log)
    assert await names(log) == ["from the loop", "from a thread"]


async def test_two_logs_on_one_file_share_a_gapless_sequence(tmp_path: Path) -> None:
    logs = [EventLog(store_at(tmp_path)), EventLog(store_at(tmp_path))]
    for n in range(30):
        for side, log in zip("ab", logs, strict=True):
            note(log, f"{side}{n}")
            if n % 3 == 0:
                await asyncio.gather(*(log.flush() for log in logs))
    await asyncio.gather(*(log.flush() for log in logs))
    events = await logs[0].read(THREAD)
    assert [e.seq for e in events] == list(range(1, 61))
    for side in "ab":
        mine = [e.name for e in events if e.name.startswith(side)]
        assert mine == [f"{side}{n}" for n in range(30)]


async def test_reading_goes_on_behind_any_event_even_within_a_batch(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    for n in range(1, 11):
        note(log, f"n{n}")
    await log.flush()
    assert await names(log, after=7) == ["n8", "n9", "n10"]
    assert await names(log, after=3, limit=2) == ["n4", "n5"]
    assert await names(log, after=10) == []
    assert [e.seq for e in await log.read_last(THREAD, 3)] == [8, 9, 10]
    assert [e.seq async for e in log.backwards(THREAD)] == list(range(10, 0, -1))


async def test_long_logs_are_read_over_several_pages(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    for n in range(1, 131):
        note(log, f"n{n}")
        await log.flush()
    assert [e.seq for e in await log.read(THREAD)] == list(range(1, 131))
    assert [e.seq async for e in log.backwards(THREAD)] == list(range(130, 0, -1))


async def test_what_is_recorded_does_not_change_afterwards(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    data = {"items": ["lamp"]}
    note(log, "picked", data=data)
    data["items"].append("desk")
    await log.flush()
    (event,) = await log.read(THREAD)
    assert event.data == {"items": ["lamp"]}


async def test_values_that_json_does_not_know_are_recorded_somehow(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    loop: list[Any] = []
    loop.append(loop)
    note(log, "odd", data={"nan": float("nan"), "bytes": b"\xff", "what": object(), "set": {1}})
    note(log, "endless", data=loop)
    note(log, "raw", data=Frozen(b'{"a": 1}'))
    await log.flush()
    odd, endless, raw = await log.read(THREAD)
    assert odd.data["nan"] is None
    assert odd.data["set"] == [1]
    assert endless.data["unreadable"] == "list"
    assert raw.data == {"a": 1}


async def test_an_event_that_no_document_could_hold_is_cut_not_lost(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    note(log, "huge", data={"text": "x" * 2_000_000})
    await log.flush()
    (event,) = await log.read(THREAD)
    assert event.data["too_long"] > 2_000_000
    assert event.data["begins"].startswith('{"text":"xxx')


async def test_an_event_survives_a_round_trip_through_a_line_of_json(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    note(log, "x", data={"a": [1]}, actor="click", span="s", parent="p", ms=1.5, error="no")
    await log.flush()
    (event,) = await log.read(THREAD)
    assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event


class Unreliable(SqliteDocumentStore):
    """Fails while `down`, and can store a document yet report a failure."""

    down = False
    answers_lost = 0

    async def create(self, container: str, document: Document) -> Document:
        if self.down:
            raise StoreUnavailableError("The disk is full.")
        stored = await super().create(container, document)
        if self.answers_lost:
            self.answers_lost -= 1
            raise StoreUnavailableError("The connection was cut.")
        return stored


def unreliable(folder: Path) -> Unreliable:
    store = store_at(folder)
    return Unreliable(store._path, list(store._containers.values()))


async def test_a_store_that_is_down_loses_nothing_and_warns_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatkit_core.trace.log.FIRST_RETRY_SECONDS", 0.001)
    store = unreliable(tmp_path)
    log = EventLog(store)
    store.down = True
    with caplog.at_level(logging.WARNING):
        for n in range(3):
            note(log, f"n{n}")
            await log.flush()
        assert [r.message for r in caplog.records] == [
            "The event log cannot be written, trying again: The disk is full."
        ]
    store.down = False
    await settled(log)
    assert await names(log) == ["n0", "n1", "n2"]


async def test_a_write_whose_answer_was_lost_is_not_written_twice(tmp_path: Path) -> None:
    store = unreliable(tmp_path)
    log = EventLog(store)
    store.answers_lost = 1
    note(log, "once")
    await log.flush()
    await log.flush()
    assert await names(log) == ["once"]


async def test_memory_is_bounded_while_the_store_is_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = unreliable(tmp_path)
    log = EventLog(store)
    store.down = True
    for _ in range(QUEUE_EVENTS + 5):
        note(log, "x", data=Frozen(b"null"))
    assert log._count == QUEUE_EVENTS
    await log.flush()
    store.down = False
    await log.flush()
    assert await log.last_seq(THREAD) == QUEUE_EVENTS
    assert "5 events were lost" in caplog.text
    await log.close()


async def test_one_thread_that_cannot_be_written_does_not_stop_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = EventLog(store_at(tmp_path))
    log.emit("", kind="note", name="of no thread")  # a document must name its partition
    note(log, "fine")
    await log.flush()
    assert await names(log) == ["fine"]
    assert "could not be written" in caplog.text


async def test_a_deleted_conversation_leaves_no_events(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path))
    for n in range(3):
        note(log, f"n{n}")
        await log.flush()
    note(log, "still waiting")
    await log.delete(THREAD)
    await log.flush()
    assert await log.read(THREAD) == []


async def test_secrets_never_reach_the_store(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path), secrets=["0123456789abcdef0123456789abcdef"])
    note(
        log,
        "call",
        data={
            "headers": {"Authorization": "Bearer abcdefghijklmnop", "accept": "json"},
            "said": "my key is 0123456789abcdef0123456789abcdef and sk-abcdefghijklmnopqrst",
        },
        error="401 for Bearer zyxwvutsrqponmlk",
    )
    await log.flush()
    (event,) = await log.read(THREAD)
    text = json.dumps(event.to_json())
    for secret in ("abcdefghijklmnop", "0123456789abcdef", "zyxwvutsrqponmlk"):
        assert secret not in text
    assert event.data["headers"]["accept"] == "json"


async def test_personal_data_is_masked_at_writing_when_asked_for(tmp_path: Path) -> None:
    log = EventLog(store_at(tmp_path), mask_personal_data=True)
    note(log, "found", data={"customer_name": "Jane Smith"}, error="no Jane here")
    log.emit("thr_2", kind="note", name="other", data={"text": "Jane is not known here"})
    await log.flush()
    (event,) = await log.read(THREAD)
    person = token("person", "Jane Smith")
    assert (event.data, event.error) == ({"customer_name": person}, f"no {person} here")
    assert (await log.read("thr_2"))[0].data == {"text": "Jane is not known here"}
