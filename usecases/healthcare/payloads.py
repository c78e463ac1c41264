"""What each command is given: from a click, a card's form or a tool call."""

from __future__ import annotations

from typing import Annotated

from chatkit_core.payloads import Payload, Words, code_in
from usecases.healthcare.domain.models import SPECIALTIES, TYPES, AppointmentType, Specialty
from usecases.healthcare.domain.session import Question


class DescribeNeed(Payload):
    """What the appointment is about, in the patient's words."""

    complaint: Words


class ChooseSpecialty(Payload):
    """Which kind of doctor."""

    specialty: Annotated[Specialty, code_in(SPECIALTIES)]


class ChooseProvider(Payload):
    """Which doctor: a number, a name, or SOONEST for whoever is free first."""

    provider: Words


class ChooseType(Payload):
    """What kind of appointment."""

    appointment_type: Annotated[AppointmentType, code_in(TYPES)]


class ChooseDate(Payload):
    """Which day to look at: a date, or words for one."""

    date: Words


class ChooseSlot(Payload):
    """When: a code such as 2026-11-24T09:30, or words such as “half nine” or “an hour later”."""

    slot: Words


class FindSlots(Payload):
    """What is free: when, in words, and with whom; for the answers so far when left out."""

    when: str = ""
    provider: str = ""


class Named(Payload):
    """Which upcoming appointment, in words or by its number; the only one when left out."""

    appointment: str = ""


class Reschedule(Named):
    """Which upcoming appointment is moved, and where to if that was said."""

    when: str = ""


class WordsSaid(Payload):
    """What somebody said, as they said it."""

    words: Words


class GoBack(Payload):
    """Which question to ask again; the one before the open one when left out."""

    step: Question | None = None
