"""The same journey by clicks, by words and mixed: equal sessions, equal next cards, one request."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from usecases.sample import USE_CASE

from chatkit_core.headless import Conversation
from tests.usecases.journeys import Talk, answer, newest_card

START = answer("sample.start", {}, "hello")
PROBLEM = answer("sample.choose_topic", {"topic": "PROBLEM"}, "I want to report a problem")
QUESTION = answer("sample.choose_topic", {"topic": "QUESTION"}, "I have a question")
EMAIL = answer("sample.choose_contact", {"contact": "EMAIL"}, "by email please")
PHONE = answer("sample.choose_contact", {"contact": "PHONE"}, "call me back")
BACK = answer("sample.go_back", {}, "go back please")
CONFIRM = answer("sample.confirm", {}, "yes, send it")

JOURNEYS = {
    "straight on": (START, PROBLEM, PHONE, CONFIRM),
    "changed on the way": (START, QUESTION, EMAIL, BACK, EMAIL, CONFIRM),
}


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Conversations of Nora Lind's, who has the Basic plan."""
    made = Talk(USE_CASE, tmp_path, "MEM-3001", made=r"REQ-[0-9A-F]{8}")
    yield made
    await made.close()


async def sent(one: Conversation) -> list[str]:
    page = await one.services.documents.query("sample_requests", "MEM-3001", limit=100)
    return [document["id"] for document in page.documents]


@pytest.mark.parametrize("name", JOURNEYS)
async def test_clicks_words_and_mixes_end_alike_at_every_step(talk: Talk, name: str) -> None:
    seen = await talk.alike(JOURNEYS[name])
    assert '"step": "done"' in seen[-1]


async def test_several_answers_in_one_sentence_land_on_the_summary(talk: Talk) -> None:
    one = await talk()
    result = await one.send("I want to report a problem, and please call me back")
    session = result["session"]
    assert (session["topic"], session["contact"]) == ("PROBLEM", "PHONE")
    assert session["step"] == "confirm"


@pytest.mark.parametrize("way", ["click", "words"])
async def test_what_the_rule_refuses_changes_nothing(talk: Talk, way: str) -> None:
    one = await talk()
    await talk.walk(one, (START, QUESTION), [False, False])
    before = (await one.send("/session"))["session"]
    result = await one.send(getattr(PHONE, way))
    assert result["session"] == before
    assert "We call back for problems" in json.dumps(result, ensure_ascii=False)
    assert "By phone" not in json.dumps(await newest_card(one))


async def test_confirming_twice_sends_once(talk: Talk) -> None:
    one = await talk()
    await talk.walk(one, (START, PROBLEM, EMAIL), [False, True, False])
    first = await one.send(CONFIRM.words)
    again = await one.send(CONFIRM.words)
    assert first["session"]["request_id"] == again["session"]["request_id"]
    assert await sent(one) == [first["session"]["request_id"]]


async def test_cancelling_sends_nothing(talk: Talk) -> None:
    one = await talk()
    await talk.walk(one, (START, PROBLEM, EMAIL), [False, False, False])
    result = await one.send("never mind")
    assert result["session"]["step"] == "topic"
    assert await sent(one) == []


async def test_a_question_about_the_rules_is_answered_with_its_source(talk: Talk) -> None:
    result = await (await talk()).send("how long does it take until you answer?")
    assert "requests.md" in json.dumps(result["items"])


async def test_a_reset_takes_away_what_was_sent(talk: Talk) -> None:
    one = await talk()
    await talk.walk(one, (START, PROBLEM, EMAIL, CONFIRM), [False] * 4)
    assert USE_CASE.reset
    await USE_CASE.reset(one.services.documents, one.server.service.today())
    assert await sent(one) == []
