"""What the SDK leaves out of the Chat Completions API: ids of answers, and how an answer ended."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from typing import Any

from agents import OpenAIChatCompletionsModel
from agents.items import ModelResponse, TResponseStreamEvent
from agents.models.fake_id import FAKE_RESPONSES_ID
from agents.models.interface import Model

from chatkit_core.faults import CONTENT_FILTER, AnswerError

ENDED = {"stop", "tool_calls", "function_call"}
CODES = {"content_filter": CONTENT_FILTER, "length": "max_output_tokens", None: "ended_early"}
"""How an answer ended that is not whole, in the words of the Responses API."""
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


class WholeAnswers(OpenAIChatCompletionsModel):
    """Raises `AnswerError` for an answer that was cut off, which would else pass for a whole one."""

    async def _fetch_response(self, *args: Any, **named: Any) -> Any:
        found = await super()._fetch_response(*args, **named)
        if not named.get("stream"):
            return found
        response, stream = found
        return response, _Watched(stream)


class _Watched:
    """A stream of chunks that must say in the end why it ended."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    async def __aiter__(self) -> AsyncIterator[Any]:
        reason: str | None = None
        async for chunk in self._stream:
            for choice in chunk.choices or ():
                reason = choice.finish_reason or reason
            yield chunk
        if reason not in ENDED:
            raise AnswerError(CODES.get(reason, str(reason)))


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
