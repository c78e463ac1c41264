"""Amounts on cards: what each choice would pay, and how a total comes about."""

from __future__ import annotations

from typing import Any

from chatkit_core.domain import Decision, choice_of
from usecases.retail.domain.models import RESOLUTIONS, Resolution, dollars
from usecases.retail.domain.policies import amount
from usecases.retail.domain.service import RetailService
from usecases.retail.domain.session import RetailSession

TOTALS = {
    Resolution.FULL_REFUND: "Your refund",
    Resolution.EXCHANGE: "To pay",
    Resolution.STORE_CREDIT: "Your store credit",
    Resolution.KEEP_WITH_DISCOUNT: "You get back",
}


def resolution_options(state: RetailSession, service: RetailService) -> list[dict[str, Any]]:
    """Every resolution with what it pays; keeping the items once per discount on offer."""
    options: list[dict[str, Any]] = []
    for choice in RESOLUTIONS:
        resolution = Resolution(choice.code)
        if resolution is Resolution.KEEP_WITH_DISCOUNT:
            options += _keeping_options(state, service)
            continue
        decision = service.refund(state, resolution)
        options.append(
            {
                "code": resolution,
                "label": choice.label,
                "detail": _detail(choice.detail, decision),
                "icon": choice.icon,
                "amount": _pays(resolution, decision),
                "percent": None,
            }
        )
    return options


def _keeping_options(state: RetailSession, service: RetailService) -> list[dict[str, Any]]:
    keep = choice_of(RESOLUTIONS, Resolution.KEEP_WITH_DISCOUNT)
    found = []
    for percent, supervised in service.offers(state.customer_tier):
        decision = service.refund(state, Resolution.KEEP_WITH_DISCOUNT, percent)
        label = f"Ask for {percent}% back" if supervised else f"Keep it, {percent}% back"
        found.append(
            {
                "code": keep.code,
                "label": label,
                "detail": "A supervisor has to agree" if supervised else "Nothing to send back",
                "icon": "user" if supervised else keep.icon,
                "amount": dollars(amount(decision, "total")),
                "percent": percent,
            }
        )
    return found


def _pays(resolution: Resolution, decision: Decision) -> str:
    """What a resolution brings; $0.00 beside an exchange would read as if it brought nothing."""
    total = amount(decision, "total")
    return "No charge" if resolution is Resolution.EXCHANGE else dollars(total)


def _detail(detail: str, decision: Decision) -> str:
    fee, waived = amount(decision, "fee"), amount(decision, "fee_waived")
    if fee:
        return f"{detail}, after a {decision.outputs['fee_percent']}% restocking fee"
    return f"{detail}, restocking fee waived" if waived else detail


def money_lines(state: RetailSession, service: RetailService) -> list[dict[str, Any]]:
    """The total of the return, line by line; the last line is the total."""
    if state.resolution is None:
        raise ValueError("a total needs a resolution")
    decision = service.refund(state, state.resolution)
    lines = [_line("Subtotal", dollars(amount(decision, "subtotal")))]
    lines += _fee_lines(state, decision)
    if state.resolution is Resolution.EXCHANGE:
        lines.append(_line("Sent again, without a fee", dollars(-amount(decision, "subtotal"))))
    if state.keeps_items:
        lines.append(_line("Share that comes back", f"{state.discount_percent}%"))
    if bonus := amount(decision, "bonus"):
        label = f"Store credit bonus ({decision.outputs['bonus_percent']}%)"
        lines.append(_line(label, f"+{dollars(bonus)}"))
    total = dollars(amount(decision, "total"))
    return [*lines, _line(TOTALS[state.resolution], total, strong=True)]


def _fee_lines(state: RetailSession, decision: Decision) -> list[dict[str, Any]]:
    label = f"Restocking fee ({decision.outputs['fee_percent']}%)"
    if fee := amount(decision, "fee"):
        return [_line(label, dollars(-fee))]
    if amount(decision, "fee_waived"):
        return [_line(label, f"Waived for {state.customer_tier}", calm=True)]
    if state.keeps_items or state.resolution is Resolution.EXCHANGE:
        return []
    return [_line("Restocking fee", "None", calm=True)]


def _line(label: str, value: str, *, strong: bool = False, calm: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "strong": strong, "calm": calm}


def paid_as(state: RetailSession, service: RetailService) -> dict[str, str] | None:
    """The total of a created return, with its name; None when nothing is paid."""
    if state.resolution is None:
        raise ValueError("a total needs a resolution")
    total = amount(service.refund(state, state.resolution), "total")
    return {"label": TOTALS[state.resolution], "value": dollars(total)} if total else None
