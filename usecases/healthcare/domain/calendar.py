"""Which starts are free: the scheduling rules asked for every half hour of a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from usecases.healthcare.domain.clinic_time import at, clinic, grains
from usecases.healthcare.domain.models import AppointmentType, Provider
from usecases.healthcare.domain.policies import (
    SchedulingInputs,
    SchedulingParameters,
    SchedulingRules,
)

OFFERED_EVERY = timedelta(minutes=30)
_RULES = SchedulingRules()


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of one provider's and one patient's time: the quarter hours taken, in UTC.

    `moving` is the start of an appointment that is being moved: it is free, but nothing to offer.
    """

    provider: Provider
    kind: AppointmentType
    rules: SchedulingParameters
    now: datetime
    provider_taken: Collection[datetime]
    patient_taken: Collection[datetime]
    moving: datetime | None = None

    @property
    def last_day(self) -> date:
        return self.rules.last_day(self.kind, clinic(self.now).date())

    def asks(self, start: datetime) -> SchedulingInputs:
        """What the scheduling rules are asked about a start."""
        wanted = set(grains(start, self.rules.minutes[self.kind]))
        return SchedulingInputs(
            appointment_type=self.kind,
            start=start,
            now=self.now,
            provider=self.provider.title,
            provider_hours=self.provider.works_on(clinic(start).date()),
            provider_busy=not wanted.isdisjoint(self.provider_taken),
            patient_busy=not wanted.isdisjoint(self.patient_taken),
        )

    def is_free(self, start: datetime) -> bool:
        return _RULES.decide(self.asks(start), self.rules).allowed

    def free_on(self, day: date) -> list[datetime]:
        """The starts to offer on a day, in order."""
        if day.weekday() not in self.rules.weekdays or not self.provider.works_on(day):
            return []
        opens, closes = at(day, self.rules.opens), at(day, self.rules.closes)
        count = int((closes - opens) / OFFERED_EVERY)
        starts = [opens + number * OFFERED_EVERY for number in range(count)]
        return [start for start in starts if start != self.moving and self.is_free(start)]

    def days_from(self, first: date, last: date | None = None) -> list[date]:
        """The days from one on that may be asked for, up to another or the furthest ahead."""
        start = max(first, clinic(self.now).date())
        end = min(last or self.last_day, self.last_day)
        return [start + timedelta(days=n) for n in range((end - start).days + 1)]

    def next_free(self, first: date, last: date | None = None) -> list[datetime]:
        """The free starts of the first day, from one on, that has any."""
        return next(
            (found for day in self.days_from(first, last) if (found := self.free_on(day))), []
        )

    def next_after(self, start: datetime) -> datetime | None:
        """The first free start at or after a moment."""
        day = clinic(start).date()
        same_day = [found for found in self.free_on(day) if found >= start]
        return next(iter(same_day or self.next_free(day + timedelta(days=1))), None)
