"""The use case as a ChatKit server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from usecases.sample.cosmos_client import SampleRepository
from usecases.sample.domain.models import CONTACTS, TOPICS
from usecases.sample.domain.policies import sample_policies
from usecases.sample.domain.service import SampleService

from chatkit_core.data import DocumentStore
from chatkit_core.domain import Choice, choice_of
from chatkit_core.handbook import read_handbook
from chatkit_core.session import Session
from chatkit_core.use_case_server import UseCaseServer

ROOT = Path(__file__).resolve().parent


class SampleServer(UseCaseServer):
    """Tells the model what can be chosen at each step, and what can not."""

    service: SampleService

    async def choices(self, session: Session[Any]) -> Mapping[str, Sequence[Choice]]:
        offered = self.service.offered(session.state)
        contacts = [choice_of(CONTACTS, code) for code, decision in offered if decision.allowed]
        return {"topic": TOPICS, "contact": contacts}

    async def not_offered(self, session: Session[Any]) -> Sequence[Choice]:
        return [
            Choice(code, choice_of(CONTACTS, code).label, decision.because)
            for code, decision in self.service.offered(session.state)
            if not decision.allowed
        ]


def build_service(documents: DocumentStore, clock: Callable[[], datetime]) -> SampleService:
    """The rule, the data and the policy texts."""
    handbook = read_handbook(ROOT / "policies")
    return SampleService(sample_policies(), clock, SampleRepository(documents), handbook)
