"""Codes, the words people see for them, and the clinic's patients, providers and appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from chatkit_core.domain import Choice, Person, Record
from usecases.healthcare.domain.clinic_time import later, moment_in_words


class Tier(StrEnum):
    """Which plan a patient has with the clinic."""

    STANDARD = "Standard"
    PREMIUM = "Premium"
    VIP = "VIP"


class Specialty(StrEnum):
    """What a provider is there for."""

    GENERAL_PRACTICE = "GENERAL_PRACTICE"
    CARDIOLOGY = "CARDIOLOGY"
    DERMATOLOGY = "DERMATOLOGY"
    PEDIATRICS = "PEDIATRICS"


class AppointmentType(StrEnum):
    """What kind of appointment it is; this decides its length and how early it must be booked."""

    NEW_PATIENT = "NEW_PATIENT"
    FOLLOW_UP = "FOLLOW_UP"
    ROUTINE_CHECKUP = "ROUTINE_CHECKUP"
    CONSULTATION = "CONSULTATION"
    PROCEDURE = "PROCEDURE"
    URGENT = "URGENT"


class Notice(StrEnum):
    """How much time ahead an appointment needs."""

    ROUTINE = "ROUTINE"
    FOLLOW_UP = "FOLLOW_UP"
    URGENT = "URGENT"


class Status(StrEnum):
    """Whether an appointment is still going to happen."""

    BOOKED = "booked"
    CANCELLED = "cancelled"


SPECIALTIES: Sequence[Choice] = (
    Choice(
        Specialty.GENERAL_PRACTICE,
        "General practice",
        "Everyday health, checkups, first questions",
        "lifesaver",
    ),
    Choice(Specialty.CARDIOLOGY, "Cardiology", "Heart and circulation", "bolt"),
    Choice(Specialty.DERMATOLOGY, "Dermatology", "Skin, hair and nails", "sparkle"),
    Choice(Specialty.PEDIATRICS, "Pediatrics", "Babies, children and teenagers", "star"),
)

TYPES: Sequence[Choice] = (
    Choice(AppointmentType.NEW_PATIENT, "First visit", "You are new to this doctor", "user"),
    Choice(AppointmentType.FOLLOW_UP, "Follow-up", "After an earlier visit", "reload"),
    Choice(AppointmentType.ROUTINE_CHECKUP, "Routine checkup", "Once in a while", "check-circle"),
    Choice(AppointmentType.CONSULTATION, "Consultation", "To talk something over", "notebook"),
    Choice(AppointmentType.PROCEDURE, "Procedure", "A treatment that was agreed on", "lab"),
    Choice(AppointmentType.URGENT, "Urgent visit", "It can’t wait, but is no emergency", "clock"),
)


def dollars(amount: int) -> str:
    """A fee as people read it."""
    return f"${amount}"


class Patient(Person):
    """Somebody who is registered with the clinic."""

    id_field = "patient_id"

    patient_id: str
    tier: Tier


class Hours(Record):
    """A stretch of work on one weekday, Monday being 0, by the clinic's wall clock."""

    weekday: int
    opens: time
    closes: time


class Provider(Record):
    """Somebody who sees patients."""

    provider_id: str
    name: str
    specialty: Specialty
    about: str = ""
    pronoun: str = ""
    hours: tuple[Hours, ...]

    @property
    def surname(self) -> str:
        return self.name.split()[-1]

    @property
    def title(self) -> str:
        """As patients say it: “Dr. Patel”."""
        return f"Dr. {self.surname}"

    def works_on(self, day: date) -> list[tuple[time, time]]:
        """When they see patients on a day."""
        return [(h.opens, h.closes) for h in self.hours if h.weekday == day.weekday()]


class Appointment(Record):
    """A booked, or cancelled, appointment. `fee` is what cancelling it cost."""

    appointment_id: str
    patient_id: str
    provider_id: str
    provider_name: str
    specialty: Specialty
    appointment_type: AppointmentType
    start: AwareDatetime
    minutes: int
    reason: str | None = None
    status: Status = Status.BOOKED
    fee: int = 0

    @property
    def end(self) -> Any:
        return later(self.start, self.minutes)

    @property
    def provider_title(self) -> str:
        return f"Dr. {self.provider_name.split()[-1]}"

    @property
    def in_words(self) -> str:
        """“Dr. Patel on Tuesday, November 24 at 9:30 am”."""
        return f"{self.provider_title} on {moment_in_words(self.start)}"
