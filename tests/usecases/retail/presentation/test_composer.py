"""The card of each step, from real sessions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import jsonschema
import pytest

from tests.usecases.cards import actions, texts
from tests.usecases.retail.desk import Desk
from tests.usecases.retail.presentation.test_widgets import schema_of
from usecases.retail.domain.session import FLOW
from usecases.retail.presentation.composer import ReturnWidgetComposer, cards

At = Callable[..., Awaitable[Desk]]

READY = {"items": "all", "reason": "DAMAGED", "resolution": "FULL_REFUND", "shipping": "DROP_OFF"}
MIND = {"items": "all", "reason": "CHANGED_MIND"}


async def lines(desk: Desk) -> list[str]:
    return texts(await desk.card())


def pairs(shown: list[str], label: str) -> str:
    """The text that follows another on a card."""
    return shown[shown.index(label) + 1]


async def test_nobody_is_asked_who_they_are(desk: Desk) -> None:
    assert "Who is this return for?" in await lines(desk)


async def test_items_show_what_may_go_back_and_why_the_rest_may_not(at: At) -> None:
    shown = await lines(await at("CUST-1001"))
    assert shown[:4] == ["What would you like to return?", "Step 2 of 6", "Gold", "Jane Smith"]
    assert pairs(shown, "Smart Desk Lamp") == "$49.99"
    assert pairs(shown, "Not returnable").startswith("The 44-day return window for Travel Backpack")
    assert "Both items" in shown


async def test_a_single_item_is_ticked_already(at: At) -> None:
    card = await (await at("CUST-1003")).card()
    assert '"defaultChecked": True' in str(card).replace("'", '"')
    assert "Both items" not in texts(card)


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        ("CUST-1005", "Nothing you bought can go back at the moment."),
        ("CUST-1006", "There are no orders on this account yet."),
    ],
)
async def test_with_nothing_to_return_the_card_says_so(
    at: At, customer: str, sentence: str
) -> None:
    shown = await lines(await at(customer))
    assert sentence in shown
    assert not any(text.startswith("Step") for text in shown), "there is no next step"


async def test_all_reasons_are_buttons(at: At) -> None:
    card = await (await at("CUST-1001", items="all")).card()
    reasons = [a["payload"]["reason"] for a in actions(card) if a["type"] == "retail.choose_reason"]
    assert len(reasons) == 8


async def test_the_offer_shows_what_it_is_worth(at: At) -> None:
    shown = await lines(await at("CUST-1001", **MIND))
    assert "Would you rather keep it?" in shown
    assert "$13.00" in shown
    assert "$26.00" in shown
    assert not any("30%" in text for text in shown)


async def test_a_platinum_customer_may_ask_a_supervisor(at: At) -> None:
    shown = await lines(await at("CUST-1004", items="desk", reason="CHANGED_MIND"))
    assert pairs(shown, "Ask for 30% back") == "A supervisor has to agree"


async def test_resolutions_show_what_each_pays(at: At) -> None:
    desk = await at("CUST-1002", items="shoes", reason="OTHER")
    shown = await lines(desk)
    assert {"$107.95", "$118.75", "No charge", "$12.00", "$23.99"} <= set(shown)
    assert "Back to how you paid, after a 10% restocking fee" in shown


@pytest.mark.parametrize(
    ("customer", "answers", "money"),
    [
        (
            "CUST-1001",
            READY | {"reason": "CHANGED_MIND", "resolution": "STORE_CREDIT"},
            {
                "Subtotal": "$129.98",
                "Restocking fee (15%)": "Waived for Gold",
                "Store credit bonus (10%)": "+$13.00",
                "Your store credit": "$142.98",
            },
        ),
        (
            "CUST-1002",
            READY | {"reason": "OTHER"},
            {
                "Subtotal": "$163.45",
                "Restocking fee (10%)": "−$16.35",
                "Your refund": "$147.10",
            },
        ),
        (
            "CUST-1002",
            READY,
            {"Subtotal": "$163.45", "Restocking fee": "None", "Your refund": "$163.45"},
        ),
        (
            "CUST-1002",
            READY | {"resolution": "EXCHANGE"},
            {"Subtotal": "$163.45", "Sent again, without a fee": "−$163.45", "To pay": "$0.00"},
        ),
        (
            "CUST-1001",
            {
                "items": "lamp",
                "reason": "DAMAGED",
                "resolution": {"resolution": "KEEP_WITH_DISCOUNT", "percent": 20},
            },
            {"Subtotal": "$49.99", "Share that comes back": "20%", "You get back": "$10.00"},
        ),
    ],
)
async def test_the_summary_works_the_money_out_line_by_line(
    at: At, customer: str, answers: dict[str, Any], money: dict[str, str]
) -> None:
    shown = await lines(await at(customer, **answers))
    start, end = shown.index("Subtotal"), shown.index("Confirm return")
    told = shown[start:end]
    assert dict(zip(told[::2], told[1::2], strict=True)) == money


async def test_what_is_kept_has_no_shipping_line(at: At) -> None:
    shown = await lines(await at("CUST-1001", **MIND, offer=True))
    assert "Sent back by" not in shown
    assert pairs(shown, "You get") == "Keep it, 10% back"


async def test_the_last_card_says_what_happens_next(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    outcome = await desk.do("confirm")
    shown = await lines(desk)
    assert shown[1] == outcome.data["return_id"]
    assert pairs(shown, "Your refund") == "$129.98"
    assert any("by 7 December 2026" in text for text in shown)
    assert "Start another return" in shown


async def test_a_card_does_not_depend_on_how_one_got_there(at: At) -> None:
    straight = await at("CUST-1001", **READY)
    winding = straight.another()
    for name, payload in (
        ("choose_resolution", {"resolution": "KEEP_WITH_DISCOUNT"}),
        ("identify", {"query": "Jane Smith"}),
        ("choose_reason", {"reason": "CHANGED_MIND"}),
        ("select_items", {"items": "lamp"}),
        ("go_back", {"step": "items"}),
        ("choose_reason", {"reason": "DAMAGED"}),
        ("select_items", {"items": ["PROD-002", "PROD-001"]}),
        ("choose_shipping", {"method": "SCHEDULE_PICKUP"}),
        ("choose_shipping", {"method": "DROP_OFF"}),
        ("choose_resolution", {"resolution": "FULL_REFUND"}),
    ):
        await winding.do(name, **payload)
    assert await winding.card() == await straight.card()


JOURNEY: list[tuple[str, dict[str, Any], str, str]] = [
    ("identify", {"query": "CUST-1001"}, "identify", "Jane Smith (Gold)"),
    ("select_items", {"items": "all"}, "items", "Blue Wireless Widget and Smart Desk Lamp"),
    ("choose_reason", {"reason": "CHANGED_MIND"}, "reason", "Changed my mind"),
    ("answer_offer", {"accept": False}, "retention", "No, thanks"),
    ("choose_resolution", {"resolution": "EXCHANGE"}, "resolution", "Exchange"),
    ("choose_shipping", {"method": "DROP_OFF"}, "shipping", "Drop off at a store"),
]


async def test_used_cards_say_what_was_answered(desk: Desk) -> None:
    for name, payload, step, answer in JOURNEY:
        assert cards().answer(step, await desk.state()) == ""
        await desk.do(name, **payload)
        assert cards().answer(step, await desk.state()) == answer
    outcome = await desk.do("confirm")
    told = cards().answer("confirm", await desk.state())
    assert told == f"Confirmed as {outcome.data['return_id']}"


async def test_what_the_composer_fills_in_fits_the_templates(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    plain = ReturnWidgetComposer.build

    def checked(self: ReturnWidgetComposer, name: str, **data: Any) -> Any:
        jsonschema.validate(data, schema_of(name))
        built.append(name)
        return plain(self, name, **data)

    monkeypatch.setattr(ReturnWidgetComposer, "build", checked)
    await desk.card()
    for name, payload, _, _ in JOURNEY:
        await desk.do(name, **payload)
        await desk.card()
    await desk.do("confirm")
    await desk.card()
    await desk.do("history")
    assert len(built) == len(FLOW.steps) + 1
