"""Everything one can do here, by a click or in words: each declared once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

from usecases.sample.domain.models import CONTACTS, TOPICS, Request
from usecases.sample.domain.service import SampleService
from usecases.sample.domain.session import FLOW, SampleSession, previous_step
from usecases.sample.payloads import ChooseContact, ChooseTopic, GoBack
from usecases.sample.presentation.composer import cards

from chatkit_core.domain import Refused, choice_of
from chatkit_core.orchestration import Command, CommandContext, Outcome
from chatkit_core.payloads import Identify, Nothing, PolicyQuestion
from chatkit_core.people import the_one
from chatkit_core.routines import check_complete, proposed, reopen, search_policies, summed_up

Context: TypeAlias = CommandContext[SampleSession, SampleService]


async def identify(ctx: Context, payload: Identify) -> Outcome:
    """Bind the conversation to one member, for good."""
    state = ctx.state
    person = the_one(
        await ctx.service.data.find_members(payload.query),
        bound_to=state.member_id,
        name=state.member_name,
        several="That could be more than one member. Which e-mail address is the account on?",
        nobody="I can’t find that member; please try the member number, such as MEM-3001, "
        "or the e-mail address of the account.",
    )
    if state.member_id:
        return Outcome(f"Yes, this is about {state.member_name}.")
    ctx.session.commit(
        "identified the member",
        member_id=person.member_id,
        member_name=person.name,
        member_plan=person.plan,
    )
    return Outcome(f"Hello {person.given_name}, I have found your account.")


async def choose_topic(ctx: Context, payload: ChooseTopic) -> Outcome:
    """Say what it is about; a contact that the rule no longer allows is asked for again."""
    _not_sent(ctx.state)
    state = ctx.state
    contact = state.contact
    if contact and not ctx.service.reply(payload.topic, contact, state.member_plan).allowed:
        contact = None
    ctx.session.commit("said what it is about", topic=payload.topic, contact=contact)
    label = choice_of(TOPICS, payload.topic).label
    return Outcome(f"{label}: got it.", {"topic": payload.topic})


async def choose_contact(ctx: Context, payload: ChooseContact) -> Outcome:
    """Choose how the answer comes; the rule decides whether it may."""
    _not_sent(ctx.state)
    state = ctx.state
    if state.topic:
        decision = ctx.service.reply(state.topic, payload.contact, state.member_plan)
        if not decision.allowed:
            raise Refused(decision.because, decision)
    ctx.session.commit("chose how to be answered", contact=payload.contact)
    label = choice_of(CONTACTS, payload.contact).label
    return Outcome(f"{label} it is.", {"contact": payload.contact})


async def confirm(ctx: Context, _: Nothing) -> Outcome:
    """Send the request. Doing it again, with the same key or later, finds the one there is."""
    state = ctx.state
    if state.request_id:
        return Outcome(f"Request {state.request_id} is sent already.")
    check_complete(ctx)
    if state.member_id is None or state.topic is None or state.contact is None:
        raise ValueError("a complete request has a member, a topic and a contact")
    decision = ctx.service.reply(state.topic, state.contact, state.member_plan)
    if not decision.allowed:
        raise Refused(decision.because, decision)
    request = Request(
        request_id=ctx.number("REQ"),
        member_id=state.member_id,
        topic=state.topic,
        contact=state.contact,
        sent_on=ctx.service.today(),
        answer_by=date.fromisoformat(decision.outputs["answer_by"]),
    )
    stored = await ctx.service.data.create_request(request, ctx.key)
    ctx.session.commit("sent the request", request_id=stored.request_id)
    say = f"Your request {stored.request_id} is sent. {decision.because}"
    return Outcome(say, {"request_id": stored.request_id})


async def go_back(ctx: Context, payload: GoBack) -> Outcome:
    """Ask an answered question again; its answer and all later ones are cleared."""
    _not_sent(ctx.state)
    return reopen(ctx, payload.step or previous_step(ctx.state))


async def start(ctx: Context, _: Nothing) -> Outcome:
    """Show where we are; after a finished request, begin another."""
    if ctx.state.request_id:
        return await start_over(ctx, Nothing())
    return Outcome("Let’s get started.")


async def start_over(ctx: Context, _: Nothing) -> Outcome:
    """Forget all answers, but not whom this conversation is about."""
    _clear(ctx, "started over")
    return Outcome("Let’s start again.")


async def cancel(ctx: Context, _: Nothing) -> Outcome:
    """Drop the request that is being put together."""
    _not_sent(ctx.state)
    _clear(ctx, "cancelled")
    return Outcome("All right, nothing is sent.")


async def session_context(ctx: Context, _: Nothing) -> Outcome:
    """Everything this conversation remembers."""
    return await summed_up(ctx, cards())


async def propose(ctx: Context, _: Nothing) -> Outcome:
    """Whether the request is ready to be confirmed; its summary card is the open one then."""
    sent = ctx.state.request_id
    return proposed(ctx, f"Request {sent} is sent already." if sent else "")


def _clear(ctx: Context, why: str) -> None:
    ctx.session.commit(why, **ctx.session.cleared(*FLOW.fields_from("topic")))


def _not_sent(state: SampleSession) -> None:
    """Raises `Refused` once the request is sent: its answers are facts then."""
    if state.request_id:
        raise Refused(
            f"Request {state.request_id} is sent already and can’t be changed here. "
            "Start another one for something else."
        )


COMMANDS: Sequence[Command[Any]] = (
    Command("sample.start", Nothing, start, "Getting started", anytime=True),
    Command("sample.identify", Identify, identify, "Looking up your account"),
    Command("sample.choose_topic", ChooseTopic, choose_topic, "Noting what it is about"),
    Command("sample.choose_contact", ChooseContact, choose_contact, "Noting your choice"),
    Command("sample.confirm", Nothing, confirm, "Sending the request", final=True),
    Command("sample.go_back", GoBack, go_back, "Going back"),
    Command("sample.start_over", Nothing, start_over, "Starting over"),
    Command("sample.cancel", Nothing, cancel, "Cancelling"),
    Command("sample.search_policies", PolicyQuestion, search_policies, "Reading our policies"),
    Command("sample.session_context", Nothing, session_context, "Reading back where we are"),
    Command("sample.propose", Nothing, propose, "Putting the summary together"),
)
