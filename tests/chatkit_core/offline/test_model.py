"""The model in the real agent loop, with made-up tools and no network."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from agents import Agent, FunctionTool, RunConfig, Runner, TResponseInputItem, function_tool
from chatkit.agents import AgentContext, stream_agent_response
from chatkit.types import AssistantMessageContentPartTextDelta as TextDelta
from chatkit.types import Page, ThreadItemDoneEvent, ThreadItemUpdatedEvent, ThreadMetadata

from chatkit_core.offline.encoder import NgramEncoder, Share
from chatkit_core.offline.language import Language
from chatkit_core.offline.model import OfflineModel

PARCELS = [
    {"code": "P-1", "label": "Blue Garden Chair", "detail": "$40.00"},
    {"code": "P-2", "label": "Reading Lamp", "detail": "$15.00"},
]
Log = list[tuple[str, Any]]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the offline model opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def model(language: Language, tmp_path: Path) -> OfflineModel:
    return OfflineModel(language, lambda: (Share(NgramEncoder(), 1.0),), cache=tmp_path)


@pytest.fixture
def log() -> Log:
    return []


@pytest.fixture
def tools(log: Log) -> list[FunctionTool]:
    def note(name: str, value: Any, said: str, **more: Any) -> str:
        log.append((name, value))
        return json.dumps({"ok": True, "say": said, **more})

    @function_tool
    async def choose(what: str, code: str | list[str]) -> str:
        if code == "SLOW":
            log.append(("refused", code))
            return json.dumps({"ok": False, "say": "No ship sails today."})
        return note(what, code, f"Noted the {what}.")

    @function_tool
    async def find_person(query: str) -> str:
        return note("person", query, "Hello Jane.", step="parcels", choices={"parcels": PARCELS})

    @function_tool
    async def book() -> str:
        return note("booked", True, "Booked by the desk.", approval="waiting")

    @function_tool
    async def show_price() -> str:
        return note("price", None, "It costs $5.00.")

    return [choose, find_person, book, show_price]


def _input(text: str, **situation: Any) -> list[TResponseInputItem]:
    told = {"step": "parcels", "session": {}, "choices": {"parcels": PARCELS}, **situation}
    items: list[Any] = [
        {"role": "user", "content": "hello"},
        {"role": "assistant", "content": "Hello!"},
        {"type": "message", "role": "developer", "content": "SITUATION\n" + json.dumps(told)},
        {"role": "user", "content": [{"type": "input_text", "text": text}]},
    ]
    return items


async def _say(model: OfflineModel, tools: list[FunctionTool], *args: Any, **kwargs: Any) -> str:
    agent = Agent(name="Kiosk", instructions="Help.", tools=[*tools])
    result = Runner.run_streamed(agent, _input(*args, **kwargs), run_config=RunConfig(model=model))
    async for _ in result.stream_events():
        pass
    return str(result.final_output)


async def test_every_answer_of_a_message_is_given_in_flow_order(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "by bike, the lamp and the chair")
    assert log == [("parcels", ["P-1", "P-2"]), ("speed", "GREEN")]
    assert said == "Noted the parcels. Noted the speed."


async def test_what_a_lookup_brings_is_used_in_the_same_turn(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "i'm jane@example.com, send the lamp", step="who", choices={})
    assert log == [("person", "jane@example.com"), ("parcels", ["P-2"])]
    assert said == "Hello Jane. Noted the parcels."


async def test_after_a_refusal_nothing_more_is_written(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "send it by ship, then confirm", step="speed")
    assert log == [("refused", "SLOW")]
    assert said == "No ship sails today."


@pytest.mark.parametrize(
    ("text", "step", "called", "reason"),
    [
        ("send it by ship", "speed", ("refused", "SLOW"), "No ship sails today."),
        ("book it", "sure", ("booked", True), "Booked by the desk."),
    ],
)
async def test_why_not_is_answered_with_what_was_refused_or_waits(
    model: OfflineModel,
    tools: list[FunctionTool],
    log: Log,
    text: str,
    step: str,
    called: tuple[str, Any],
    reason: str,
) -> None:
    refused = await _say(model, tools, text, step=step)
    after: list[Any] = [*_input(text, step=step)]
    after += [{"role": "assistant", "content": refused}, {"role": "user", "content": "Why not?"}]
    agent = Agent(name="Kiosk", instructions="Help.", tools=[*tools])
    told = await Runner.run(agent, after, run_config=RunConfig(model=model))
    assert (log, told.final_output) == ([called], reason)


async def test_what_is_taken_is_said_before_what_is_asked(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "the lamp express and the chair by ship")
    assert log == [("parcels", ["P-1", "P-2"])]
    assert said == "Noted the parcels. Just to be sure: do you mean express or by ship?"


async def test_a_question_beside_an_answer_is_answered_too(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "the lamp. how much is it?")
    assert [name for name, _ in log] == ["parcels", "price"]
    assert said == "Noted the parcels. It costs $5.00."


async def test_out_of_scope_gets_words_and_no_call(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "what's the weather like today?")
    assert log == []
    assert said == "I can't help with that here. I can help you send your parcel."


async def test_a_doubt_is_one_short_question(
    model: OfflineModel, tools: list[FunctionTool], log: Log
) -> None:
    said = await _say(model, tools, "express or by bike", step="speed")
    assert (log, said) == ([], "Just to be sure: do you mean express or by bike?")


async def test_without_a_situation_it_still_answers(model: OfflineModel) -> None:
    result = await Runner.run(Agent(name="Kiosk"), "hello", run_config=RunConfig(model=model))
    assert result.final_output == "Hello! I can help you send your parcel."


async def test_every_item_has_its_own_id(model: OfflineModel) -> None:
    agent = Agent(name="Kiosk")
    runs = [await Runner.run(agent, "hello", run_config=RunConfig(model=model)) for _ in range(2)]
    ids = {item.raw_item.id for run in runs for item in run.new_items}  # type: ignore[union-attr]
    assert len(ids) == 2


async def test_the_text_streams_into_a_thread_word_by_word(
    model: OfflineModel, tools: list[FunctionTool], thread_context: AgentContext[None]
) -> None:
    agent = Agent(name="Kiosk", tools=[*tools])
    result = Runner.run_streamed(agent, _input("the lamp"), run_config=RunConfig(model=model))
    events = [event async for event in stream_agent_response(thread_context, result)]
    updates = [e.update for e in events if isinstance(e, ThreadItemUpdatedEvent)]
    deltas = [u.delta for u in updates if isinstance(u, TextDelta)]
    done = [e.item for e in events if isinstance(e, ThreadItemDoneEvent)]
    assert deltas == ["Noted ", "the ", "parcels."]
    assert [item.content[0].text for item in done if item.type == "assistant_message"] == [
        "Noted the parcels."
    ]


@pytest.fixture
def thread_context() -> AgentContext[None]:
    class EmptyThread:
        """The two store methods that streaming needs."""

        def generate_item_id(self, *_: Any) -> str:
            return "item_1"

        async def load_thread_items(self, *_: Any) -> Page[Any]:
            return Page(data=[])

    thread = ThreadMetadata(id="thr_1", created_at=datetime(2030, 1, 1, tzinfo=UTC))
    return AgentContext.model_construct(thread=thread, store=EmptyThread(), request_context=None)


async def test_a_restart_in_mid_turn_sums_up_what_was_done(
    language: Language, tools: list[FunctionTool], log: Log, tmp_path: Path
) -> None:
    fresh = OfflineModel(language, lambda: (Share(NgramEncoder(), 1.0),), cache=tmp_path)
    items: list[Any] = [
        *_input("the lamp"),
        {"type": "function_call", "call_id": "call_1", "name": "choose", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": '{"say": "Noted."}'},
    ]
    agent = Agent(name="Kiosk", tools=[*tools])
    result = await Runner.run(agent, items, run_config=RunConfig(model=fresh))
    assert (result.final_output, log) == ("Noted.", [])


def test_the_model_says_its_name(model: OfflineModel) -> None:
    assert model.model == "offline"
