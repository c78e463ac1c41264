"""What the healthcare tests share: a front desk that runs commands, and walks over its cards."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from chatkit_core.data import DocumentStore
from chatkit_core.orchestration import Actor, CommandContext, Outcome
from chatkit_core.session import Session, SessionManager
from usecases.healthcare import USE_CASE
from usecases.healthcare.domain.service import HealthcareService
from usecases.healthcare.domain.session import FLOW, HealthcareSession
from usecases.healthcare.presentation.composer import cards
from usecases.healthcare.server import build_service

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""Monday, November 23, 10 in the morning at the clinic."""


class Desk:
    """Runs commands on one conversation as the server does, without a server."""

    _numbers = itertools.count(1)

    def __init__(self, documents: DocumentStore, now: datetime = NOW) -> None:
        self.documents = documents
        self.now = now
        self.service: HealthcareService = build_service(documents, lambda: self.now)
        self.sessions = SessionManager(documents, HealthcareSession, FLOW, "healthcare")
        self.thread = f"thr_{next(self._numbers)}"

    def another(self, documents: DocumentStore | None = None) -> Desk:
        """A desk for another conversation, on the same store or on another view of it."""
        return Desk(documents or self.documents, self.now)

    async def do(self, name: str, *, key: str | None = None, **payload: Any) -> Outcome:
        command = USE_CASE.command(f"healthcare.{name}")
        assert command is not None, name
        values = command.payload.model_validate(payload)

        async def work(session: Session[HealthcareSession]) -> Outcome:
            ctx = CommandContext(session, self.service, Actor.CLICK, key or f"{self.thread}:{name}")
            return await command.run(ctx, values)

        return await self.sessions.update(self.thread, "local", work)

    async def ready(
        self,
        patient: str = "PAT-2004",
        provider: str = "PRV-101",
        kind: str = "ROUTINE_CHECKUP",
        slot: str | None = "2026-12-01T09:30",
    ) -> Desk:
        """Answer everything up to the summary, or up to the times."""
        await self.do("identify", query=patient)
        await self.do("choose_provider", provider=provider)
        await self.do("choose_type", appointment_type=kind)
        if slot:
            await self.do("choose_slot", slot=slot)
        return self

    async def state(self) -> HealthcareSession:
        return (await self.sessions.load(self.thread, "local")).state

    async def card(self) -> dict[str, Any]:
        session = await self.sessions.load(self.thread, "local")
        widget = await cards().for_step(session, self.service)
        return widget.model_dump(mode="json", exclude_none=True)
