"""The in-process client speaks every request type of the protocol, as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from chatkit.errors import CustomStreamError
from chatkit.store import AttachmentStore, NotFoundError
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AudioInput,
    FileAttachment,
    NonStreamingReq,
    StreamingReq,
    TranscriptionResult,
)

from chatkit_core.ui.client import ChatKitClient, message
from chatkit_core.ui.sentences import GENERIC, TIMEOUT, sentence_for
from tests.servers.forms import BOOKING, FormServer
from tests.servers.memory_store import Context
from tests.servers.page_tools import PageTools
from tests.servers.talker import Talker

USER: Context = {"user": "local"}


class Files(AttachmentStore[Context]):
    """Keeps nothing: files are named, their bytes go elsewhere."""

    async def create_attachment(
        self,
        input: AttachmentCreateParams,  # noqa: A002
        context: Context,
    ) -> Attachment:
        return FileAttachment(id="atc_1", name=input.name, mime_type=input.mime_type)

    async def delete_attachment(self, attachment_id: str, context: Context) -> None: ...


class Everything(FormServer):
    """Also takes files and speech."""

    def __init__(self) -> None:
        super().__init__()
        self.attachment_store = Files()
        self.rated: list[Any] = []

    async def add_feedback(
        self, thread_id: str, item_ids: Any, feedback: Any, context: Any
    ) -> None:
        self.rated.append((item_ids, feedback))

    async def transcribe(self, audio_input: AudioInput, context: Context) -> TranscriptionResult:
        return TranscriptionResult(text=f"{audio_input.media_type} {audio_input.data.decode()}")


async def events(stream: Any) -> list[dict[str, Any]]:
    return [event async for event in stream]


def items_of(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event["item"] for event in found if event["type"] == "thread.item.done"]


async def started(client: ChatKitClient, words: str) -> tuple[str, list[dict[str, Any]]]:
    found = await events(client.create_thread(message(words)))
    assert found[0]["type"] == "thread.created"
    return found[0]["thread"]["id"], items_of(found)


async def test_every_request_type_of_the_protocol_is_spoken() -> None:
    spoken: list[str] = []

    class Spy(ChatKitClient):
        async def _process(self, kind: str, params: Any) -> Any:
            spoken.append(kind)
            return await super()._process(kind, params)

    server = Everything()
    client = Spy(server, USER)
    thread, items = await started(client, "form")
    await events(client.add_user_message(thread, message("ask me", attachments=[])))
    questions = (await client.list_items(thread, limit=1))["data"][0]
    answer = {"status": "answered", "answers": {"why": {"values": ["fun"]}}}
    await events(client.add_structured_input(thread, questions["id"], answer))
    card = items[1]["id"]
    await events(client.custom_action(thread, card, {"type": "book", "payload": {"room": 7}}))
    await client.sync_action(thread, card, {"type": "light"})
    await events(client.retry_after_item(thread, items[0]["id"]))
    await client.feedback(thread, [card], "positive")
    await client.create_attachment("a.txt", 3, "text/plain")
    await client.delete_attachment("atc_1")
    assert await client.transcribe("aGk=", "audio/webm;codecs=opus") == "audio/webm hi"
    await client.rename_thread(thread, "Rooms")
    assert (await client.get_thread(thread))["title"] == "Rooms"
    assert [found["id"] for found in (await client.list_threads())["data"]] == [thread]
    await client.delete_thread(thread)
    tools = Spy(PageTools(), USER)
    thread, _ = await started(tools, "tool")
    await events(tools.add_client_tool_output(thread, {"items": 2}))
    types = [*StreamingReq.__args__, *NonStreamingReq.__args__]
    assert set(spoken) == {kind.model_fields["type"].default for kind in types}
    assert server.rated == [([card], "positive")]


async def test_items_keep_every_property_their_server_sent() -> None:
    client = ChatKitClient(FormServer(), USER)
    thread, _ = await started(client, "form")
    stored = (await client.list_items(thread, limit=1))["data"][0]
    assert stored["widget"] == BOOKING


async def test_an_action_before_the_first_message_names_a_thread() -> None:
    server = Talker()
    client = ChatKitClient(server, USER)
    found = await events(client.first_action({"type": "hello", "payload": {"a": 1}}))
    thread = found[0]["thread"]["id"]
    assert server.actions == [("hello", {"a": 1})]
    assert (await client.thread(thread))["id"] == thread
    assert len((await client.list_items(thread))["data"]) == 1


async def test_a_thread_of_somebody_else_is_not_there() -> None:
    server = Talker()
    thread, _ = await started(ChatKitClient(server, USER), "hello")
    other = ChatKitClient(server, {"user": "mallory"})
    for request in (
        other.thread(thread),
        other.get_thread(thread),
        other.list_items(thread),
        other.rename_thread(thread, "mine"),
        other.delete_thread(thread),
    ):
        with pytest.raises(NotFoundError):
            await request
    with pytest.raises(NotFoundError):
        await events(other.add_user_message(thread, message("hello")))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (CustomStreamError("The shop is closed."), "The shop is closed."),
        (RuntimeError("password=1234"), GENERIC),
        (TimeoutError("x"), TIMEOUT),
        (NotImplementedError("override me"), "This assistant does not support that."),
    ],
)
def test_an_error_becomes_one_sentence_without_its_inside(error: Exception, sentence: str) -> None:
    assert sentence_for(error) == sentence


def test_words_and_mentions_do_not_run_together() -> None:
    tags = [{"type": "input_tag", "id": name, "text": name} for name in ("Mug", "Cup")]
    content = message("Compare", tags=tags)["content"]
    assert "".join(part["text"] for part in content) == "Compare Mug Cup"
    assert "".join(part["text"] for part in message("", tags=tags)["content"]) == "Mug Cup"
