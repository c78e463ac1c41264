"""The commands that only look: what they say, and that they change nothing."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chatkit_core.domain import Refused
from tests.usecases.cards import texts
from tests.usecases.retail.desk import Desk
from usecases.retail.domain.models import ReturnStatus
from usecases.retail.presentation.composer import cards

At = Callable[..., Awaitable[Desk]]

LOOKING: list[tuple[str, dict[str, Any]]] = [
    ("show_orders", {}),
    ("returnable_items", {}),
    ("check_eligibility", {"product": "lamp"}),
    ("reasons", {}),
    ("resolutions", {}),
    ("shipping_options", {}),
    ("retention_offers", {}),
    ("refund_amount", {}),
    ("history", {}),
    ("search_policies", {"query": "how long"}),
    ("session_context", {}),
    ("propose", {}),
]


@pytest.mark.parametrize(("name", "payload"), LOOKING)
async def test_looking_changes_nothing_and_can_be_told_as_json(
    at: At, name: str, payload: dict[str, Any]
) -> None:
    desk = await at("CUST-1001", items="all", reason="OTHER")
    before = await desk.state()
    outcome = await desk.do(name, **payload)
    assert outcome.say
    json.dumps(dict(outcome.data), allow_nan=False)
    assert await desk.state() == before


@pytest.mark.parametrize("name", ["show_orders", "returnable_items", "history"])
async def test_nothing_is_told_before_it_is_known_who_asks(desk: Desk, name: str) -> None:
    with pytest.raises(Refused, match="who you are"):
        await desk.do(name)


async def test_orders_tell_what_may_go_back(at: At) -> None:
    outcome = await (await at("CUST-1002")).do("show_orders")
    told = {
        item["product_id"]: item["returnable"]
        for order in outcome.data["orders"]
        for item in order["items"]
    }
    assert told == {"PROD-010": True, "PROD-011": True, "PROD-012": False, "PROD-013": False}


async def test_no_orders_is_an_answer(at: At) -> None:
    outcome = await (await at("CUST-1006")).do("show_orders")
    assert outcome.say == "There are no orders on this account yet."


async def test_eligibility_lists_every_clause(at: At) -> None:
    outcome = await (await at("CUST-1001")).do("check_eligibility", product="backpack")
    assert outcome.data["items"][0]["returnable"] is False
    failed = [clause["name"] for clause in outcome.data["clauses"] if not clause["passed"]]
    assert failed == ["within_window"]


async def test_somebody_elses_item_is_unknown(at: At) -> None:
    desk = await at("CUST-1001")
    with pytest.raises(Refused, match="among your orders"):
        await desk.do("check_eligibility", product="PROD-010")


@pytest.mark.parametrize(
    ("answers", "sentence"), [({}, "pick the items"), ({"items": "all"}, "depends on the reason")]
)
async def test_an_amount_needs_items_and_a_reason(
    at: At, answers: dict[str, Any], sentence: str
) -> None:
    desk = await at("CUST-1002", **answers)
    with pytest.raises(Refused, match=sentence):
        await desk.do("refund_amount")


async def test_amounts_are_told_for_every_resolution(at: At) -> None:
    desk = await at("CUST-1002", items="shoes", reason="CHANGED_MIND")
    outcome = await desk.do("refund_amount")
    totals = {code: told["total"] for code, told in outcome.data["amounts"].items()}
    assert totals == {
        "FULL_REFUND": 101.96,
        "EXCHANGE": 0.0,
        "STORE_CREDIT": 112.16,
        "KEEP_WITH_DISCOUNT": 12.0,
    }
    assert "Full refund: $101.96, after a restocking fee of $17.99." in outcome.say
    assert "$112.16, after a restocking fee of $17.99, with a bonus of $10.20." in outcome.say
    assert "Exchange: the same again, at no charge." in outcome.say


async def test_past_returns_come_on_a_card(at: At) -> None:
    outcome = await (await at("CUST-1003")).do("history")
    assert outcome.card is not None
    shown = texts(outcome.card.model_dump(mode="json"))
    assert "Silk Scarf" in shown
    assert "On its way to us" in shown
    assert outcome.say.startswith("You have 3 past returns; the newest is RET-D175B3C2")
    # Where a return has got to is asked by people who wait for their money.
    assert outcome.say.endswith(
        "on its way to us. The money is back within 5 business days after the parcel reaches us."
    )


async def test_a_completed_return_promises_no_money(at: At) -> None:
    desk = await at("CUST-1003")
    records = await desk.service.data.returns("CUST-1003")
    done = [one for one in records if one.status is ReturnStatus.COMPLETED]
    assert done
    assert not any(cards().awaited(one) for one in done)


async def test_without_past_returns_there_is_no_card(at: At) -> None:
    assert (await (await at("CUST-1001")).do("history")).card is None


async def test_a_policy_answer_names_its_file(desk: Desk) -> None:
    outcome = await desk.do("search_policies", query="is there a restocking fee?")
    assert outcome.data["passages"][0]["source"] == "refunds.md"
    assert outcome.say.endswith("(Source: refunds.md)")


async def test_an_unanswered_policy_question_offers_the_topics(desk: Desk) -> None:
    outcome = await desk.do("search_policies", query="zebra")
    assert outcome.data["found"] is False
    assert "Restocking fee" in outcome.data["topics"]


async def test_a_supervisors_discount_is_shown_to_platinum_only(at: At) -> None:
    platinum = await at("CUST-1004")
    offers = (await platinum.do("retention_offers")).data["offers"]
    assert offers[-1] == {"percent": 30, "needs_supervisor": True}
    gold = platinum.another()
    await gold.do("identify", query="CUST-1001")
    offers = (await gold.do("retention_offers")).data["offers"]
    assert [offer["percent"] for offer in offers] == [10, 20]


async def test_a_proposal_is_ready_once_everything_is_answered(at: At) -> None:
    desk = await at("CUST-1001", items="all", reason="DAMAGED", resolution="EXCHANGE")
    assert (await desk.do("propose")).data == {"ready": False, "open": "shipping"}
    await desk.do("choose_shipping", method="DROP_OFF")
    assert (await desk.do("propose")).data["ready"] is True
