"""The same journey by clicks, by words and mixed: equal sessions, equal next cards, one return."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.usecases.journeys import Answer, Talk, newest_card
from usecases.retail import USE_CASE

START = Answer("/click retail.start", "hello")
LAMP = Answer('/click retail.select_items {"items": ["ORD-78234/PROD-002"]}', "the desk lamp")
BOTH = Answer('/click retail.select_items {"everything": true}', "both of them please")
BROKEN = Answer('/click retail.choose_reason {"reason": "DAMAGED"}', "it arrived broken")
MIND = Answer('/click retail.choose_reason {"reason": "CHANGED_MIND"}', "I changed my mind")
NO_OFFER = Answer('/click retail.answer_offer {"accept": false}', "no thanks")
KEEP_20 = Answer(
    '/click retail.answer_offer {"accept": true, "percent": 20}', "ok I'll keep it for 20% off"
)
REFUND = Answer('/click retail.choose_resolution {"resolution": "FULL_REFUND"}', "a full refund")
CREDIT = Answer(
    '/click retail.choose_resolution {"resolution": "STORE_CREDIT"}', "store credit please"
)
SWAP = Answer('/click retail.choose_resolution {"resolution": "EXCHANGE"}', "exchange it")
LABEL = Answer('/click retail.choose_shipping {"method": "PREPAID_LABEL"}', "a prepaid label")
DROP = Answer('/click retail.choose_shipping {"method": "DROP_OFF"}', "I'll drop it off")
PICKUP = Answer('/click retail.choose_shipping {"method": "SCHEDULE_PICKUP"}', "pick it up please")
CONFIRM = Answer("/click retail.confirm", "yes, confirm it")
BACK = Answer("/click retail.go_back {}", "go back please")
CANCEL = Answer("/click retail.cancel", "cancel this return")
PAST = Answer("/click retail.history", "how far have my past returns come?")
ANOTHER = Answer("/click retail.start_over", "I want to start over")
WIDGET = Answer(
    '/click retail.select_items {"items": ["ORD-78234/PROD-001"]}', "the wireless widget"
)

JOURNEYS = {
    "refund": (START, LAMP, BROKEN, REFUND, LABEL, CONFIRM),
    "store credit for everything": (START, BOTH, BROKEN, CREDIT, DROP, CONFIRM),
    "exchange": (START, LAMP, BROKEN, SWAP, PICKUP, CONFIRM),
    "offer declined": (START, LAMP, MIND, NO_OFFER, REFUND, PICKUP, CONFIRM),
    "offer accepted": (START, LAMP, MIND, KEEP_20, CONFIRM),
    "back and forth": (START, LAMP, BROKEN, REFUND, BACK, CREDIT, LABEL, BACK, DROP, CONFIRM),
    "back over the offer": (START, LAMP, MIND, NO_OFFER, BACK, KEEP_20, BACK, BACK, BROKEN, SWAP),
    "cancelled": (START, LAMP, BROKEN, REFUND, LABEL, CANCEL),
    "past returns on the way": (START, PAST, LAMP, BROKEN, REFUND),
    "one return after another": (
        START,
        LAMP,
        BROKEN,
        REFUND,
        LABEL,
        CONFIRM,
        ANOTHER,
        WIDGET,
        BROKEN,
    ),
}
ENDS = {
    "back over the offer": "shipping",
    "cancelled": "items",
    "past returns on the way": "shipping",
    "one return after another": "resolution",
}


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Conversations of Jane Smith's."""
    made = Talk(USE_CASE, tmp_path, "CUST-1001", made=r"RET-[0-9A-F]{8}")
    yield made
    await made.close()


@pytest.mark.parametrize("name", JOURNEYS)
async def test_clicks_words_and_mixes_end_alike_at_every_step(talk: Talk, name: str) -> None:
    seen = await talk.alike(JOURNEYS[name])
    assert f'"step": "{ENDS.get(name, "done")}"' in seen[-1]


async def test_several_answers_in_one_sentence_land_on_the_next_open_step(talk: Talk) -> None:
    one = await talk()
    result = await one.send("both, they're broken, full refund")
    session = result["session"]
    assert [item["product_id"] for item in session["selected_items"]] == ["PROD-001", "PROD-002"]
    assert (session["reason_code"], session["resolution"]) == ("DAMAGED", "FULL_REFUND")
    assert session["step"] == "shipping"
    cards = [item for item in result["items"] if item["type"] == "widget"]
    assert len(cards) == 1


async def test_a_typed_answer_neither_lists_options_nor_shows_the_answered_card_again(
    talk: Talk,
) -> None:
    one = await talk()
    await one.send(START.click)
    asked = await newest_card(one)
    result = await one.send(LAMP.words)
    texts = [
        part["text"]
        for item in result["items"]
        if item["type"] == "assistant_message"
        for part in item["content"]
    ]
    assert all("\n-" not in text and "\n*" not in text and len(text) < 200 for text in texts)
    fresh = [item["widget"] for item in result["items"] if item["type"] == "widget"]
    assert asked not in fresh


async def test_going_back_in_words_reopens_the_step(talk: Talk) -> None:
    one = await talk()
    for answer in (START, LAMP, BROKEN, REFUND, LABEL):
        await one.send(answer.click)
    result = await one.send("actually make that an exchange")
    assert result["session"]["resolution"] == "EXCHANGE"
    assert result["session"]["return_id"] is None
    assert "Exchange" in json.dumps(await newest_card(one))


async def test_what_is_picked_wrong_and_put_right_in_one_message_is_right(talk: Talk) -> None:
    one = await talk()
    for answer in (START, LAMP):
        await one.send(answer.click)
    session = (await one.send("the lamp. no wait, the widget. it stopped charging"))["session"]
    assert [item["product_id"] for item in session["selected_items"]] == ["PROD-001"]
    assert (session["reason_code"], session["step"]) == ("DEFECTIVE", "resolution")


async def test_clicked_then_typed_gives_one_return_and_typing_confirm_again_none(
    talk: Talk,
) -> None:
    one = await talk()
    answers = (START, LAMP, BROKEN, REFUND, LABEL)
    await talk.walk(one, answers, [False, True, False, True, False])
    first = await one.send(CONFIRM.words)
    again = await one.send(CONFIRM.words)
    assert first["session"]["return_id"] == again["session"]["return_id"]
    page = await one.services.documents.query("returns", "CUST-1001", limit=100)
    made = [d for d in page.documents if d["id"] == first["session"]["return_id"]]
    assert len(made) == 1
