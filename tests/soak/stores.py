"""The stores that are soaked, with customers enough to return things, and what goes wrong in each."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from chatkit_core import bootstrap
from chatkit_core.bootstrap import containers_of, find_use_cases, open_documents
from chatkit_core.config import Settings, load_settings
from chatkit_core.data import DocumentStore
from chatkit_core.provision import provision
from tests.peers.fault_proxy import Fault, FaultProxy, Rule
from tests.peers.stand_ins import cosmos_server
from tests.soak.rounds import Process

KEY = "c3RhbmQtaW4="
RATE = 0.04
"""How many requests meet a fault."""
HINT = {"x-ms-retry-after-ms": "20"}
MODEL_CUSTOMER, MODEL_ORDER = "CUST-1001", "ORD-78234"

WEIGHTS: Mapping[Fault, int] = {
    Fault.REFUSE: 8,
    Fault.LOSE_ANSWER: 5,
    Fault.LOSE_REQUEST: 3,
    Fault.CUT_ANSWER: 3,
    Fault.SLOW: 4,
    Fault.SWALLOW: 1,
}


@dataclass
class Trouble:
    """Breaks things while it is on; `counts` says what and how often."""

    dice: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    on: bool = True

    def rule(self, request: web.Request) -> Rule | None:
        """For some requests to Cosmos DB, what happens to them."""
        if not self.on or "/docs" not in request.path or self.dice.random() > RATE:
            return None
        [fault] = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        status = self.dice.choice([429, 429, 503, 500, 408])
        if "if-match" in request.headers and self.dice.random() < 0.3:
            status = 412
        name = f"{fault} {status}" if fault is Fault.REFUSE else str(fault)
        self.counts[name] += 1
        return Rule(fault, 1, lambda _: True, status, HINT, delay=self.dice.uniform(0.1, 0.6))

    async def storms(self, proxy: FaultProxy) -> None:
        """Now and then everything is refused, or nothing is answered, for a while."""
        while self.on:
            await asyncio.sleep(self.dice.uniform(1, 3))
            fault = self.dice.choice([Fault.REFUSE, Fault.SWALLOW, Fault.LOSE_REQUEST])
            self.counts[f"storm of {fault}"] += 1
            proxy.inject(fault, times=10_000, status=429, headers=HINT)
            await asyncio.sleep(self.dice.uniform(0.2, 1.0))
            proxy.heal()

    async def locks(self, path: Path, workers: list[Process]) -> None:
        """Another program locks the file for a while, and now and then the disk is full."""
        while self.on:
            await asyncio.sleep(self.dice.uniform(0.05, 0.4))
            if self.dice.random() < 0.2:
                self.counts["full disk"] += 1
                worker = self.dice.choice(workers)
                await worker.ask(full=True)
                await asyncio.sleep(self.dice.uniform(0.1, 0.5))
                await worker.ask(full=False)
            else:
                self.counts["locked file"] += 1
                with self._locked(path):
                    await asyncio.sleep(self.dice.uniform(0.05, 0.6))

    @contextmanager
    def _locked(self, path: Path) -> Any:
        lock = sqlite3.connect(path, isolation_level=None, timeout=5)
        lock.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            lock.execute("ROLLBACK")
            lock.close()


@dataclass(frozen=True)
class Place:
    """A store to soak: the settings of its workers, the same store without faults, its trouble."""

    settings: dict[str, str]
    documents: DocumentStore
    proxy: FaultProxy | None
    file: Path

    def trouble(self, trouble: Trouble, workers: list[Process]) -> Any:
        """The background task that makes it."""
        if self.proxy is None:
            return trouble.locks(self.file, workers)
        self.proxy.trouble = trouble.rule
        return trouble.storms(self.proxy)


@asynccontextmanager
async def place(kind: str, folder: Path) -> AsyncIterator[Place]:
    """An empty store with the demo data: "sqlite" or "cosmos"."""
    use_cases = find_use_cases()
    with cosmos_server() if kind == "cosmos" else nullcontext("") as address:
        settings = _settings(folder, address)
        documents = open_documents(settings, use_cases)
        if address:
            await provision(address, "chatkit", containers_of(settings, use_cases), KEY)
        today = datetime.now().astimezone().date()
        for use_case in use_cases:
            await use_case.seed(documents, today)
        given = {"DATA_DIR": str(folder)}
        try:
            if not address:
                yield Place(given, documents, None, folder / bootstrap.DATABASE)
                return
            async with FaultProxy(address) as proxy:
                cosmos = {"COSMOS_ENDPOINT": proxy.url, "COSMOS_KEY": KEY}
                yield Place({**given, **cosmos}, documents, proxy, folder)
        finally:
            await documents.close()


def _settings(folder: Path, address: str) -> Settings:
    cosmos = {"cosmos_endpoint": address, "cosmos_key": KEY} if address else {}
    return load_settings(data_dir=folder, _env_file=None, **cosmos)


async def add_customer(documents: DocumentStore, number: int) -> tuple[str, str]:
    """One more customer with an order like that of the demo; their ids."""
    person, order = f"CUST-{5000 + number}", f"ORD-{50000 + number}"
    known = await documents.read("customers", MODEL_CUSTOMER, "demo")
    mine = {"id": person, "customer_id": person, "email": f"{person.lower()}@example.com"}
    await documents.create("customers", {**known, **mine})
    bought = await documents.read("orders", MODEL_ORDER, MODEL_CUSTOMER)
    await documents.create(
        "orders", {**bought, "id": order, "order_id": order, "customer_id": person}
    )
    return person, order
