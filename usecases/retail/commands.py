"""Everything one can do in a return, by a click or in words: each declared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chatkit_core.domain import NeedsApproval, Refused, Verdict, choice_of, listed
from chatkit_core.orchestration import Command, Outcome
from chatkit_core.payloads import Identify, Nothing, PolicyQuestion
from chatkit_core.people import the_one
from chatkit_core.routines import check_complete, reopen, search_policies
from usecases.retail import questions
from usecases.retail.domain.models import (
    REASONS,
    RESOLUTIONS,
    SHIPPING,
    Reason,
    Resolution,
    ReturnRecord,
    ReturnStatus,
    dollars,
)
from usecases.retail.domain.picking import NOTHING_RETURNABLE, pick
from usecases.retail.domain.policies import amount
from usecases.retail.domain.service import ItemTakenError, offered
from usecases.retail.domain.session import (
    DEFAULT_DISCOUNT,
    FLOW,
    Question,
    RetailSession,
    previous_step,
    settled,
)
from usecases.retail.payloads import (
    Amount,
    AnswerOffer,
    ChooseReason,
    ChooseResolution,
    ChooseShipping,
    GoBack,
    Product,
    SelectItems,
)
from usecases.retail.questions import Context, assessed, customer_of


async def identify(ctx: Context, payload: Identify) -> Outcome:
    """Bind the conversation to one customer, for good."""
    state = ctx.state
    person = the_one(
        await ctx.service.data.find_customers(payload.query),
        bound_to=state.customer_id,
        name=state.customer_name,
        several="That could be more than one customer. Which e-mail address is the account on?",
        nobody="I can’t find that customer; please try the customer number, such as CUST-1001, "
        "or the e-mail address of the account.",
    )
    told = {"customer": person.model_dump(mode="json", exclude={"email"})}
    if state.customer_id:
        return Outcome(f"Yes, this is about {state.customer_name}.", told)
    found = await ctx.service.assessed(person.customer_id, person.tier)
    ctx.session.commit(
        "identified the customer",
        customer_id=person.customer_id,
        customer_name=person.name,
        customer_tier=person.tier,
        displayed_orders=offered(found),
    )
    return Outcome(f"Hello {person.given_name}, I have found your account.", told)


async def select_items(ctx: Context, payload: SelectItems) -> Outcome:
    """Choose what goes back; choosing again replaces the choice and keeps the other answers.

    After a finished return this begins another one.
    """
    found = await assessed(ctx)
    picked = pick(found, ["all"] if payload.everything else payload.items)
    fresh = ctx.session.cleared(*FLOW.fields_from("items")) if ctx.state.return_id else {}
    fresh["selected_items"] = tuple(one.as_return_item for one in picked.items)
    ctx.session.commit("picked the items", displayed_orders=offered(found), **fresh)
    names = listed([one.item.name for one in picked.items])
    because = [no.because for no in picked.left_out]
    return Outcome(
        " ".join([f"I’ve put down {names}.", *because]),
        {"selected": [one.code for one in picked.items], "left_out": because},
    )


async def choose_reason(ctx: Context, payload: ChooseReason) -> Outcome:
    """Say why it goes back."""
    await _still_open(ctx)
    ctx.session.commit("gave the reason", **settled(ctx.state, reason_code=payload.reason))
    label = choice_of(REASONS, payload.reason).label
    return Outcome(f"Got it: {label[0].lower()}{label[1:]}.", {"reason": payload.reason})


async def answer_offer(ctx: Context, payload: AnswerOffer) -> Outcome:
    """Take the offer to keep the items, or turn it down."""
    state = ctx.state
    if payload.accept:
        wanted = ChooseResolution(resolution=Resolution.KEEP_WITH_DISCOUNT, percent=payload.percent)
        return await choose_resolution(ctx, wanted)
    await _still_open(ctx)
    elsewhere = state.resolution is not None and not state.keeps_items
    if state.reason_code is not Reason.CHANGED_MIND or elsewhere:
        raise Refused("There is no offer waiting for an answer.")
    values = settled(state, resolution=None, discount_percent=0)
    ctx.session.commit("turned the offer down", **values)
    return Outcome("No problem, let’s go on with the return.", {"discount_percent": 0})


async def choose_resolution(ctx: Context, payload: ChooseResolution) -> Outcome:
    """Choose what to get for it. Raises `NeedsApproval` for a discount above what is free."""
    await _still_open(ctx)
    state = ctx.state
    values: dict[str, Any] = {"resolution": payload.resolution}
    if payload.resolution is Resolution.KEEP_WITH_DISCOUNT:
        values["discount_percent"] = _granted_discount(ctx, payload.percent)
    elif payload.percent:
        raise Refused("A discount goes only with keeping the items.")
    ctx.session.commit("chose the resolution", **settled(state, **values))
    label = choice_of(RESOLUTIONS, payload.resolution).label
    say = f"{label} it is."
    if ctx.state.keeps_items:
        say = f"You keep it, with {ctx.state.discount_percent}% back."
    return Outcome(say, {"resolution": payload.resolution})


def _granted_discount(ctx: Context, asked: int | None) -> int:
    """The percentage to give, once the rules, or a supervisor, allow it."""
    state = ctx.state
    percent = asked or state.discount_percent or DEFAULT_DISCOUNT
    already = state.keeps_items and percent == state.discount_percent
    decision = ctx.service.discount(percent, state.customer_tier)
    if decision.verdict is Verdict.REFUSED:
        raise Refused(decision.because, decision)
    if decision.verdict is Verdict.NEEDS_APPROVAL and not (ctx.approved or already):
        raise NeedsApproval(decision.because, decision)
    return percent


async def choose_shipping(ctx: Context, payload: ChooseShipping) -> Outcome:
    """Choose how it gets back."""
    await _still_open(ctx)
    if ctx.state.keeps_items:
        raise Refused("You keep the items, so there is nothing to send back.")
    ctx.session.commit("chose the shipping", shipping_method=payload.method)
    label = choice_of(SHIPPING, payload.method).label
    return Outcome(f"{label} it is.", {"method": payload.method})


async def confirm(ctx: Context, _: Nothing) -> Outcome:
    """Create the return. Doing it again, with the same key or later, finds the one there is."""
    state = ctx.state
    if state.return_id:
        say = f"Return {state.return_id} is created already."
        return Outcome(say, {"return_id": state.return_id})
    record = await _record(ctx)
    try:
        stored = await ctx.service.data.create_return(record, ctx.key, ctx.service.clock())
    except ItemTakenError as taken:
        raise Refused(str(taken)) from taken
    ctx.session.commit("created the return", return_id=stored.return_id)
    say = f"Your return {stored.return_id} is created."
    if stored.amount:
        say = f"Your return {stored.return_id} is created; it pays {dollars(stored.amount)}."
    return Outcome(say, stored.model_dump(mode="json", exclude={"customer_id"}))


async def _record(ctx: Context) -> ReturnRecord:
    """The return that the answers make, once they are complete and still allowed today."""
    state = ctx.state
    customer_id, tier = customer_of(ctx)
    check_complete(ctx)
    if state.reason_code is None or state.resolution is None:
        raise ValueError("a complete return has a reason and a resolution")
    return_id = ctx.number("RET")
    found = await ctx.service.assessed(customer_id, tier, apart_from=return_id)
    picked = pick(found, [item.code for item in state.selected_items])
    if picked.left_out:
        raise Refused(picked.left_out[0].because, picked.left_out[0])
    return ReturnRecord(
        return_id=return_id,
        customer_id=customer_id,
        created_on=ctx.service.today(),
        status=ReturnStatus.REQUESTED,
        items=tuple(one.as_return_item for one in picked.items),
        reason_code=state.reason_code,
        resolution=state.resolution,
        discount_percent=state.discount_percent,
        shipping_method=state.shipping_method,
        amount=amount(ctx.service.refund(state, state.resolution), "total"),
    )


async def go_back(ctx: Context, payload: GoBack) -> Outcome:
    """Ask an answered question again; its answer and all later ones are cleared."""
    state = ctx.state
    _not_created(state)
    step = payload.step or previous_step(state)
    if step is Question.RETENTION and state.reason_code is not Reason.CHANGED_MIND:
        step = Question.RESOLUTION
    return reopen(ctx, step, lambda cleared: settled(state, **cleared))


async def start(ctx: Context, _: Nothing) -> Outcome:
    """Show where we are; after a finished return, begin another."""
    if ctx.state.return_id:
        return await start_over(ctx, Nothing())
    return Outcome("Let’s sort out your return.")


async def start_over(ctx: Context, _: Nothing) -> Outcome:
    """Forget all answers, but not whom this conversation is about."""
    await _clear(ctx, "started over")
    return Outcome("Let’s start again.")


async def cancel(ctx: Context, _: Nothing) -> Outcome:
    """Drop the return that is being put together."""
    _not_created(ctx.state)
    await _clear(ctx, "cancelled")
    return Outcome("All right, nothing is returned.")


async def _clear(ctx: Context, why: str) -> None:
    state = ctx.state
    kept: dict[str, Any] = {}
    if state.customer_id:
        kept["displayed_orders"] = offered(await assessed(ctx))
    ctx.session.commit(why, **ctx.session.cleared(*FLOW.fields_from("items")), **kept)


async def _still_open(ctx: Context) -> None:
    """Raises `Refused` when answers lead nowhere: the return is created, or nothing can go back."""
    state = ctx.state
    _not_created(state)
    nothing_yet = not (state.selected_items or state.displayed_orders)
    if state.customer_id and nothing_yet and not offered(await assessed(ctx)):
        raise Refused(NOTHING_RETURNABLE)


def _not_created(state: RetailSession) -> None:
    """Raises `Refused` once the return is created: its answers are facts then."""
    if state.return_id:
        raise Refused(
            f"Return {state.return_id} is created already and can’t be changed here. "
            "Start another return to send back something else."
        )


COMMANDS: Sequence[Command[Any]] = (
    Command("retail.start", Nothing, start, "Getting started", anytime=True),
    Command("retail.identify", Identify, identify, "Looking up your account"),
    Command("retail.select_items", SelectItems, select_items, "Noting the items"),
    Command("retail.choose_reason", ChooseReason, choose_reason, "Noting the reason"),
    Command("retail.answer_offer", AnswerOffer, answer_offer, "Noting your answer"),
    Command("retail.choose_resolution", ChooseResolution, choose_resolution, "Noting your choice"),
    Command("retail.choose_shipping", ChooseShipping, choose_shipping, "Noting the shipping"),
    Command("retail.confirm", Nothing, confirm, "Creating the return", final=True),
    Command("retail.go_back", GoBack, go_back, "Going back"),
    Command("retail.start_over", Nothing, start_over, "Starting over"),
    Command("retail.cancel", Nothing, cancel, "Cancelling"),
    Command("retail.show_orders", Nothing, questions.show_orders, "Looking up your orders"),
    Command(
        "retail.returnable_items", Nothing, questions.returnable_items, "Checking what can go back"
    ),
    Command(
        "retail.check_eligibility",
        Product,
        questions.check_eligibility,
        "Checking the return rules",
    ),
    Command("retail.reasons", Nothing, questions.reasons, "Listing the reasons"),
    Command("retail.resolutions", Nothing, questions.resolutions, "Working out the options"),
    Command(
        "retail.shipping_options", Nothing, questions.shipping_options, "Listing the ways to send"
    ),
    Command("retail.retention_offers", Nothing, questions.retention_offers, "Looking for an offer"),
    Command("retail.refund_amount", Amount, questions.refund_amount, "Doing the sums"),
    Command(
        "retail.history", Nothing, questions.history, "Looking up your past returns", anytime=True
    ),
    Command(
        "retail.search_policies",
        PolicyQuestion,
        search_policies,
        "Reading our policies",
    ),
    Command(
        "retail.session_context", Nothing, questions.session_context, "Reading back where we are"
    ),
    Command("retail.propose", Nothing, questions.propose, "Putting the summary together"),
)
