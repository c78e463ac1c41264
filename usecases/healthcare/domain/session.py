"""What one conversation about an appointment remembers, and the order of its questions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from chatkit_core.flow import Flow, SessionContext, Step
from usecases.healthcare.domain.models import AppointmentType, Specialty, Tier


class Question(StrEnum):
    """The steps that can be asked again."""

    NEED = "need"
    PROVIDER = "provider"
    TYPE = "type"
    SLOT = "slot"


class Errand(StrEnum):
    """What is being prepared with an appointment that exists already."""

    MOVE = "move"
    CANCEL = "cancel"


class HealthcareSession(SessionContext):
    """The public session fields.

    `slot` is a start by the clinic's wall clock (2026-11-24T09:30), `date` the day being looked at.
    `appointment_id` names what was booked; while an existing appointment waits to be moved or
    cancelled it ends in “:move” or “:cancel”, and once cancelled it stands without a slot.
    """

    patient_id: str | None = None
    patient_name: str | None = None
    patient_tier: Tier | None = None
    provider_id: str | None = None
    specialty: Specialty | None = None
    appointment_type: AppointmentType | None = None
    date: dt.date | None = None
    slot: str | None = None
    reason: str | None = None
    appointment_id: str | None = None

    @property
    def errand(self) -> Errand | None:
        """What waits to be done with an existing appointment."""
        name = (self.appointment_id or "").partition(":")[2]
        return Errand(name) if name else None

    @property
    def known_id(self) -> str | None:
        """The bare number of the appointment this is about."""
        return self.appointment_id.partition(":")[0] if self.appointment_id else None

    @property
    def is_finished(self) -> bool:
        """Whether something was booked, moved or cancelled, and nothing else begun since."""
        return self.appointment_id is not None and self.errand is None

    @property
    def is_cancelled(self) -> bool:
        return self.is_finished and self.slot is None


FLOW = Flow(
    (
        Step(
            "identify",
            "Who the appointment is for",
            ("patient_id", "patient_name", "patient_tier"),
            lambda s: s.patient_id is None,
        ),
        Step(
            Question.NEED.value,
            "What it is about",
            ("specialty", "reason"),
            lambda s: s.specialty is None,
        ),
        Step(Question.PROVIDER.value, "Doctor", ("provider_id",), lambda s: s.provider_id is None),
        Step(
            Question.TYPE.value,
            "Kind of appointment",
            ("appointment_type",),
            lambda s: s.appointment_type is None,
        ),
        Step(
            Question.SLOT.value,
            "Day and time",
            ("date", "slot"),
            lambda s: s.slot is None and not s.is_cancelled,
        ),
        Step("confirm", "Summary", ("appointment_id",), lambda s: not s.is_finished),
        Step("done", "All set", (), lambda _: False),
    )
)


def settled(state: HealthcareSession, **answers: Any) -> dict[str, Any]:
    """The answers, and what no longer holds because of them.

    Another specialty needs another doctor; another doctor or a longer visit needs another time.
    """
    after = state.model_copy(update=answers)
    if after.specialty != state.specialty and "provider_id" not in answers:
        answers["provider_id"] = None
        after = after.model_copy(update={"provider_id": None})
    timing = (after.provider_id, after.appointment_type)
    if timing != (state.provider_id, state.appointment_type) and "slot" not in answers:
        answers["slot"] = None
    return answers


def previous_step(state: HealthcareSession) -> Question | None:
    """The question before the one that is open; a move asks for nothing but the time."""
    if state.is_finished or state.errand is Errand.CANCEL:
        return None
    if state.errand is Errand.MOVE:
        return Question.SLOT if state.step == "confirm" else None
    earlier = [step.name for step in FLOW.steps[: FLOW.index(state.step)]]
    asked = [name for name in earlier if name in {*Question}]
    return Question(asked[-1]) if asked else None
