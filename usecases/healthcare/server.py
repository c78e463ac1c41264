"""The clinic's front desk as a ChatKit server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from chatkit_core.data import DocumentStore
from chatkit_core.domain import Choice, choice_of
from chatkit_core.handbook import read_handbook
from chatkit_core.session import Session
from chatkit_core.use_case_server import UseCaseServer
from usecases.healthcare.cosmos_client import ClinicRepository
from usecases.healthcare.domain import emergency
from usecases.healthcare.domain.clinic_time import clinic, slot_code, time_in_words
from usecases.healthcare.domain.models import SPECIALTIES, TYPES, Provider
from usecases.healthcare.domain.policies import healthcare_policies
from usecases.healthcare.domain.service import HealthcareService
from usecases.healthcare.domain.session import Errand, HealthcareSession

ROOT = Path(__file__).resolve().parent


class HealthcareServer(UseCaseServer):
    """Tells the model what can be chosen, and answers an emergency before any model is asked."""

    service: HealthcareService

    def without_model(self, text: str) -> tuple[str, Mapping[str, Any]] | None:
        if emergency.advice_for(text):
            return "healthcare.emergency", {"words": text}
        return None

    async def choices(self, session: Session[Any]) -> Mapping[str, Sequence[Choice]]:
        state: HealthcareSession = session.state
        specialty = None if state.errand else state.specialty
        providers = [_offered(one) for one in await self.service.providers(specialty)]
        return {
            "need": SPECIALTIES,
            "provider": providers,
            "type": TYPES,
            "slot": await _slots(state, self.service_for(session)),
        }

    async def not_offered(self, session: Session[Any]) -> Sequence[Choice]:
        state: HealthcareSession = session.state
        if state.specialty is None or state.errand:
            return []
        others = [o for o in await self.service.providers() if o.specialty != state.specialty]
        return [_offered(one) for one in others]


async def _slots(state: HealthcareSession, service: HealthcareService) -> list[Choice]:
    """What is free on the day that the card shows."""
    known = state.provider_id and state.appointment_type and state.patient_id
    if not known or state.is_finished or state.errand is Errand.CANCEL:
        return []
    diary = await service.diary_of(state)
    _day, starts = await service.shown_day(state, diary)
    return [Choice(slot_code(s), time_in_words(clinic(s))) for s in starts]


def _offered(provider: Provider) -> Choice:
    label = choice_of(SPECIALTIES, provider.specialty).label
    who = f" ({provider.pronoun})" if provider.pronoun else ""
    return Choice(provider.provider_id, provider.name, f"{label}. {provider.about}{who}")


def build_service(documents: DocumentStore, clock: Callable[[], datetime]) -> HealthcareService:
    """The rules, the clinic's data and the policy texts."""
    handbook = read_handbook(ROOT / "policies")
    return HealthcareService(healthcare_policies(), clock, ClinicRepository(documents), handbook)
