"""Every way a model can fail: a sentence, Retry where it makes sense, and nothing lost or doubled."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.peers import raw_chat, raw_model
from tests.peers.aimock import KEY, Aimock, call, calls, fail, say
from tests.peers.raw_model import Answer, Ending, RawModel
from tests.peers.talk import Talk, azure, open_talk

SELECT = "set_user_selection"
LAMP = (SELECT, {"selection_type": "items", "selection_code": ["PROD-002"]})
SAID = "The lamp please"
CUT_OFF = "The answer broke off here."


@pytest.fixture(params=["responses", "chat_completions"])
def api(request: pytest.FixtureRequest) -> str:
    """Which of the two interfaces the model is asked through."""
    return request.param


@pytest.fixture
def wire(api: str) -> ModuleType:
    """How answers of that interface are written."""
    return raw_model if api == "responses" else raw_chat


@pytest.fixture
async def talk(aimock: Aimock, tmp_path: Path, api: str) -> AsyncIterator[Talk]:
    settings = azure(aimock.url, KEY, model_timeout=20, azure_openai_api=api)
    async with open_talk(tmp_path, **settings) as talk:
        yield talk


@pytest.fixture
async def raw() -> AsyncIterator[RawModel]:
    async with RawModel() as server:
        yield server


@pytest.fixture
async def raw_talk(raw: RawModel, tmp_path: Path, api: str) -> AsyncIterator[Talk]:
    settings = azure(raw.url, KEY, model_timeout=1.5, azure_openai_api=api)
    async with open_talk(tmp_path, **settings) as talk:
        yield talk


async def check_nothing_happened(talk: Talk) -> None:
    """The message is there, and of the session only whom it is about."""
    kinds = await talk.kinds()
    assert kinds.count("user_message") == 1
    session = await talk.session()
    assert session["customer_id"] == "CUST-1001"
    assert session["selected_items"] == []
    assert session["step"] == "items"


@pytest.mark.parametrize(
    ("failure", "sentence", "retry"),
    [
        (fail(401, "invalid_api_key"), "key or sign-in", True),
        (fail(403, "Forbidden"), "let this app in", True),
        (fail(404, "DeploymentNotFound"), "does not exist", True),
        (fail(408), "too long", True),
        (fail(429, "429", retryAfter=7), "try again in 7 seconds", True),
        (fail(500), "has a problem", True),
        (fail(502), "has a problem", True),
        (fail(503), "not available", True),
        (fail(400, "content_filter"), "put it in other words", False),
        (fail(400, "invalid_request"), "did not take the request", True),
    ],
)
async def test_a_refused_request_is_one_sentence_and_retry_makes_good(
    talk: Talk, aimock: Aimock, failure: dict[str, Any], sentence: str, retry: bool
) -> None:
    aimock.answer(SAID, failure, calls(LAMP), say("Noted."))
    await talk.say(SAID)
    assert talk.error
    assert sentence in talk.error["message"]
    assert "nothing was changed" in talk.error["message"]
    assert talk.error["allow_retry"] is retry
    await check_nothing_happened(talk)
    await check_retry(talk)


async def check_retry(talk: Talk, said: str = "Noted.") -> None:
    """Trying again gives what the first try should have given, once."""
    await talk.retry()
    assert talk.error is None
    assert [item["product_id"] for item in (await talk.session())["selected_items"]] == ["PROD-002"]
    kinds = await talk.kinds()
    assert kinds == ["user_message", "assistant_message", "widget"]
    assert await talk.said() == [said]


async def test_a_model_that_is_asked_again_by_the_sdk_answers_in_the_end(
    aimock: Aimock, tmp_path: Path
) -> None:
    aimock.answer(SAID, fail(503), calls(LAMP), say("Noted."))
    async with open_talk(tmp_path, **azure(aimock.url, KEY) | {"model_retries": 1}) as talk:
        await talk.say(SAID)
        assert talk.error is None
    assert [one["response"]["status"] for one in aimock.requests()] == [503, 200, 200]


@pytest.mark.parametrize(
    "extras",
    [{"truncateAfterChunks": 6, "chunkSize": 5}, {"truncateAfterChunks": 1}, {"chaos": {"malformedRate": 1}},
     {"chaos": {"disconnectRate": 1}}],
    ids=["cut in a word", "cut at once", "malformed", "disconnected"],
)  # fmt: skip
async def test_a_stream_that_ends_early_is_one_sentence(
    talk: Talk, aimock: Aimock, extras: dict[str, Any]
) -> None:
    aimock.answer(SAID, say("Noted. And here are some more words to cut."), **extras)
    await check_one_sentence(talk)


async def test_a_stream_that_is_too_slow_is_one_sentence(
    aimock: Aimock, tmp_path: Path, api: str
) -> None:
    settings = azure(aimock.url, KEY, model_timeout=0.5, azure_openai_api=api)
    aimock.answer(SAID, say("Noted. And here are some more words to cut."), latency=700)
    async with open_talk(tmp_path, **settings) as talk:
        await check_one_sentence(talk)


async def check_one_sentence(talk: Talk) -> None:
    await talk.say(SAID)
    assert talk.error
    assert talk.error["allow_retry"] is True
    assert "nothing was changed" in talk.error["message"]
    await check_nothing_happened(talk)


BAD_CHUNK = b'data: {"type": "response.output_text.delta", "delta": \n\n'
SLOW_DOWN = {"error": {"message": "boom", "code": "server_error"}}


def half(wire: ModuleType) -> list[Any]:
    return [*wire.opened(), *wire.words("I will ", "note ")]


HALVES: dict[str, tuple[Callable[[ModuleType], Answer], str]] = {
    "reset": (lambda wire: Answer(half(wire), Ending.RESET), "broke off"),
    "stall": (lambda wire: Answer(half(wire), Ending.STALL), "too long"),
    "truncated": (lambda wire: Answer(half(wire)), "could not answer"),
    "malformed": (lambda wire: Answer([*half(wire), BAD_CHUNK]), "broke off"),
    "filtered": (
        lambda wire: Answer([*half(wire), wire.stopped_by("content_filter")]),
        "content filter stopped",
    ),
    "long": (lambda wire: Answer([*half(wire), wire.stopped_by("max_output_tokens")]), "too long"),
    "error body": (lambda wire: Answer([*half(wire), SLOW_DOWN]), "not answer"),
}


@pytest.mark.parametrize("fault", HALVES)
async def test_half_an_answer_is_kept_and_marked_and_replaced_by_retry(
    raw: RawModel, raw_talk: Talk, wire: ModuleType, fault: str
) -> None:
    answer, sentence = HALVES[fault]
    raw.answers += [answer(wire), Answer(wire.whole("Which one do you mean?", "msg_second"))]
    await raw_talk.say(SAID)
    assert raw_talk.error
    assert sentence in raw_talk.error["message"]
    assert raw_talk.error["allow_retry"] is True
    assert await raw_talk.said() == [f"I will note\n\n*{CUT_OFF}*"]
    await check_nothing_happened(raw_talk)
    await raw_talk.retry()
    assert raw_talk.error is None
    assert await raw_talk.said() == ["Which one do you mean?"]
    assert (await raw_talk.kinds()).count("user_message") == 1


BUSY = {"error": {"message": "x", "code": "429"}}
WORDLESS: dict[str, tuple[Callable[[ModuleType], Answer], str]] = {
    "busy": (lambda wire: Answer(status=429, body=BUSY), "too much to do"),
    "reset": (lambda wire: Answer(wire.opened(), Ending.RESET), "broke off"),
    "stall": (lambda wire: Answer(wire.opened(), Ending.STALL), "too long"),
    "empty": (lambda wire: Answer(wire.whole("")), "said nothing"),
    "malformed": (lambda wire: Answer([BAD_CHUNK]), "broke off"),
    "filtered": (
        lambda wire: Answer([*wire.opened(), wire.stopped_by("content_filter")]),
        "content filter stopped",
    ),
    "no stream": (lambda wire: Answer(status=200, body={"hello": "world"}), "could not answer"),
}


@pytest.mark.parametrize("fault", WORDLESS)
async def test_an_answer_without_a_word_leaves_no_empty_message(
    raw: RawModel, raw_talk: Talk, wire: ModuleType, fault: str
) -> None:
    answer, sentence = WORDLESS[fault]
    raw.answers += [answer(wire), Answer(wire.whole("Which one do you mean?"))]
    await raw_talk.say(SAID)
    assert raw_talk.error
    assert sentence in raw_talk.error["message"]
    assert await raw_talk.said() == []
    await check_nothing_happened(raw_talk)
    await raw_talk.retry()
    assert await raw_talk.said() == ["Which one do you mean?"]


async def test_an_error_in_the_middle_of_a_stream_is_read_for_what_it_says(
    raw: RawModel, tmp_path: Path
) -> None:
    error = {"type": "error", "code": "rate_limit_exceeded", "message": "slow down"}
    raw.answers.append(Answer([*half(raw_model), error]))
    async with open_talk(tmp_path, **azure(raw.url, KEY)) as talk:
        await talk.say(SAID)
        assert talk.error
        assert "too much to do" in talk.error["message"]
        assert await talk.said() == [f"I will note\n\n*{CUT_OFF}*"]


async def test_nothing_of_a_failed_turn_is_left_running(
    raw: RawModel, raw_talk: Talk, wire: ModuleType
) -> None:
    raw.answers.append(Answer(half(wire), Ending.RESET))
    before = asyncio.all_tasks()
    await raw_talk.say(SAID)
    await raw_talk.services.log.flush()
    await asyncio.sleep(0.05)
    left = asyncio.all_tasks() - before
    assert [task for task in left if "/chatkit/" in str(task) or "/agents/" in str(task)] == []


async def test_a_refusal_is_an_answer_like_any_other(
    raw: RawModel, raw_talk: Talk, wire: ModuleType
) -> None:
    raw.answers.append(Answer(wire.refused("I can't help with that.")))
    await raw_talk.say(SAID)
    assert raw_talk.error is None
    assert await raw_talk.said() == ["I can't help with that."]
    await check_nothing_happened(raw_talk)


async def test_a_model_that_nobody_listens_for_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with open_talk(tmp_path, **azure(address, KEY)) as talk:
            await talk.say(SAID)
            assert talk.error
            assert "can't be reached" in talk.error["message"]
            await check_nothing_happened(talk)


async def test_a_tool_that_does_not_exist_ends_the_turn(talk: Talk, aimock: Aimock) -> None:
    aimock.answer(SAID, calls(LAMP), call("give_everything_away"), calls(LAMP), say("Noted."))
    await talk.say(SAID)
    assert talk.error
    assert "makes no sense" in talk.error["message"]
    await check_nothing_happened(talk)
    await check_retry(talk)


async def test_arguments_that_cannot_be_read_are_told_to_the_model(
    raw: RawModel, raw_talk: Talk, wire: ModuleType
) -> None:
    half_a_call = wire.called(SELECT, '{"selection_type": "it')
    raw.answers += [Answer(half_a_call), Answer(wire.whole("Which one?"))]
    await raw_talk.say(SAID)
    assert raw_talk.error is None
    assert await raw_talk.said() == ["Which one?"]
    heard = raw.bodies[1].get("input", raw.bodies[1].get("messages"))[-1]
    assert '"ok": false' in (heard.get("output") or heard["content"])
    await check_nothing_happened(raw_talk)


async def test_a_model_that_goes_round_in_circles_is_stopped(talk: Talk, aimock: Aimock) -> None:
    aimock.answer(SAID, *[calls(LAMP)] * 12, calls(LAMP), say("Noted."))
    await talk.say(SAID)
    assert talk.error
    assert "in circles" in talk.error["message"]
    assert len(aimock.requests()) == 12
    await check_nothing_happened(talk)
    await check_retry(talk)


async def test_what_was_confirmed_before_a_fault_stays_done(talk: Talk, aimock: Aimock) -> None:
    aimock.answer(
        "all of it",
        calls(
            LAMP,
            (SELECT, {"selection_type": "reason", "selection_code": "DAMAGED"}),
            (SELECT, {"selection_type": "resolution", "selection_code": "FULL_REFUND"}),
            (SELECT, {"selection_type": "shipping", "selection_code": "PREPAID_LABEL"}),
        ),
        say("Please look at the summary."),
    )
    aimock.answer("yes", call("finalize_return_from_session"), fail(500))
    await talk.say("all of it")
    await talk.say("yes")
    assert talk.error
    assert "stays done" in talk.error["message"]
    assert talk.error["allow_retry"] is False
    assert (await talk.session())["return_id"].startswith("RET-")
    await talk.retry()
    assert talk.error
    assert talk.error["allow_retry"] is False
    assert (await talk.session())["return_id"].startswith("RET-")


async def test_the_next_model_answers_and_the_conversation_says_so(
    talk: Talk, aimock: Aimock, tmp_path: Path
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings = azure(f"http://127.0.0.1:{unused.getsockname()[1]}", KEY)
        second = {
            "openai_base_url": f"{aimock.url}/v1",
            "openai_api_key": KEY,
            "openai_model": "gpt-spare",
            "model_fallbacks": "openai, offline",
        }
        aimock.answer(SAID, calls(LAMP), say("Noted."))
        async with open_talk(tmp_path / "two", **settings, **second) as other:
            await other.say(SAID)
            assert other.error is None
            kinds = await other.kinds()
            assert kinds == ["user_message", "task", "assistant_message", "widget"]
            told = (await other.items())[1]["task"]["title"]
            assert told == "The model can't be reached. OpenAI · gpt-spare answers instead."
            spans = await other.model_calls()
            assert [bool(span["error"]) for span in spans] == [True, False, False]


async def test_the_offline_model_goes_on_when_a_model_fails_between_two_calls(
    aimock: Aimock, tmp_path: Path
) -> None:
    aimock.answer(SAID, calls(LAMP), fail(503))
    settings = azure(aimock.url, KEY, model_fallbacks="offline")
    async with open_talk(tmp_path, **settings) as talk:
        await talk.say(SAID)
        assert talk.error is None
        assert len((await talk.session())["selected_items"]) == 1
        assert len(await talk.said()) == 1
        titles = [item["task"]["title"] for item in await talk.items() if item["type"] == "task"]
        assert len(titles) == 1
        assert titles[0].endswith("The offline model answers instead.")
