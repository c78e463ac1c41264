"""The two rules of the front desk: when an appointment may be, and what cancelling one costs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel

from chatkit_core.domain import (
    Clause,
    Decision,
    Distance,
    Policy,
    PolicyEngine,
    Verdict,
    choice_of,
    listed,
)
from usecases.healthcare.domain.clinic_time import (
    between,
    clinic,
    day_in_words,
    later,
    moment_in_words,
    time_in_words,
)
from usecases.healthcare.domain.models import (
    TYPES,
    AppointmentType,
    Notice,
    Tier,
    dollars,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


HOURS_AHEAD = Distance("Hours ahead", "now", timedelta(hours=1), ahead=True)


class SchedulingInputs(BaseModel):
    """One start, for one kind of appointment, as asked for at one moment.

    `provider_hours` are the provider's stretches of work on that day; the two `..._busy` say
    whether something else takes up any of that time.
    """

    appointment_type: AppointmentType
    start: Annotated[AwareDatetime, HOURS_AHEAD]
    now: AwareDatetime
    provider: str = "The doctor"
    provider_hours: list[tuple[time, time]] = [(time(8), time(17))]
    provider_busy: bool = False
    patient_busy: bool = False


class SchedulingParameters(BaseModel):
    """Lengths in minutes, notice in hours, the furthest day ahead, and when the clinic is open."""

    minutes: dict[AppointmentType, int] = {
        AppointmentType.NEW_PATIENT: 60,
        AppointmentType.FOLLOW_UP: 30,
        AppointmentType.ROUTINE_CHECKUP: 30,
        AppointmentType.CONSULTATION: 45,
        AppointmentType.PROCEDURE: 90,
        AppointmentType.URGENT: 30,
    }
    notice: dict[AppointmentType, Notice] = {
        AppointmentType.NEW_PATIENT: Notice.ROUTINE,
        AppointmentType.FOLLOW_UP: Notice.FOLLOW_UP,
        AppointmentType.ROUTINE_CHECKUP: Notice.ROUTINE,
        AppointmentType.CONSULTATION: Notice.ROUTINE,
        AppointmentType.PROCEDURE: Notice.ROUTINE,
        AppointmentType.URGENT: Notice.URGENT,
    }
    notice_hours: dict[Notice, int] = {Notice.ROUTINE: 24, Notice.FOLLOW_UP: 4, Notice.URGENT: 1}
    days_ahead: dict[Notice, int] = {Notice.ROUTINE: 90, Notice.FOLLOW_UP: 30, Notice.URGENT: 7}
    weekdays: list[int] = [0, 1, 2, 3, 4]
    opens: time = time(8)
    closes: time = time(17)

    def last_day(self, kind: AppointmentType, today: date) -> date:
        """The furthest day ahead that a kind of appointment may be on."""
        return today + timedelta(days=self.days_ahead[self.notice[kind]])

    def told(self, kind: AppointmentType) -> str:
        """Length and notice in words, such as “45 min, at least 24 hours ahead”."""
        hours = self.notice_hours[self.notice[kind]]
        return f"{self.minutes[kind]} min, at least {hours} hour{'s' * (hours != 1)} ahead"


class SchedulingRules(Policy[SchedulingInputs, SchedulingParameters]):
    """Whether an appointment may start at a moment. Notice is counted in real hours.

    `outputs`: minutes, end, notice_hours, days_ahead.
    """

    name = "scheduling"
    inputs = SchedulingInputs
    parameters = SchedulingParameters

    def decide(self, inputs: SchedulingInputs, parameters: SchedulingParameters) -> Decision:
        start = clinic(inputs.start)
        minutes = parameters.minutes[inputs.appointment_type]
        notice = parameters.notice[inputs.appointment_type]
        clauses = (
            *_timing_clauses(inputs, parameters, start, notice),
            *_opening_clauses(inputs, parameters, start, minutes),
            *_overlap_clauses(inputs, start),
        )
        failed = next((clause for clause in clauses if not clause.passed), None)
        return Decision(
            rule=self.name,
            verdict=Verdict.REFUSED if failed else Verdict.ALLOWED,
            clauses=clauses,
            because=failed.detail if failed else f"{moment_in_words(start)} is free.",
            inputs=inputs.model_dump(mode="json"),
            outputs={
                "minutes": minutes,
                "end": later(start, minutes).isoformat(),
                "notice_hours": parameters.notice_hours[notice],
                "days_ahead": parameters.days_ahead[notice],
            },
        )


def _timing_clauses(
    inputs: SchedulingInputs, parameters: SchedulingParameters, start: datetime, notice: Notice
) -> tuple[Clause, ...]:
    kind = choice_of(TYPES, inputs.appointment_type).label.lower()
    hours, days = parameters.notice_hours[notice], parameters.days_ahead[notice]
    last = parameters.last_day(inputs.appointment_type, clinic(inputs.now).date())
    needed = f"{hours} hours’" if hours > 1 else "one hour’s"
    return (
        _clause(
            "not_in_the_past",
            start > inputs.now,
            "It lies ahead.",
            f"{moment_in_words(start)} has passed already.",
        ),
        _clause(
            "enough_notice",
            between(inputs.now, start) >= timedelta(hours=hours),
            f"There is {needed} notice.",
            f"A {kind} needs {needed} notice, so {moment_in_words(start)} is too soon.",
        ),
        _clause(
            "not_too_far_ahead",
            start.date() <= last,
            f"It is within {days} days.",
            f"A {kind} can be booked up to {days} days ahead, that is until {day_in_words(last)}.",
        ),
    )


def _opening_clauses(
    inputs: SchedulingInputs, parameters: SchedulingParameters, start: datetime, minutes: int
) -> tuple[Clause, ...]:
    end = later(start, minutes)
    opens, closes = time_in_words(parameters.opens), time_in_words(parameters.closes)
    days = [WEEKDAYS[day] for day in parameters.weekdays]
    same_day = end.date() == start.date()
    inside = same_day and parameters.opens <= start.time() and end.time() <= parameters.closes
    works = same_day and any(
        first <= start.time() and end.time() <= last for first, last in inputs.provider_hours
    )
    return (
        _clause(
            "weekday",
            start.weekday() in parameters.weekdays,
            f"{WEEKDAYS[start.weekday()]} is a working day.",
            f"The clinic is closed on {WEEKDAYS[start.weekday()]}s; it is open {days[0]} to {days[-1]}."
            if days
            else "The clinic is closed.",
        ),
        _clause(
            "opening_hours",
            inside,
            f"It lies between {opens} and {closes}.",
            f"The clinic is open from {opens} to {closes}, and {minutes} minutes from "
            f"{time_in_words(start)} are not within that.",
        ),
        _clause(
            "on_the_quarter_hour",
            start.minute % 15 == 0 and start.second == 0,
            "It starts on a quarter of an hour.",
            "Appointments start on the hour, or a quarter, half or three quarters past it.",
        ),
        _clause(
            "provider_works",
            works,
            f"{inputs.provider} sees patients then.",
            f"{inputs.provider} {_works(inputs, start)}.",
        ),
    )


def _works(inputs: SchedulingInputs, start: datetime) -> str:
    if not inputs.provider_hours:
        return f"does not see patients on {WEEKDAYS[start.weekday()]}s"
    hours = [
        f"{time_in_words(first)} to {time_in_words(last)}" for first, last in inputs.provider_hours
    ]
    return f"sees patients on {WEEKDAYS[start.weekday()]}s from {listed(hours)}"


def _overlap_clauses(inputs: SchedulingInputs, start: datetime) -> tuple[Clause, ...]:
    when = moment_in_words(start)
    return (
        _clause(
            "provider_is_free",
            not inputs.provider_busy,
            f"{inputs.provider} has nothing else then.",
            f"{inputs.provider} is taken on {when}.",
        ),
        _clause(
            "patient_is_free",
            not inputs.patient_busy,
            "The patient has nothing else then.",
            f"You have another appointment with us on {when}.",
        ),
    )


def _clause(name: str, passed: bool, held: str, failed: str) -> Clause:
    return Clause(name, passed, held if passed else failed)


class CancellationInputs(BaseModel):
    """An appointment's start, when it is being cancelled, and the patient's plan."""

    start: Annotated[AwareDatetime, HOURS_AHEAD]
    now: AwareDatetime
    tier: Tier = Tier.STANDARD


class CancellationParameters(BaseModel):
    """Fees in US dollars, by the hours that are left."""

    free_hours: int = 24
    late_fee: int = 50
    last_minute_hours: int = 4
    last_minute_fee: int = 100
    waived_for: list[Tier] = [Tier.PREMIUM, Tier.VIP]


class CancellationPolicy(Policy[CancellationInputs, CancellationParameters]):
    """What cancelling costs. Exactly 24 hours ahead is free, exactly 4 hours ahead is not last-minute.

    `outputs`: fee, fee_waived (what it would have been), hours_ahead; fees in US dollars.
    """

    name = "cancellation"
    inputs = CancellationInputs
    parameters = CancellationParameters

    def decide(self, inputs: CancellationInputs, parameters: CancellationParameters) -> Decision:
        ahead = between(inputs.now, inputs.start)
        started = ahead <= timedelta(0)
        early = ahead >= timedelta(hours=parameters.free_hours)
        last_minute = ahead < timedelta(hours=parameters.last_minute_hours)
        full = 0 if early else parameters.last_minute_fee if last_minute else parameters.late_fee
        waived = inputs.tier in parameters.waived_for
        fee = 0 if waived or started else full
        because = _cancelling(inputs, parameters, full, waived, last_minute)
        return Decision(
            rule=self.name,
            verdict=Verdict.REFUSED if started else Verdict.ALLOWED,
            clauses=(
                _clause("not_started", not started, "It has not begun.", _STARTED),
                _clause(
                    "in_good_time",
                    early,
                    f"It is at least {parameters.free_hours} hours ahead.",
                    f"It is less than {parameters.free_hours} hours ahead.",
                ),
                _clause(
                    "not_last_minute",
                    not last_minute,
                    f"It is at least {parameters.last_minute_hours} hours ahead.",
                    f"It is less than {parameters.last_minute_hours} hours ahead.",
                ),
                _clause(
                    "fee_waived",
                    waived,
                    f"Fees are waived for {inputs.tier} patients.",
                    f"{inputs.tier} patients pay fees.",
                ),
            ),
            because=_STARTED if started else because,
            inputs=inputs.model_dump(mode="json"),
            outputs={
                "fee": fee,
                "fee_waived": full if waived and not started else 0,
                "hours_ahead": round(ahead.total_seconds() / 3600, 2),
            },
        )


_STARTED = "That appointment has begun already, so it can’t be cancelled any more."


def _cancelling(
    inputs: CancellationInputs,
    parameters: CancellationParameters,
    full: int,
    waived: bool,
    last_minute: bool,
) -> str:
    if not full:
        return f"Cancelling is free, as it is {parameters.free_hours} hours or more ahead."
    hours = parameters.last_minute_hours if last_minute else parameters.free_hours
    if waived:
        return f"Cancelling is free: the {dollars(full)} fee is waived for {inputs.tier} patients."
    return f"Cancelling costs {dollars(full)}, as it is less than {hours} hours ahead."


def healthcare_policies() -> PolicyEngine:
    """The clinic's rules with the parameters in force."""
    return PolicyEngine([SchedulingRules(), CancellationPolicy()])


def fee_of(decision: Decision) -> int:
    """What a cancellation decision charges, in US dollars."""
    value: Any = decision.outputs["fee"]
    return int(value)
