"""What becomes of the open card when something else is said than what it asks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.headless import Conversation
from tests.usecases.journeys import Talk, newest_card
from usecases.retail import USE_CASE

START = "/click retail.start"
LAMP = '/click retail.select_items {"items": ["ORD-78234/PROD-002"]}'
BROKEN = '/click retail.choose_reason {"reason": "DAMAGED"}'


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    made = Talk(USE_CASE, tmp_path, "CUST-1001", made=r"RET-[0-9A-F]{8}")
    yield made
    await made.close()


@pytest.fixture
async def asked(talk: Talk) -> Conversation:
    """A conversation of Jane Smith's that has come to what she gets."""
    one = await talk()
    for click in (START, LAMP, BROKEN):
        await one.send(click)
    return one


def cards(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in result["items"] if item["type"] == "widget"]


async def test_an_answer_to_a_later_question_leaves_the_open_card_alone(
    asked: Conversation,
) -> None:
    before = await newest_card(asked)
    result = await asked.send("someone should come and collect it")
    assert result["session"]["shipping_method"] == "SCHEDULE_PICKUP"
    assert cards(result) == []
    assert await newest_card(asked) == before
    said = "".join(
        part["text"]
        for item in result["items"]
        if item["type"] == "assistant_message"
        for part in item["content"]
    )
    assert "pickup" in said.lower()
    assert said.endswith("?")


async def test_the_card_that_stayed_takes_its_click_once(asked: Conversation) -> None:
    await asked.send("someone should come and collect it")
    taken = await asked.send('/click retail.choose_resolution {"resolution": "EXCHANGE"}')
    assert taken["error"] is None
    assert taken["session"]["step"] == "confirm"


async def test_a_card_that_stays_open_shows_what_changed_in_its_place(talk: Talk) -> None:
    talk.persona = "CUST-1002"
    one = await talk()
    await one.send(START)
    await one.send("the trail running shoes")
    await one.send('/click retail.choose_reason {"reason": "OTHER"}')
    before = await newest_card(one)
    result = await one.send("actually the reason is that they arrived late")
    assert result["session"]["reason_code"] == "ARRIVED_LATE"
    changed = await newest_card(one)
    assert "10% restocking fee" not in json.dumps(changed)
    assert "10% restocking fee" in json.dumps(before)
    assert "No longer needed" not in json.dumps(result["items"])


async def test_a_changed_summary_is_a_new_card(asked: Conversation) -> None:
    await asked.send("store credit, and collect it please")
    old = await newest_card(asked)
    result = await asked.send("make it a prepaid label")
    assert result["session"]["shipping_method"] == "PREPAID_LABEL"
    assert result["session"]["step"] == "confirm"
    assert await newest_card(asked) != old
    assert len(cards(result)) == 2
