"""Makes a page's ChatKit server where it will run: on the thread of the one loop."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from chatkit.server import ChatKitServer

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.runtime import LoopThread

Server = ChatKitServer[Any]
ServerSource = Server | Callable[[], Server] | Callable[[], Awaitable[Server]]


def made(source: ServerSource, loop: LoopThread) -> Server:
    """The server itself, or what its class or factory gives; ConfigurationError for anything else.

    A server made on another thread could not use what belongs to the thread it was opened on, as a
    SQLite connection does, nor start a task while it is made.
    """
    if isinstance(source, ChatKitServer):
        return source
    found = source() if _needs_the_page(source) else _on_the_loop(source, loop)
    if not isinstance(found, ChatKitServer):
        kind = type(found).__name__
        raise ConfigurationError(
            f"chat() needs a ChatKitServer, its class or a function that makes one, not {kind}."
        )
    return found


def _needs_the_page(source: Callable[[], Any]) -> bool:
    """A function whose result Streamlit caches belongs to the page's own thread."""
    return hasattr(source, "clear") and hasattr(source, "__wrapped__")


def _on_the_loop(source: Callable[[], Any], loop: LoopThread) -> Any:
    async def make() -> Any:
        found = source()
        return await found if inspect.isawaitable(found) else found

    try:
        return loop.call(make(), timeout=None)
    except RuntimeError as error:
        if "event loop" not in str(error):
            raise
        # It runs a loop of its own while it is made, which is not allowed on a loop.
        return source()
