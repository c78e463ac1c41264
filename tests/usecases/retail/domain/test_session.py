"""The order of the questions, and what an answer does to the other answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from usecases.retail.domain.models import Reason, Resolution, ReturnItem, Shipping, Tier
from usecases.retail.domain.session import FLOW, Question, RetailSession, previous_step, settled

LAMP = ReturnItem(
    order_id="O-1", product_id="P-1", name="Lamp", quantity=1, unit_price=Decimal("49.99")
)
PUBLIC = (
    "customer_id customer_name customer_tier displayed_orders selected_items reason_code resolution "
    "discount_percent shipping_method return_id step"
)


def after(**fields: Any) -> RetailSession:
    known: dict[str, Any] = {
        "customer_id": "C-1",
        "customer_name": "Jo",
        "customer_tier": Tier.GOLD,
    }
    state = RetailSession(**(known | fields))
    return state.model_copy(update={"step": FLOW.current(state)})


def test_the_session_has_exactly_the_public_fields() -> None:
    assert set(RetailSession.model_fields) == set(PUBLIC.split())


def test_the_steps_are_these() -> None:
    names = [step.name for step in FLOW.steps]
    assert names == [
        "identify",
        "items",
        "reason",
        "retention",
        "resolution",
        "shipping",
        "confirm",
        "done",
    ]


ITEMS = {"selected_items": (LAMP,)}
MIND = {**ITEMS, "reason_code": Reason.CHANGED_MIND}
REFUND = {"resolution": Resolution.FULL_REFUND}
KEEP = {"resolution": Resolution.KEEP_WITH_DISCOUNT, "discount_percent": 10}


@pytest.mark.parametrize(
    ("fields", "step", "back"),
    [
        ({"customer_id": None}, "identify", None),
        ({}, "items", None),
        (ITEMS, "reason", "items"),
        ({**ITEMS, "reason_code": Reason.DAMAGED}, "resolution", "reason"),
        (MIND, "retention", "reason"),
        ({**MIND, "discount_percent": 0}, "resolution", "retention"),
        ({**MIND, "discount_percent": 0, **REFUND}, "shipping", "resolution"),
        ({**MIND, **KEEP}, "confirm", "retention"),
        ({**ITEMS, "reason_code": Reason.DAMAGED, **KEEP}, "confirm", "resolution"),
        (
            {**ITEMS, "reason_code": Reason.OTHER, **REFUND, "shipping_method": Shipping.DROP_OFF},
            "confirm",
            "shipping",
        ),
        ({**MIND, **KEEP, "return_id": "RET-1"}, "done", None),
        ({"reason_code": Reason.DAMAGED, **REFUND}, "items", None),
    ],
)
def test_the_open_question_and_the_one_before(
    fields: dict[str, Any], step: str, back: str | None
) -> None:
    state = after(**fields)
    assert state.step == step
    assert previous_step(state) == back


def test_keeping_the_items_leaves_nothing_to_ship_and_has_a_discount() -> None:
    state = after(**MIND, **REFUND, discount_percent=0, shipping_method=Shipping.DROP_OFF)
    values = settled(state, resolution=Resolution.KEEP_WITH_DISCOUNT)
    assert (values["shipping_method"], values["discount_percent"]) == (None, 10)


@pytest.mark.parametrize(("reason", "discount"), [(Reason.CHANGED_MIND, 0), (Reason.DAMAGED, None)])
def test_anything_but_keeping_ends_the_discount(reason: Reason, discount: int | None) -> None:
    state = after(**ITEMS, reason_code=reason, **KEEP)
    assert settled(state, **REFUND)["discount_percent"] == discount


def test_the_order_of_two_answers_does_not_matter() -> None:
    one = settled(after(**MIND), **REFUND)
    other = settled(after(**ITEMS, **REFUND), reason_code=Reason.CHANGED_MIND)
    assert one["discount_percent"] == other["discount_percent"] == 0


def test_another_reason_forgets_that_the_offer_was_turned_down() -> None:
    state = after(**MIND, discount_percent=0)
    assert settled(state, reason_code=Reason.DAMAGED)["discount_percent"] is None


def test_every_question_is_a_step() -> None:
    assert all(question in FLOW for question in Question)
