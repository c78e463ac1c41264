"""The stores that are soaked, with customers enough to return things, and what goes wrong in each."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    closing,
    nullcontext,
)
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

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
GAP = (10, 40)
"""How many requests pass between two that meet a fault, at least and at most."""
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
    """Breaks things until its end; `counts` says what and how often."""

    dice: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    on: bool = True
    _gap: int = GAP[0]
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ending: asyncio.Task[None] | None = None

    def rule(self, request: web.Request) -> Rule | None:
        """For some requests to Cosmos DB, what happens to them."""
        if not self.on or "/docs" not in request.path or not self._is_due():
            return None
        [fault] = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        status = self.dice.choice([429, 429, 503, 500, 408])
        if "if-match" in request.headers and self.dice.random() < 0.3:
            status = 412
        name = f"{fault} {status}" if fault is Fault.REFUSE else str(fault)
        self.counts[name] += 1
        return Rule(fault, 1, lambda _: True, status, HINT, delay=self.dice.uniform(0.1, 0.6))

    def _is_due(self) -> bool:
        self._gap -= 1
        if self._gap > 0:
            return False
        self._gap = self.dice.randint(*GAP)
        return True

    async def strike(self, choose: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Begin a fault as soon as the one before is over. It ends by itself, a little later."""
        async with self._one:
            await self._over()
            stack = AsyncExitStack()
            await stack.enter_async_context(choose())
            self._ending = asyncio.create_task(self._end(stack))

    async def end(self) -> None:
        """From here on nothing fails."""
        self.on = False
        await self._over()

    async def _over(self) -> None:
        if self._ending is not None:
            await self._ending

    async def _end(self, stack: AsyncExitStack) -> None:
        await asyncio.sleep(self.dice.uniform(0.05, 0.5))
        await stack.aclose()

    @asynccontextmanager
    async def storm(self, proxy: FaultProxy) -> AsyncIterator[None]:
        """Everything is refused, or nothing is answered."""
        fault = self.dice.choice([Fault.REFUSE, Fault.SWALLOW, Fault.LOSE_REQUEST])
        self.counts[f"storm of {fault}"] += 1
        proxy.inject(fault, times=10_000, status=429, headers=HINT)
        yield
        proxy.heal()

    @asynccontextmanager
    async def full_disk(self, workers: list[Process]) -> AsyncIterator[None]:
        """One of the processes has no room left."""
        self.counts["full disk"] += 1
        worker = self.dice.choice(workers)
        await worker.ask(full=True)
        yield
        await worker.ask(full=False)

    @asynccontextmanager
    async def locked_file(self, path: Path) -> AsyncIterator[None]:
        """Another program holds the file."""
        self.counts["locked file"] += 1
        with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as lock:
            lock.execute("BEGIN IMMEDIATE")
            yield
            lock.execute("ROLLBACK")


@dataclass(frozen=True)
class Place:
    """A store to soak: the settings of its workers, the same store without faults, its trouble."""

    settings: dict[str, str]
    documents: DocumentStore
    proxy: FaultProxy | None
    file: Path

    @property
    def every(self) -> int:
        """After how many lines the whole store fails for a while."""
        return 3 if self.proxy is None else 8

    def fault(self, trouble: Trouble, workers: list[Process]) -> AbstractAsyncContextManager[None]:
        """The next thing to go wrong with the whole store."""
        if self.proxy is not None:
            return trouble.storm(self.proxy)
        is_fifth = trouble.counts.total() % 5 == 4
        return trouble.full_disk(workers) if is_fifth else trouble.locked_file(self.file)


@asynccontextmanager
async def place(kind: str, folder: Path, trouble: Trouble) -> AsyncIterator[Place]:
    """A store with the demo data, "sqlite" or "cosmos", on the way to which there is trouble."""
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
            async with FaultProxy(address, trouble=trouble.rule) as proxy:
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
