"""The loop thread: script threads wait for it, it never waits for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from chatkit_core.ui.runtime import LoopThread


@pytest.fixture
def loop() -> Iterator[LoopThread]:
    found = LoopThread()
    yield found
    found.stop()


async def which_loop() -> int:
    return id(asyncio.get_running_loop())


def test_everything_runs_on_one_loop(loop: LoopThread) -> None:
    assert {loop.call(which_loop()) for _ in range(3)} == {id(loop.loop)}


def test_a_call_that_takes_too_long_is_cancelled(loop: LoopThread) -> None:
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    with pytest.raises(TimeoutError, match="did not answer in time"):
        loop.call(slow(), timeout=0.05)
    loop.call(asyncio.sleep(0.01))
    assert ended == ["cancelled"]


def test_waiting_on_the_loop_for_the_loop_is_refused(loop: LoopThread) -> None:
    async def inner() -> None: ...

    async def outer() -> str:
        try:
            loop.call(inner())
        except RuntimeError as error:
            return str(error)
        return ""

    assert "its own thread" in loop.call(outer())


async def leave() -> None:
    raise SystemExit(1)


def test_a_server_that_wants_to_end_the_program_does_not_end_its_loop(loop: LoopThread) -> None:
    with pytest.raises(RuntimeError, match="end the program"):
        loop.call(leave())

    async def in_the_background() -> None:
        task = asyncio.create_task(leave())
        await asyncio.sleep(0)
        with pytest.raises(SystemExit):
            await task

    loop.call(in_the_background())
    assert loop.call(which_loop()) == id(loop.loop)
