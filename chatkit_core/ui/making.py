"""Makes a page's ChatKit server where it will run: on the thread of a loop of its own."""

from __future__ import annotations

import inspect
import time
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any

from chatkit.server import ChatKitServer

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.runtime import LoopThread

Server = ChatKitServer[Any]
ServerSource = Server | Callable[[], Server] | Callable[[], Awaitable[Server]]

NAME = "chat-server"
HOME = "_chat_loop"
"""The attribute of a server that has its loop: some servers cannot be keys of a dictionary."""
LOOPLESS = (
    "This assistant starts work on an event loop while it is made. Give chat() its class, or an "
    "async function that makes it."
)


def given(source: ServerSource) -> Server | None:
    """The server, where it is there already or the page's own thread has to make it.

    A function whose result Streamlit caches belongs to that thread.
    """
    if isinstance(source, ChatKitServer) or not callable(source):
        return _server(source)
    is_cached = hasattr(source, "clear") and hasattr(source, "__wrapped__")
    return _server(source()) if is_cached else None


def home_of(server: Server) -> LoopThread:
    """The loop of this server: one of its own, so that what it blocks is only itself.

    It has the same one in every page, and the loop ends with it.
    """
    known: LoopThread | None = getattr(server, HOME, None)
    return known or _moved_into(LoopThread(NAME), server)


def settle(server: Server, home: LoopThread) -> None:
    """Have a server live on this loop, where what it uses lives as well."""
    vars(server)[HOME] = home  # a frozen dataclass would refuse an assignment


def _moved_into(own: LoopThread, server: Server) -> LoopThread:
    settle(server, own)
    weakref.finalize(server, own.end).atexit = False
    return own


class Making:
    """A server on its way, from its class or from a function; pages look whether it is there.

    It is made once, on the thread that it will run on: elsewhere it could not use what belongs to
    the thread it was opened on, as a SQLite connection does. A class and an async function find
    the loop running, so that they may start tasks; a plain function does not yet, so that it may
    run a loop of its own, as scripts do.
    """

    def __init__(self, source: Callable[[], Any]) -> None:
        self._since = time.monotonic()
        self._source = source
        self._early: Future[Any] | None = None
        on_the_loop = inspect.isclass(source) or inspect.iscoroutinefunction(source)
        if not on_the_loop:
            self._early = Future()
        self._loop = LoopThread(NAME, first=None if on_the_loop else self._call)
        self._made = self._loop.submit(self._make())

    @property
    def seconds(self) -> float:
        """How long it takes so far."""
        return time.monotonic() - self._since

    def is_over(self, patience: float = 0.0) -> bool:
        """Whether the server is there, or failed, after waiting `patience` seconds."""
        try:
            self._made.exception(patience)
        except TimeoutError:
            return False
        return True

    def server(self) -> Server:
        """What was made; raises what the class or the function raised. Call it when it is over."""
        try:
            return self._made.result(0)
        except BaseException:
            self._loop.end()
            raise

    def _call(self) -> None:
        if self._early is not None:
            try:
                self._early.set_result(self._source())
            except BaseException as error:  # the thread goes on: whoever waits is told
                self._early.set_exception(error)

    async def _make(self) -> Server:
        found = self._source() if self._early is None else _result(self._early)
        server = _server(await found if inspect.isawaitable(found) else found)
        if hasattr(server, HOME):
            self._loop.end()  # it lives elsewhere already
        else:
            _moved_into(self._loop, server)
        return server


def _result(early: Future[Any]) -> Any:
    try:
        return early.result(0)
    except RuntimeError as error:
        if "no running event loop" in str(error):
            raise ConfigurationError(LOOPLESS) from error
        raise


def _server(found: Any) -> Server:
    if not isinstance(found, ChatKitServer):
        kind = type(found).__name__
        raise ConfigurationError(
            f"chat() needs a ChatKitServer, its class or a function that makes one, not {kind}."
        )
    return found
