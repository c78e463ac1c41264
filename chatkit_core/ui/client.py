"""In-process ChatKit client: every request type of the protocol, JSON in, JSON or events out."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import ThreadMetadata

from chatkit_core.ui.sentences import is_missing
from chatkit_core.ui.wanted_context import explaining

log = logging.getLogger(__name__)

Json = dict[str, Any]

PAGE_SIZE = 20


def message(
    text: str,
    *,
    tags: Sequence[Json] = (),
    attachments: Sequence[str] = (),
    quoted_text: str | None = None,
    tool: str | None = None,
    model: str | None = None,
) -> Json:
    """A UserMessageInput: what a composer hands in; `attachments` are ids, `tags` are mentions."""
    options: Json = {"tool_choice": {"id": tool}} if tool else {}
    if model:
        options["model"] = model
    return {
        "content": _content(text, tags),
        "attachments": list(attachments),
        "quoted_text": quoted_text,
        "inference_options": options,
    }


def _content(text: str, tags: Sequence[Json]) -> list[Json]:
    """Words and mentions are read as one sentence: nothing may run together."""
    if not tags:
        return [{"type": "input_text", "text": text}]
    apart = [{"type": "input_text", "text": f"{text} ".lstrip()}, tags[0]]
    for tag in tags[1:]:
        apart += [{"type": "input_text", "text": " "}, tag]
    return apart


class ChatKitClient:
    """Speaks to one server as one user; every coroutine here runs on the shared loop.

    Streaming requests give events as dicts until the turn ends; plain requests let the
    server's exception fly: `chatkit_core.ui.sentences` turns it into words.
    """

    def __init__(self, server: ChatKitServer[Any], context: Any) -> None:
        self.server = server
        self.context = context

    async def stream(self, kind: str, params: Mapping[str, Any]) -> AsyncIterator[Json]:
        """Events of one streaming request, as they come."""
        result = await self._process(kind, params)
        if not isinstance(result, StreamingResult):
            raise TypeError(f"{kind} did not stream.")
        # Nothing else is awaited here: a cancel must land inside ChatKit's own generator,
        # which is where the partial answer is saved.
        with explaining(self.context):
            async for chunk in result:
                yield json.loads(chunk.removeprefix(b"data: "))

    async def plain(self, kind: str, params: Mapping[str, Any]) -> Json:
        """The JSON answer of one request that does not stream."""
        result = await self._process(kind, params)
        if isinstance(result, StreamingResult):
            raise TypeError(f"{kind} streams.")
        return _answer(result)

    async def _process(self, kind: str, params: Mapping[str, Any]) -> Any:
        # Bytes, as they come over HTTP: a server may look into its requests.
        request = json.dumps({"type": kind, "params": params}).encode()
        with explaining(self.context):
            return await self.server.process(request, self.context)

    # Turns: each of these streams.

    def create_thread(self, user_input: Json) -> AsyncIterator[Json]:
        return self.stream("threads.create", {"input": user_input})

    def add_user_message(self, thread_id: str, user_input: Json) -> AsyncIterator[Json]:
        params = {"thread_id": thread_id, "input": user_input}
        return self.stream("threads.add_user_message", params)

    def custom_action(
        self, thread_id: str, item_id: str | None, action: Json
    ) -> AsyncIterator[Json]:
        return self.stream("threads.custom_action", _action(thread_id, item_id, action))

    def retry_after_item(self, thread_id: str, item_id: str) -> AsyncIterator[Json]:
        params = {"thread_id": thread_id, "item_id": item_id}
        return self.stream("threads.retry_after_item", params)

    def add_client_tool_output(self, thread_id: str, result: Any) -> AsyncIterator[Json]:
        params = {"thread_id": thread_id, "result": result}
        return self.stream("threads.add_client_tool_output", params)

    def add_structured_input(
        self, thread_id: str, item_id: str, submission: Json
    ) -> AsyncIterator[Json]:
        params = {"thread_id": thread_id, "item_id": item_id, "input": submission}
        return self.stream("threads.add_structured_input", params)

    async def open_thread(self) -> Json:
        """A new thread without a message, for an action that comes first."""
        thread_id = self.server.store.generate_thread_id(self.context)
        # Naive like ChatKit's own stamps: a store that compares them must not meet both kinds.
        thread = ThreadMetadata(id=thread_id, created_at=datetime.now())  # noqa: DTZ005
        await self.server.store.save_thread(thread, self.context)
        return _thread_json(thread)

    async def first_action(self, action: Json) -> AsyncIterator[Json]:
        """An action before the first message: name a thread in the store, then act in it."""
        thread = await self.open_thread()
        yield {"type": "thread.created", "thread": thread}
        async for event in self.custom_action(thread["id"], None, action):
            yield event

    # Plain requests.

    async def thread(self, thread_id: str) -> Json:
        """Metadata only: `threads.get_by_id` would read and parse the oldest page as well.

        NotFoundError for a thread that is not there or not this user's, however the store says so.
        """
        try:
            found = await self.server.store.load_thread(thread_id, self.context)
        except Exception as error:
            if is_missing(error, thread_id):
                if not isinstance(error, NotFoundError):
                    log.warning("Taken as a thread that is not there: %r", error)
                raise NotFoundError(thread_id) from error
            raise
        if cast(Any, found) is None:
            raise NotFoundError(thread_id)
        return _thread_json(found)

    async def get_thread(self, thread_id: str) -> Json:
        return await self.plain("threads.get_by_id", {"thread_id": thread_id})

    async def list_threads(self, *, limit: int = PAGE_SIZE, after: str | None = None) -> Json:
        params = {"limit": limit, "order": "desc", "after": after}
        return await self.plain("threads.list", params)

    async def list_items(
        self,
        thread_id: str,
        *,
        limit: int = PAGE_SIZE,
        after: str | None = None,
        order: str = "desc",
    ) -> Json:
        params = {"thread_id": thread_id, "limit": limit, "order": order, "after": after}
        return await self.plain("items.list", params)

    async def rename_thread(self, thread_id: str, title: str) -> Json:
        return await self.plain("threads.update", {"thread_id": thread_id, "title": title})

    async def delete_thread(self, thread_id: str) -> None:
        await self.plain("threads.delete", {"thread_id": thread_id})

    async def feedback(self, thread_id: str, item_ids: Sequence[str], kind: str) -> None:
        params = {"thread_id": thread_id, "item_ids": list(item_ids), "kind": kind}
        await self.plain("items.feedback", params)

    async def sync_action(self, thread_id: str, item_id: str | None, action: Json) -> Json | None:
        """Run a `streaming: false` action; the item it changed, or None."""
        params = _action(thread_id, item_id, action)
        answer = await self.plain("threads.sync_custom_action", params)
        return answer.get("updated_item")

    async def create_attachment(self, name: str, size: int, mime_type: str) -> Json:
        params = {"name": name, "size": size, "mime_type": mime_type}
        return await self.plain("attachments.create", params)

    async def delete_attachment(self, attachment_id: str) -> None:
        await self.plain("attachments.delete", {"attachment_id": attachment_id})

    async def transcribe(self, audio_base64: str, mime_type: str) -> str:
        params = {"audio_base64": audio_base64, "mime_type": mime_type}
        return str((await self.plain("input.transcribe", params)).get("text", ""))


def _answer(result: Any) -> Json:
    """The JSON of a plain result; a server's own `process` may hand it out as it is."""
    answer = getattr(result, "json", result)
    if isinstance(answer, (str, bytes, bytearray)):
        answer = json.loads(answer)
    if not isinstance(answer, dict):
        raise TypeError(f"A plain request was answered by {type(answer).__name__}.")
    if answer.get("type") == "error":
        raise RuntimeError(f"A plain request failed: {answer!r:.300}")
    return answer


def _action(thread_id: str, item_id: str | None, action: Json) -> Json:
    wanted = {"type": action.get("type", ""), "payload": action.get("payload")}
    return {"thread_id": thread_id, "item_id": item_id, "action": wanted}


def _thread_json(thread: ThreadMetadata) -> Json:
    return thread.model_dump(mode="json", exclude_none=True, exclude={"items", "metadata"})
