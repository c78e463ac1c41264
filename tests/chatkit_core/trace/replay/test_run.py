"""What happens in the middle of things replays as it happened: Stop, faults, retries, approvals."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agents.models.interface import Model
from agents.testing import ModelStep, ScriptedModel, assistant_message, function_call

from chatkit_core.data import StoreUnavailableError
from chatkit_core.model_chain import Link, ModelChain
from chatkit_core.trace.replay.recording import RecordingError, read_recording, write_recording
from chatkit_core.trace.replay.run import changes_of, replay
from chatkit_core.trace.replay.script import script_of
from tests.chatkit_core.test_model_chain import unreachable
from tests.chatkit_core.tiny import USE_CASE
from tests.chatkit_core.trace.replay.shop import Shop

START = "/click tiny.start"
RED = '/click tiny.choose_color {"color": "red"}'
HUGE = '/click tiny.choose_size {"size": "HUGE"}'


def says(text: str, id: str = "msg_1") -> list[Any]:
    return [assistant_message(text, item_id=id)]


def calls(name: str, id: str = "call_1", **arguments: Any) -> list[Any]:
    return [function_call(name, arguments, call_id=id)]


class Interrupted(Model):
    """Says some words and then nothing, until it is stopped or raises."""

    def __init__(self, words: str, error: Exception | None = None) -> None:
        self.said = asyncio.Event()
        self._words, self._error = words, error

    async def get_response(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    async def stream_response(self, *asked: Any, **named: Any) -> AsyncIterator[Any]:
        async for event in ScriptedModel([says(self._words)]).stream_response(*asked, **named):
            if event.type == "response.output_text.done" or not self._words:
                break
            yield event
        for _ in range(20):  # whoever listens gets to hear the words
            await asyncio.sleep(0)
        self.said.set()
        if self._error:
            raise self._error
        await asyncio.Event().wait()


async def test_clicks_and_words_come_out_the_same(tmp_path: Path) -> None:
    steps = (calls("pick_color", color="blue"), says("Blue."), says("Ordered.", "msg_2"))
    async with Shop(tmp_path, steps) as shop:
        await shop.say(START, "blue please", '/click tiny.choose_size {"size": "LARGE"}')
        await shop.say("/click tiny.confirm", "thanks")
        found = await shop.replayed()
        assert found.changes == changes_of(await shop.events())
        assert found.session["state"]["order_id"]


async def test_no_connection_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Shop(tmp_path, [says("Hello.")]) as shop:
        await shop.say("hello")
        text = await shop.recording()

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a replay opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert (await replay(USE_CASE, read_recording(text))).difference is None


@pytest.mark.parametrize("words", ["Let me see what", ""])
async def test_a_stopped_answer_stops_at_the_same_word(tmp_path: Path, words: str) -> None:
    model = Interrupted(words)
    async with Shop(tmp_path, {"slow": model}) as shop:
        await shop.say(START)
        await shop.stopped("which colours are there?", model.said)
        await shop.say(RED)
        found = await shop.replayed()
        texts = [
            item["content"][0]["text"]
            for item in found.items
            if item["type"] == "assistant_message"
        ]
        assert texts == ([words] if words else [])


async def test_a_provider_fault_replays_as_that_fault_and_its_retry_as_a_retry(
    tmp_path: Path,
) -> None:
    steps = (unreachable(), calls("pick_color", color="red"), says("Red."))
    async with Shop(tmp_path, steps) as shop:
        await shop.say(START)
        failed = await shop.say("red")
        assert failed["error"]
        said = next(i["id"] for i in reversed(await shop.items()) if i["type"] == "user_message")
        await shop.request("threads.retry_after_item", item_id=said)
        found = await shop.replayed()
        errors = [e for e in found.events if (e.kind, e.name) == ("sent", "error")]
        assert [e.data["message"] for e in errors] == [failed["error"]]
        assert found.session["state"]["color"] == "red"


async def test_an_answer_that_broke_off_keeps_the_words_it_had(tmp_path: Path) -> None:
    async with Shop(tmp_path, {"weak": Interrupted("I was about to", unreachable())}) as shop:
        await shop.say(START, "hello")
        found = await shop.replayed()
        assert "I was about to" in str(found.items)


async def test_a_fault_of_no_known_kind_replays(tmp_path: Path) -> None:
    async with Shop(tmp_path, [RuntimeError("nobody knows")]) as shop:
        assert (await shop.say(START, "hello"))["error"]
        await shop.replayed()


async def test_a_fallback_answers_again_and_says_so(tmp_path: Path) -> None:
    second = ScriptedModel([says("I am second."), says("Still second.", "msg_2")])
    first = ScriptedModel([unreachable()])
    chain = ModelChain([Link("first", first), Link("second", second)])
    async with Shop(tmp_path, {"chain": chain}) as shop:
        await shop.say("hello", "still there?")
        found = await shop.replayed()
        told = [item["task"]["title"] for item in found.items if item["type"] == "task"]
        assert len(told) == 2
        assert all("second answers instead" in title for title in told)


async def test_an_approval_is_asked_for_and_given_again(tmp_path: Path) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START, RED, HUGE)
        asked = (await shop.session())["approval"]
        await shop.say(f'/click core.approve {{"approval_id": "{asked["id"]}"}}')
        found = await shop.replayed()
        assert found.session["state"]["size"] == "HUGE"


async def test_renames_ratings_and_refused_clicks_replay(tmp_path: Path) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START)
        card = (await shop.items())[-1]["id"]
        await shop.say(RED)
        action = {"type": "tiny.choose_color", "payload": {"color": "blue"}}
        await shop.request("threads.custom_action", item_id=card, action=action)
        await shop.plain("threads.update", title="My red one")
        await shop.plain("items.feedback", item_ids=[card], kind="positive")
        found = await shop.replayed()
        assert found.thread["title"] == "My red one"
        assert found.session["state"]["color"] == "red"


async def test_a_click_while_the_model_was_thinking_happens_at_the_same_place(
    tmp_path: Path,
) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START)

        async def clicked_meanwhile(_: Any) -> Any:
            await asyncio.create_task(shop.say(RED))
            return ModelStep(output=calls("pick_size", size="LARGE"))

        server = shop.services.servers["tiny"]
        model = ScriptedModel([ModelStep.respond(clicked_meanwhile), says("Large.")])
        server.models = {"scripted": model}
        await shop.say("large, please")
        found = await shop.replayed()
        assert found.session["state"] | {"order_id": None} == {
            "step": "confirm", "who": "ann", "color": "red", "size": "LARGE", "order_id": None,
        }  # fmt: skip


async def test_a_conversation_whose_first_answer_was_stopped_replays(tmp_path: Path) -> None:
    model = Interrupted("Hm")
    async with Shop(tmp_path, {"slow": model}) as shop:
        await shop.stopped("hello", model.said)
        await shop.say(START)
        await shop.replayed()


async def test_a_request_that_has_not_ended_yet_is_left_out(tmp_path: Path) -> None:
    async with Shop(tmp_path, [says("Hello.")]) as shop:
        await shop.say(START, "hello")
        events = await shop.events()
        cut = [e for e in events if e.seq <= events[-1].seq - 1]
        assert len(script_of(cut).steps) == 1
        assert (await replay(USE_CASE, cut)).difference is None


async def test_what_came_out_otherwise_is_named_with_its_request_and_both_values(
    tmp_path: Path,
) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START, RED)
        text = (await shop.recording()).replace('"new": "red"', '"new": "green"')
    found = await replay(USE_CASE, read_recording(text))
    assert found.difference
    assert found.difference.step == 2
    assert found.difference.recorded == "green"
    assert found.difference.replayed == "red"
    assert "Request 2" in found.difference.sentence
    assert "color" in found.difference.sentence


async def test_a_recording_of_masked_data_is_refused_with_one_sentence(tmp_path: Path) -> None:
    async with Shop(tmp_path, (), {"mask_personal_data": True}) as shop:
        await shop.say(START)
        with pytest.raises(RecordingError, match="Personal data was masked"):
            await replay(USE_CASE, await shop.events())


async def test_a_store_that_failed_for_a_while_leaves_a_recording_that_replays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START)

        async def gone(*_: Any) -> None:
            raise StoreUnavailableError("The disk is full.")

        with monkeypatch.context() as broken:
            broken.setattr(shop.talk.server.sessions, "update", gone)
            assert (await shop.say(RED))["error"]
        await shop.say('/click tiny.choose_color {"color": "blue"}')
        events = await shop.events()
    again = await replay(USE_CASE, read_recording(write_recording(events)))
    assert again.session["state"]["color"] == "blue"


@pytest.mark.parametrize(
    ("recorded", "is_expected"),
    [("NotFoundError: msg_nowhere", True), ("ZeroDivisionError: division by zero", False)],
)
async def test_only_the_failure_that_was_recorded_is_expected(
    tmp_path: Path, recorded: str, is_expected: bool
) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START)
        await shop.plain("threads.update", title="My red one")
        *before, start, _, end = await shop.events()
    assert (start.kind, start.phase) == ("request", "start")
    press = {"item_id": "msg_nowhere", "action": {"type": "tiny.choose_color", "payload": {}}}
    params = {"thread_id": start.thread_id, **press}
    failing = {**start.data, "type": "threads.sync_custom_action", "params": params}
    name = "threads.sync_custom_action"
    events = [
        *before,
        replace(start, name=name, data=failing),
        replace(end, name=name, error=recorded),
    ]
    with nullcontext() if is_expected else pytest.raises(RecordingError, match="not be repeated"):
        await replay(USE_CASE, events)
