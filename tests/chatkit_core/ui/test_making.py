"""A server is made where it runs, whatever the page hands over."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.making import made
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sentences import OTHER_THREAD, sentence_for
from tests.servers.talker import Talker


@pytest.fixture
def loop() -> Iterator[LoopThread]:
    found = LoopThread()
    yield found
    found.stop()


class WithDatabase(Talker):
    """Keeps a connection that only the thread it was opened on may use, and starts a task."""

    def __init__(self) -> None:
        super().__init__()
        self.database = sqlite3.connect(":memory:")
        self.ready = asyncio.get_running_loop().create_task(asyncio.sleep(0))

    async def count(self) -> int:
        await self.ready
        return int(self.database.execute("select 1").fetchone()[0])


def test_what_belongs_to_a_thread_is_opened_on_the_thread_it_is_used_on(loop: LoopThread) -> None:
    server = made(WithDatabase, loop)
    assert isinstance(server, WithDatabase)
    assert loop.call(server.count()) == 1


def test_a_function_may_wait_for_what_it_makes(loop: LoopThread) -> None:
    async def make() -> Talker:
        await asyncio.sleep(0)
        return Talker()

    assert isinstance(made(make, loop), Talker)


def test_a_function_may_run_a_loop_of_its_own(loop: LoopThread) -> None:
    def make() -> Talker:
        work = asyncio.sleep(0)
        try:
            asyncio.run(work)
        finally:
            work.close()
        return Talker()

    assert isinstance(made(make, loop), Talker)


def test_a_failure_of_the_server_flies(loop: LoopThread) -> None:
    def fail() -> Talker:
        raise RuntimeError("No key.")

    with pytest.raises(RuntimeError, match="No key"):
        made(fail, loop)


@pytest.mark.parametrize("nothing", [None, "server", 7])
def test_what_is_no_server_is_told_so(loop: LoopThread, nothing: Any) -> None:
    with pytest.raises(ConfigurationError, match="needs a ChatKitServer"):
        made(lambda: nothing, loop)


def test_a_connection_of_another_thread_is_explained(loop: LoopThread) -> None:
    database = sqlite3.connect(":memory:")

    async def use() -> None:
        database.execute("select 1")

    with pytest.raises(sqlite3.ProgrammingError) as told:
        loop.call(use())
    assert sentence_for(told.value) == OTHER_THREAD
