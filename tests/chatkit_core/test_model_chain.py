"""A model that fails before its first word is followed by the next; after it, by nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from agents import Agent, ModelSettings, ModelTracing, RunConfig, Runner
from agents.testing import ScriptedModel, assistant_message
from openai import APIConnectionError
from openai.types.responses import ResponseCompletedEvent

from chatkit_core.faults import AnswerError, EmptyAnswerError
from chatkit_core.model_chain import REST_SECONDS, Link, ModelChain
from chatkit_core.trace.model import RecordedModel


class Deaf(ScriptedModel):
    """Fails after so many events of its answer; with `None`, at once."""

    def __init__(self, after: int | None, error: Exception | None = None) -> None:
        super().__init__([[assistant_message("Half of it", item_id="msg_1")]])
        self._after = after
        self._error = error or APIConnectionError(request=httpx2.Request("POST", "http://test"))

    async def stream_response(self, *args: Any, **named: Any) -> AsyncIterator[Any]:
        if self._after is None:
            raise self._error
        count = 0
        async for event in super().stream_response(*args, **named):
            if count == self._after:
                raise self._error
            count += 1
            yield event


def scripted(text: str) -> ScriptedModel:
    return ScriptedModel([[assistant_message(text, item_id="msg_2")]])


async def ask(chain: ModelChain, asked: Any = "hello") -> list[Any]:
    stream = chain.stream_response(
        None, asked, ModelSettings(), [], None, [], ModelTracing.DISABLED,
        previous_response_id=None, conversation_id=None, prompt=None,
    )  # fmt: skip
    return [event async for event in stream]


def said(events: list[Any]) -> str:
    return "".join(event.delta for event in events if event.type == "response.output_text.delta")


@pytest.mark.parametrize("after", [None, 1, 2, 3, 4])
async def test_the_next_model_answers_when_the_first_has_not_said_a_word(after: int | None) -> None:
    told: list[str] = []

    async def tell(sentence: str) -> None:
        told.append(sentence)

    chain = ModelChain([Link("One", Deaf(after)), Link("Two", scripted("All of it"))])
    events = await ask(chain.for_turn(tell))
    assert said(events) == "All of it"
    assert {e.item.id for e in events if e.type == "response.output_item.added"} == {"msg_2"}
    assert told == ["The connection to the model broke off. Two answers instead."]


async def test_nobody_follows_a_model_that_has_begun_to_speak() -> None:
    chain = ModelChain([Link("One", Deaf(5)), Link("Two", scripted("All of it"))])
    with pytest.raises(APIConnectionError):
        await ask(chain)


async def test_words_that_come_with_the_failure_are_heard_before_it() -> None:
    """The run has ended before anybody takes a word from it."""
    how = RunConfig(model=ModelChain([Link("One", Deaf(5))]), tracing_disabled=True)
    result = Runner.run_streamed(Agent("Test"), "hello", run_config=how)
    assert result.run_loop_task
    await asyncio.wait([result.run_loop_task])
    heard: list[Any] = []

    async def listen() -> None:
        async for event in result.stream_events():
            heard.append(getattr(event, "data", event))  # noqa: PERF401 - it ends in an error

    with pytest.raises(APIConnectionError):
        await listen()
    assert said(heard)


async def test_a_turn_stays_with_the_model_that_answered_and_hides_the_first_ones_ids() -> None:
    second = ScriptedModel(
        [[assistant_message("1", item_id="a")], [assistant_message("2", item_id="b")]]
    )
    chain = ModelChain([Link("One", Deaf(None)), Link("Two", second)])
    asked = [
        {"type": "reasoning", "id": "rs_1", "summary": []},
        {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "n", "arguments": "{}"},
    ]
    await ask(chain, asked)
    await ask(chain, asked)
    for seen in second.calls:
        assert seen.input == [
            {"type": "function_call", "call_id": "c", "name": "n", "arguments": "{}"}
        ]


async def test_an_error_that_nobody_has_thought_of_is_not_glossed_over() -> None:
    chain = ModelChain([Link("One", Deaf(None, KeyError("bug"))), Link("Two", scripted("Fine"))])
    with pytest.raises(KeyError):
        await ask(chain)


async def test_an_answer_without_words_or_calls_is_no_answer() -> None:
    with pytest.raises(EmptyAnswerError):
        await ask(ModelChain([Link("One", scripted(" "))]))


async def test_an_answer_whose_end_is_missing_is_no_answer() -> None:
    class Endless(ScriptedModel):
        async def stream_response(self, *args: Any, **named: Any) -> AsyncIterator[Any]:
            async for event in super().stream_response(*args, **named):
                if not isinstance(event, ResponseCompletedEvent):
                    yield event

    chain = ModelChain([Link("One", Endless([[assistant_message("Hello", item_id="m")]]))])
    with pytest.raises(AnswerError, match="ended_early"):
        await ask(chain)


async def test_a_model_that_cannot_be_reached_rests_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    async def tell(sentence: str) -> None:
        told.append(sentence)

    answers = [[assistant_message(str(n), item_id=f"m{n}")] for n in range(3)]
    first = Deaf(None, unreachable())
    chain = ModelChain([Link("One", first), Link("Two", ScriptedModel(answers))])
    for _ in range(2):
        await ask(chain.for_turn(tell))
    assert told == [
        "The model can't be reached. Two answers instead.",
        "One could not be reached a moment ago. Two answers instead.",
    ]
    later = time.monotonic() + REST_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await ask(chain.for_turn(tell))
    assert told[2:] == told[:1]


def unreachable() -> APIConnectionError:
    error = APIConnectionError(request=httpx2.Request("POST", "http://test"))
    error.__cause__ = httpx2.ConnectError("nobody there")
    return error


async def test_every_turn_begins_with_the_first_model_again_and_is_recorded() -> None:
    async def tell(sentence: str) -> None:
        raise AssertionError(sentence)

    chain = ModelChain([Link("One", scripted("Hello")), Link("Two", scripted("Fine"))])
    turn = chain.for_turn(tell)
    assert all(isinstance(link.model, RecordedModel) for link in turn.links)
    assert said(await ask(turn)) == "Hello"
