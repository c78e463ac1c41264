"""A server is made once, where it runs, whatever the page hands over."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.making import LOOPLESS, Making, given, home_of, settle
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sentences import OTHER_THREAD, sentence_for
from tests.servers.talker import Talker

WAIT = 10.0


class WithDatabase(Talker):
    """Keeps a connection that only the thread it was opened on may use, and starts a task."""

    def __init__(self) -> None:
        super().__init__()
        self.database = sqlite3.connect(":memory:")
        self.ready = asyncio.get_running_loop().create_task(asyncio.sleep(0))

    async def count(self) -> int:
        await self.ready
        return int(self.database.execute("select 1").fetchone()[0])


def made(source: Callable[[], Any]) -> Any:
    making = Making(source)
    assert making.is_over(WAIT)
    return making.server()


def test_what_belongs_to_a_thread_is_opened_on_the_thread_it_is_used_on() -> None:
    server = made(WithDatabase)
    assert home_of(server).call(server.count()) == 1


def test_a_function_may_wait_for_what_it_makes() -> None:
    async def make() -> WithDatabase:
        await asyncio.sleep(0)
        return WithDatabase()

    for source in (make, lambda: make()):
        server = made(source)
        assert home_of(server).call(server.count()) == 1


def test_a_function_may_run_a_loop_of_its_own_and_is_called_once() -> None:
    calls: list[Talker] = []

    def make() -> Talker:
        calls.append(Talker())
        asyncio.run(asyncio.sleep(0))
        return calls[-1]

    server = made(make)
    assert calls == [server]
    assert home_of(server).call(asyncio.sleep(0, "runs")) == "runs"


def test_a_function_that_needs_a_running_loop_is_told_what_to_be_and_called_once() -> None:
    calls: list[int] = []

    def make() -> WithDatabase:
        calls.append(1)
        return WithDatabase()

    with pytest.raises(ConfigurationError) as told:
        made(make)
    assert str(told.value) == LOOPLESS
    assert calls == [1]


def test_a_failure_of_the_server_flies_and_leaves_no_thread_behind() -> None:
    thread: list[threading.Thread] = []

    def fail() -> Talker:
        thread.append(threading.current_thread())
        raise RuntimeError("No key.")

    with pytest.raises(RuntimeError, match="No key"):
        made(fail)
    thread[0].join(WAIT)
    assert not thread[0].is_alive()


@pytest.mark.parametrize("nothing", [None, "server", 7])
def test_what_is_no_server_is_told_so(nothing: Any) -> None:
    with pytest.raises(ConfigurationError, match="not NoneType"):
        given(None)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="needs a ChatKitServer"):
        made(lambda: nothing)


def test_a_server_that_is_not_made_yet_keeps_nobody_waiting() -> None:
    release = threading.Event()

    def make() -> Talker:
        assert release.wait(WAIT)
        return Talker()

    making = Making(make)
    assert not making.is_over()
    release.set()
    assert making.is_over(WAIT)
    assert isinstance(making.server(), Talker)


def test_a_server_has_one_loop_of_its_own_unless_it_lives_elsewhere() -> None:
    one, other = Talker(), Talker()
    assert home_of(one) is home_of(one)
    assert home_of(one) is not home_of(other)
    ours, shared = Talker(), LoopThread()
    settle(ours, shared)
    assert home_of(ours) is shared
    assert home_of(made(lambda: ours)) is shared
    shared.stop()


def test_the_loop_of_a_server_ends_with_it() -> None:
    server = Talker()
    home = home_of(server)
    del server
    home._thread.join(WAIT)
    assert home.loop.is_closed()


def test_a_server_that_is_there_is_taken_as_it_is() -> None:
    server = Talker()
    assert given(server) is server
    assert given(Talker) is None


def test_a_connection_of_another_thread_is_explained() -> None:
    database = sqlite3.connect(":memory:")
    loop = LoopThread()

    async def use() -> None:
        database.execute("select 1")

    with pytest.raises(sqlite3.ProgrammingError) as told:
        loop.call(use())
    loop.stop()
    assert sentence_for(told.value) == OTHER_THREAD
