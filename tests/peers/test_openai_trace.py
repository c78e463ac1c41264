"""What the trace tells of a turn on a provider: tokens, cost, and the time to the first token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers.aimock import KEY, Aimock, calls, say
from tests.peers.talk import azure, open_talk

LAMP = ("set_user_selection", {"selection_type": "items", "selection_code": ["PROD-002"]})


@pytest.mark.parametrize("api", ["responses", "chat_completions"])
async def test_a_model_call_is_recorded_with_its_tokens_cost_and_first_token(
    aimock: Aimock, tmp_path: Path, api: str
) -> None:
    used = {"prompt_tokens": 2000, "completion_tokens": 100}
    aimock.answer(
        "the lamp",
        {**calls(LAMP), "usage": used},
        say("Noted, thank you very much indeed.", usage=used),
        streamingProfile={"ttft": 60, "tps": 1000},
    )
    settings = azure(aimock.url, KEY, azure_openai_api=api, model_prices="returns-gpt=2.50/10")
    async with open_talk(tmp_path, **settings) as talk:
        await talk.say("the lamp")
        assert talk.error is None
        spans = await talk.model_calls()
    assert len(spans) == 2
    for span in spans:
        assert span["name"] == "returns-gpt"
        assert span["data"]["usage"]["input_tokens"] == 2000
        assert span["data"]["usage"]["output_tokens"] == 100
        assert span["data"]["cost_usd"] == 0.006
        assert 50 < span["data"]["first_token_ms"] <= span["ms"]


async def test_a_model_without_a_price_has_no_cost(aimock: Aimock, tmp_path: Path) -> None:
    aimock.answer("hello", say("Hello."))
    async with open_talk(tmp_path, **azure(aimock.url, KEY)) as talk:
        await talk.say("hello")
        (span,) = await talk.model_calls()
    assert "cost_usd" not in span["data"]


async def test_no_key_is_in_the_trace_or_in_a_log(
    aimock: Aimock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    aimock.answer("hello", {"error": {"message": f"bad key {KEY}"}, "status": 401})
    async with open_talk(tmp_path, **azure(aimock.url, KEY)) as talk:
        await talk.say(f"hello, my key is {KEY}")
        await talk.services.log.flush(talk.thread_id)
        events = await talk.services.log.read(talk.thread_id)
        assert events
        assert KEY not in "".join(str(event.to_json()) for event in events)
    assert "AuthenticationError 401" in caplog.text
    assert KEY not in caplog.text
