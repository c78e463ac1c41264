"""What commands and cards may ask of the clinic's front desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from chatkit_core.domain import Decision, DomainService, PolicyEngine, Refused
from chatkit_core.handbook import Handbook
from usecases.healthcare.domain.calendar import Diary
from usecases.healthcare.domain.clinic_time import CLINIC, at, clinic
from usecases.healthcare.domain.models import (
    Appointment,
    AppointmentType,
    Patient,
    Provider,
    Specialty,
    Status,
    Tier,
)
from usecases.healthcare.domain.policies import (
    CancellationInputs,
    SchedulingParameters,
)
from usecases.healthcare.domain.session import HealthcareSession

LOOKED_AT_FOR_SOONEST = AppointmentType.ROUTINE_CHECKUP
"""Whose next free time is shown before the kind of appointment is known."""


class ClinicData(Protocol):
    """The patients, providers and appointments, wherever they are kept.

    Every method may raise the store's `StoreUnavailableError`.
    """

    async def find_patients(self, query: str) -> list[Patient]:
        """Who a patient number, an e-mail address or a name belongs to."""
        ...

    async def providers(self) -> list[Provider]:
        """Everybody who sees patients, in a fixed order."""
        ...

    async def appointments(self, patient_id: str) -> list[Appointment]:
        """Somebody's appointments, earliest first."""
        ...

    async def appointment(self, appointment_id: str, patient_id: str) -> Appointment | None:
        """One of somebody's appointments."""
        ...

    async def taken(
        self, calendar: str, start: datetime, end: datetime, apart_from: str = ""
    ) -> Collection[datetime]:
        """The quarter hours, in UTC, that a provider's or patient's appointments take up.

        `apart_from` is an appointment that does not stand in its own way.
        """
        ...

    async def made_by(self, key: str, appointment_id: str, patient_id: str) -> Appointment | None:
        """What an earlier try with the same key wrote."""
        ...

    async def book(self, appointment: Appointment, key: str, now: datetime) -> Appointment:
        """Keep an appointment. The same key finds the one it made before, which is given back.

        Raises `SlotTakenError` when any of its time is taken.
        """
        ...

    async def move(
        self, appointment: Appointment, start: datetime, key: str, now: datetime
    ) -> Appointment:
        """Give an appointment another start. Raises `SlotTakenError`; it then stays where it is."""
        ...

    async def cancel(self, appointment: Appointment, fee: int, key: str) -> Appointment:
        """Call an appointment off and free its time."""
        ...


class SlotTakenError(Exception):
    """Somebody else has some of that time."""


class HealthcareService(DomainService):
    """The clinic's rules, its data and its policy texts. Its clock runs on the clinic's time."""

    def __init__(
        self,
        policies: PolicyEngine,
        clock: Callable[[], datetime],
        data: ClinicData,
        handbook: Handbook,
    ) -> None:
        super().__init__(policies, lambda: clock().astimezone(CLINIC), handbook)
        self.data = data

    def rules(self) -> SchedulingParameters:
        """The scheduling rules' parameters in force."""
        found = self.policies.parameters_of("scheduling")
        if not isinstance(found, SchedulingParameters):
            raise TypeError("the scheduling rule was given another rule's parameters")
        return found

    async def providers(self, specialty: Specialty | None = None) -> list[Provider]:
        """Everybody of a specialty, or everybody."""
        everybody = await self.data.providers()
        return [one for one in everybody if specialty in (None, one.specialty)]

    async def provider(self, provider_id: str) -> Provider:
        """One provider. Raises `Refused` for a number nobody has."""
        found = [one for one in await self.data.providers() if one.provider_id == provider_id]
        if not found:
            raise Refused("I can’t find that doctor.")
        return found[0]

    async def diary(
        self,
        provider: Provider,
        kind: AppointmentType,
        patient_id: str,
        apart_from: str | None = None,
    ) -> Diary:
        """What can be booked with a provider; `apart_from` is an appointment being moved."""
        now, rules = self.clock(), self.rules()
        end = at(rules.last_day(kind, now.date()) + timedelta(days=1), rules.opens)
        own = apart_from or ""
        return Diary(
            provider,
            kind,
            rules,
            now,
            await self.data.taken(provider.provider_id, now, end, own),
            await self.data.taken(patient_id, now, end, own),
            await self._start_of(own, patient_id) if own else None,
        )

    async def _start_of(self, appointment_id: str, patient_id: str) -> datetime | None:
        found = await self.data.appointment(appointment_id, patient_id)
        return found.start if found and found.status is Status.BOOKED else None

    async def diary_of(self, state: HealthcareSession) -> Diary:
        """The diary for the doctor and kind of appointment that were chosen."""
        if state.provider_id is None or state.appointment_type is None or state.patient_id is None:
            raise Refused("First I need to know the doctor and the kind of appointment.")
        provider = await self.provider(state.provider_id)
        return await self.diary(provider, state.appointment_type, state.patient_id, state.known_id)

    async def openings(
        self, providers: Sequence[Provider], state: HealthcareSession
    ) -> dict[str, datetime | None]:
        """Each provider's next free start, by provider number."""
        kind = state.appointment_type or LOOKED_AT_FOR_SOONEST
        found: dict[str, datetime | None] = {}
        for provider in providers:
            diary = await self.diary(provider, kind, state.patient_id or "", state.known_id)
            found[provider.provider_id] = next(iter(diary.next_free(self.today())), None)
        return found

    async def shown_day(
        self, state: HealthcareSession, diary: Diary
    ) -> tuple[date, list[datetime]]:
        """The day to show at the slot step, with what is free on it."""
        if state.date:
            return state.date, diary.free_on(state.date)
        found = diary.next_free(self.today())
        return (clinic(found[0]).date() if found else self.today()), found

    def decided(self, diary: Diary, start: datetime) -> Decision:
        """The rules' verdict on one start, as it is shown in the Inspector."""
        return self.policies.decide("scheduling", diary.asks(start))

    def cancellation(self, appointment: Appointment, tier: Tier | None) -> Decision:
        """What cancelling an appointment now would cost."""
        inputs = CancellationInputs(
            start=appointment.start, now=self.clock(), tier=tier or Tier.STANDARD
        )
        return self.policies.decide("cancellation", inputs)

    async def upcoming(self, patient_id: str) -> list[Appointment]:
        """What a patient still has before them, earliest first."""
        now = self.clock()
        everything = await self.data.appointments(patient_id)
        return [one for one in everything if one.status == "booked" and one.start > now]
