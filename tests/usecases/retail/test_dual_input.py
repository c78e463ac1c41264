"""The same journey by clicks, by words and mixed: equal sessions, equal next cards, one return."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.bootstrap import Services, build_services, find_use_cases
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext

Talk = Callable[[], Conversation]


@dataclass(frozen=True)
class Answer:
    """One step's answer, both ways."""

    click: str
    words: str


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

JOURNEYS = {
    "refund": (START, LAMP, BROKEN, REFUND, LABEL, CONFIRM),
    "store credit for everything": (START, BOTH, BROKEN, CREDIT, DROP, CONFIRM),
    "exchange": (START, LAMP, BROKEN, SWAP, PICKUP, CONFIRM),
    "offer declined": (START, LAMP, MIND, NO_OFFER, REFUND, PICKUP, CONFIRM),
    "offer accepted": (START, LAMP, MIND, KEEP_20, CONFIRM),
}


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Makes conversations of Jane Smith's, each on data of its own."""
    opened: list[Services] = []

    async def make() -> Conversation:
        settings = Settings(data_dir=tmp_path / str(len(opened)), _env_file=None)  # type: ignore[call-arg]
        found = await build_services(settings, find_use_cases())
        opened.append(found)
        context = RequestContext(persona="CUST-1001")
        return Conversation(found.servers["retail"], context, found)

    yield make  # type: ignore[misc]
    for found in opened:
        await found.close()


async def newest_card(one: Conversation) -> dict[str, Any]:
    page = await one.server.threads.load_items_json(
        one.thread_id or "", None, 20, "desc", one.context
    )
    return next(item["widget"] for item in page.data if item["type"] == "widget")


def without_ids(value: Any) -> str:
    """The comparable text: a RET id follows from its conversation, so it differs between two."""
    text = json.dumps(value, sort_keys=True)
    found = [word for word in text.replace('"', " ").split() if word.startswith("RET-")]
    for word in found:
        text = text.replace(word.rstrip(".,"), "RET")
    return text


async def walk(one: Conversation, answers: Sequence[Answer], typed: Sequence[bool]) -> list[str]:
    """The session and the newest card after each step."""
    seen = []
    for answer, in_words in zip(answers, typed, strict=True):
        result = await one.send(answer.words if in_words else answer.click)
        assert result["error"] is None, (answer, result["error"])
        seen.append(without_ids([result["session"], await newest_card(one)]))
    return seen


@pytest.mark.parametrize("name", JOURNEYS)
async def test_clicks_words_and_mixes_end_alike_at_every_step(talk: Any, name: str) -> None:
    answers = JOURNEYS[name]
    count = len(answers)
    by_clicks = await walk(await talk(), answers, [False] * count)
    by_words = await walk(await talk(), answers, [True] * count)
    alternating = list(itertools.islice(itertools.cycle((False, True)), count))
    mixed = await walk(await talk(), answers, alternating)
    other = await walk(await talk(), answers, [not one for one in alternating])
    assert by_words == by_clicks
    assert mixed == by_clicks
    assert other == by_clicks
    assert '"step": "done"' in by_clicks[-1]


async def test_several_answers_in_one_sentence_land_on_the_next_open_step(talk: Any) -> None:
    one = await talk()
    result = await one.send("both, they're broken, full refund")
    session = result["session"]
    assert [item["product_id"] for item in session["selected_items"]] == ["PROD-001", "PROD-002"]
    assert (session["reason_code"], session["resolution"]) == ("DAMAGED", "FULL_REFUND")
    assert session["step"] == "shipping"
    cards = [item for item in result["items"] if item["type"] == "widget"]
    assert len(cards) == 1


async def test_a_typed_answer_neither_lists_options_nor_shows_the_answered_card_again(
    talk: Any,
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


async def test_going_back_in_words_reopens_the_step(talk: Any) -> None:
    one = await talk()
    for answer in (START, LAMP, BROKEN, REFUND, LABEL):
        await one.send(answer.click)
    result = await one.send("actually make that an exchange")
    assert result["session"]["resolution"] == "EXCHANGE"
    assert result["session"]["return_id"] is None
    assert "Exchange" in json.dumps(await newest_card(one))


async def test_clicked_then_typed_gives_one_return_and_typing_confirm_again_none(talk: Any) -> None:
    one = await talk()
    answers = (START, LAMP, BROKEN, REFUND, LABEL)
    await walk(one, answers, [False, True, False, True, False])
    first = await one.send(CONFIRM.words)
    again = await one.send(CONFIRM.words)
    assert first["session"]["return_id"] == again["session"]["return_id"]
    page = await one.services.documents.query("returns", "CUST-1001", limit=100)
    made = [d for d in page.documents if d["id"] == first["session"]["return_id"]]
    assert len(made) == 1
