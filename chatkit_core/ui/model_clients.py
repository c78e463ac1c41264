"""An HTTP client for each event loop, where the Agents SDK has one for the whole process.

Servers that name their model by a string all ask through that one. From a second loop it fails
sooner or later, for a connection belongs to the loop that it was opened on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from agents.models import openai_provider
from openai import DefaultAsyncHttpx2Client


@cache
def keep_clients_apart() -> None:
    """Once a process: every loop asks through a client of its own."""
    openai_provider.shared_http_client = by_loop(openai_provider.shared_http_client)


def by_loop(shared: Callable[[], Any]) -> Callable[[], Any]:
    """`shared`, but for each running loop a client of its own; they end with their loops."""
    clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()

    def client() -> Any:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return shared()
        if loop not in clients:
            clients[loop] = DefaultAsyncHttpx2Client()
        return clients[loop]

    return client
