"""What a request did in the store, told in one event when it is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.data import DocumentNotFoundError
from chatkit_core.trace.checks import evaluate
from chatkit_core.trace.stopwatch import TimedStore
from tests.chatkit_core.trace.demo_server import (
    DemoServer,
    clicks,
    events_of,
    new_thread,
    send,
    store_at,
)


@pytest.fixture
async def server(tmp_path: Path) -> DemoServer:
    return DemoServer(TimedStore(store_at(tmp_path)))


async def test_a_request_tells_its_reads_and_writes_with_their_times(server: DemoServer) -> None:
    await send(server, clicks(await new_thread(server), "DAMAGED"))
    events = await events_of(server, "thr_demo")
    (told,) = [e for e in events if e.kind == "store"]
    done = {(op["op"], op["container"]) for op in told.data["ops"]}
    assert {("read", "threads"), ("read", "sessions"), ("create", "sessions")} <= done
    assert all(op["ms"] >= 0 for op in told.data["ops"])
    assert all(events[0].at - 1 <= op["at"] <= events[-1].at + 1 for op in told.data["ops"])
    assert all(finding.holds for finding in evaluate(events))


async def test_it_is_told_before_the_request_ends_and_belongs_to_it(server: DemoServer) -> None:
    await send(server, clicks(await new_thread(server), "DAMAGED"))
    *_, told, end = await events_of(server, "thr_demo")
    assert (told.kind, end.kind, end.phase) == ("store", "request", "end")
    assert told.parent == told.request == end.span


async def test_a_failed_operation_is_told_by_its_error_and_still_fails(tmp_path: Path) -> None:
    store = TimedStore(store_at(tmp_path))
    with pytest.raises(DocumentNotFoundError):
        await store.read("sessions", "x", "x")
    server = DemoServer(store)
    await send(server, clicks(await new_thread(server), "DAMAGED"))
    (told,) = [e for e in await events_of(server, "thr_demo") if e.kind == "store"]
    missing = [op for op in told.data["ops"] if op.get("error")]
    assert missing[0]["error"] == "DocumentNotFoundError"


async def test_the_log_does_not_time_itself(server: DemoServer) -> None:
    await send(server, clicks(await new_thread(server), "DAMAGED"))
    (told,) = [e for e in await events_of(server, "thr_demo") if e.kind == "store"]
    assert "events" not in {op["container"] for op in told.data["ops"]}
