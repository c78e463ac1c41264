"""Gives answers of the Chat Completions API ids of their own, which the SDK leaves out."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from typing import Any

from agents.items import ModelResponse, TResponseStreamEvent
from agents.models.fake_id import FAKE_RESPONSES_ID
from agents.models.interface import Model

PREFIXES = {"message": "msg", "function_call": "fc", "reasoning": "rs"}


class WithOwnIds(Model):
    """Passes everything on to `inner`, whose answers all have one id and would overwrite each
    other in a store."""

    def __init__(self, inner: Model) -> None:
        self.inner = inner
        self.model = getattr(inner, "model", type(inner).__name__)

    async def get_response(self, *args: Any, **named: Any) -> ModelResponse:
        response = await self.inner.get_response(*args, **named)
        ids = _Ids()
        for item in response.output:
            ids.give(item)
        return response

    async def stream_response(
        self, *args: Any, **named: Any
    ) -> AsyncIterator[TResponseStreamEvent]:
        ids = _Ids()
        async for event in self.inner.stream_response(*args, **named):
            yield ids.repaired(event)

    async def close(self) -> None:
        await self.inner.close()


class _Ids:
    """The ids of one answer: one for the message, one for the reasoning, one for each call."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._at: dict[int, str] = {}

    def repaired(self, event: Any) -> TResponseStreamEvent:
        """The event with real ids. Its items are copied: the SDK goes on building its own."""
        if item := getattr(event, "item", None):
            event = event.model_copy(update={"item": item.model_copy()})
            self.give(event.item)
            self._at[event.output_index] = event.item.id
        elif getattr(event, "item_id", None) == FAKE_RESPONSES_ID:
            event = event.model_copy(update={"item_id": self._at[event.output_index]})
        elif event.type == "response.completed":
            output = [item.model_copy() for item in event.response.output]
            for item in output:
                self.give(item)
            response = event.response.model_copy(update={"output": output})
            event = event.model_copy(update={"response": response})
        return event

    def give(self, item: Any) -> None:
        """Set an output item's id, the same for every sight of it."""
        if item.id == FAKE_RESPONSES_ID:
            key = (item.type, getattr(item, "call_id", ""))
            prefix = PREFIXES.get(item.type, "item")
            item.id = self._known.setdefault(key, f"{prefix}_{secrets.token_hex(12)}")
