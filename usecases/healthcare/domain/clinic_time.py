"""The clinic's clock: one time zone, quarter hours, and how days and times are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CLINIC = ZoneInfo("America/New_York")
GRAIN = timedelta(minutes=15)
CODE = "%Y-%m-%dT%H:%M"


def clinic(moment: datetime) -> datetime:
    """An aware moment as the clinic's wall clock shows it."""
    return moment.astimezone(CLINIC)


def at(day: date, clock: time) -> datetime:
    """The moment at which the clinic's wall clock shows a day and a time."""
    return datetime.combine(day, clock, CLINIC)


def later(start: datetime, minutes: int) -> datetime:
    """So many real minutes later, on the clinic's wall clock, whatever the clocks do meanwhile."""
    return clinic(start.astimezone(UTC) + timedelta(minutes=minutes))


def between(start: datetime, end: datetime) -> timedelta:
    """The real time between two moments: two in one zone would be subtracted by their wall clocks."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def slot_code(start: datetime) -> str:
    """How clicks, tools and sessions name a start: the clinic's wall clock, such as 2026-11-24T09:30."""
    return clinic(start).strftime(CODE)


def slot_start(code: str) -> datetime:
    """The start that a code names. Raises `ValueError`."""
    return datetime.strptime(code, CODE).replace(tzinfo=CLINIC)


def grains(start: datetime, minutes: int) -> Iterator[datetime]:
    """The quarter hours that an appointment takes up, in UTC."""
    first = start.astimezone(UTC)
    for number in range(-(-minutes // 15)):
        yield first + number * GRAIN


def time_in_words(moment: datetime | time) -> str:
    """A time as people read it, such as 9:30 am."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'am' if moment.hour < 12 else 'pm'}"


def day_in_words(day: date) -> str:
    """A day as people read it, such as Tuesday, November 24."""
    return f"{day:%A}, {day:%B} {day.day}"


def short_day(day: date) -> str:
    """A day where there is little room, such as Tue, Nov 24."""
    return f"{day:%a}, {day:%b} {day.day}"


def moment_in_words(start: datetime) -> str:
    """A moment as people read it, such as Tuesday, November 24 at 9:30 am."""
    local = clinic(start)
    return f"{day_in_words(local.date())} at {time_in_words(local)}"
