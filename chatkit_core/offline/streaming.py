"""An answer as the Responses API streams it, event for event, one delta a word."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

from agents.items import TResponseStreamEvent
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseCreatedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseFunctionToolCall,
    ResponseOutputItem,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

MODEL_NAME = "offline"


def message(text: str) -> ResponseOutputMessage:
    """A finished assistant message with an id of its own."""
    return ResponseOutputMessage(
        id=f"msg_{uuid.uuid4().hex}",
        type="message",
        role="assistant",
        status="completed",
        content=[ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])],
    )


def function_call(name: str, arguments: str, call_id: str) -> ResponseFunctionToolCall:
    """A finished function call item."""
    return ResponseFunctionToolCall(
        id=f"fc_{uuid.uuid4().hex}",
        type="function_call",
        call_id=call_id,
        name=name,
        arguments=arguments,
        status="completed",
    )


async def stream(
    item: ResponseOutputMessage | ResponseFunctionToolCall, words_per_second: float | None
) -> AsyncIterator[TResponseStreamEvent]:
    """The events of a response with one item."""
    numbers = iter(range(1_000_000))
    response = _response([])
    yield ResponseCreatedEvent(
        type="response.created", response=response, sequence_number=next(numbers)
    )
    if isinstance(item, ResponseOutputMessage):
        async for event in _message_events(item, numbers.__next__, words_per_second):
            yield event
    else:
        for event in _call_events(item, numbers.__next__):
            yield event
    yield ResponseCompletedEvent(
        type="response.completed",
        response=_response([item], response.id),
        sequence_number=next(numbers),
    )


async def _message_events(
    item: ResponseOutputMessage, number: Callable[[], int], words_per_second: float | None
) -> AsyncIterator[TResponseStreamEvent]:
    part = item.content[0]
    text = part.text if isinstance(part, ResponseOutputText) else ""
    at = {"item_id": item.id, "output_index": 0, "content_index": 0}
    begun = item.model_copy(update={"content": [], "status": "in_progress"})
    blank = ResponseOutputText(type="output_text", text="", annotations=[], logprobs=[])
    yield ResponseOutputItemAddedEvent(
        type="response.output_item.added", item=begun, output_index=0, sequence_number=number()
    )
    yield ResponseContentPartAddedEvent(
        type="response.content_part.added", part=blank, sequence_number=number(), **at
    )
    for word in re.findall(r"\S+\s*|\s+", text):
        yield ResponseTextDeltaEvent(
            type="response.output_text.delta",
            delta=word,
            logprobs=[],
            sequence_number=number(),
            **at,
        )
        if words_per_second:
            await asyncio.sleep(1 / words_per_second)
    yield ResponseTextDoneEvent(
        type="response.output_text.done",
        text=text,
        logprobs=[],
        sequence_number=number(),
        **at,
    )
    yield ResponseContentPartDoneEvent(
        type="response.content_part.done", part=part, sequence_number=number(), **at
    )
    yield ResponseOutputItemDoneEvent(
        type="response.output_item.done", item=item, output_index=0, sequence_number=number()
    )


def _call_events(
    item: ResponseFunctionToolCall, number: Callable[[], int]
) -> Iterator[TResponseStreamEvent]:
    at = {"item_id": item.id or item.call_id, "output_index": 0}
    begun = item.model_copy(update={"arguments": "", "status": "in_progress"})
    yield ResponseOutputItemAddedEvent(
        type="response.output_item.added", item=begun, output_index=0, sequence_number=number()
    )
    yield ResponseFunctionCallArgumentsDeltaEvent(
        type="response.function_call_arguments.delta",
        delta=item.arguments,
        sequence_number=number(),
        **at,
    )
    yield ResponseFunctionCallArgumentsDoneEvent(
        type="response.function_call_arguments.done",
        arguments=item.arguments,
        sequence_number=number(),
        **at,
    )
    yield ResponseOutputItemDoneEvent(
        type="response.output_item.done", item=item, output_index=0, sequence_number=number()
    )


def _response(output: Sequence[ResponseOutputItem], id: str | None = None) -> Response:
    return Response(
        id=id or f"resp_{uuid.uuid4().hex}",
        created_at=time.time(),
        model=MODEL_NAME,
        object="response",
        output=list(output),
        tool_choice="auto",
        tools=[],
        parallel_tool_calls=False,
        status="completed" if output else "in_progress",
        usage=_usage() if output else None,
    )


def _usage() -> ResponseUsage:
    return ResponseUsage(
        input_tokens=0,
        output_tokens=0,
        total_tokens=0,
        input_tokens_details=InputTokensDetails(cached_tokens=0, cache_write_tokens=0),
        output_tokens_details=OutputTokensDetails(reasoning_tokens=0),
    )
