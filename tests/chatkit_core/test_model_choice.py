"""A conversation keeps the model that was chosen for it, in whatever window it goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from agents.testing import ScriptedModel, assistant_message
from chatkit.store import NotFoundError

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import load_settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from tests.chatkit_core.tiny import USE_CASE

ANN = RequestContext(user_id="local", persona="ann")


def model(name: str) -> ScriptedModel:
    return ScriptedModel([[assistant_message(name, item_id=uuid4().hex)] for _ in range(5)])


async def opened(folder: Path) -> Services:
    settings = load_settings(data_dir=folder, _env_file=None)
    return await build_services(settings, [USE_CASE], models={n: model(n) for n in ("one", "two")})


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    found = await opened(tmp_path)
    yield found
    await found.close()


async def answer(services: Services, context: RequestContext, thread_id: str | None) -> str:
    """Who answers; the tiny use case never says a model's name by itself."""
    talk = Conversation(services.servers["tiny"], context, services, thread_id)
    told = await talk.send("hello")
    assert told["error"] is None
    (said,) = [item for item in told["items"] if item["type"] == "assistant_message"]
    return said["content"][0]["text"]


async def begun(services: Services, name: str | None) -> str:
    talk = Conversation(services.servers["tiny"], replace(ANN, model=name), services)
    await talk.send("hello")
    assert talk.thread_id
    return talk.thread_id


async def test_a_conversation_stays_with_the_model_it_began_with(services: Services) -> None:
    thread_id = await begun(services, "two")
    assert await services.servers["tiny"].chosen_model(thread_id, ANN) == "two"
    for elsewhere in ("one", None):
        assert await answer(services, replace(ANN, model=elsewhere), thread_id) == "two"
    assert await answer(services, replace(ANN, model="one"), None) == "one"


async def test_the_choice_outlives_the_process(services: Services, tmp_path: Path) -> None:
    thread_id = await begun(services, "two")
    again = await opened(tmp_path)
    assert await answer(again, ANN, thread_id) == "two"
    await again.close()


async def test_another_model_answers_from_the_next_message_on(services: Services) -> None:
    thread_id = await begun(services, "two")
    await services.servers["tiny"].choose_model(thread_id, "one", ANN)
    assert await answer(services, replace(ANN, model="two"), thread_id) == "one"


async def test_a_conversation_that_began_with_a_click_takes_the_model_of_its_first_words(
    services: Services,
) -> None:
    talk = Conversation(services.servers["tiny"], replace(ANN, model="two"), services)
    await talk.send("/click tiny.start {}")
    assert await services.servers["tiny"].chosen_model(talk.thread_id or "", ANN) is None
    assert await answer(services, replace(ANN, model="two"), talk.thread_id) == "two"


async def test_a_model_that_is_not_configured_is_refused_and_changes_nothing(
    services: Services,
) -> None:
    thread_id = await begun(services, "two")
    with pytest.raises(KeyError):
        await services.servers["tiny"].choose_model(thread_id, "three", ANN)
    assert await services.servers["tiny"].chosen_model(thread_id, ANN) == "two"


async def test_nobody_chooses_for_somebody_else(services: Services) -> None:
    thread_id = await begun(services, "two")
    for call in (
        services.servers["tiny"].chosen_model(thread_id, RequestContext(user_id="bob")),
        services.servers["tiny"].choose_model(thread_id, "one", RequestContext(user_id="bob")),
    ):
        with pytest.raises(NotFoundError):
            await call


async def test_a_choice_that_is_no_longer_configured_falls_back_to_the_first(
    services: Services,
) -> None:
    thread_id = await begun(services, "two")
    services.servers["tiny"].models = {"one": model("one")}
    assert await answer(services, ANN, thread_id) == "one"
