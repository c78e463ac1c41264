"""Loops on threads of their own: one for all of this app, one for every server from elsewhere."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

CALL_TIMEOUT = 20.0
"""Seconds a page waits for one plain request before it tells the user so."""


EXITS = (SystemExit, KeyboardInterrupt)
"""What asyncio lets out of a loop: a server that calls `sys.exit()` must not end its thread."""


async def _contained(work: Coroutine[Any, Any, T]) -> T:
    try:
        return await work
    except EXITS as error:
        raise RuntimeError("A server wanted to end the program.") from error


class LoopThread:
    """Runs coroutines for script threads, which never own a loop themselves.

    `first` is called on the new thread before its loop runs: it may run a loop of its own.
    """

    def __init__(self, name: str = "chat-loop", first: Callable[[], object] | None = None) -> None:
        self.loop = asyncio.new_event_loop()
        self._first = first
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        if self._first is not None:
            self._first()
            # A loop of its own has taken this one's place as the thread's.
            asyncio.set_event_loop(self.loop)
        try:
            while not self._runs_out():
                log.error("What runs on %s wanted to end the program.", self._thread.name)
        finally:
            self.loop.close()

    def _runs_out(self) -> bool:
        """Run until the loop is stopped; False when some task of it wanted to exit instead."""
        try:
            self.loop.run_forever()
        except EXITS:
            return False
        return True

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start `work` on the loop and return at once."""
        return asyncio.run_coroutine_threadsafe(_contained(work), self.loop)

    def call(self, work: Coroutine[Any, Any, T], timeout: float | None = CALL_TIMEOUT) -> T:
        """Wait for `work`; TimeoutError cancels it. Refused on the loop thread: a deadlock."""
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("LoopThread.call() would wait for its own thread.")
        future = self.submit(work)
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise TimeoutError("The server did not answer in time.") from None

    def soon(self, callback: Callable[..., object], *args: object) -> None:
        """Run a plain function on the loop thread, from any thread."""
        self.loop.call_soon_threadsafe(callback, *args)

    def end(self) -> None:
        """Have the loop, and what runs on it, come to its end; waits for nothing."""
        if not self.loop.is_closed():
            self.soon(lambda: self.loop.create_task(self._wind_up()))

    async def _wind_up(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self.loop.shutdown_asyncgens()
        self.loop.stop()

    def stop(self) -> None:
        """End the loop and wait for it; only tests need this."""
        self.end()
        self._thread.join(timeout=5)
