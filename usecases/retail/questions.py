"""The commands that only look: they change nothing, and say what a person or a model asked for."""

from __future__ import annotations

from typing import Any, TypeAlias

from chatkit_core.domain import Refused, choice_of, listed
from chatkit_core.orchestration import CommandContext, Outcome
from chatkit_core.payloads import Nothing
from chatkit_core.routines import choices_told, proposed, summed_up
from usecases.retail.domain.models import (
    REASONS,
    RESOLUTIONS,
    SHIPPING,
    Resolution,
    Tier,
    day_in_words,
    dollars,
)
from usecases.retail.domain.picking import find
from usecases.retail.domain.policies import amount
from usecases.retail.domain.service import Assessed, RetailService
from usecases.retail.domain.session import RetailSession
from usecases.retail.payloads import Amount, Product
from usecases.retail.presentation.composer import cards

Context: TypeAlias = CommandContext[RetailSession, RetailService]


def customer_of(ctx: Context) -> tuple[str, Tier]:
    """Who this conversation is about. Raises `Refused` when nobody knows yet."""
    state = ctx.state
    if state.customer_id is None or state.customer_tier is None:
        raise Refused("First I need to know who you are: your e-mail address or customer number.")
    return state.customer_id, state.customer_tier


async def assessed(ctx: Context) -> list[Assessed]:
    """What the customer bought, and whether it may come back."""
    return await ctx.service.assessed(*customer_of(ctx))


async def show_orders(ctx: Context, _: Nothing) -> Outcome:
    """Every order, with what may come back of it and what may not."""
    orders: dict[str, dict[str, Any]] = {}
    for found in await assessed(ctx):
        order = found.order
        told = {
            "order_id": order.order_id,
            "status": order.status,
            "placed_on": order.placed_on.isoformat(),
            "delivered_on": order.delivered_on.isoformat() if order.delivered_on else None,
            "items": [],
        }
        orders.setdefault(order.order_id, told)["items"].append(_item_told(found))
    if not orders:
        return Outcome("There are no orders on this account yet.", {"orders": []})
    names = listed([_order_in_words(order) for order in orders.values()])
    return Outcome(
        f"You have {_count(len(orders), 'order')}: {names}.", {"orders": [*orders.values()]}
    )


async def returnable_items(ctx: Context, _: Nothing) -> Outcome:
    """What may come back today, and why the rest may not."""
    told = [_item_told(found) for found in await assessed(ctx)]
    can = [item for item in told if item["returnable"]]
    say = (
        f"You can return {listed([item['name'] for item in can])}."
        if can
        else "Nothing can be returned right now."
    )
    cannot = [item for item in told if not item["returnable"]]
    return Outcome(say, {"items": can, "not_returnable": cannot})


async def check_eligibility(ctx: Context, payload: Product) -> Outcome:
    """Whether one item may come back, clause by clause."""
    found = find(await assessed(ctx), payload.product)
    clauses = [
        {"name": clause.name, "passed": clause.passed, "detail": clause.detail}
        for one in found
        for clause in one.decision.clauses
    ]
    say = " ".join(one.decision.because for one in found)
    return Outcome(say, {"items": [_item_told(one) for one in found], "clauses": clauses})


async def reasons(_ctx: Context, _: Nothing) -> Outcome:
    """The reasons a return can have."""
    return choices_told("reasons", "Please say why it goes back.", REASONS)


async def resolutions(ctx: Context, _: Nothing) -> Outcome:
    """What one can get, with amounts once items and reason are known."""
    state = ctx.state
    options: list[dict[str, Any]] = [dict(choice.as_json()) for choice in RESOLUTIONS]
    if state.selected_items and state.reason_code:
        for option in options:
            option["amount"] = _pays(ctx, Resolution(option["code"]))
    return Outcome("Please say what you would like to get.", {"resolutions": options})


