"""What the model is told, and the same journey by clicks and by tools."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.tools import strict_tools
from tests.usecases.cards import texts
from tests.usecases.retail.desk import NOW
from usecases.retail import USE_CASE, tools

Talk = Callable[..., Conversation]
Step = tuple[str, dict[str, Any]]

JOURNEY: list[tuple[Step, Step]] = [
    # What is clicked, and the tool call that says the same.
    (
        ("select_items", {"items": {"ORD-78234/PROD-002": True}}),
        (
            "set_user_selection",
            {"selection_type": "items", "selection_code": ["ORD-78234/PROD-002"]},
        ),
    ),
    (
        ("choose_reason", {"reason": "CHANGED_MIND"}),
        ("set_user_selection", {"selection_type": "reason", "selection_code": "CHANGED_MIND"}),
    ),
    (
        ("answer_offer", {"accept": False}),
        ("answer_retention_offer", {"accept": False, "percent": None}),
    ),
    (
        ("choose_resolution", {"resolution": "STORE_CREDIT"}),
        ("set_user_selection", {"selection_type": "resolution", "selection_code": "STORE_CREDIT"}),
    ),
    (
        ("choose_shipping", {"method": "SCHEDULE_PICKUP"}),
        ("set_user_selection", {"selection_type": "shipping", "selection_code": "SCHEDULE_PICKUP"}),
    ),
    (("confirm", {}), ("finalize_return_from_session", {})),
]


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Makes a conversation on a store of its own, whose model follows a script."""
    opened: list[Services] = []

    async def make(*script: Any, persona: str | None = "CUST-1001") -> Conversation:
        settings = Settings(data_dir=tmp_path / str(len(opened)), _env_file=None)  # type: ignore[call-arg]
        model = ScriptedModel([[step] for step in script])
        services = await build_services(
            settings, [USE_CASE], models={"scripted": model}, clock=lambda: NOW
        )
        opened.append(services)
        return Conversation(services.servers["retail"], RequestContext(persona=persona), services)

    yield make
    for services in opened:
        await services.close()


def typed(number: int, step: Step) -> list[Any]:
    """One turn of a model: a tool call, then a word."""
    name, arguments = step
    return [
        function_call(name, arguments, call_id=f"call_{number}"),
        assistant_message("Noted.", item_id=f"msg_{number}"),
    ]


async def shown(one: Conversation) -> dict[str, Any]:
    """The newest card."""
    page = await one.server.threads.load_items_json(
        one.thread_id or "", None, 50, "desc", one.context
    )
    return next(item["widget"] for item in page.data if item["type"] == "widget")


@pytest.mark.parametrize("mixture", range(2 ** len(JOURNEY)), ids=lambda m: f"{m:06b}")
async def test_clicks_words_and_any_mix_end_in_the_same_session_and_card(
    talk: Talk, mixture: int
) -> None:
    by_words = [bool(mixture >> n & 1) for n in range(len(JOURNEY))]
    script = [
        answer for n, (_, said) in enumerate(JOURNEY) if by_words[n] for answer in typed(n, said)
    ]
    one = await talk(*script)
    await one.send("/click retail.start")
    result: dict[str, Any] = {}
    for words, ((name, payload), _) in zip(by_words, JOURNEY, strict=True):
        line = "in words" if words else f"/click retail.{name} {json.dumps(payload)}"
        result = await one.send(line)
        assert result["error"] is None
    session = result["session"]
    return_id = session.pop("return_id")
    assert session == EXPECTED
    assert [text for text in texts(await shown(one)) if text != return_id] == DONE


EXPECTED = {
    "customer_id": "CUST-1001",
    "customer_name": "Jane Smith",
    "customer_tier": "Gold",
    "displayed_orders": [
        {
            "order_id": "ORD-78234",
            "items": [
                {
                    "product_id": "PROD-001",
                    "name": "Blue Wireless Widget",
                    "quantity": 1,
                    "unit_price": 79.99,
                },
                {
                    "product_id": "PROD-002",
                    "name": "Smart Desk Lamp",
                    "quantity": 1,
                    "unit_price": 49.99,
                },
            ],
        }
    ],
    "selected_items": [
        {
            "order_id": "ORD-78234",
            "product_id": "PROD-002",
            "name": "Smart Desk Lamp",
            "quantity": 1,
            "unit_price": 49.99,
        }
    ],
    "reason_code": "CHANGED_MIND",
    "resolution": "STORE_CREDIT",
    "discount_percent": 0,
    "shipping_method": "SCHEDULE_PICKUP",
    "step": "done",
}
DONE = [
    "Your return is created",
    "Smart Desk Lamp",
    "Your store credit",
    "$54.99",
    "What happens next",
    "A courier comes on the next business day between 9 am and 6 pm, and brings the label.",
    "The credit is on your account as soon as the parcel reaches us. It does not expire.",
    "Start another return",
    "Past returns",
]


