"""Records what a model was asked and what it answered, whatever class it is."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from agents.items import ModelResponse, TResponseStreamEvent
from agents.models.interface import Model
from agents.retry import ModelRetryAdvice, ModelRetryAdviceRequest

from chatkit_core.faults import fault_json, stopped
from chatkit_core.prices import Price
from chatkit_core.trace.scope import HERE, Here, describe, new_span

LAST = {"response.completed", "response.incomplete", "response.failed"}


class RecordedModel(Model):
    """Passes everything on to `inner`: the prompt is in the log before the answer begins.

    `told` is what else to say of the model with each call, such as its place in a chain.
    """

    def __init__(
        self, inner: Model, price: Price | None = None, told: Mapping[str, Any] | None = None
    ) -> None:
        self.inner = inner
        self._price = price
        self._told = told or {}

    def _call(self, instructions: Any, messages: Any, tools: Any) -> _Call:
        asked = {
            **self._told,
            "instructions": instructions,
            "input": messages,
            "tools": [tool.name for tool in tools],
        }
        return _Call(self.inner, self._price, asked)

    async def get_response(
        self,
        system_instructions: Any,
        input: Any,  # noqa: A002 - the interface calls it so
        model_settings: Any,
        tools: Any,
        *rest: Any,
        **named: Any,
    ) -> ModelResponse:
        call = self._call(system_instructions, input, tools)
        try:
            response = await self.inner.get_response(
                system_instructions, input, model_settings, tools, *rest, **named
            )
        except BaseException as error:
            call.fail(error)
            raise
        call.answered(response.output, response.usage)
        call.end()
        return response

    async def stream_response(
        self,
        system_instructions: Any,
        input: Any,  # noqa: A002 - the interface calls it so
        model_settings: Any,
        tools: Any,
        *rest: Any,
        **named: Any,
    ) -> AsyncIterator[TResponseStreamEvent]:
        call = self._call(system_instructions, input, tools)
        try:
            async for event in self.inner.stream_response(
                system_instructions, input, model_settings, tools, *rest, **named
            ):
                call.hear(event)
                yield event
        except BaseException as error:
            call.fail(error)
            raise
        call.end("the stream ended before its last event")

    async def close(self) -> None:
        await self.inner.close()

    async def _cleanup_on_run_end(self, owner: object) -> None:
        await self.inner._cleanup_on_run_end(owner)

    def get_retry_advice(self, request: ModelRetryAdviceRequest) -> ModelRetryAdvice | None:
        return self.inner.get_retry_advice(request)


class _Call:
    """One model call: its span, its time to first token, its outcome and its cost."""

    def __init__(self, model: Model, price: Price | None, asked: Mapping[str, Any]) -> None:
        self._price = price
        self._said: list[tuple[str, str]] = []
        self._here: Here | None = HERE.get()
        self._span = new_span()
        self._result: dict[str, Any] = {}
        if self._here:
            run = self._here.run
            name = str(getattr(model, "model", None) or type(model).__name__)
            run.start(self._span, "model", name, asked, self._here.parent)
            run.last_words[self._span] = self._partial
        self._since = time.perf_counter()

    def hear(self, event: TResponseStreamEvent) -> None:
        """Take note of a stream event. The last one ends the span: nobody may read on after it."""
        kind = event.type
        if "first_token_ms" not in self._result and kind.endswith((".delta", "item.added")):
            passed = (time.perf_counter() - self._since) * 1000
            self._result["first_token_ms"] = round(passed, 3)
        if event.type == "response.output_text.delta":
            self._said.append((event.item_id, event.delta))
        elif kind in LAST:
            response: Any = getattr(event, "response", None)
            self.answered(response.output, response.usage)
            self._result |= {"response_model": response.model, "response_id": response.id}
            if kind == "response.completed":
                self.end()
            else:
                problem = response.error or response.incomplete_details
                self._result |= {**self._partial(), "fault": fault_json(stopped(event))}
                self.end(f"{kind}: {problem}")

    def answered(self, output: Any, usage: Any) -> None:
        self._result |= {"output": output, "usage": usage}
        if self._price and usage:
            self._result["cost_usd"] = self._price.cost(usage.input_tokens, usage.output_tokens)

    def fail(self, error: BaseException) -> None:
        """End the span with what went wrong, in a form that a replay can raise again."""
        self._result |= {**self._partial(), "fault": fault_json(error)}
        self.end(describe(error))

    def _partial(self) -> dict[str, Any]:
        """The words that were heard of an answer that has no end."""
        words: dict[str, str] = {}
        for item_id, delta in self._said:
            words[item_id] = words.get(item_id, "") + delta
        return {"partial": words} if words else {}

    def end(self, error: str | None = None) -> None:
        """End the span once; later calls change nothing."""
        if self._here:
            if error and "fault" not in self._result:
                self._result |= self._partial()
            self._here.run.end(self._span, self._result, error)
            self._here = None
