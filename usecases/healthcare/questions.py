"""The commands that only look: they change nothing, and say what a person or a model asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from chatkit_core.domain import Refused, choice_of, listed
from chatkit_core.orchestration import Actor, CommandContext, Outcome
from chatkit_core.payloads import Nothing
from chatkit_core.routines import choices_told, proposed, summed_up
from usecases.healthcare.domain import emergency
from usecases.healthcare.domain.calendar import Diary
from usecases.healthcare.domain.clinic_time import (
    clinic,
    moment_in_words,
    slot_code,
    slot_start,
)
from usecases.healthcare.domain.models import (
    SPECIALTIES,
    TYPES,
    Appointment,
    AppointmentType,
    Provider,
    Status,
)
from usecases.healthcare.domain.picking import find_appointments, find_provider
from usecases.healthcare.domain.policies import fee_of
from usecases.healthcare.domain.service import LOOKED_AT_FOR_SOONEST, HealthcareService
from usecases.healthcare.domain.session import Errand, HealthcareSession
from usecases.healthcare.domain.slots import (
    checked_day,
    day_told,
    find,
    instead_of,
    read_wish,
)
from usecases.healthcare.payloads import FindSlots, Named, WordsSaid
from usecases.healthcare.presentation.composer import cards

Context: TypeAlias = CommandContext[HealthcareSession, HealthcareService]


def patient_of(ctx: Context) -> str:
    """Who this conversation is about. Raises `Refused` when nobody knows yet."""
    if ctx.state.patient_id is None:
        raise Refused("First I need to know who you are: your e-mail address or patient number.")
    return ctx.state.patient_id


async def specialties(_ctx: Context, _: Nothing) -> Outcome:
    """The kinds of doctors there are."""
    names = listed([choice.label.lower() for choice in SPECIALTIES])
    return choices_told("specialties", f"We have {names}.", SPECIALTIES)


async def providers(ctx: Context, _: Nothing) -> Outcome:
    """The doctors of the chosen specialty, or all of them, and when each is free next."""
    found = await ctx.service.providers(ctx.state.specialty)
    free = await ctx.service.openings(found, ctx.state)
    told = [_provider_told(one, free[one.provider_id]) for one in found]
    names = listed([f"{one.name} ({_label(one)})" for one in found])
    return Outcome(f"You can see {names}.", {"providers": told})


async def types(ctx: Context, _: Nothing) -> Outcome:
    """The kinds of appointments, with their length and notice."""
    rules = ctx.service.rules()
    told = [
        {**choice.as_json(), "detail": rules.told(AppointmentType(choice.code))} for choice in TYPES
    ]
    names = listed([choice.label.lower() for choice in TYPES], "or")
    return Outcome(f"It can be a {names}.", {"appointment_types": told})


async def find_slots(ctx: Context, payload: FindSlots) -> Outcome:
    """What is free, as asked; nothing is chosen by it."""
    provider = await _provider_asked(ctx, payload.provider)
    kind = ctx.state.appointment_type or LOOKED_AT_FOR_SOONEST
    diary = await ctx.service.diary(provider, kind, patient_of(ctx), ctx.state.known_id)
    if not payload.when.strip():
        return _free(diary, diary.next_free(ctx.service.today()))
    when = read_wish(payload.when, ctx.service.today())
    shown = await ctx.service.shown_day(ctx.state, diary)
    wish = find(when, diary, shown, await known_start(ctx))
    if wish.start:
        decision = ctx.service.decided(diary, wish.start)
        if decision.allowed:
            return _free(diary, [wish.start])
        return Outcome(instead_of(diary, wish.start, decision), {"free": False})
    day = checked_day(diary, wish.day or shown[0])
    say = day_told(diary, day, wish.fitting, when.part is not None)
    return Outcome(say, {"provider": provider.name, "slots": [slot_code(s) for s in wish.fitting]})


async def _provider_asked(ctx: Context, wanted: str) -> Provider:
    state = ctx.state
    found = None
    if wanted.strip():
        found = find_provider(await ctx.service.providers(), wanted)
    elif state.provider_id:
        found = await ctx.service.provider(state.provider_id)
    if found is None:
        found = await soonest_of(ctx)
    return found


async def soonest_of(ctx: Context) -> Provider:
    """Who of the chosen specialty is free first. Raises `Refused` when nobody is, or none is chosen."""
    if ctx.state.specialty is None:
        raise Refused("What is it about? Then I can tell who is free first.")
    found = await ctx.service.providers(ctx.state.specialty)
    free = await ctx.service.openings(found, ctx.state)
    timed = [(start, one) for one in found if (start := free[one.provider_id])]
    if not timed:
        raise Refused("Nobody has a free time in the weeks ahead.")
    return min(timed, key=lambda pair: pair[0])[1]


async def held(ctx: Context) -> Appointment:
    """The appointment being moved or cancelled. Raises `Refused` when it is off already."""
    state = ctx.state
    found = None
    if state.known_id and state.patient_id:
        found = await ctx.service.data.appointment(state.known_id, state.patient_id)
    if found is None or found.status is Status.CANCELLED:
        raise Refused("That appointment is cancelled already.")
    return found


async def known_start(ctx: Context) -> datetime | None:
    """The time that “an hour later” is counted from: the one picked, else the one being moved."""
    state = ctx.state
    if state.slot:
        return slot_start(state.slot)
    if state.errand is Errand.MOVE:
        return (await held(ctx)).start
    return None


def _free(diary: Diary, starts: Sequence[datetime]) -> Outcome:
    if not starts:
        return Outcome(
            f"{diary.provider.title} has nothing free in the weeks ahead.", {"slots": []}
        )
    day = clinic(starts[0]).date()
    say = f"{diary.provider.title}: {day_told(diary, day, tuple(starts), False)}"
    if len(starts) == 1:
        say = f"Yes, {moment_in_words(starts[0])} is free with {diary.provider.title}."
    return Outcome(say, {"provider": diary.provider.name, "slots": [slot_code(s) for s in starts]})


async def upcoming(ctx: Context, _: Nothing) -> Outcome:
    """What the patient has booked, on a card of its own."""
    found = await ctx.service.upcoming(patient_of(ctx))
    if not found:
        return Outcome("You have no upcoming appointments.", {"appointments": []})
    told = [appointment_told(one) for one in found]
    count = "one upcoming appointment" if len(found) == 1 else f"{len(found)} upcoming appointments"
    say = f"You have {count}; the next is with {found[0].in_words}."
    return Outcome(say, {"appointments": told}, cards().upcoming(found))


async def cancellation_fee(ctx: Context, payload: Named) -> Outcome:
    """What cancelling an upcoming appointment now would cost; nothing is cancelled by it."""
    found = await ctx.service.upcoming(patient_of(ctx))
    if not found:
        return Outcome("You have no upcoming appointments.", {"fees": []})
    meant = find_appointments(found, payload.appointment, ctx.service.today())
    decisions = [(one, ctx.service.cancellation(one, ctx.state.patient_tier)) for one in meant]
    say = " ".join(f"{one.in_words}: {decision.because}" for one, decision in decisions)
    fees = [{**appointment_told(one), "fee": fee_of(decision)} for one, decision in decisions]
    return Outcome(say, {"fees": fees})


async def emergency_advice(ctx: Context, payload: WordsSaid) -> Outcome:
    """What to do in an emergency. Nothing is booked, changed or judged."""
    advice = emergency.advice_for(payload.words) or emergency.ADVICE
    return Outcome(advice, {"emergency": True}, cards().emergency(advice))


async def session_context(ctx: Context, _: Nothing) -> Outcome:
    """Everything this conversation remembers."""
    return await summed_up(ctx, cards())


async def propose(ctx: Context, _: Nothing) -> Outcome:
    """Whether everything is ready to be confirmed; the summary card is the open one then."""
    state = ctx.state
    return proposed(ctx, f"That is done already: {state.known_id}." if state.is_finished else "")


def appointment_told(one: Appointment) -> dict[str, Any]:
    """An appointment as a model is told of it."""
    told = one.model_dump(mode="json", exclude={"patient_id", "status", "fee"})
    return {**told, "start": slot_code(one.start), "in_words": one.in_words}


def only_for_clicks(ctx: Context, card: Any) -> Any:
    """A card for those who clicked: who typed reads the same sentence as an answer."""
    return card if ctx.actor is Actor.CLICK else None


def _label(provider: Provider) -> str:
    return choice_of(SPECIALTIES, provider.specialty).label.lower()


def _provider_told(provider: Provider, free: datetime | None) -> dict[str, Any]:
    return {
        "code": provider.provider_id,
        "name": provider.name,
        "specialty": provider.specialty,
        "about": provider.about,
        "next_free": slot_code(free) if free else None,
    }
