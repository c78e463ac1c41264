"""What one click and one typed turn ask of the store: on Cosmos DB every request is time and money."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from chatkit_core import bootstrap
from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import load_settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.trace import log
from usecases import discover

OPERATIONS = ("create", "read", "upsert", "replace", "delete", "query")
CORE = {"threads", "items", "sessions"}


class CountingStore(SqliteDocumentStore):
    """Notes every request as (operation, container)."""

    requests: ClassVar[list[tuple[str, str]]] = []

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in OPERATIONS:
            return found

        def noted(container: str, *args: Any, **options: Any) -> Any:
            self.requests.append((name, container))
            return found(container, *args, **options)

        return noted


@pytest.fixture
async def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    monkeypatch.setattr(bootstrap, "SqliteDocumentStore", CountingStore)
    monkeypatch.setattr(CountingStore, "requests", [])
    monkeypatch.setattr(log, "LINGER_SECONDS", 0.3)  # a turn is one write here, on any machine
    services = await build_services(load_settings(data_dir=tmp_path, _env_file=None), discover())
    yield services
    await services.close()


class Meter(Conversation):
    """A conversation that knows what its newest request cost, without what a test looks up."""

    spent: ClassVar[Counter[tuple[str, str]]] = Counter()

    async def _run(self, kind: str, params: dict[str, Any]) -> str | None:
        requests = CountingStore.requests
        requests.clear()
        error = await super()._run(kind, params)
        assert self.services.log._task
        await self.services.log._task
        self.spent = Counter(requests)
        return error

    def core(self) -> dict[str, int]:
        """Requests on the conversation itself, by operation and container."""
        return {f"{op} {box}": n for (op, box), n in self.spent.items() if box in CORE}

    def own(self) -> int:
        """Requests on the use case's data."""
        return sum(n for (_, box), n in self.spent.items() if box not in {*CORE, "events"})


CLICK = {
    "read threads": 1,  # whose it is, its title and status
    "read items": 1,  # the card that was clicked
    "read sessions": 1,
    "replace sessions": 1,
    "replace items": 1,  # the card, locked
    "create items": 1,  # the next card
}
"""ChatKit itself reads the thread and the clicked card."""

TYPED = {
    "read threads": 1,
    "create items": 3,  # the message, the answer, the next card
    "query items": 2,  # the history, and ChatKit's look at the newest items
    "read sessions": 2,  # before the message, and for the command
    "replace sessions": 3,  # the mark to go back to, what the command changed, the card's id
    "read items": 1,  # the card that was open
    "replace items": 1,  # the same, locked
}

JOURNEYS = {
    "retail": (
        "CUST-1001",
        ("/click retail.start", '/click retail.select_items {"items": ["ORD-78234/PROD-002"]}'),
        '/click retail.choose_reason {"reason": "DAMAGED"}',
        "a full refund",
    ),
    "healthcare": (
        "PAT-2001",
        (
            "/click healthcare.start",
            '/click healthcare.choose_specialty {"specialty": "CARDIOLOGY"}',
        ),
        '/click healthcare.choose_provider {"provider": "PRV-201"}',
        "a consultation",
    ),
}


OWN_WHEN_TYPED = {"retail": 6, "healthcare": 9}  # free times are looked up in two calendars


@pytest.mark.parametrize("name", JOURNEYS)
async def test_a_click_and_a_typed_turn_cost_few_requests(services: Services, name: str) -> None:
    persona, opening, click, words = JOURNEYS[name]
    one = Meter(services.servers[name], RequestContext(persona=persona), services)
    for line in opening:
        assert (await one.send(line))["error"] is None

    assert (await one.send(click))["error"] is None
    assert one.core() == CLICK
    assert one.spent["create", "events"] == 1
    assert one.own() <= 3

    assert (await one.send(words))["error"] is None
    assert one.core() == TYPED
    assert one.spent["create", "events"] <= 2
    assert one.own() <= OWN_WHEN_TYPED[name]


async def test_a_refused_click_writes_nothing_but_its_trace(services: Services) -> None:
    persona, opening, click, _ = JOURNEYS["retail"]
    one = Meter(services.servers["retail"], RequestContext(persona=persona), services)
    for line in (*opening, click):
        await one.send(line)
    assert (await one.send(click))["error"] is not None
    writes = {key: n for key, n in one.spent.items() if key[0] not in ("read", "query")}
    assert writes == {("create", "events"): 1}


async def test_a_second_start_on_the_same_day_reads_one_document_for_each_use_case(
    services: Services, tmp_path: Path
) -> None:
    CountingStore.requests.clear()
    settings = load_settings(data_dir=tmp_path, _env_file=None)
    again = await build_services(settings, discover())
    await asyncio.sleep(0)
    assert [operation for operation, _ in CountingStore.requests] == ["read"] * len(discover())
    await again.close()
