"""One asyncio loop on one daemon thread: every async client of the process lives on it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

CALL_TIMEOUT = 20.0
"""Seconds a page waits for one plain request before it tells the user so."""


class LoopThread:
    """Runs coroutines for script threads, which never own a loop themselves."""

    def __init__(self, name: str = "chat-loop") -> None:
        self.loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()
        self._ready.wait()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.call_soon(self._ready.set)
        self.loop.run_forever()

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start `work` on the loop and return at once."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

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

    def stop(self) -> None:
        """End the loop and what runs on it; only tests need this."""
        self.call(_cancel_the_rest())
        self.soon(self.loop.stop)
        self._thread.join(timeout=5)
        self.loop.close()


async def _cancel_the_rest() -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
