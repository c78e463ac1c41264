"""One turn's model: recorded, held to a whole answer, and followed by the next when it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from agents.exceptions import (
    _mark_error_to_drain_stream_events,
)
from agents.items import ModelResponse, TResponseStreamEvent
from agents.models.interface import Model
from agents.retry import ModelRetryAdvice, ModelRetryAdviceRequest

from chatkit_core.faults import (
    SILENT,
    SLOW,
    AnswerError,
    EmptyAnswerError,
    brief,
    diagnose,
    stopped,
)
from chatkit_core.prices import Price
from chatkit_core.trace.capture import RecordedModel

logger = logging.getLogger(__name__)

Tell = Callable[[str], Awaitable[None]]

OPENING = {"response.created", "response.queued", "response.in_progress"}
STOPPED = {"response.incomplete", "response.failed"}
BROKEN_OFF = "ended_early"
REST_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Link:
    """A model, and how it is called where people read it."""

    name: str
    model: Model
    price: Price | None = None
    provider: str = ""


@dataclass
class ModelChain(Model):
    """Asks the first model; when that fails before its first word, the next one answers.

    A chain in `Services` is a description: `for_turn` gives the one that a turn runs on, which
    stays with the model that answered and says aloud that it is another. A model that could not be
    reached rests for a while: waiting for it again in every turn would make each of them slow.
    """

    links: Sequence[Link]
    tell: Tell | None = None
    resting: dict[str, float] = field(default_factory=dict)
    _at: int = 0
    _news: str = ""

    def for_turn(self, tell: Tell) -> ModelChain:
        """A fresh chain whose models are recorded, and which tells of a change of model."""
        names = [one.name for one in self.links]
        recorded = [
            Link(one.name, RecordedModel(one.model, one.price, told))
            for at, one in enumerate(self.links)
            for told in [{"link": at, "chain": names, "provider": one.provider or one.name}]
        ]
        now = time.monotonic()
        awake = (at for at, one in enumerate(recorded) if self.resting.get(one.name, 0) < now)
        at = next(awake, 0)
        news = f"{recorded[0].name} could not be reached a moment ago." if at else ""
        return ModelChain(recorded, tell, self.resting, at, news)

    @property
    def model(self) -> str:
        """What the trace calls it."""
        return str(getattr(self._inner, "model", None) or self.links[self._at].name)

    @property
    def _inner(self) -> Model:
        return self.links[self._at].model

    async def get_response(
        self,
        system_instructions: Any,
        input: Any,  # noqa: A002 - the interface calls it so
        *rest: Any,
        **named: Any,
    ) -> ModelResponse:
        while True:
            try:
                asked = await self._portable(input)
                return await self._inner.get_response(system_instructions, asked, *rest, **named)
            except Exception as error:
                await self._go_on(error)

    async def stream_response(
        self,
        system_instructions: Any,
        input: Any,  # noqa: A002 - the interface calls it so
        *rest: Any,
        **named: Any,
    ) -> AsyncIterator[TResponseStreamEvent]:
        while True:
            answer = _Answer()
            asked = await self._portable(input)
            stream: Any = self._inner.stream_response(system_instructions, asked, *rest, **named)
            try:
                async with aclosing(stream) as events:
                    async for event in events:
                        for released in answer.hear(event):
                            yield released
                answer.check_end()
                return
            except Exception as error:
                # Without this the SDK drops the words that it has not passed on yet.
                _mark_error_to_drain_stream_events(error)
                if answer.spoken:
                    raise
                await self._go_on(error)

    async def close(self) -> None:
        for link in self.links:
            await link.model.close()

    def get_retry_advice(self, request: ModelRetryAdviceRequest) -> ModelRetryAdvice | None:
        return self._inner.get_retry_advice(request)

    async def _portable(self, asked: Any) -> Any:
        """What to ask: another model knows neither the ids nor the thoughts of the one before."""
        if self._news and self.tell:
            await self.tell(f"{self._news} {self.links[self._at].name} answers instead.")
        self._news = ""
        if not self._at or isinstance(asked, str):
            return asked
        kept = [item for item in asked if item.get("type") != "reasoning"]
        return [{key: value for key, value in item.items() if key != "id"} for item in kept]

    async def _go_on(self, error: Exception) -> None:
        """Turn to the next model, or raise what happened."""
        fault = diagnose(error)
        if fault is None or not fault.elsewhere or self._at + 1 == len(self.links):
            raise error
        logger.warning("%s failed: %s", self.links[self._at].name, brief(error))
        if fault in (SILENT, SLOW):
            self.resting[self.links[self._at].name] = time.monotonic() + REST_SECONDS
        self._at += 1
        self._news = fault.sentence


@dataclass(slots=True)
class _Answer:
    """One streamed answer. An empty message is held back until it has a word to show."""

    spoken: bool = False
    _held: list[TResponseStreamEvent] = field(default_factory=list)
    _ended: bool = False

    def hear(self, event: TResponseStreamEvent) -> list[TResponseStreamEvent]:
        """The events that may be passed on now. Raises `AnswerError` for one that says it failed."""
        if event.type in STOPPED or event.type == "error":
            raise stopped(event)
        if event.type == "response.completed":
            self._ended = True
            if not _says_something(event.response.output):
                raise EmptyAnswerError("empty")
        elif _is_wordless(event):
            ended = event.type == "response.output_item.done"
            self._held = [] if ended else [*self._held, event]
            return []
        if event.type not in OPENING and not _is_thought(event):
            self.spoken = True
        released, self._held = [*self._held, event], []
        return released

    def check_end(self) -> None:
        """Raises `AnswerError` when the stream ended before the answer did."""
        if not self._ended:
            raise AnswerError(BROKEN_OFF)


def _is_wordless(event: Any) -> bool:
    """Whether an event is about a message that has no words yet, or never got any."""
    match event.type:
        case "response.output_item.added" | "response.output_item.done":
            return event.item.type == "message" and not _words_in(event.item)
        case "response.content_part.added" | "response.content_part.done":
            return event.part.type != "reasoning_text" and not _words_of(event.part)
        case "response.output_text.delta":
            return not event.delta
        case "response.output_text.done":
            return not event.text
        case _:
            return False


def _is_thought(event: Any) -> bool:
    item = getattr(event, "item", None)
    return "reasoning" in event.type or getattr(item, "type", "") == "reasoning"


def _says_something(output: Sequence[Any]) -> bool:
    acts = any(item.type not in {"message", "reasoning"} for item in output)
    return acts or any(_words_in(item).strip() for item in output if item.type == "message")


def _words_in(message: Any) -> str:
    return "".join(_words_of(part) for part in message.content)


def _words_of(part: Any) -> str:
    return getattr(part, "text", "") or getattr(part, "refusal", "")
