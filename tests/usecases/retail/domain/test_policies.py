"""Every boundary of the return rules, and money to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_core.domain import Decision, Verdict
from usecases.retail.domain.models import Category, OrderStatus, Reason, Resolution, Tier
from usecases.retail.domain.policies import (
    DiscountInputs,
    EligibilityInputs,
    EligibilityParameters,
    RefundInputs,
    RefundParameters,
    amount,
    retail_policies,
)

TODAY = date(2026, 11, 23)
POLICIES = retail_policies()


def eligibility(**changes: Any) -> Decision:
    values: dict[str, Any] = {
        "name": "Desk Lamp",
        "category": Category.HOME,
        "order_status": OrderStatus.DELIVERED,
        "delivered_on": TODAY - timedelta(days=5),
        "today": TODAY,
        "tier": Tier.STANDARD,
    }
    return POLICIES.decide("return_eligibility", EligibilityInputs(**(values | changes)))


def failed(decision: Decision) -> list[str]:
    return [clause.name for clause in decision.clauses if not clause.passed]


@pytest.mark.parametrize(
    ("tier", "days"),
    [(Tier.STANDARD, 30), (Tier.SILVER, 37), (Tier.GOLD, 44), (Tier.PLATINUM, 60)],
)
def test_the_last_day_of_the_window_counts_and_the_next_does_not(tier: Tier, days: int) -> None:
    last = eligibility(tier=tier, delivered_on=TODAY - timedelta(days=days))
    late = eligibility(tier=tier, delivered_on=TODAY - timedelta(days=days + 1))
    assert last.allowed
    assert last.outputs == {"window_days": days, "last_day": TODAY.isoformat()}
    assert failed(late) == ["within_window"]
    assert late.because == f"The {days}-day return window for Desk Lamp ended on 22 November 2026."


def test_shipped_but_not_delivered_may_go_back() -> None:
    decision = eligibility(order_status=OrderStatus.SHIPPED, delivered_on=None)
    assert decision.allowed
    assert decision.because == "Desk Lamp can be returned for 30 days once it arrives."


def test_an_order_still_processing_may_not() -> None:
    decision = eligibility(order_status=OrderStatus.PROCESSING, delivered_on=None)
    assert decision.verdict is Verdict.REFUSED
    assert failed(decision) == ["order_sent"]


@pytest.mark.parametrize("category", list(Category))
def test_underwear_swimwear_and_earrings_never_go_back(category: Category) -> None:
    stays = category in {Category.UNDERWEAR, Category.SWIMWEAR, Category.EARRINGS}
    assert failed(eligibility(category=category)) == (["returnable_category"] if stays else [])


@pytest.mark.parametrize(
    ("change", "clause", "because"),
    [
        ({"final_sale": True}, "not_final_sale", "was a final sale"),
        ({"personalised": True}, "not_personalised", "was personalised for you"),
        ({"already_returned": True}, "not_returned_before", "has already been returned"),
    ],
)
def test_each_exception_says_why(change: dict[str, Any], clause: str, because: str) -> None:
    decision = eligibility(**change)
    assert failed(decision) == [clause]
    assert because in decision.because


def test_every_clause_is_listed_even_when_several_fail() -> None:
    decision = eligibility(final_sale=True, personalised=True, category=Category.SWIMWEAR)
    assert [clause.name for clause in decision.clauses] == [
        "not_returned_before",
        "not_final_sale",
        "not_personalised",
        "returnable_category",
        "order_sent",
        "within_window",
    ]
    assert failed(decision) == ["not_final_sale", "not_personalised", "returnable_category"]
    assert all(clause.detail for clause in decision.clauses)


def test_other_parameters_change_the_verdict() -> None:
    strict = POLICIES.with_parameters(return_eligibility=EligibilityParameters(window_days=4))
    asked = EligibilityInputs.model_validate(eligibility().inputs)
    assert not strict.decide("return_eligibility", asked).allowed


def refund(
    subtotal: str,
    reason: Reason,
    resolution: Resolution,
    tier: Tier = Tier.STANDARD,
    percent: int = 0,
) -> Decision:
    inputs = RefundInputs(
        subtotal=Decimal(subtotal),
        reason=reason,
        resolution=resolution,
        tier=tier,
        discount_percent=percent,
    )
    return POLICIES.decide("refund", inputs)


MONEY = [
    # subtotal, reason, resolution, tier, percent, fee, bonus, total
    ("79.99", "DAMAGED", "FULL_REFUND", "Standard", 0, "0.00", "0.00", "79.99"),
    ("79.99", "CHANGED_MIND", "FULL_REFUND", "Standard", 0, "12.00", "0.00", "67.99"),
    ("79.99", "CHANGED_MIND", "FULL_REFUND", "Silver", 0, "12.00", "0.00", "67.99"),
    ("79.99", "CHANGED_MIND", "FULL_REFUND", "Gold", 0, "0.00", "0.00", "79.99"),
    ("79.99", "CHANGED_MIND", "FULL_REFUND", "Platinum", 0, "0.00", "0.00", "79.99"),
    ("163.45", "OTHER", "FULL_REFUND", "Standard", 0, "16.35", "0.00", "147.10"),
    ("163.45", "OTHER", "STORE_CREDIT", "Standard", 0, "16.35", "14.71", "161.81"),
    ("129.98", "CHANGED_MIND", "STORE_CREDIT", "Gold", 0, "0.00", "13.00", "142.98"),
    ("129.98", "CHANGED_MIND", "STORE_CREDIT", "Standard", 0, "19.50", "11.05", "121.53"),
    ("129.98", "CHANGED_MIND", "EXCHANGE", "Standard", 0, "0.00", "0.00", "0.00"),
    ("129.98", "CHANGED_MIND", "KEEP_WITH_DISCOUNT", "Standard", 10, "0.00", "0.00", "13.00"),
    ("79.99", "DAMAGED", "KEEP_WITH_DISCOUNT", "Standard", 20, "0.00", "0.00", "16.00"),
    ("0.10", "CHANGED_MIND", "FULL_REFUND", "Standard", 0, "0.02", "0.00", "0.08"),
    ("0.03", "CHANGED_MIND", "FULL_REFUND", "Standard", 0, "0.00", "0.00", "0.03"),
    ("0.05", "DAMAGED", "STORE_CREDIT", "Standard", 0, "0.00", "0.01", "0.06"),
]


@pytest.mark.parametrize(
    ("subtotal", "reason", "resolution", "tier", "percent", "fee", "bonus", "total"), MONEY
)
def test_money_is_worked_out_half_up_to_the_cent(
    subtotal: str,
    reason: str,
    resolution: str,
    tier: str,
    percent: int,
    fee: str,
    bonus: str,
    total: str,
) -> None:
    decision = refund(subtotal, Reason(reason), Resolution(resolution), Tier(tier), percent)
    found = {key: str(amount(decision, key)) for key in ("fee", "bonus", "total")}
    assert found == {"fee": fee, "bonus": bonus, "total": total}


def test_a_waived_fee_says_how_much_was_waived() -> None:
    decision = refund("100.00", Reason.CHANGED_MIND, Resolution.FULL_REFUND, Tier.GOLD)
    assert amount(decision, "fee_waived") == Decimal("15.00")
    assert decision.outputs["fee_percent"] == 15


@pytest.mark.parametrize("reason", list(Reason))
def test_only_a_changed_mind_and_other_cost_something(reason: Reason) -> None:
    percent = {Reason.CHANGED_MIND: 15, Reason.OTHER: 10}.get(reason, 0)
    decision = refund("100.00", reason, Resolution.FULL_REFUND)
    assert amount(decision, "fee") == Decimal(percent)


@given(
    st.decimals("0.01", "99999.99", places=2),
    st.sampled_from(Reason),
    st.sampled_from(Tier),
)
def test_the_lines_of_a_refund_always_add_up(subtotal: Decimal, reason: Reason, tier: Tier) -> None:
    for resolution in (Resolution.FULL_REFUND, Resolution.STORE_CREDIT):
        decision = refund(str(subtotal), reason, resolution, tier)
        fee, bonus, total = (amount(decision, key) for key in ("fee", "bonus", "total"))
        assert subtotal - fee + bonus == total


def test_fees_are_parameters() -> None:
    free = POLICIES.with_parameters(refund=RefundParameters(fee_percent={}))
    asked = RefundInputs.model_validate(
        refund("50.00", Reason.OTHER, Resolution.FULL_REFUND).inputs
    )
    assert amount(free.decide("refund", asked), "total") == Decimal("50.00")


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        (0, Verdict.REFUSED),
        (10, Verdict.ALLOWED),
        (15, Verdict.REFUSED),
        (20, Verdict.ALLOWED),
        (30, Verdict.NEEDS_APPROVAL),
        (31, Verdict.REFUSED),
        (100, Verdict.REFUSED),
        (-10, Verdict.REFUSED),
    ],
)
def test_ten_and_twenty_are_free_and_thirty_needs_a_supervisor(
    percent: int, verdict: Verdict
) -> None:
    decision = POLICIES.decide("retention_discount", DiscountInputs(percent=percent))
    assert decision.verdict is verdict
    assert decision.because