async def shipping_options(ctx: Context, _: Nothing) -> Outcome:
    """How things can be sent back."""
    if ctx.state.keeps_items:
        return Outcome("You keep the items, so there is nothing to send.", {"shipping_options": []})
    return choices_told("shipping_options", "Please say how you want to send it back.", SHIPPING)


async def retention_offers(ctx: Context, _: Nothing) -> Outcome:
    """What we offer for keeping the items."""
    state = ctx.state
    offers = [
        {"percent": percent, "needs_supervisor": supervised}
        for percent, supervised in ctx.service.offers(state.customer_tier)
    ]
    free = [f"{offer['percent']}%" for offer in offers if not offer["needs_supervisor"]]
    return Outcome(f"Keeping it can pay back {' or '.join(free)} of the price.", {"offers": offers})


async def refund_amount(ctx: Context, payload: Amount) -> Outcome:
    """What the picked items pay, for one resolution or for all."""
    state = ctx.state
    if not state.selected_items:
        raise Refused("Please pick the items first; then I can work out the amount.")
    if state.reason_code is None:
        raise Refused("The amount depends on the reason, so please tell me that first.")
    wanted = payload.resolution or state.resolution
    told = [wanted] if wanted else list(Resolution)
    amounts = {code.value: dict(ctx.service.refund(state, code).outputs) for code in told}
    return Outcome(" ".join(_amount_in_words(ctx, code) for code in told), {"amounts": amounts})


async def history(ctx: Context, _: Nothing) -> Outcome:
    """Past returns, on a card of their own."""
    customer_id, _tier = customer_of(ctx)
    records = await ctx.service.data.returns(customer_id)
    told = [record.model_dump(mode="json", exclude={"customer_id"}) for record in records]
    if not records:
        return Outcome("There are no past returns on this account.", {"returns": []})
    newest = records[0]
    which = ": " if len(records) == 1 else "; the newest is "
    say = (
        f"You have {_count(len(records), 'past return')}{which}{newest.return_id}, "
        f"{day_in_words(newest.created_on)}, {newest.status.label.lower()}. "
        f"{cards().awaited(newest)}"
    ).rstrip()
    return Outcome(say, {"returns": told}, cards().history(records))


async def session_context(ctx: Context, _: Nothing) -> Outcome:
    """Everything this conversation remembers."""
    return await summed_up(ctx, cards(), "displayed_orders")


async def propose(ctx: Context, _: Nothing) -> Outcome:
    """Whether the return is ready to be confirmed; its summary card is the open one then."""
    state = ctx.state
    if state.return_id:
        return proposed(ctx, f"Return {state.return_id} is created already.")
    if state.step != "confirm" or state.resolution is None:
        return proposed(ctx)
    return proposed(ctx, amounts=dict(ctx.service.refund(state, state.resolution).outputs))


def _item_told(found: Assessed) -> dict[str, Any]:
    item = found.as_return_item
    return {
        "code": item.code,
        **item.model_dump(mode="json"),
        "returnable": found.decision.allowed,
        "because": found.decision.because,
    }


def _order_in_words(order: dict[str, Any]) -> str:
    return f"{order['order_id']} ({order['status']}, {_count(len(order['items']), 'item')})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _pays(ctx: Context, resolution: Resolution) -> float:
    return float(amount(ctx.service.refund(ctx.state, resolution), "total"))


def _amount_in_words(ctx: Context, resolution: Resolution) -> str:
    decision = ctx.service.refund(ctx.state, resolution)
    fee = amount(decision, "fee")
    label = choice_of(RESOLUTIONS, resolution).label
    if resolution is Resolution.EXCHANGE:
        return f"{label}: the same again, at no charge."
    bonus = amount(decision, "bonus")
    told = [
        f", after a restocking fee of {dollars(fee)}" if fee else "",
        f", with a bonus of {dollars(bonus)}" if bonus else "",
    ]
    return f"{label}: {dollars(amount(decision, 'total'))}{''.join(told)}."
