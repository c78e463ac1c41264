"""From a customer's words for a day and a time to a start that is free, or to a sentence why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from chatkit_core.domain import Decision, Refused, listed
from chatkit_core.offline.when import When, read_when
from usecases.healthcare.domain.calendar import Diary
from usecases.healthcare.domain.clinic_time import (
    at,
    clinic,
    day_in_words,
    moment_in_words,
    slot_start,
    time_in_words,
)

NAMED = 4
"""How many free times a sentence lists before it leaves the rest to the card."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What came of some words: a start, or only a day with the starts that fit, or neither."""

    start: datetime | None = None
    day: date | None = None
    fitting: tuple[datetime, ...] = ()


def read_wish(words: str, today: date) -> When:
    """The day and time in a customer's words. Raises `Refused` when there is none."""
    when = read_when(words, today)
    if when.impossible:
        raise Refused("The calendar has no such day. Which day would suit you?")
    if when.empty:
        raise Refused("Which day and time would suit you?")
    return when


def code_in(words: str) -> datetime | None:
    """The start that an exact code names."""
    try:
        return slot_start(words.strip())
    except ValueError:
        return None


def day_before_type(when: When, known: date | None) -> date:
    """The day meant while it is still unknown what for. Raises `Refused` when none is named."""
    if when.day:
        return when.day
    if when.shift and known and when.shift >= timedelta(days=1):
        return known + when.shift
    raise Refused("Let’s settle what kind of appointment it is first; then we pick the time.")


def anchored(when: When, known: date | None) -> When:
    """ "That Friday", "the Tuesday before" are seen from the day known so far."""
    if when.after_known is None or known is None:
        return when
    weekday, side = when.after_known
    ahead = weekday - known.weekday()
    if side == "after":
        ahead = (ahead - 1) % 7 + 1
    elif side == "before":
        ahead = ahead % 7 - 7
    return replace(when, day=known + timedelta(days=ahead), after_known=None)


def find(
    when: When,
    diary: Diary,
    shown: tuple[date, list[datetime]],
    chosen: datetime | None,
    known: date | None = None,
) -> Wish:
    """What the words come to. `shown` is the day on the card, `chosen` the time known so far.

    `known` is the day that was picked, if any; a day is only on the card before that.

    Raises `Refused` when they point at nothing.
    """
    day, offered = shown
    when = anchored(when, clinic(chosen).date() if chosen else known)
    if when.shift is not None:
        return _shifted(when, day, chosen)
    if when.nudge and not when.at and not when.day:
        return _nudged(when, diary, offered, chosen)
    if when.same_time and chosen and when.day:
        return Wish(at(when.day, clinic(chosen).time()))
    if when.at is not None:
        return Wish(at(when.day or day, when.at))
    if when.place is not None and when.day is None:
        return _placed(when.place, offered)
    if when.soonest:
        return _soonest(when, diary)
    if when.day is None and when.part is None:
        raise Refused("Which day and time would suit you?")
    return _some_day(when, diary, when.day or day)


def _shifted(when: When, day: date, chosen: datetime | None) -> Wish:
    """By the wall clock: a week later is the same time of day, whatever the clocks did."""
    shift = when.shift or timedelta(0)
    if chosen is None:
        if when.at and abs(shift) >= timedelta(days=1):
            return Wish(at(day + shift, when.at))
        if abs(shift) < timedelta(days=1):
            raise Refused("Later or earlier than what? Please name a time.")
        return Wish(day=day + shift)
    local = clinic(chosen).replace(tzinfo=None) + shift
    clock = when.at or local.time()
    return Wish(at(local.date(), clock))


