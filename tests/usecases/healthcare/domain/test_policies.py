"""The two rules, as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from usecases.healthcare.domain.clinic_time import at, later
from usecases.healthcare.domain.models import AppointmentType, Tier
from usecases.healthcare.domain.policies import (
    CancellationInputs,
    CancellationParameters,
    CancellationPolicy,
    SchedulingInputs,
    SchedulingParameters,
    SchedulingRules,
)

MONDAY = date(2026, 11, 23)
NOW = at(MONDAY, time(9))
RULES = SchedulingParameters()


def failed(start: datetime, kind: str = "ROUTINE_CHECKUP", **more: object) -> list[str]:
    """The clauses that speak against a start."""
    inputs = SchedulingInputs(
        appointment_type=AppointmentType(kind),
        start=start,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )
    decision = SchedulingRules().decide(inputs, RULES)
    assert decision.allowed == all(clause.passed for clause in decision.clauses)
    return [clause.name for clause in decision.clauses if not clause.passed]


@pytest.mark.parametrize(
    ("kind", "minutes", "hours", "days"),
    [
        ("NEW_PATIENT", 60, 24, 90),
        ("CONSULTATION", 45, 24, 90),
        ("PROCEDURE", 90, 24, 90),
        ("ROUTINE_CHECKUP", 30, 24, 90),
        ("FOLLOW_UP", 30, 4, 30),
        ("URGENT", 30, 1, 7),
    ],
)
def test_each_kind_has_its_length_its_notice_and_its_furthest_day(
    kind: str, minutes: int, hours: int, days: int
) -> None:
    assert RULES.minutes[AppointmentType(kind)] == minutes
    assert RULES.last_day(AppointmentType(kind), MONDAY) == MONDAY + timedelta(days=days)
    at_ten = at(date(2026, 11, 24), time(10))
    for now, wrong in (
        (later(at_ten, -60 * hours), []),
        (later(at_ten, -60 * hours + 1), ["enough_notice"]),
    ):
        inputs = SchedulingInputs(appointment_type=AppointmentType(kind), start=at_ten, now=now)
        decision = SchedulingRules().decide(inputs, RULES)
        assert [c.name for c in decision.clauses if not c.passed] == wrong


@pytest.mark.parametrize(
    ("start", "clause"),
    [
        (at(MONDAY, time(8)), "not_in_the_past"),
        (at(MONDAY, time(16)), "enough_notice"),
        (at(date(2027, 2, 22), time(9)), "not_too_far_ahead"),
        (at(date(2026, 11, 28), time(9)), "weekday"),
        (at(date(2026, 11, 25), time(7, 45)), "opening_hours"),
        (at(date(2026, 11, 25), time(16, 45)), "opening_hours"),
        (at(date(2026, 11, 25), time(9, 10)), "on_the_quarter_hour"),
    ],
)
def test_a_start_is_refused_by_the_clause_it_breaks(start: datetime, clause: str) -> None:
    assert clause in failed(start)


@pytest.mark.parametrize("clock", [time(8), time(16, 30)])
def test_the_first_and_the_last_start_of_a_day_count(clock: time) -> None:
    assert failed(at(date(2026, 11, 25), clock)) == []


def test_the_furthest_day_itself_counts() -> None:
    assert failed(at(MONDAY + timedelta(days=30), time(9)), "FOLLOW_UP") == []
    assert failed(at(MONDAY + timedelta(days=31), time(9)), "FOLLOW_UP") == ["not_too_far_ahead"]


def test_a_provider_must_work_through_the_whole_of_it() -> None:
    hours = [(time(8), time(12)), (time(13), time(17))]
    noon = at(date(2026, 11, 25), time(11, 45))
    assert failed(noon, provider_hours=hours) == ["provider_works"]
    assert failed(noon, provider_hours=[]) == ["provider_works"]


def test_nobody_can_be_in_two_places() -> None:
    start = at(date(2026, 11, 25), time(9))
    assert failed(start, provider_busy=True) == ["provider_is_free"]
    assert failed(start, patient_busy=True) == ["patient_is_free"]


def test_notice_is_counted_in_real_hours_when_the_clocks_change() -> None:
    sunday = at(date(2026, 10, 31), time(9))  # the night to November 1 has 25 hours
    monday = at(date(2026, 11, 2), time(9))
    inputs = SchedulingInputs(
        appointment_type=AppointmentType.ROUTINE_CHECKUP, start=monday, now=sunday
    )
    assert SchedulingRules().decide(inputs, RULES).allowed
    assert (monday.astimezone(UTC) - sunday.astimezone(UTC)) == timedelta(hours=49)


START = at(date(2026, 11, 25), time(14))


@pytest.mark.parametrize(
    ("ahead", "tier", "fee", "waived"),
    [
        (timedelta(hours=24), "Standard", 0, 0),
        (timedelta(hours=23, minutes=59), "Standard", 50, 0),
        (timedelta(hours=4), "Standard", 50, 0),
        (timedelta(hours=3, minutes=59), "Standard", 100, 0),
        (timedelta(minutes=1), "Standard", 100, 0),
        (timedelta(hours=10), "Premium", 0, 50),
        (timedelta(hours=2), "Premium", 0, 100),
        (timedelta(hours=2), "VIP", 0, 100),
        (timedelta(days=9), "VIP", 0, 0),
    ],
)
def test_cancelling_costs_by_the_hours_left_and_the_plan(
    ahead: timedelta, tier: str, fee: int, waived: int
) -> None:
    inputs = CancellationInputs(start=START, now=START - ahead, tier=Tier(tier))
    decision = CancellationPolicy().decide(inputs, CancellationParameters())
    assert decision.allowed
    assert (decision.outputs["fee"], decision.outputs["fee_waived"]) == (fee, waived)
    assert (f"${fee}" in decision.because) == bool(fee)


def test_what_has_begun_cannot_be_cancelled() -> None:
    inputs = CancellationInputs(start=START, now=START)
    assert not CancellationPolicy().decide(inputs, CancellationParameters()).allowed
