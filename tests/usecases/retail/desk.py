"""What the retail tests share: a desk that runs commands, and a store that can be told to fail."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from chatkit_core.data import Document, DocumentStore, StoreUnavailableError
from chatkit_core.orchestration import Actor, CommandContext, Outcome
from chatkit_core.session import Session, SessionManager
from chatkit_core.sqlite import SqliteDocumentStore
from usecases.retail import USE_CASE
from usecases.retail.domain.service import RetailService
from usecases.retail.domain.session import FLOW, RetailSession
from usecases.retail.presentation.composer import cards
from usecases.retail.server import build_service

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class TroubledStore(SqliteDocumentStore):
    """Fails the next creations of documents whose id starts with one of `failing`."""

    failing: tuple[str, ...] = ()

    async def create(self, container: str, document: Document) -> Document:
        if self.failing and document["id"].startswith(self.failing):
            raise StoreUnavailableError("The store is out for lunch.")
        return await super().create(container, document)


class Desk:
    """Runs commands on one conversation as the server does, without a server."""

    _numbers = itertools.count(1)

    def __init__(self, documents: DocumentStore) -> None:
        self.documents = documents
        self.service: RetailService = build_service(documents, lambda: NOW)
        self.sessions = SessionManager(documents, RetailSession, FLOW, "retail")
        self.thread = f"thr_{next(self._numbers)}"

    def another(self) -> Desk:
        """A desk for another conversation on the same store."""
        return Desk(self.documents)

    async def do(
        self, name: str, *, key: str | None = None, approved: bool = False, **payload: Any
    ) -> Outcome:
        command = USE_CASE.command(f"retail.{name}")
        assert command is not None, name
        values = command.payload.model_validate(payload)

        async def work(session: Session[RetailSession]) -> Outcome:
            ctx = CommandContext(
                session, self.service, Actor.CLICK, key or f"{self.thread}:{name}", approved
            )
            return await command.run(ctx, values)

        return await self.sessions.update(self.thread, "local", work)

    async def state(self) -> RetailSession:
        return (await self.sessions.load(self.thread, "local")).state

    async def card(self) -> dict[str, Any]:
        session = await self.sessions.load(self.thread, "local")
        widget = await cards().for_step(session, self.service)
        return widget.model_dump(mode="json", exclude_none=True)