def _nudged(when: When, diary: Diary, offered: list[datetime], chosen: datetime | None) -> Wish:
    if chosen is None:
        if not offered:
            raise Refused("Which day and time would suit you?")
        return Wish(day=clinic(offered[0]).date(), fitting=tuple(offered))
    around = diary.free_on(clinic(chosen).date())
    if when.nudge > 0:
        found = next((one for one in around if one > chosen), None)
    else:
        found = next((one for one in reversed(around) if one < chosen), None)
    if found is None:
        side = "later" if when.nudge > 0 else "earlier"
        raise Refused(f"Nothing {side} is free on {day_in_words(clinic(chosen).date())}.")
    return Wish(found)


def _placed(place: int, offered: list[datetime]) -> Wish:
    if not offered or place >= len(offered):
        raise Refused(f"There {_are(len(offered))} on the card.")
    return Wish(offered[place])


def _are(count: int) -> str:
    return (
        "is only one time" if count == 1 else f"are only {count} times" if count else "is no time"
    )


def _soonest(when: When, diary: Diary) -> Wish:
    first = when.day or clinic(diary.now).date()
    last = (when.until or when.day) if when.day else None
    for day in diary.days_from(first, last):
        fitting = within(diary.free_on(day), when.part)
        if fitting:
            return Wish(fitting[0])
    raise Refused(f"Nothing is free {f'on {day_in_words(first)}' if when.day else 'in that time'}.")


def _some_day(when: When, diary: Diary, first: date) -> Wish:
    """A day, or the first of several that has something."""
    for day in diary.days_from(first, when.until) if when.until else []:
        fitting = within(diary.free_on(day), when.part)
        if fitting:
            return Wish(day=day, fitting=tuple(fitting))
    return Wish(day=first, fitting=tuple(within(diary.free_on(first), when.part)))


def within(starts: list[datetime], part: tuple[time, time] | None) -> list[datetime]:
    """The starts that lie in a part of the day."""
    return [one for one in starts if part is None or part[0] <= clinic(one).time() < part[1]]


def checked_day(diary: Diary, day: date) -> date:
    """A day that may be shown. Raises `Refused` for one that is past, too far, or closed."""
    today = clinic(diary.now).date()
    if day < today:
        raise Refused(f"{day_in_words(day)} has passed already.")
    if day > diary.last_day:
        days = (diary.last_day - today).days
        raise Refused(
            f"This kind of appointment can be booked up to {days} days ahead, "
            f"that is until {day_in_words(diary.last_day)}."
        )
    if day.weekday() not in diary.rules.weekdays:
        raise Refused(f"The clinic is closed on {day:%A}s; it is open Monday to Friday.")
    return day


def day_told(diary: Diary, day: date, fitting: tuple[datetime, ...], part: bool) -> str:
    """What is free on a day, in one sentence."""
    if fitting:
        times = [time_in_words(clinic(one)) for one in fitting[:NAMED]]
        more = " and more" if len(fitting) > NAMED else ""
        named = ", ".join(times) + more if more else listed(times)
        return f"On {day_in_words(day)} {named} {'is' if len(fitting) == 1 else 'are'} free."
    free = diary.free_on(day)
    if part and free:
        return f"Nothing is free then on {day_in_words(day)}; {times_of(free)} would be."
    following = next(iter(diary.next_free(day + timedelta(days=1))), None)
    instead = f"; the next free time is {moment_in_words(following)}" if following else ""
    return f"{diary.provider.title} has nothing free on {day_in_words(day)}{instead}."


def times_of(starts: list[datetime]) -> str:
    """A few times in a sentence."""
    return listed([time_in_words(clinic(one)) for one in starts[:NAMED]])


def instead_of(diary: Diary, start: datetime, decision: Decision) -> str:
    """Why a start cannot be had, and what is nearest to it."""
    day = clinic(start).date()
    near = sorted(diary.free_on(day), key=lambda one: abs(one - start))[:2]
    if near:
        close = listed([time_in_words(clinic(one)) for one in sorted(near)], "or")
        return f"{decision.because} {close[:1].upper()}{close[1:]} would be free that day."
    following = diary.next_after(start)
    offer = f" The next free time is {moment_in_words(following)}." if following else ""
    return f"{decision.because}{offer}"
