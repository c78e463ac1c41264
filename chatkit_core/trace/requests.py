"""Records every ChatKit request that changes a conversation, clicks included."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from chatkit.server import ChatKitServer, NonStreamingResult, StreamingResult
from chatkit.types import (
    AssistantMessageItem,
    ChatKitReq,
    ThreadItem,
    ThreadMetadata,
    ThreadStreamEvent,
    is_streaming_req,
)
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from chatkit_core.trace.event import Frozen
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.scope import HERE, Here, RequestRun, describe, inside

ACTORS = {
    "threads.create": "typed",
    "threads.add_user_message": "typed",
    "threads.custom_action": "click",
    "threads.sync_custom_action": "click",
    "threads.add_structured_input": "click",
    "threads.update": "click",
    "items.feedback": "click",
    "threads.retry_after_item": "retry",
    "threads.add_client_tool_output": "client",
}
"""The requests that are recorded, and who stands behind each. Reading leaves no trace."""

SENT = {
    b"thread.updated",
    b"thread.item.done",
    b"thread.item.replaced",
    b"thread.item.removed",
    b"client_effect",
    b"notice",
    b"error",
}
EVENT_TYPE = re.compile(rb'data: \{"type":"([a-z_.]+)"')


@cache
def request_adapter() -> TypeAdapter[ChatKitReq]:
    """ChatKit builds this anew for every request, which costs more than all the rest of a click."""
    return TypeAdapter(ChatKitReq)


class Recorded(ChatKitServer[Any]):
    """Mixed into a ChatKit server: `process` does what it always did, and keeps a record of it.

    Without a `recorder` nothing is recorded.
    """

    recorder: EventLog | None = None
    seeds: Callable[[], str] = staticmethod(lambda: secrets.token_hex(12))
    """What the ids that a request gives out follow from; a replay gives the recorded ones."""

    def with_request(self, parsed: Any, context: Any) -> Any:
        """The context to handle a request with, now that its type is known."""
        return context

    def moment(self) -> datetime | None:
        """The reading of the clock that a whole request goes by; None where it does not matter."""
        return None

    def circumstances(self, context: Any) -> Mapping[str, Any]:
        """What a replay must know beside the request itself, its moment and its seed."""
        return {}

    async def process(
        self, request: str | bytes | bytearray, context: Any
    ) -> StreamingResult | NonStreamingResult:
        parsed = request_adapter().validate_json(request)
        context = self.with_request(parsed, context)
        run = self._run_for(parsed, request, context)
        if is_streaming_req(parsed):
            chunks = self._process_streaming(parsed, context)
            return StreamingResult(self._record_stream(run, chunks) if run else chunks)
        if run is None:
            answer = await self._process_non_streaming(parsed, context)
            if (
                parsed.type == "threads.delete" and self.recorder
            ):  # what still waits to be written goes as well
                await self.recorder.delete(parsed.params.thread_id)
            return NonStreamingResult(answer)
        try:
            with inside(Here(run, run.id)):
                answer = await self._process_non_streaming(parsed, context)
        except BaseException as error:
            run.finish(describe(error))
            raise
        run.begin()
        run.finish(data={"answer": Frozen(answer)} if answer != b"{}" else None)
        return NonStreamingResult(answer)

    def _run_for(
        self, parsed: Any, request: str | bytes | bytearray, context: Any
    ) -> RequestRun | None:
        if parsed.type not in ACTORS or self.recorder is None:
            return None
        moment, seed = self.moment(), self.seeds()
        known = {"seed": seed, "now": moment, **self.circumstances(context)}
        raw = _joined(request.encode() if isinstance(request, str) else bytes(request), known)
        thread_id = getattr(parsed.params, "thread_id", None)
        return RequestRun(
            self.recorder, parsed.type, ACTORS[parsed.type], raw, thread_id, seed=seed,
            moment=moment,
        )  # fmt: skip

    async def _record_stream(
        self, run: RequestRun, chunks: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        """Pass the stream on. The context variable is set only while the server itself runs."""
        here = Here(run, run.id)
        try:
            while True:
                with inside(here):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                _note_sent(run, chunk)
                yield chunk
        except BaseException as error:
            run.failure = run.failure or describe(error)
            raise
        finally:
            with inside(here):
                await chunks.aclose()
            run.finish()

    async def _process_events(
        self,
        thread: ThreadMetadata,
        context: Any,
        stream: Callable[[], AsyncIterator[ThreadStreamEvent]],
    ) -> AsyncIterator[ThreadStreamEvent]:
        async for event in super()._process_events(thread, context, lambda: _watched(stream())):
            yield event

    async def handle_stream_cancelled(
        self, thread: ThreadMetadata, pending_items: list[ThreadItem], context: Any
    ) -> None:
        await super().handle_stream_cancelled(thread, pending_items, context)
        for item in pending_items:
            if isinstance(item, AssistantMessageItem) and any(p.text.strip() for p in item.content):
                kept(item)


def kept(item: ThreadItem, name: str = "thread.item.done") -> None:
    """Record an item that was `kept` in the store when nobody listened any more."""
    if here := HERE.get():
        data = item.model_dump(mode="json", by_alias=True, exclude_none=True)
        here.run.point("sent", name, {"type": name, "item": data, "kept": True}, here.parent)


def _joined(request: bytes, known: Mapping[str, Any]) -> Frozen:
    """A request with its circumstances, without reading it again."""
    return Frozen(request.rstrip()[:-1] + b',"context":' + to_json(known) + b"}")


async def _watched(stream: AsyncIterator[ThreadStreamEvent]) -> AsyncIterator[ThreadStreamEvent]:
    """Note the real error of a server, which ChatKit turns into one without words."""
    try:
        async for event in stream:
            yield event
    except Exception as error:
        if here := HERE.get():
            here.run.failure = describe(error.__cause__ or error)
        raise


def _note_sent(run: RequestRun, chunk: bytes) -> None:
    """Record what a stream sends. An error alone does not show that the thread was theirs."""
    found = EVENT_TYPE.match(chunk)
    kind = found[1] if found else b""
    if kind == b"thread.created" and run.thread_id is None:
        run.thread_id = from_json(chunk[6:])["thread"]["id"]
    if kind != b"error":
        run.begin()
    if kind not in SENT or not run.started:
        return
    event = Frozen(chunk[6:].strip())
    error = _error_text(event) if kind == b"error" else None
    run.point("sent", kind.decode(), event, run.id, error)


def _error_text(event: bytes) -> str:
    error = from_json(event)
    return error.get("message") or error.get("code") or "error"
