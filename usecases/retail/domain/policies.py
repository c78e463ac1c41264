"""The three rules of returns: what may come back, what it pays, what may be offered instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel

from chatkit_core.domain import Clause, Decision, Distance, Policy, PolicyEngine, Verdict
from usecases.retail.domain.models import (
    Category,
    Money,
    OrderStatus,
    Reason,
    Resolution,
    Tier,
    cents,
    day_in_words,
    dollars,
)


class EligibilityInputs(BaseModel):
    """One item of one order, on the day it is asked about."""

    name: str
    category: Category
    final_sale: bool = False
    personalised: bool = False
    order_status: OrderStatus
    delivered_on: Annotated[date | None, Distance("Days since delivery", "today")] = None
    today: date
    tier: Tier
    already_returned: bool = False


class EligibilityParameters(BaseModel):
    """How many days, for whom, and what never comes back."""

    window_days: int = 30
    extra_days: dict[Tier, int] = {
        Tier.STANDARD: 0,
        Tier.SILVER: 7,
        Tier.GOLD: 14,
        Tier.PLATINUM: 30,
    }
    not_returnable: list[Category] = [Category.UNDERWEAR, Category.SWIMWEAR, Category.EARRINGS]


class ReturnEligibilityPolicy(Policy[EligibilityInputs, EligibilityParameters]):
    """Whether an item may come back. The last day of the window counts."""

    name = "return_eligibility"
    inputs = EligibilityInputs
    parameters = EligibilityParameters

    def decide(self, inputs: EligibilityInputs, parameters: EligibilityParameters) -> Decision:
        days = parameters.window_days + parameters.extra_days.get(inputs.tier, 0)
        last_day = inputs.delivered_on + timedelta(days=days) if inputs.delivered_on else None
        clauses = _eligibility_clauses(inputs, parameters, days, last_day)
        failed = next((clause for clause in clauses if not clause.passed), None)
        until = (
            f"until {day_in_words(last_day)}" if last_day else f"for {days} days once it arrives"
        )
        return Decision(
            rule=self.name,
            verdict=Verdict.REFUSED if failed else Verdict.ALLOWED,
            clauses=clauses,
            because=failed.detail if failed else f"{inputs.name} can be returned {until}.",
            inputs=inputs.model_dump(mode="json"),
            outputs={
                "window_days": days,
                "last_day": last_day.isoformat() if last_day else None,
            },
        )


def _eligibility_clauses(
    inputs: EligibilityInputs, parameters: EligibilityParameters, days: int, last_day: date | None
) -> tuple[Clause, ...]:
    sent = inputs.order_status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    in_time = last_day is None or inputs.today <= last_day
    ended = f"ended on {day_in_words(last_day)}" if last_day else "has not begun"
    return (
        _clause(
            "not_returned_before",
            not inputs.already_returned,
            f"{inputs.name} has not been returned before.",
            f"{inputs.name} has already been returned.",
        ),
        _clause(
            "not_final_sale",
            not inputs.final_sale,
            f"{inputs.name} was not sold as final.",
            f"{inputs.name} was a final sale, so it can’t be returned.",
        ),
        _clause(
            "not_personalised",
            not inputs.personalised,
            f"{inputs.name} was not made for one person.",
            f"{inputs.name} was personalised for you, so it can’t be returned.",
        ),
        _clause(
            "returnable_category",
            inputs.category not in parameters.not_returnable,
            f"{inputs.category.capitalize()} may come back.",
            f"{inputs.name} can’t be returned: for hygiene reasons we don’t take back "
            f"{inputs.category}.",
        ),
        _clause(
            "order_sent",
            sent,
            f"The order is {inputs.order_status}.",
            f"{inputs.name} hasn’t been shipped yet, so there is nothing to return so far.",
        ),
        _clause(
            "within_window",
            in_time,
            f"The {days}-day window {'is open' if last_day else 'starts on delivery'}.",
            f"The {days}-day return window for {inputs.name} {ended}.",
        ),
    )


def _clause(name: str, passed: bool, held: str, failed: str) -> Clause:
    return Clause(name, passed, held if passed else failed)


class RefundInputs(BaseModel):
    """What comes back, why, and what was asked for it. Amounts in US dollars."""

    subtotal: Money
    reason: Reason
    resolution: Resolution
    tier: Tier
    discount_percent: int = 0


class RefundParameters(BaseModel):
    """Percentages of the subtotal, and of what is left after the fee."""

    fee_percent: dict[Reason, int] = {Reason.CHANGED_MIND: 15, Reason.OTHER: 10}
    fee_waived_for: list[Tier] = [Tier.GOLD, Tier.PLATINUM]
    store_credit_bonus_percent: int = 10


class RefundPolicy(Policy[RefundInputs, RefundParameters]):
    """What a return pays, worked out line by line.

    `outputs`: subtotal, fee_percent, fee, fee_waived, bonus, bonus_percent, total; amounts in US dollars;
    `fee_waived` is what the fee would have been, 0 when there would have been none.
    """

    name = "refund"
    inputs = RefundInputs
    parameters = RefundParameters

    def decide(self, inputs: RefundInputs, parameters: RefundParameters) -> Decision:
        percent = parameters.fee_percent.get(inputs.reason, 0)
        sends_for_money = inputs.resolution in (Resolution.FULL_REFUND, Resolution.STORE_CREDIT)
        full_fee = percent_of(inputs.subtotal, percent) if sends_for_money else Decimal(0)
        waived = inputs.tier in parameters.fee_waived_for
        fee = Decimal(0) if waived else full_fee
        bonus, total = _PAYS[inputs.resolution](inputs, parameters, inputs.subtotal - fee)
        return Decision(
            rule=self.name,
            verdict=Verdict.ALLOWED,
            clauses=_refund_clauses(inputs, percent, full_fee, waived, bonus),
            because=_refund_because(inputs, total),
            inputs=inputs.model_dump(mode="json"),
            outputs={
                "subtotal": float(inputs.subtotal),
                "fee_percent": percent if full_fee else 0,
                "fee": float(fee),
                "fee_waived": float(full_fee - fee),
                "bonus": float(bonus),
                "bonus_percent": parameters.store_credit_bonus_percent if bonus else 0,
                "total": float(total),
            },
        )


Pays = Callable[[RefundInputs, RefundParameters, Decimal], tuple[Decimal, Decimal]]


def _credit(
    _: RefundInputs, parameters: RefundParameters, left: Decimal
) -> tuple[Decimal, Decimal]:
    total = percent_of(left, 100 + parameters.store_credit_bonus_percent)
    return total - left, total


_PAYS: Mapping[Resolution, Pays] = {
    Resolution.FULL_REFUND: lambda _inputs, _parameters, left: (Decimal(0), left),
    Resolution.STORE_CREDIT: _credit,
    Resolution.EXCHANGE: lambda _inputs, _parameters, _left: (Decimal(0), Decimal(0)),
    Resolution.KEEP_WITH_DISCOUNT: lambda inputs, _parameters, _left: (
        Decimal(0),
        percent_of(inputs.subtotal, inputs.discount_percent),
    ),
}
"""The bonus and the total of a resolution, given what is left of the subtotal after the fee."""


def percent_of(amount: Decimal, percent: int) -> Decimal:
    """A percentage of an amount, half up to the cent."""
    return cents(amount * percent / 100)


def _refund_clauses(
    inputs: RefundInputs, percent: int, full_fee: Decimal, waived: bool, bonus: Decimal
) -> tuple[Clause, ...]:
    no_fee = f"A {inputs.resolution.replace('_', ' ').lower()} for this reason has no fee."
    fee = f"The {percent}% restocking fee is {dollars(full_fee)}."
    charged = bool(full_fee) and not waived
    waived_text = f"The restocking fee is waived for {inputs.tier} customers."
    return (
        Clause("restocking_fee_applies", bool(full_fee), fee if full_fee else no_fee),
        Clause("fee_waived_for_tier", waived, waived_text if waived else "The tier pays fees."),
        Clause("fee_charged", charged, fee if charged else "No fee is charged."),
        Clause(
            "store_credit_bonus",
            inputs.resolution is Resolution.STORE_CREDIT,
            f"Store credit adds {dollars(bonus)}." if bonus else "There is no bonus.",
        ),
    )


def _refund_because(inputs: RefundInputs, total: Decimal) -> str:
    return {
        Resolution.FULL_REFUND: f"The refund is {dollars(total)}.",
        Resolution.STORE_CREDIT: f"The store credit is {dollars(total)}.",
        Resolution.EXCHANGE: "The same item is sent again; nothing is paid out and nothing is due.",
        Resolution.KEEP_WITH_DISCOUNT: f"Keeping it pays back {inputs.discount_percent}% of the "
        f"price, {dollars(total)}.",
    }[inputs.resolution]


class DiscountInputs(BaseModel):
    """A discount for keeping the items."""

    percent: int
    tier: Tier = Tier.STANDARD


class DiscountParameters(BaseModel):
    """Which discounts are given freely, which need a supervisor, and who is told of the latter."""

    offered: list[int] = [10, 20]
    with_approval: list[int] = [30]
    approval_shown_to: list[Tier] = [Tier.PLATINUM]


class RetentionDiscountPolicy(Policy[DiscountInputs, DiscountParameters]):
    """Whether a discount for keeping the items may be given."""

    name = "retention_discount"
    inputs = DiscountInputs
    parameters = DiscountParameters

    def decide(self, inputs: DiscountInputs, parameters: DiscountParameters) -> Decision:
        percent = inputs.percent
        free, known = percent in parameters.offered, percent in parameters.with_approval
        offers = " or ".join(f"{offer}%" for offer in parameters.offered)
        verdict, because = Verdict.REFUSED, f"I can offer {offers} for keeping it."
        if free:
            verdict, because = Verdict.ALLOWED, f"Keeping it pays back {percent}% of the price."
        elif known:
            verdict, because = (
                Verdict.NEEDS_APPROVAL,
                f"{percent}% back needs a supervisor’s approval.",
            )
        return Decision(
            rule=self.name,
            verdict=verdict,
            clauses=(
                Clause("offered_freely", free, f"Freely given: {offers}."),
                Clause("within_supervisors_reach", free or known, because),
            ),
            because=because,
            inputs=inputs.model_dump(mode="json"),
            outputs={"percent": percent},
        )


def retail_policies() -> PolicyEngine:
    """The shop's rules with the parameters in force."""
    return PolicyEngine([ReturnEligibilityPolicy(), RefundPolicy(), RetentionDiscountPolicy()])


def amount(decision: Decision, key: str) -> Decimal:
    """One of a refund decision's amounts, as money again."""
    value: Any = decision.outputs[key]
    return cents(Decimal(str(value)))
