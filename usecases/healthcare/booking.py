"""What writes appointments down: booking, moving and cancelling, each once and only once confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chatkit_core.domain import Refused, listed
from chatkit_core.orchestration import Outcome
from chatkit_core.payloads import Nothing
from chatkit_core.routines import check_complete
from usecases.healthcare.domain.clinic_time import (
    clinic,
    moment_in_words,
    slot_code,
    slot_start,
)
from usecases.healthcare.domain.models import Appointment, Status, dollars
from usecases.healthcare.domain.picking import find_appointments, parted_move
from usecases.healthcare.domain.policies import fee_of
from usecases.healthcare.domain.service import SlotTakenError
from usecases.healthcare.domain.session import Errand
from usecases.healthcare.payloads import ChooseSlot, Named, Reschedule
from usecases.healthcare.presentation.composer import cards
from usecases.healthcare.questions import (
    Context,
    appointment_told,
    held,
    only_for_clicks,
    patient_of,
)
from usecases.healthcare.timing import choose_slot


async def confirm(ctx: Context, _: Nothing) -> Outcome:
    """Book, move or cancel. Doing it again, with the same key or later, finds what was done."""
    state = ctx.state
    if state.is_finished:
        return Outcome(
            f"That is done already: {state.known_id}.", {"appointment_id": state.known_id}
        )
    if state.errand is Errand.CANCEL:
        return await _cancel(ctx)
    appointment_id = state.known_id or ctx.number("APT")
    made = await ctx.service.data.made_by(ctx.key, appointment_id, patient_of(ctx))
    if made and made.status is Status.BOOKED:
        return _written(ctx, made)
    check_complete(ctx)
    if state.slot is None:
        raise ValueError("a complete appointment has a time")
    return await _write(ctx, appointment_id, slot_start(state.slot))


async def _write(ctx: Context, appointment_id: str, start: datetime) -> Outcome:
    """Check the rules once more, then claim the time; who comes second is offered the next."""
    service, state = ctx.service, ctx.state
    fresh = state.model_copy(update={"appointment_id": appointment_id})
    diary = await service.diary_of(fresh)
    decision = service.decided(diary, start)
    if not decision.allowed:
        asked = diary.asks(start)
        if asked.provider_busy or asked.patient_busy:
            return await _lost(ctx, appointment_id, start)
        raise Refused(decision.because, decision)
    data, now = service.data, service.clock()
    try:
        if state.errand is Errand.MOVE:
            stored = await data.move(await held(ctx), start, ctx.key, now)
        else:
            wanted = Appointment(
                appointment_id=appointment_id,
                patient_id=patient_of(ctx),
                provider_id=diary.provider.provider_id,
                provider_name=diary.provider.name,
                specialty=diary.provider.specialty,
                appointment_type=diary.kind,
                start=start,
                minutes=diary.rules.minutes[diary.kind],
                reason=state.reason,
            )
            stored = await data.book(wanted, ctx.key, now)
    except SlotTakenError:
        return await _lost(ctx, appointment_id, start)
    return _written(ctx, stored)


def _written(ctx: Context, stored: Appointment) -> Outcome:
    moved = ctx.state.errand is Errand.MOVE
    start = clinic(stored.start)
    ctx.session.commit(
        "moved the appointment" if moved else "booked the appointment",
        appointment_id=stored.appointment_id,
        date=start.date(),
        slot=slot_code(start),
    )
    done = "moved to" if moved else "booked for"
    say = (
        f"Your appointment {stored.appointment_id} with {stored.provider_title} is {done} "
        f"{moment_in_words(start)}."
    )
    return Outcome(say, appointment_told(stored))


async def _lost(ctx: Context, appointment_id: str, start: datetime) -> Outcome:
    """Somebody was faster: offer the next free time, to be confirmed anew."""
    fresh = ctx.state.model_copy(update={"appointment_id": appointment_id})
    diary = await ctx.service.diary_of(fresh)
    following = diary.next_after(start)
    gone = f"{moment_in_words(start)} has just been taken"
    if following is None:
        ctx.session.commit("the time was taken", slot=None)
        say = f"{gone}, and {diary.provider.title} has nothing else free."
    else:
        ctx.session.commit(
            "the time was taken", date=clinic(following).date(), slot=slot_code(following)
        )
        say = f"{gone}; the next free time is {moment_in_words(following)}, shall I take that?"
    return Outcome(say, {"taken": True}, only_for_clicks(ctx, cards().taken(say)))


async def _cancel(ctx: Context) -> Outcome:
    state, service = ctx.state, ctx.service
    made = await service.data.made_by(ctx.key, state.known_id or "", patient_of(ctx))
    if made is None or made.status is not Status.CANCELLED:
        appointment = await held(ctx)
        decision = service.cancellation(appointment, state.patient_tier)
        if not decision.allowed:
            raise Refused(decision.because, decision)
        made = await service.data.cancel(appointment, fee_of(decision), ctx.key)
    ctx.session.commit(
        "cancelled the appointment", appointment_id=made.appointment_id, date=None, slot=None
    )
    cost = f"The fee is {dollars(made.fee)}." if made.fee else "There is no fee."
    return Outcome(f"Your appointment with {made.in_words} is cancelled. {cost}", {"fee": made.fee})


async def reschedule(ctx: Context, payload: Reschedule) -> Outcome:
    """Get an appointment ready to be moved; nothing changes until the new time is confirmed."""
    which, when = payload.appointment, payload.when
    if which == when:
        which, when = parted_move(which)
    found = await _meant(ctx, which)
    if isinstance(found, Outcome):
        return found
    _prepare(ctx, found, Errand.MOVE)
    say = f"Moving your appointment with {found.in_words}. When would suit you better?"
    if when.strip():
        try:
            return await choose_slot(ctx, ChooseSlot(slot=when))
        except Refused as no:  # the appointment is at hand; only the time is still to be found
            say = no.sentence
    return Outcome(say, appointment_told(found))


async def cancel_appointment(ctx: Context, payload: Named) -> Outcome:
    """Ask whether to cancel an appointment, with what it costs; nothing is cancelled yet."""
    found = await _meant(ctx, payload.appointment)
    if isinstance(found, Outcome):
        return found
    decision = ctx.service.cancellation(found, ctx.state.patient_tier)
    if not decision.allowed:
        raise Refused(decision.because, decision)
    _prepare(ctx, found, Errand.CANCEL)
    say = f"This is your appointment with {found.in_words}. {decision.because} Shall I cancel it?"
    return Outcome(say, {**appointment_told(found), "fee": fee_of(decision)})


async def _meant(ctx: Context, words: str) -> Appointment | Outcome:
    """The one upcoming appointment that is meant, else the question which one."""
    upcoming = await ctx.service.upcoming(patient_of(ctx))
    if not upcoming:
        raise Refused("You have no upcoming appointments.")
    found = find_appointments(upcoming, words, ctx.service.today())
    here = [one for one in found if one.appointment_id == ctx.state.known_id]
    if len(found) > 1 and here:
        return here[0]
    if len(found) == 1:
        return found[0]
    names = listed([one.in_words for one in found], "or")
    told: dict[str, Any] = {"appointments": [appointment_told(one) for one in found]}
    return Outcome(f"Which appointment do you mean: {names}?", told, cards().upcoming(found))


def _prepare(ctx: Context, found: Appointment, errand: Errand) -> None:
    cancelling = errand is Errand.CANCEL
    start = clinic(found.start)
    ctx.session.commit(
        "asked to cancel an appointment" if cancelling else "asked to move an appointment",
        specialty=found.specialty,
        provider_id=found.provider_id,
        appointment_type=found.appointment_type,
        reason=found.reason,
        date=start.date() if cancelling else None,
        slot=slot_code(start) if cancelling else None,
        appointment_id=f"{found.appointment_id}:{errand.value}",
    )
