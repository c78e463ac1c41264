"""What the robustness tests share: conversations on one data folder, and stores that break."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from agents.models.interface import Model
from chatkit.server import StreamingResult
from chatkit.store import NotFoundError

from chatkit_core import bootstrap
from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.data import CORE_CONTAINERS, Document, StoreUnavailableError
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore
from tests.usecases.retail.desk import NOW
from usecases.retail import USE_CASE
from usecases.retail.cosmos_client import CONTAINERS

SHOES = "ORD-78310/PROD-010"
TO_SUMMARY = (
    "/click retail.start",
    f'/click retail.select_items {{"items": "{SHOES}"}}',
    '/click retail.choose_reason {"reason": "CHANGED_MIND"}',
    '/click retail.answer_offer {"accept": false}',
    '/click retail.choose_resolution {"resolution": "FULL_REFUND"}',
    '/click retail.choose_shipping {"method": "DROP_OFF"}',
)
"""Marcus Lindqvist, a Standard customer, sends his shoes back because he changed his mind."""


class Counter:
    """Opens conversations over one data folder, each with services (a server) of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Services] = []

    async def talk(
        self,
        persona: str | None = "CUST-1002",
        *,
        user: str = "local",
        thread: str | None = None,
        model: Model | None = None,
    ) -> Conversation:
        """A conversation with the offline model, or with the one given."""
        settings = Settings(data_dir=self.folder, _env_file=None)  # type: ignore[call-arg]
        models = {"given": model} if model else None
        services = await build_services(settings, [USE_CASE], models=models, clock=lambda: NOW)
        self.opened.append(services)
        context = RequestContext(user_id=user, persona=persona)
        return Conversation(services.servers["retail"], context, services, thread)

    async def close(self) -> None:
        for services in self.opened:
            await services.close()


class BreakingStore(SqliteDocumentStore):
    """Fails writes from the `fail_at`-th on (1 is the next one), `times` of them.

    Writes of the event log do not count: it is written behind the request's back.
    """

    fail_at: int | None = None
    times: int = 1
    failed: int = 0

    def _count(self, container: str) -> None:
        if self.fail_at is None or container == "events":
            return
        self.fail_at -= 1
        if self.fail_at <= 0 and self.failed < self.times:
            self.failed += 1
            raise StoreUnavailableError("The disk that holds the data is full.")

    def break_at(self, position: int, times: int) -> None:
        self.fail_at, self.times, self.failed = position, times, 0

    def mend(self) -> None:
        self.fail_at = None

    async def create(self, container: str, document: Document) -> Document:
        self._count(container)
        return await super().create(container, document)

    async def upsert(self, container: str, document: Document) -> Document:
        self._count(container)
        return await super().upsert(container, document)

    async def replace(self, container: str, document: Document) -> Document:
        self._count(container)
        return await super().replace(container, document)

    async def delete(self, container: str, id: str, partition: str) -> None:
        self._count(container)
        await super().delete(container, id, partition)


def breaking_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> BreakingStore:
    """A store that every service built afterwards uses."""
    store = BreakingStore(folder / bootstrap.DATABASE, [*CORE_CONTAINERS, *CONTAINERS])
    monkeypatch.setattr(bootstrap, "open_documents", lambda *_: store)
    return store


async def send(one: Conversation, lines: Sequence[str]) -> dict[str, Any]:
    """Send lines that must all be taken; gives the last result."""
    result: dict[str, Any] = {}
    for line in lines:
        result = await one.send(line)
        assert result["error"] is None, (line, result["error"])
    return result


async def items_of(one: Conversation) -> list[dict[str, Any]]:
    """The newest hundred items, oldest first."""
    page = await one.server.threads.load_items_json(
        one.thread_id or "", None, 100, "desc", one.context
    )
    return page.data[::-1]


async def newest_card(one: Conversation) -> dict[str, Any]:
    return next(i for i in reversed(await items_of(one)) if i["type"] == "widget")


async def returns_of(one: Conversation, customer: str) -> list[dict[str, Any]]:
    """The customer's stored returns, newest first."""
    page = await one.services.documents.query("returns", customer, equals={"kind": "return"})
    return page.documents


def click(one: Conversation, item_id: str | None, kind: str, **payload: Any) -> Awaitable[Any]:
    """Fire an action from a given card, as a page that was drawn earlier does."""
    action = {"type": kind, "payload": payload}
    return one._run(
        "threads.custom_action",
        {"thread_id": one.thread_id, "item_id": item_id, "action": action},
    )


async def raw(one: Conversation, kind: str, **params: Any) -> str:
    """What a request gives back, as text: streamed events, JSON, or that it is not found."""
    request = json.dumps({"type": kind, "params": params})
    try:
        result = await one.server.process(request, one.context)
        if isinstance(result, StreamingResult):
            return "".join([chunk.decode() async for chunk in result])
    except NotFoundError as error:
        return str(error)
    return result.json.decode()


Talk = Callable[..., Awaitable[Conversation]]