async def situation_of(one: Conversation) -> dict[str, Any]:
    thread = await one.server.store.load_thread(one.thread_id or "", one.context)
    turn = await one.server.begin(thread, None, one.context)
    title, _, told = (await one.server.situation(turn)).partition("\n")
    assert title == "SITUATION"
    return json.loads(told)


async def test_the_model_is_told_what_can_and_what_cannot_be_chosen(talk: Talk) -> None:
    one = await talk()
    await one.send("/click retail.start")
    told = await situation_of(one)
    assert [item["code"] for item in told["choices"]["items"]] == [
        "ORD-78234/PROD-001",
        "ORD-78234/PROD-002",
    ]
    assert [choice["code"] for choice in told["choices"]["retention"]] == ["10", "20", "0"]
    assert [item["label"] for item in told["not_offered"]] == ["Travel Backpack"]
    assert "window" in told["not_offered"][0]["detail"]


async def test_what_was_just_returned_cannot_be_chosen_for_the_next_return(talk: Talk) -> None:
    one = await talk()
    await one.send("/click retail.start")
    for (name, payload), _ in JOURNEY:
        await one.send(f"/click retail.{name} {json.dumps(payload)}")
    told = await situation_of(one)
    assert told["step"] == "done"
    assert [item["code"] for item in told["choices"]["items"]] == ["ORD-78234/PROD-001"]
    assert "ORD-78234/PROD-002" in [item["code"] for item in told["not_offered"]]


async def test_nobodys_data_is_told_before_somebody_is_known(talk: Talk) -> None:
    one = await talk(persona=None)
    await one.send("/click retail.start")
    told = await situation_of(one)
    assert told["choices"]["items"] == []
    assert told["not_offered"] == []


async def test_a_supervisor_agrees_by_a_click(talk: Talk) -> None:
    one = await talk(persona="CUST-1004")
    await one.send("/click retail.start")
    await one.send('/click retail.select_items {"items": "desk"}')
    await one.send('/click retail.choose_reason {"reason": "CHANGED_MIND"}')
    await one.send('/click retail.answer_offer {"accept": true, "percent": 30}')
    asked = await shown(one)
    approve = next(a for a in json_actions(asked) if a["type"] == "core.approve")
    result = await one.send(f"/click core.approve {json.dumps(approve['payload'])}")
    assert result["session"]["discount_percent"] == 30
    assert "$194.70" in texts(await shown(one))


def json_actions(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for child in node for found in json_actions(child)]
    if not isinstance(node, dict):
        return []
    if isinstance(node.get("type"), str) and "payload" in node:
        return [node]
    return [found for child in node.values() for found in json_actions(child)]


async def test_two_clicks_on_confirm_make_one_return(talk: Talk) -> None:
    one = await talk()
    await one.send("/click retail.start")
    for (name, payload), _ in JOURNEY[:-1]:
        await one.send(f"/click retail.{name} {json.dumps(payload)}")
    first = await one.send("/click retail.confirm")
    second = await one.send("/click retail.confirm")
    assert second["error"]
    assert second["session"] == first["session"]
    assert len(await returns_of_jane(one)) == 1


async def returns_of_jane(one: Conversation) -> list[Any]:
    return await one.server.service.data.returns("CUST-1001")  # type: ignore[attr-defined]


async def test_a_model_cannot_confirm_what_was_not_seen(talk: Talk) -> None:
    calls = [said for _, said in JOURNEY]
    script = [
        function_call(name, arguments, call_id=f"call_{n}")
        for n, (name, arguments) in enumerate(calls)
    ]
    one = await talk(*script, assistant_message("Done.", item_id="msg_1"))
    result = await one.send("the lamp, changed my mind, credit, pickup, and confirm it")
    assert result["session"]["return_id"] is None
    assert result["session"]["step"] == "confirm"
    assert (await returns_of_jane(one)) == []


def test_the_instructions_name_only_tools_that_exist() -> None:
    text = (USE_CASE.root / "instructions.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text)) - {"not_offered"}
    assert named <= {tool.name for tool in strict_tools(tools.TOOLS)}
    assert "set_user_selection" in named
