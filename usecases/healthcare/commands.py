"""Everything one can do about an appointment, by a click or in words: each declared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chatkit_core.domain import Refused, choice_of
from chatkit_core.orchestration import Command, Outcome
from chatkit_core.payloads import Identify, Nothing, PolicyQuestion
from chatkit_core.people import the_one
from chatkit_core.routines import reopen, search_policies
from usecases.healthcare import booking, questions, timing
from usecases.healthcare.domain import emergency
from usecases.healthcare.domain.models import (
    SPECIALTIES,
    TYPES,
    Specialty,
)
from usecases.healthcare.domain.picking import find_provider, specialty_for, tidy_reason
from usecases.healthcare.domain.session import FLOW, Errand, previous_step, settled
from usecases.healthcare.payloads import (
    ChooseDate,
    ChooseProvider,
    ChooseSlot,
    ChooseSpecialty,
    ChooseType,
    DescribeNeed,
    FindSlots,
    GoBack,
    Named,
    Reschedule,
    WordsSaid,
)
from usecases.healthcare.questions import Context, soonest_of
from usecases.healthcare.timing import finished, time_is_open


async def identify(ctx: Context, payload: Identify) -> Outcome:
    """Bind the conversation to one patient, for good."""
    state = ctx.state
    person = the_one(
        await ctx.service.data.find_patients(payload.query),
        bound_to=state.patient_id,
        name=state.patient_name,
        several="More than one patient has that name. Which e-mail address are you registered "
        "with?",
        nobody="I can’t find that patient; please try the patient number, such as PAT-2001, "
        "or the e-mail address you are registered with.",
    )
    told = {"patient": person.model_dump(mode="json", exclude={"email"})}
    if state.patient_id:
        return Outcome(f"Yes, this is about {state.patient_name}.", told)
    ctx.session.commit(
        "identified the patient",
        patient_id=person.patient_id,
        patient_name=person.name,
        patient_tier=person.tier,
    )
    return Outcome(f"Hello {person.given_name}, I have found your record.", told)


async def describe_need(ctx: Context, payload: DescribeNeed) -> Outcome:
    """Note what it is about, and who looks at such things. Never a diagnosis."""
    if emergency.advice_for(payload.complaint):
        return await questions.emergency_advice(ctx, WordsSaid(words=payload.complaint))
    fresh = _open_again(ctx)
    state = ctx.state.model_copy(update=fresh)
    reason = tidy_reason(payload.complaint)
    routed = specialty_for(payload.complaint)
    keeps = state.specialty and (state.provider_id or routed is Specialty.GENERAL_PRACTICE)
    specialty = state.specialty if keeps else routed
    values = settled(state, specialty=specialty, reason=reason)
    ctx.session.commit("said what it is about", **(fresh | values))
    label = choice_of(SPECIALTIES, specialty or routed).label
    return Outcome(f"{label} is the right place for that.", {"specialty": specialty})


async def choose_specialty(ctx: Context, payload: ChooseSpecialty) -> Outcome:
    """Choose which kind of doctor to see."""
    fresh = _open_again(ctx)
    state = ctx.state.model_copy(update=fresh)
    values = settled(state, specialty=payload.specialty)
    ctx.session.commit("chose the specialty", **(fresh | values))
    label = choice_of(SPECIALTIES, payload.specialty).label
    return Outcome(f"{label}: got it.", {"specialty": payload.specialty})


async def choose_provider(ctx: Context, payload: ChooseProvider) -> Outcome:
    """Choose a doctor; one of another specialty changes that as well.

    After something was finished this begins another appointment, as the two above do.
    """
    fresh = _open_again(ctx)
    provider = find_provider(await ctx.service.providers(), payload.provider)
    provider = provider or await soonest_of(ctx)
    values = {"provider_id": provider.provider_id, "specialty": provider.specialty}
    state = ctx.state.model_copy(update=fresh)
    ctx.session.commit("chose the doctor", **(fresh | settled(state, **values)))
    return Outcome(f"{provider.title} it is.", values)


async def choose_type(ctx: Context, payload: ChooseType) -> Outcome:
    """Choose the kind of appointment, and with it how long it takes."""
    _still_open(ctx)
    kind = payload.appointment_type
    ctx.session.commit("chose the kind of appointment", **settled(ctx.state, appointment_type=kind))
    label = choice_of(TYPES, kind).label
    minutes = ctx.service.rules().minutes[kind]
    return Outcome(f"{label}: that takes {minutes} minutes.", {"appointment_type": kind})


async def choose_date(ctx: Context, payload: ChooseDate) -> Outcome:
    """Look at another day."""
    return await choose_slot(ctx, ChooseSlot(slot=payload.date))


async def choose_slot(ctx: Context, payload: ChooseSlot) -> Outcome:
    """Pick a time; once something is booked, another time means moving it."""
    state = ctx.state
    if state.is_finished and not state.is_cancelled:
        move = Reschedule(appointment=state.known_id or "", when=payload.slot)
        return await booking.reschedule(ctx, move)
    return await timing.choose_slot(ctx, payload)


async def go_back(ctx: Context, payload: GoBack) -> Outcome:
    """Ask an answered question again; its answer and all later ones are cleared."""
    state = ctx.state
    if state.is_finished:
        raise Refused(finished(ctx))
    step = payload.step or previous_step(state)
    if step is None or state.errand is Errand.CANCEL:
        raise Refused("There is no earlier question to go back to.")
    if state.errand is Errand.MOVE:
        if step != "slot":
            raise Refused("Only the time of this appointment can be changed here.")
        ctx.session.commit("went back to day and time", **ctx.session.cleared("date", "slot"))
        return Outcome("Let’s look at the time again.", {"reopened": "slot"})
    return reopen(ctx, step)


async def start(ctx: Context, _: Nothing) -> Outcome:
    """Show where we are; after something was finished, begin anew."""
    if ctx.state.is_finished:
        return await start_over(ctx, Nothing())
    return Outcome("Let’s find you an appointment.")


async def start_over(ctx: Context, _: Nothing) -> Outcome:
    """Forget all answers, but not whom this conversation is about."""
    _clear(ctx, "started over")
    return Outcome("Let’s start again.")


async def cancel(ctx: Context, _: Nothing) -> Outcome:
    """Drop what is being put together; an appointment that exists stays as it is."""
    state = ctx.state
    if state.is_finished:
        raise Refused(finished(ctx))
    say = "All right, your appointment stays as it is." if state.errand else (
        "All right, nothing is booked."
    )  # fmt: skip
    _clear(ctx, "dropped it")
    return Outcome(say)


def _clear(ctx: Context, why: str) -> None:
    ctx.session.commit(why, **ctx.session.cleared(*FLOW.fields_from("need")))


def _open_again(ctx: Context) -> dict[str, Any]:
    """The fields to clear first: all answers, once an earlier appointment is settled."""
    if ctx.state.is_finished:
        return ctx.session.cleared(*FLOW.fields_from("need"))
    _still_open(ctx)
    return {}


def _still_open(ctx: Context) -> None:
    """Raises `Refused` once doctor and kind are facts: an appointment exists."""
    time_is_open(ctx)
    if ctx.state.errand is Errand.MOVE:
        raise Refused(
            "Only the time of this appointment can be changed here. "
            "To change anything else, cancel it and book another one."
        )


COMMANDS: Sequence[Command[Any]] = (
    Command("healthcare.start", Nothing, start, "Getting started", anytime=True),
    Command("healthcare.identify", Identify, identify, "Looking up your record"),
    Command("healthcare.describe_need", DescribeNeed, describe_need, "Noting what it is about"),
    Command("healthcare.choose_specialty", ChooseSpecialty, choose_specialty, "Noting the specialty"),
    Command("healthcare.choose_provider", ChooseProvider, choose_provider, "Noting the doctor"),
    Command("healthcare.choose_type", ChooseType, choose_type, "Noting the kind of appointment"),
    Command("healthcare.choose_date", ChooseDate, choose_date, "Looking at that day"),
    Command("healthcare.choose_slot", ChooseSlot, choose_slot, "Checking that time"),
    Command("healthcare.confirm", Nothing, booking.confirm, "Writing it down", final=True),
    Command("healthcare.go_back", GoBack, go_back, "Going back"),
    Command("healthcare.start_over", Nothing, start_over, "Starting over"),
    Command("healthcare.cancel", Nothing, cancel, "Dropping it"),
    Command(
        "healthcare.reschedule", Reschedule, booking.reschedule, "Getting your appointment",
        anytime=True,
    ),
    Command(
        "healthcare.cancel_appointment", Named, booking.cancel_appointment,
        "Getting your appointment", anytime=True,
    ),
    Command(
        "healthcare.upcoming", Nothing, questions.upcoming, "Looking up your appointments",
        anytime=True,
    ),
    Command("healthcare.emergency", WordsSaid, questions.emergency_advice, "Getting help", anytime=True),
    Command("healthcare.specialties", Nothing, questions.specialties, "Listing the specialties"),
    Command("healthcare.providers", Nothing, questions.providers, "Looking who is there"),
    Command("healthcare.types", Nothing, questions.types, "Listing the kinds of appointments"),
    Command("healthcare.find_slots", FindSlots, questions.find_slots, "Looking for free times"),
    Command(
        "healthcare.cancellation_fee", Named, questions.cancellation_fee, "Working out the fee"
    ),
    Command(
        "healthcare.search_policies", PolicyQuestion, search_policies,
        "Reading our policies",
    ),
    Command(
        "healthcare.session_context", Nothing, questions.session_context,
        "Reading back where we are",
    ),
    Command("healthcare.propose", Nothing, questions.propose, "Putting the summary together"),
)  # fmt: skip
