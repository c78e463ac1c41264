"""What a replayed request is given in place of clock, chance and models: all from the recording."""

from __future__ import annotations

import asyncio
import contextvars
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from agents.items import TResponseStreamEvent
from agents.models.interface import Model
from agents.testing import ModelStep, ScriptedModel
from agents.usage import Usage
from openai.types.responses import (
    ResponseContentPartAddedEvent,
    ResponseOutputItem,
    ResponseOutputItemAddedEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
)
from pydantic import TypeAdapter

from chatkit_core.faults import repeated
from chatkit_core.model_chain import Link, ModelChain
from chatkit_core.trace.replay.script import Call, Step

AT_ONCE = float("inf")
LONGEST_WAY = 2.0
"""Seconds that words may take from the model to whoever asked."""


@dataclass(slots=True)
class Tape:
    """The step that is being replayed, and what its request finds.

    `speed` is 1 for as fast as it happened, 2 for twice as fast, infinity for at once. `meanwhile`
    replays another step (by number) while the model of this one is waited for. Between steps there
    is `live`: the clock, or None where nothing else can happen.
    """

    live_clock: Callable[[], datetime] | None = None
    live_seed: Callable[[], str] | None = None
    speed: float = AT_ONCE
    meanwhile: Callable[[int], Awaitable[None]] | None = None
    step: Step | None = None
    hung: asyncio.Event = field(default_factory=asyncio.Event)
    spoken: asyncio.Event = field(default_factory=asyncio.Event)
    expected: str = ""
    heard: str = ""

    def insert(self, step: Step) -> None:
        """Turn to a step."""
        self.step, self.expected, self.heard = step, "", ""
        self.hung.clear()

    async def silent(self) -> None:
        """Wait until the model has stopped speaking, and all that it said has been heard."""
        await self.hung.wait()
        await self._all_heard()

    async def _all_heard(self) -> None:
        while self.heard != self.expected:
            self.spoken.clear()
            await self.spoken.wait()

    @property
    def is_silent(self) -> bool:
        """Whether the model has stopped speaking, and all that it said has been heard."""
        return self.hung.is_set() and self.heard == self.expected

    def hear(self, event: Mapping[str, Any]) -> None:
        """An event has reached whoever sent the request; its words count."""
        if words := (event.get("update") or {}).get("delta"):
            self.heard += words
            self.spoken.set()

    def clock(self) -> datetime:
        if self.step:
            return self.step.circumstances.now
        if self.live_clock is None:
            raise RuntimeError("nothing is being replayed")
        return self.live_clock()

    def seed(self) -> str:
        if self.step:
            return self.step.circumstances.seed
        if self.live_seed is None:
            raise RuntimeError("nothing is being replayed")
        return self.live_seed()

    def models(self, step: Step) -> dict[str, Model]:
        """The models of a step's request: a chain that answers as it was recorded."""
        names = step.calls[0].chain if step.calls else ("model",)
        links = [Link(name, self._scripted(step, at)) for at, name in enumerate(names)]
        asleep = names[: step.calls[0].link] if step.calls else ()
        chain = ModelChain(links, resting=dict.fromkeys(asleep, AT_ONCE))
        return {step.circumstances.model or "recorded": chain}

    def _scripted(self, step: Step, link: int) -> Model:
        """One model of the chain; one that was stopped stays silent in the end."""
        steps = [self._answer(call) for call in step.calls if call.link == link]
        if step.outcome in ("stopped", "open"):
            steps.append(ModelStep.stream(lambda _: self._silence()))
        return Paced(ScriptedModel(steps), [c for c in step.calls if c.link == link], self)

    def _answer(self, call: Call) -> ModelStep:
        async def answer(_: Any) -> ModelStep:
            await self._let_happen(call.before)
            return self._step_of(call)

        return ModelStep.respond(answer)

    def _step_of(self, call: Call) -> ModelStep:
        if call.is_whole:
            return ModelStep(output=_items().validate_python(call.output), usage=_usage(call.usage))
        if call.partial or call.was_stopped:
            return ModelStep.stream(lambda _: self._broken_off(call))
        return ModelStep.raise_error(repeated(call.fault or {}))

    async def _broken_off(self, call: Call) -> AsyncIterator[TResponseStreamEvent]:
        for at, (item_id, words) in enumerate(call.partial.items()):
            for event in _beginning(item_id, words, at):
                yield event
        if call.fault and call.fault.get("stopped"):
            async for event in self._silence():
                yield event
        with suppress(TimeoutError):  # a fault overtakes words that are still on their way
            await asyncio.wait_for(self._all_heard(), LONGEST_WAY)
        if call.fault is not None:
            raise repeated(call.fault)

    async def _silence(self) -> AsyncIterator[TResponseStreamEvent]:
        """An answer that never comes: whoever asked is about to be stopped."""
        self.hung.set()
        await asyncio.Event().wait()
        return
        yield

    async def _let_happen(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            if self.meanwhile:
                work = self.meanwhile(number)
                # Of its own, so that it is no part of the request that waits for it.
                await asyncio.create_task(_awaited(work), context=contextvars.Context())


async def _awaited(work: Awaitable[None]) -> None:
    await work


class Paced(Model):
    """Lets a scripted model speak as fast as the recorded one did, word by word."""

    def __init__(self, inner: ScriptedModel, calls: Sequence[Call], tape: Tape) -> None:
        self.model = "recorded"
        self._inner = inner
        self._calls = iter(calls)
        self._tape = tape

    async def get_response(self, *asked: Any, **named: Any) -> Any:
        next(self._calls, None)
        return await self._inner.get_response(*asked, **named)

    async def stream_response(
        self, *asked: Any, **named: Any
    ) -> AsyncIterator[TResponseStreamEvent]:
        call = next(self._calls, None)
        if call:
            await self._pause(call.first_token_ms)
        stream: Any = self._inner.stream_response(*asked, **named)
        async with aclosing(stream) as events:
            async for event in events:
                if event.type == "response.output_text.delta":
                    self._tape.expected += event.delta
                if call and event.type == "response.output_text.delta":
                    async for word in self._words(event, call):
                        yield word
                else:
                    yield event

    async def _words(
        self, event: ResponseTextDeltaEvent, call: Call
    ) -> AsyncIterator[TResponseStreamEvent]:
        words = re.findall(r"\S+\s*|\s+", event.delta)
        each = max(0.0, call.ms - call.first_token_ms) / max(1, len(words))
        for word in words:
            yield event.model_copy(update={"delta": word})
            await self._pause(each)

    async def _pause(self, ms: float) -> None:
        if self._tape.speed != AT_ONCE:
            await asyncio.sleep(ms / 1000 / self._tape.speed)


@cache
def _items() -> TypeAdapter[list[ResponseOutputItem]]:
    return TypeAdapter(list[ResponseOutputItem])


def _usage(kept: Mapping[str, Any]) -> Usage:
    read, written = kept.get("input_tokens") or 0, kept.get("output_tokens") or 0
    return Usage(requests=1, input_tokens=read, output_tokens=written, total_tokens=read + written)


def _beginning(item_id: str, words: str, at: int) -> list[TResponseStreamEvent]:
    """The events of a message up to where it broke off."""
    place = {"item_id": item_id, "output_index": at, "content_index": 0}
    begun = ResponseOutputMessage(
        id=item_id, type="message", role="assistant", status="in_progress", content=[]
    )
    blank = ResponseOutputText(type="output_text", text="", annotations=[], logprobs=[])
    return [
        ResponseOutputItemAddedEvent(
            type="response.output_item.added", item=begun, output_index=at, sequence_number=0
        ),
        ResponseContentPartAddedEvent(
            type="response.content_part.added", part=blank, sequence_number=1, **place
        ),
        ResponseTextDeltaEvent(
            type="response.output_text.delta", delta=words, logprobs=[], sequence_number=2, **place
        ),
    ]
