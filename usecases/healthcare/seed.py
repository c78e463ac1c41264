"""Writes the demo data, dated relative to a day so that it never goes stale."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from chatkit_core.data import DocumentStore
from chatkit_core.demo_data import DemoData, SeedModel
from usecases.healthcare.cosmos_client import (
    PATIENTS,
    PROVIDERS,
    ClinicRepository,
    provider_document,
)
from usecases.healthcare.domain.clinic_time import at
from usecases.healthcare.domain.models import (
    Appointment,
    AppointmentType,
    Patient,
    Provider,
    Tier,
)
from usecases.healthcare.domain.policies import SchedulingParameters
from usecases.healthcare.domain.service import SlotTakenError

SEED_FILE = Path(__file__).with_name("seed.json")
OTHERS = "PAT-0000"
"""Whose appointments merely keep the doctors busy."""

PLACED_AT_ONCE = 20

PUT_OFF_BY = 5
"""How many working days an appointment may be put off when its time is taken."""


class SeedAppointment(SeedModel):
    """An appointment, dated in working days after today; one out of hours moves to a day that fits."""

    appointment_id: str
    provider_id: str
    appointment_type: AppointmentType
    workdays_ahead: int
    at: time
    reason: str | None = None


class SeedPatient(SeedModel):
    """A demo patient. `shows` says which rule one meets as this patient."""

    patient_id: str
    name: str
    email: str
    tier: Tier
    shows: str
    appointments: tuple[SeedAppointment, ...] = ()


class SeedBusy(SeedModel):
    """Times at which a provider is taken by somebody else."""

    provider_id: str
    workdays_ahead: tuple[int, ...]
    at: tuple[time, ...]
    minutes: int


class SeedData(SeedModel):
    """Everything in seed.json."""

    providers: tuple[Provider, ...]
    patients: tuple[SeedPatient, ...]
    busy: tuple[SeedBusy, ...]


def read_seed() -> SeedData:
    """The demo clinic as written in seed.json."""
    return SeedData.model_validate_json(SEED_FILE.read_text(encoding="utf-8"))


async def seed(documents: DocumentStore, today: date) -> None:
    """Make the demo data fit a day.

    Appointments that people made stay as they are, and keep their time: a demo appointment that
    wants it is put off.
    """
    await DEMO.seed(documents, today)


async def reset(documents: DocumentStore, today: date) -> None:
    """Put the demo data back to its beginning: appointments that people made are gone."""
    found, repository = read_seed(), ClinicRepository(documents)
    for person in found.patients:
        for appointment in await repository.appointments(person.patient_id):
            await repository.forget(appointment.appointment_id, person.patient_id)
    await DEMO.seed_again(documents, today)


async def _write(documents: DocumentStore, today: date, mark: str) -> None:
    found, repository = read_seed(), ClinicRepository(documents)
    for provider in found.providers:
        await documents.upsert(PROVIDERS, provider_document(provider))
    for person in found.patients:
        await repository.people.keep(Patient.model_validate(person.model_dump()))
    for appointment in _booked(found, today):
        await _place(repository, found, appointment, mark)
    others = [_place(repository, found, one, mark) for one in _others(found, today)]
    for start in range(0, len(others), PLACED_AT_ONCE):  # none of them wants another one's time
        await asyncio.gather(*others[start : start + PLACED_AT_ONCE])


DEMO = DemoData(PATIENTS, SEED_FILE, _write)


async def _place(
    repository: ClinicRepository, found: SeedData, wanted: Appointment, version: str
) -> None:
    """Put a demo appointment where it belongs today, or on the next day that has room for it."""
    await repository.forget(wanted.appointment_id, wanted.patient_id)
    provider = next(one for one in found.providers if one.provider_id == wanted.provider_id)
    longest_ago = datetime(2000, 1, 1, tzinfo=UTC)  # demo claims are never taken for fresh ones
    for start in _starts(wanted, provider):
        placed = wanted.model_copy(update={"start": start})
        try:
            await repository.book(placed, f"seed:{version}", longest_ago)
        except SlotTakenError:
            continue
        return


def _starts(wanted: Appointment, provider: Provider) -> Iterator[datetime]:
    """The same time of day on the wanted day and on later ones, whenever the provider works."""
    local = wanted.start
    for days in range(PUT_OFF_BY + 2):
        day = local.date() + timedelta(days=days)
        ends = (datetime.combine(day, local.time()) + timedelta(minutes=wanted.minutes)).time()
        if any(
            opens <= local.time() and ends <= closes for opens, closes in provider.works_on(day)
        ):
            yield at(day, local.time())


def _booked(found: SeedData, today: date) -> Iterator[Appointment]:
    minutes = SchedulingParameters().minutes
    providers = {one.provider_id: one for one in found.providers}
    for person in found.patients:
        for one in person.appointments:
            provider = providers[one.provider_id]
            yield Appointment(
                appointment_id=one.appointment_id,
                patient_id=person.patient_id,
                provider_id=one.provider_id,
                provider_name=provider.name,
                specialty=provider.specialty,
                appointment_type=one.appointment_type,
                start=at(workday(today, one.workdays_ahead), one.at),
                minutes=minutes[one.appointment_type],
                reason=one.reason,
            )


def _others(found: SeedData, today: date) -> Iterator[Appointment]:
    providers = {one.provider_id: one for one in found.providers}
    for busy in found.busy:
        provider = providers[busy.provider_id]
        for ahead in busy.workdays_ahead:
            for clock in busy.at:
                code = f"{busy.provider_id}:{ahead}:{clock}"
                number = hashlib.sha256(code.encode()).hexdigest()[:8].upper()
                yield Appointment(
                    appointment_id=f"APT-{number}",
                    patient_id=f"{OTHERS}-{busy.provider_id}",
                    provider_id=busy.provider_id,
                    provider_name=provider.name,
                    specialty=provider.specialty,
                    appointment_type=AppointmentType.FOLLOW_UP,
                    start=at(workday(today, ahead), clock),
                    minutes=busy.minutes,
                )


def workday(today: date, ahead: int) -> date:
    """So many working days after a day."""
    day = today
    while ahead:
        day += timedelta(days=1)
        ahead -= day.weekday() < 5
    return day
