"""Properties of the calendar, whatever the day, the kind and what is taken; across clock changes too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.healthcare.domain.calendar import Diary
from usecases.healthcare.domain.clinic_time import (
    at,
    between,
    clinic,
    grains,
    later,
    slot_code,
    slot_start,
)
from usecases.healthcare.domain.models import AppointmentType, Provider
from usecases.healthcare.domain.policies import SchedulingParameters
from usecases.healthcare.seed import read_seed

RULES = SchedulingParameters()
PROVIDERS = read_seed().providers

moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - made aware below
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
around_clock_changes = st.sampled_from(
    [date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7)]
).flatmap(lambda day: st.integers(-96, 96).map(lambda h: at(day, time(0)) + timedelta(hours=h)))
nows = st.one_of(moments, around_clock_changes)
taken = st.lists(st.tuples(st.integers(0, 9), st.integers(32, 68)), max_size=40)


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    now = draw(nows)
    base = clinic(now).date()

    def some() -> set[datetime]:
        spots = draw(taken)
        return {
            (at(base + timedelta(days=d), time(0)) + timedelta(minutes=15 * q)).astimezone(UTC)
            for d, q in spots
        }

    provider: Provider = draw(st.sampled_from(PROVIDERS))
    kind = draw(st.sampled_from(AppointmentType))
    return Diary(provider, kind, RULES, clinic(now), some(), some())


@settings(max_examples=120, deadline=None)
@given(diary=diaries(), ahead=st.integers(0, 12))
def test_what_is_offered_overlaps_nothing_and_keeps_hours_and_notice(
    diary: Diary, ahead: int
) -> None:
    day = clinic(diary.now).date() + timedelta(days=ahead)
    minutes = RULES.minutes[diary.kind]
    notice = timedelta(hours=RULES.notice_hours[RULES.notice[diary.kind]])
    for start in diary.free_on(day):
        own = set(grains(start, minutes))
        assert own.isdisjoint(diary.provider_taken)
        assert own.isdisjoint(diary.patient_taken)
        assert between(diary.now, start) >= notice
        assert start.date() == day <= diary.last_day
        assert start.weekday() < 5
        end = later(start, minutes)
        assert time(8) <= start.time()
        assert end.time() <= time(17)
        assert any(a <= start.time() and end.time() <= b for a, b in diary.provider.works_on(day))


@settings(max_examples=60, deadline=None)
@given(diary=diaries())
def test_the_next_free_time_is_free_and_none_before_it_is(diary: Diary) -> None:
    first = clinic(diary.now).date()
    found = diary.next_free(first)
    if found:
        day = found[0].date()
        assert diary.is_free(found[0])
        assert all(not diary.free_on(d) for d in diary.days_from(first) if d < day)


@given(moment=nows)
def test_a_code_names_its_start_again(moment: datetime) -> None:
    local = clinic(moment).replace(hour=9, minute=30, second=0, microsecond=0)
    assert slot_start(slot_code(local)) == local


@pytest.mark.parametrize("day", [date(2026, 3, 6), date(2026, 3, 9), date(2026, 11, 2)])
def test_opening_hours_follow_the_wall_clock_on_both_sides_of_a_clock_change(day: date) -> None:
    now = at(day - timedelta(days=3), time(9))
    diary = Diary(PROVIDERS[0], AppointmentType.ROUTINE_CHECKUP, RULES, now, set(), set())
    starts = diary.free_on(day)
    assert (starts[0].time(), starts[-1].time()) == (time(8), time(16, 30))
    offset = {3: -5 if day.day == 6 else -4, 11: -5}[day.month]
    assert starts[0].utcoffset() == timedelta(hours=offset)


def test_an_hour_is_an_hour_even_while_the_clocks_change() -> None:
    before = at(date(2026, 3, 8), time(1, 30))
    assert later(before, 60).time() == time(3, 30)
