"""Answers that a server calls the same stay apart, on screen and in its store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from agents.models.fake_id import FAKE_RESPONSES_ID
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartTextDelta,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
)

from chatkit_core.ui.client import ChatKitClient, message
from chatkit_core.ui.own_ids import PLACEHOLDER, give_own_ids
from chatkit_core.ui.thread_view import ThreadView, end_turn, fold
from tests.servers.replies import say, text_item
from tests.servers.scripted import Scripted

Script = Callable[[ThreadMetadata], Iterator[ThreadStreamEvent]]


def streamed(thread: ThreadMetadata, words: str, item_id: str) -> Iterator[ThreadStreamEvent]:
    item = text_item(thread, "").model_copy(update={"id": item_id})
    yield ThreadItemAddedEvent(item=item)
    delta = AssistantMessageContentPartTextDelta(content_index=0, delta=words)
    yield ThreadItemUpdatedEvent(item_id=item_id, update=delta)
    done = {"content": [AssistantMessageContent(text=words)], "created_at": datetime.now()}  # noqa: DTZ005
    yield ThreadItemDoneEvent(item=item.model_copy(update=done))


def talk(script: Script, turns: int) -> tuple[list[str], list[str]]:
    """The answers on screen and in the store after so many turns."""

    async def scene() -> tuple[ThreadView, list[dict[str, Any]]]:
        server = Scripted(script)
        give_own_ids(server)
        client = ChatKitClient(server, {"user": "local"})
        view = ThreadView()
        for _ in range(turns):
            if view.thread_id:
                stream = client.add_user_message(view.thread_id, message("go"))
            else:
                stream = client.create_thread(message("go"))
            view = end_turn(fold(view, [event async for event in stream]))
        stored = await client.list_items(view.thread_id or "", order="asc")
        return view, stored["data"]

    view, stored = asyncio.run(scene())
    return texts(view.items), texts(stored)


def texts(items: Any) -> list[str]:
    said = [item for item in items if item["type"] == "assistant_message"]
    assert len({item["id"] for item in items}) == len(items)
    return [item["content"][0]["text"] for item in said]


def test_the_placeholder_is_that_of_the_agents_sdk() -> None:
    assert PLACEHOLDER == FAKE_RESPONSES_ID


def test_answers_of_a_model_that_calls_them_all_the_same_stay_apart() -> None:
    def script(thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
        yield from streamed(thread, "Looking.", PLACEHOLDER)
        yield from streamed(thread, "Found.", PLACEHOLDER)

    assert talk(script, 2) == (["Looking.", "Found."] * 2, ["Looking.", "Found."] * 2)


def test_a_server_may_answer_a_click_by_its_own_respond_with_names_of_its_own() -> None:
    class Adapter(Scripted):
        async def respond(self, thread: ThreadMetadata, item: Any, ctx: Any) -> Any:
            yield say(thread, f"Answered {ctx['user']}.")

        async def action(
            self, _thread: ThreadMetadata, _action: Any, _sender: Any, _ctx: Any
        ) -> Any:
            async for event in self.respond(ctx=_ctx, thread=_thread, item=None):
                yield event

    async def scene() -> list[dict[str, Any]]:
        server = Adapter(lambda _: [])
        give_own_ids(server)
        client = ChatKitClient(server, {"user": "local"})
        return [event async for event in client.first_action({"type": "confirm"})]

    view = fold(ThreadView(), asyncio.run(scene()))
    assert view.error is None
    assert texts(view.items) == ["Answered local."]


def test_an_answer_under_the_id_of_an_earlier_one_does_not_take_its_place() -> None:
    said = iter(["One.", "Two.", "Three."])

    def script(thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
        yield from streamed(thread, next(said), f"answer_{thread.id}")

    assert talk(script, 3) == (["One.", "Two.", "Three."],) * 2


def test_an_answer_sent_once_more_is_changed() -> None:
    kept: list[Any] = []

    def script(thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
        if not kept:
            kept.append(text_item(thread, "Searching"))
            yield ThreadItemDoneEvent(item=kept[0])
        else:
            content = [AssistantMessageContent(text="Found it")]
            yield ThreadItemDoneEvent(item=kept[0].model_copy(update={"content": content}))

    assert talk(script, 2) == (["Found it"], ["Found it"])


def test_all_that_a_guardrail_takes_back_goes() -> None:
    def script(thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
        yield from streamed(thread, "One.", PLACEHOLDER)
        yield from streamed(thread, "Two.", PLACEHOLDER)
        yield ThreadItemRemovedEvent(item_id=PLACEHOLDER)

    assert talk(script, 1) == ([], [])


def test_an_answer_grows_where_only_its_ends_were_given_an_id() -> None:
    def script(thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
        added, grown, done = streamed(thread, "One by one.", PLACEHOLDER)
        assert isinstance(added, ThreadItemAddedEvent)
        item = added.item.model_copy(update={"id": "msg_own"})
        yield ThreadItemAddedEvent(item=item)
        yield grown
        if cut:
            return
        assert isinstance(done, ThreadItemDoneEvent)
        yield ThreadItemDoneEvent(item=done.item.model_copy(update={"id": "msg_own"}))

    cut = False
    assert talk(script, 1) == (["One by one."], ["One by one."])
    cut = True
    assert talk(script, 1) == (["One by one."], [])


def test_what_a_guardrail_takes_back_goes_where_it_was_given_an_id() -> None:
    def script(thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
        yield from streamed(thread, "One.", "msg_own")
        yield ThreadItemRemovedEvent(item_id=PLACEHOLDER)

    assert talk(script, 1) == ([], [])
