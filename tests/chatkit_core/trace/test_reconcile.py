"""A log that missed changes, because a process died or was slow, catches up with its session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from chatkit_core.trace.frame import frame
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.reconcile import catch_up
from tests.chatkit_core.trace.demo_server import (
    JANE,
    DemoServer,
    clicks,
    new_thread,
    send,
    store_at,
)

ROOT = Path(__file__).parents[3]

DIES_BETWEEN_SESSION_AND_LOG = """
    import asyncio, os, pathlib, signal, sys
    from tests.chatkit_core.trace.demo_server import DemoServer, clicks, new_thread, send, store_at

    async def main():
        server = DemoServer(store_at(pathlib.Path(sys.argv[1])))
        thread_id = await new_thread(server)
        await send(server, clicks(thread_id, "DAMAGED"))
        await server.recorder.flush()
        await send(server, clicks(thread_id, "OTHER"))
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(main())
"""


def reasons(log: list[Any]) -> list[str]:
    return [
        op["new"] for e in log if e.kind == "state" for op in e.data["ops"] if op["key"] == "reason"
    ]


def test_a_kill_between_session_and_log_is_made_up_for(tmp_path: Path) -> None:
    script = textwrap.dedent(DIES_BETWEEN_SESSION_AND_LOG)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


async def test_the_session_is_the_fold_of_its_log_after_a_kill(tmp_path: Path) -> None:
    test_a_kill_between_session_and_log_is_made_up_for(tmp_path)
    documents = store_at(tmp_path)
    log = EventLog(documents)
    assert reasons(await log.read("thr_demo")) == ["DAMAGED"]
    assert await catch_up(documents, log, "thr_demo") == 1
    events = await log.read("thr_demo")
    assert reasons(events) == ["DAMAGED", "OTHER"]
    assert events[-1].data["late"] is True
    assert events[-1].actor == "click"
    stored = await documents.read("sessions", "thr_demo", "thr_demo")
    assert {k: v for k, v in stored["state"].items() if v} == frame(events).state


async def test_catching_up_twice_changes_nothing(tmp_path: Path) -> None:
    server = DemoServer(store_at(tmp_path))
    thread_id = await new_thread(server)
    await send(server, clicks(thread_id, "DAMAGED"))
    assert await catch_up(server.documents, server.recorder, thread_id) == 0
    other = EventLog(server.documents)
    assert await catch_up(server.documents, other, thread_id) == 0
    assert len(reasons(await other.read(thread_id))) == 1


async def test_a_change_appended_twice_or_too_late_is_folded_once_in_its_place(
    tmp_path: Path,
) -> None:
    server = DemoServer(store_at(tmp_path))
    thread_id = await new_thread(server)
    slow = DemoServer(server.documents)
    await send(slow, clicks(thread_id, "DAMAGED"))  # its log has not been written yet ...
    await send(server, clicks(thread_id, "OTHER"))
    await server.recorder.flush()
    assert await catch_up(server.documents, server.recorder, thread_id) == 1
    await slow.recorder.flush()  # ... and now it is
    events = await server.recorder.read(thread_id)
    assert reasons(events) == ["OTHER", "DAMAGED", "DAMAGED"]
    assert frame(events).state["reason"] == "OTHER"


async def test_a_thread_without_a_session_has_nothing_to_catch_up_with(tmp_path: Path) -> None:
    server = DemoServer(store_at(tmp_path))
    assert await catch_up(server.documents, server.recorder, "thr_none") == 0


async def test_somebody_elses_log_is_not_searched_further_than_it_must(tmp_path: Path) -> None:
    server = DemoServer(store_at(tmp_path))
    thread_id = await new_thread(server)
    for n in range(20):
        await send(server, clicks(thread_id, f"R{n}"), JANE)
    await server.recorder.flush()
    assert await catch_up(server.documents, server.recorder, thread_id) == 0
    assert len(reasons(await server.recorder.read(thread_id))) == 20
