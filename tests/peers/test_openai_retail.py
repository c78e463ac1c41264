"""The real retail flow on a scripted model behind real HTTP: both endpoints, both interfaces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.bootstrap import Services, build_services, find_use_cases
from chatkit_core.config import load_settings
from chatkit_core.headless import Conversation, open_conversation
from chatkit_core.session import RequestContext
from tests.peers.aimock import KEY, Aimock, call, calls, say, texts_of

Talk = Callable[..., Any]


def dated(address: str) -> dict[str, str]:
    return {**v1(address), "azure_openai_api_version": "2025-03-01-preview"}


def v1(address: str) -> dict[str, str]:
    return {
        "azure_openai_endpoint": address,
        "azure_openai_deployment": "returns-gpt",
        "azure_openai_api_key": KEY,
    }


def plain(address: str) -> dict[str, str]:
    return {"openai_base_url": f"{address}/v1", "openai_api_key": KEY, "openai_model": "gpt"}


CHAT = {"azure_openai_api": "chat_completions", "openai_api": "chat_completions"}
WAYS = {
    "azure, dated, responses": (dated, {}, "/openai/responses?api-version=2025-03-01-preview"),
    "azure, dated, chat": (
        dated,
        CHAT,
        "/openai/deployments/returns-gpt/chat/completions?api-version=2025-03-01-preview",
    ),
    "azure, v1, responses": (v1, {}, "/openai/v1/responses"),
    "azure, v1, chat": (v1, CHAT, "/openai/v1/chat/completions"),
    "openai, responses": (plain, {}, "/v1/responses"),
    "openai, chat": (plain, CHAT, "/v1/chat/completions"),
}


@pytest.fixture(params=WAYS)
async def way(
    request: pytest.FixtureRequest, aimock: Aimock, tmp_path: Path
) -> AsyncIterator[tuple[Services, str]]:
    settings, api, path = WAYS[request.param]
    loaded = load_settings(data_dir=tmp_path, _env_file=None, **settings(aimock.url), **api)
    services = await build_services(loaded, find_use_cases())
    yield services, path
    await services.close()


async def test_a_return_is_made_in_words_over_several_tool_loops(
    way: tuple[Services, str], aimock: Aimock
) -> None:
    services, path = way
    selection = "set_user_selection"
    aimock.answer(
        "the lamp arrived broken",
        calls(
            (selection, {"selection_type": "items", "selection_code": ["PROD-002"]}),
            (selection, {"selection_type": "reason", "selection_code": "DAMAGED"}),
        ),
        say("Sorry to hear that. What would you like to get for it?"),
    )
    aimock.answer(
        "my money back",
        call(selection, selection_type="resolution", selection_code="FULL_REFUND"),
        call(selection, selection_type="shipping", selection_code="PREPAID_LABEL"),
        call("calculate_refund_amount", resolution=None),
        say("Please look at the summary."),
    )
    aimock.answer("yes, do it", call("finalize_return_from_session"), say("Done."))

    talk = await open_conversation(
        services, "retail", RequestContext(user_id="local", persona="CUST-1001")
    )
    first = await talk.send("the lamp arrived broken")
    assert first["error"] is None
    assert first["session"]["step"] == "resolution"
    second = await talk.send("my money back, with a label")
    assert second["session"]["step"] == "confirm"
    third = await talk.send("yes, do it")
    assert third["error"] is None
    assert third["session"]["return_id"].startswith("RET-")

    asked = aimock.requests()
    assert [texts_of(turn["items"]) for turn in (first, second, third)] == [
        ["Sorry to hear that. What would you like to get for it?"],
        ["Please look at the summary."],
        ["Done."],
    ]
    assert {f"{request['path']}" for request in asked} == {path}
    assert {request["body"]["model"] for request in asked} <= {"returns-gpt", "gpt"}
    stored = await everything(services, talk)
    assert len({item["id"] for item in stored}) == len(stored)
    assert texts_of(stored) == [
        t for turn in (first, second, third) for t in texts_of(turn["items"])
    ]


async def everything(services: Services, talk: Conversation) -> list[dict[str, Any]]:
    server = services.servers["retail"]
    page = await server.threads.load_items_json(
        talk.thread_id or "", None, 100, "asc", talk.context
    )
    return page.data
