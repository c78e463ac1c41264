"""Picking a day and a time, by a click or in the customer's own words."""

from __future__ import annotations

from datetime import date, datetime

from chatkit_core.domain import Decision, Refused
from chatkit_core.orchestration import Outcome
from usecases.healthcare.domain.calendar import Diary
from usecases.healthcare.domain.clinic_time import clinic, day_in_words, moment_in_words, slot_code
from usecases.healthcare.domain.session import Errand
from usecases.healthcare.domain.slots import (
    Wish,
    checked_day,
    code_in,
    day_before_type,
    day_told,
    find,
    instead_of,
    read_wish,
)
from usecases.healthcare.payloads import ChooseSlot
from usecases.healthcare.questions import Context, held, known_start


async def choose_slot(ctx: Context, payload: ChooseSlot) -> Outcome:
    """Pick a time, by its code or in words; words for a day alone show that day."""
    time_is_open(ctx)
    state, today = ctx.state, ctx.service.today()
    if exact := code_in(payload.slot):
        return await _take(ctx, await ctx.service.diary_of(state), exact)
    when = read_wish(payload.slot, today)
    if state.provider_id is None or state.appointment_type is None:
        return _note_day(ctx, day_before_type(when, state.date))
    diary = await ctx.service.diary_of(state)
    day, offered = await ctx.service.shown_day(state, diary)
    chosen = await known_start(ctx)
    if chosen and state.date is None:  # "make it 9:45" is about the day of the appointment moved
        day = clinic(chosen).date()
    wish = find(when, diary, (day, offered), chosen, state.date)
    if wish.start:
        return await _take(ctx, diary, wish.start)
    return _show(ctx, diary, wish, part=when.part is not None)


def _note_day(ctx: Context, day: date) -> Outcome:
    if day < ctx.service.today():
        raise Refused(f"{day_in_words(day)} has passed already.")
    if day.weekday() not in ctx.service.rules().weekdays:
        raise Refused(f"The clinic is closed on {day:%A}s; it is open Monday to Friday.")
    ctx.session.commit("named a day", date=day, slot=None)
    return Outcome(f"I’ll look at {day_in_words(day)}.", {"date": str(day)})


async def _take(ctx: Context, diary: Diary, start: datetime) -> Outcome:
    if ctx.state.errand is Errand.MOVE and (await held(ctx)).start == start:
        raise Refused("Your appointment is at that time already.")
    decision = ctx.service.decided(diary, start)
    if not decision.allowed:
        return _show_instead(ctx, diary, start, decision)
    ctx.session.commit("picked the time", date=clinic(start).date(), slot=slot_code(start))
    return Outcome(f"I’ve put down {moment_in_words(start)}.", {"slot": slot_code(start)})


def _show_instead(ctx: Context, diary: Diary, start: datetime, decision: Decision) -> Outcome:
    """Say why not, and what would be free; another day than the one on the card is shown."""
    say, day = instead_of(diary, start, decision), clinic(start).date()
    if day == ctx.state.date or not diary.free_on(day):
        raise Refused(say, decision)
    ctx.session.commit("looked at another day", date=day, slot=None)
    return Outcome(say, {"free": False, "date": str(day)})


def _show(ctx: Context, diary: Diary, wish: Wish, *, part: bool) -> Outcome:
    """Look at a day; its free times are on the card."""
    day = checked_day(diary, wish.day or ctx.service.today())
    ctx.session.commit("looked at another day", date=day, slot=None)
    free = wish.fitting or (() if part else tuple(diary.free_on(day)))
    slots = [slot_code(start) for start in free]
    return Outcome(day_told(diary, day, free, part), {"date": str(day), "slots": slots})


def finished(ctx: Context) -> str:
    """What to say to somebody who goes on after the end."""
    state = ctx.state
    if state.is_cancelled:
        return f"Appointment {state.known_id} is cancelled. Start again to book another one."
    return (
        f"Appointment {state.known_id} is booked. It can be moved or cancelled, "
        "or you can start again to book another one."
    )


def time_is_open(ctx: Context) -> None:
    """Raises `Refused` unless a time can be picked now."""
    if ctx.state.is_finished:
        raise Refused(finished(ctx))
    if ctx.state.errand is Errand.CANCEL:
        raise Refused("Please confirm first whether to cancel this appointment, or to keep it.")
