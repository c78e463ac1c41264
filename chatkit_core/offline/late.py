"""The offline model as the app holds it: imported and made when it is needed, not at the start.

Its rules and phrases take a third of a second to read, and the first page has no use for them.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from agents.items import ModelResponse, TResponseStreamEvent
from agents.models.interface import Model

if TYPE_CHECKING:
    from chatkit_core.offline.model import OfflineModel


class LateModel(Model):
    """Stands for the model that `make` gives; `make` is called once, in a thread."""

    def __init__(self, make: Callable[[], OfflineModel]) -> None:
        self._make = make
        self._made: OfflineModel | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """What the trace calls it."""
        return "offline"

    def warm_up(self) -> None:
        """Make it and load its phrase index now. Blocks: call it from a thread."""
        self._whole().warm_up()

    async def get_response(self, *args: Any, **named: Any) -> ModelResponse:
        return await (await self._ready()).get_response(*args, **named)

    async def stream_response(
        self, *args: Any, **named: Any
    ) -> AsyncIterator[TResponseStreamEvent]:
        async for event in (await self._ready()).stream_response(*args, **named):
            yield event

    async def _ready(self) -> OfflineModel:
        return self._made or await asyncio.to_thread(self._whole)

    def _whole(self) -> OfflineModel:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
