"""The Cosmos DB adapter against a stand-in: the contracts, and a network that loses things."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken

from chatkit_core.config import Settings
from chatkit_core.cosmos import CosmosDocumentStore, open_store
from chatkit_core.data import (
    CORE_CONTAINERS,
    Container,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    StoreUnavailableError,
)
from chatkit_core.provision import provision
from chatkit_core.thread_store import DocumentThreadStore
from tests.chatkit_core.document_store_contract import (
    BOOKS,
    CONTAINERS,
    DocumentStoreContract,
    book,
    increment,
)
from tests.chatkit_core.growth_contract import Cost, GrowthContract
from tests.chatkit_core.thread_store_contract import ANN, ThreadStoreContract, card, said, thread
from tests.peers.certificate import server_context
from tests.peers.fault_proxy import Fault, FaultProxy

KEY = "c3RhbmQtaW4="


class Identity:
    """A managed identity, as far as the SDK asks."""

    def __init__(self) -> None:
        self.closed, self.asked = False, 0

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        self.asked += 1
        return AccessToken("token", int(time.time()) + 3600)

    async def close(self) -> None:
        self.closed = True

    async def __aenter__(self) -> Identity:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


class TestCosmosDocumentStore(DocumentStoreContract):
    @pytest.fixture(autouse=True)
    async def _database(self, cosmos: str) -> None:
        self.address, self.database = cosmos, f"db{uuid.uuid4().hex}"
        await provision(cosmos, self.database, CONTAINERS, KEY)

    async def open_store(self) -> DocumentStore:
        return CosmosDocumentStore(self.address, self.database, CONTAINERS, KEY)


class TestCosmosDocumentStoreOverHttps(DocumentStoreContract):
    """The same with an Entra ID token, as it is in production."""

    @pytest.fixture(autouse=True)
    async def _database(self, cosmos_https: str) -> None:
        self.address, self.database = cosmos_https, f"db{uuid.uuid4().hex}"
        await provision(cosmos_https, self.database, CONTAINERS, KEY)

    async def open_store(self) -> DocumentStore:
        return CosmosDocumentStore(self.address, self.database, CONTAINERS, Identity())


class TestThreadStoreOnCosmos(ThreadStoreContract):
    @pytest.fixture(autouse=True)
    async def _database(self, cosmos: str) -> None:
        self.address, self.database = cosmos, f"db{uuid.uuid4().hex}"
        await provision(cosmos, self.database, CORE_CONTAINERS, KEY)

    async def open_documents(self) -> DocumentStore:
        return CosmosDocumentStore(self.address, self.database, CORE_CONTAINERS, KEY)


@pytest.fixture(params=["key over http", "token over https"])
def is_secure(request: pytest.FixtureRequest) -> bool:
    return request.param == "token over https"


@pytest.fixture
async def proxy(
    is_secure: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[FaultProxy]:
    upstream = request.getfixturevalue("cosmos_https" if is_secure else "cosmos")
    async with FaultProxy(upstream, tls=server_context(tmp_path) if is_secure else None) as proxy:
        yield proxy


@pytest.fixture
async def store(is_secure: bool, proxy: FaultProxy) -> AsyncIterator[CosmosDocumentStore]:
    """A store whose first requests, which ask what the containers are, have been made."""
    database = f"db{uuid.uuid4().hex}"
    await provision(proxy.upstream, database, CONTAINERS, KEY)
    credential = Identity() if is_secure else KEY
    store = CosmosDocumentStore(proxy.url, database, CONTAINERS, credential, patience=30)
    await store.query(BOOKS, "a")
    proxy.seen.clear()
    yield store
    await store.close()


LOST = [Fault.LOSE_ANSWER, Fault.CUT_ANSWER, Fault.LOSE_REQUEST]


class TestLostAnswers:
    @pytest.mark.parametrize("fault", LOST)
    async def test_a_create_whose_answer_was_lost_is_recognised(
        self, store: CosmosDocumentStore, proxy: FaultProxy, fault: Fault
    ) -> None:
        proxy.inject(fault, method="POST")
        created = await store.create(BOOKS, book("1", year=1999))
        assert created["year"] == 1999
        assert await store.read(BOOKS, "1", "a") == created

    async def test_another_writers_document_of_the_same_content_is_not_taken_for_ones_own(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        await store.create(BOOKS, book("1"))
        proxy.inject(Fault.LOSE_ANSWER, method="POST")
        with pytest.raises(DocumentExistsError):
            await store.create(BOOKS, book("1"))

    @pytest.mark.parametrize("fault", LOST)
    async def test_a_replace_whose_answer_was_lost_is_recognised(
        self, store: CosmosDocumentStore, proxy: FaultProxy, fault: Fault
    ) -> None:
        created = await store.create(BOOKS, book("1"))
        proxy.inject(fault, method="PUT")
        replaced = await store.replace(BOOKS, {**created, "year": 2001})
        assert replaced["year"] == 2001
        assert await store.read(BOOKS, "1", "a") == replaced

    async def test_a_replace_is_recognised_even_when_another_writer_came_next(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        created = await store.create(BOOKS, book("1", first=False, second=False))
        # The first two answers are lost, so that there is time for another writer in between.
        proxy.inject(Fault.LOSE_ANSWER, method="PUT")
        proxy.inject(Fault.LOSE_REQUEST, method="PUT", times=2)
        writing = asyncio.create_task(store.replace(BOOKS, {**created, "first": True}))
        async with asyncio.timeout(5):
            while not (current := await store.read(BOOKS, "1", "a"))["first"]:
                pass
        other = await self.replace_past_the_proxy(store, proxy, {**current, "second": True})
        assert (await writing)["first"]
        assert await store.read(BOOKS, "1", "a") == other
        assert other["first"]

    async def replace_past_the_proxy(
        self, store: CosmosDocumentStore, proxy: FaultProxy, document: dict[str, Any]
    ) -> dict[str, Any]:
        other = CosmosDocumentStore(proxy.upstream, store._database, CONTAINERS, KEY)
        try:
            return await other.replace(BOOKS, document)
        finally:
            await other.close()

    async def test_a_replace_that_really_came_too_late_is_refused(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        created = await store.create(BOOKS, book("1"))
        await store.replace(BOOKS, {**created, "year": 2001})
        proxy.inject(Fault.LOSE_ANSWER, method="PUT")
        with pytest.raises(PreconditionFailedError):
            await store.replace(BOOKS, {**created, "year": 2002})

    @pytest.mark.parametrize("fault", LOST)
    async def test_a_delete_whose_answer_was_lost_is_done(
        self, store: CosmosDocumentStore, proxy: FaultProxy, fault: Fault
    ) -> None:
        await store.create(BOOKS, book("1"))
        proxy.inject(fault, method="DELETE")
        await store.delete(BOOKS, "1", "a")
        with pytest.raises(DocumentNotFoundError):
            await store.read(BOOKS, "1", "a")

    @pytest.mark.parametrize("fault", LOST)
    async def test_reads_and_queries_are_asked_again(
        self, store: CosmosDocumentStore, proxy: FaultProxy, fault: Fault
    ) -> None:
        created = await store.create(BOOKS, book("1"))
        proxy.inject(fault)
        assert await store.read(BOOKS, "1", "a") == created
        proxy.inject(fault)
        assert (await store.query(BOOKS, "a")).documents == [created]

    @pytest.mark.parametrize("status", [408, 429, 449, 500, 502, 503])
    async def test_a_passing_refusal_is_waited_out_for_writes_too(
        self, store: CosmosDocumentStore, proxy: FaultProxy, status: int
    ) -> None:
        hint = {"x-ms-retry-after-ms": "5"}
        proxy.inject(Fault.REFUSE, status=status, times=3, headers=hint)
        created = await store.create(BOOKS, book("1"))
        proxy.inject(Fault.REFUSE, status=status, times=3, headers=hint)
        replaced = await store.replace(BOOKS, {**created, "year": 2001})
        proxy.inject(Fault.REFUSE, status=status, times=3, headers=hint)
        assert await store.read(BOOKS, "1", "a") == replaced

    async def test_counting_under_faults_loses_and_doubles_nothing(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        await store.create(BOOKS, book("1", count=0))

        async def count() -> None:
            for _ in range(5):
                await increment(store)

        async def break_things() -> None:
            faults = [Fault.LOSE_ANSWER, Fault.LOSE_REQUEST, Fault.CUT_ANSWER, Fault.REFUSE]
            for turn in range(24):
                proxy.inject(faults[turn % 4], method="PUT")
                await asyncio.sleep(0.01)

        await asyncio.gather(break_things(), *(count() for _ in range(4)))
        assert (await store.read(BOOKS, "1", "a"))["count"] == 20
        assert sum(fault is not None for _, _, fault in proxy.seen) > 10


class TestTrouble:
    async def test_a_black_hole_is_given_up_in_time_and_the_loop_goes_on(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        store._patience = 0.5
        proxy.inject(Fault.SWALLOW, times=100)
        started, beats = time.monotonic(), 0
        reading = asyncio.create_task(store.read(BOOKS, "1", "a"))
        while not reading.done():
            await asyncio.sleep(0.01)
            beats += 1
        with pytest.raises(StoreUnavailableError, match="does not answer"):
            await reading
        assert time.monotonic() - started < 2
        assert beats > 20
        proxy.heal()
        store._patience = 8
        assert (await store.create(BOOKS, book("1")))["id"] == "1"

    async def test_a_database_that_is_down_at_start_is_reported_and_used_when_it_comes(
        self, cosmos: str
    ) -> None:
        database = f"db{uuid.uuid4().hex}"
        await provision(cosmos, database, CONTAINERS, KEY)
        async with FaultProxy(cosmos) as proxy:
            proxy.inject(Fault.LOSE_REQUEST, path="/", times=1000)
            store = CosmosDocumentStore(proxy.url, database, CONTAINERS, KEY, patience=0.5)
            with pytest.raises(StoreUnavailableError, match="does not answer"):
                await store.read(BOOKS, "1", "a")
            proxy.heal()
            store._patience = 8
            assert (await store.create(BOOKS, book("1")))["id"] == "1"
            await store.close()

    async def test_a_missing_container_is_no_missing_document(
        self, store: CosmosDocumentStore, cosmos: str
    ) -> None:
        films = [Container("films", "shelf")]
        other = CosmosDocumentStore(cosmos, store._database, films, KEY)
        for asking in (other.read("films", "1", "a"), other.query("films", "a")):
            with pytest.raises(StoreUnavailableError, match=r"films.*make provision"):
                await asking
        await other.close()

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_refused_identity_is_told_what_it_lacks(
        self, store: CosmosDocumentStore, proxy: FaultProxy, status: int
    ) -> None:
        proxy.inject(Fault.REFUSE, status=status, times=10)
        with pytest.raises(StoreUnavailableError, match=r"COSMOS_KEY.*Data Contributor"):
            await store.read(BOOKS, "1", "a")

    async def test_a_request_that_is_wrong_is_a_bug_and_not_retried(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        proxy.inject(Fault.REFUSE, status=400)
        with pytest.raises(Exception, match="injected"):
            await store.read(BOOKS, "1", "a")
        assert proxy.count() == 1


class TestCost:
    async def test_every_operation_is_one_request(
        self, store: CosmosDocumentStore, proxy: FaultProxy
    ) -> None:
        async def cost(operation: Any) -> tuple[int, Any]:
            before = proxy.count()
            result = await operation
            return proxy.count() - before, result

        spent, created = await cost(store.create(BOOKS, book("1")))
        assert spent == 1
        assert (await cost(store.read(BOOKS, "1", "a")))[0] == 1
        assert (await cost(store.replace(BOOKS, created)))[0] == 1
        assert (await cost(store.upsert(BOOKS, book("1"))))[0] == 1
        assert (await cost(store.query(BOOKS, "a", limit=10)))[0] == 1
        assert (await cost(store.delete(BOOKS, "1", "a")))[0] == 1

    async def test_locking_a_card_that_was_just_added_takes_one_request(self, cosmos: str) -> None:
        database = f"db{uuid.uuid4().hex}"
        await provision(cosmos, database, CORE_CONTAINERS, KEY)
        async with FaultProxy(cosmos) as proxy:
            documents = CosmosDocumentStore(proxy.url, database, CORE_CONTAINERS, KEY)
            store = DocumentThreadStore(documents)
            await store.save_thread(thread(), ANN)
            await store.add_thread_item("thr_1", said("m1"), ANN)
            await store.add_thread_item("thr_1", card(), ANN)
            before = proxy.count()
            await store.save_item("thr_1", card(locked=True), ANN)
            assert proxy.count() - before == 1
            await documents.close()


class TestGrowthOnCosmos(GrowthContract):
    """The stand-in reads everything for every query, so that only requests are counted."""

    items, threads, most_times_the_work = 1000, 500, 1.0

    @pytest.fixture(autouse=True)
    async def _database(self, cosmos: str) -> AsyncIterator[None]:
        self.database = f"db{uuid.uuid4().hex}"
        await provision(cosmos, self.database, CORE_CONTAINERS, KEY)
        async with FaultProxy(cosmos) as proxy:
            self.proxy = proxy
            yield

    async def open_documents(self) -> DocumentStore:
        store = CosmosDocumentStore(self.proxy.url, self.database, CORE_CONTAINERS, KEY)
        for container in CORE_CONTAINERS:
            await store.query(container.name, "nobody")
        return store

    async def cost_of(self, documents: DocumentStore, work: Any) -> Cost:
        self.proxy.seen.clear()
        await work
        asked = [method for method, _, _ in self.proxy.seen]
        return Cost(["read" if method == "GET" else "query" for method in asked])


class TestIdentity:
    async def test_a_token_credential_is_used_over_https_and_closed_with_the_store(
        self, cosmos_https: str
    ) -> None:
        database, identity = f"db{uuid.uuid4().hex}", Identity()
        await provision(cosmos_https, database, CONTAINERS, KEY)
        store = CosmosDocumentStore(cosmos_https, database, CONTAINERS, identity)
        await store.create(BOOKS, book("1"))
        assert (await store.read(BOOKS, "1", "a"))["id"] == "1"
        await store.close()
        assert identity.asked
        assert identity.closed

    async def test_the_settings_open_the_store(self, cosmos: str) -> None:
        database = f"db{uuid.uuid4().hex}"
        await provision(cosmos, database, CONTAINERS, KEY)
        settings = Settings(cosmos_endpoint=cosmos, cosmos_database=database, cosmos_key=KEY)
        store = open_store(settings, CONTAINERS)
        assert (await store.create(BOOKS, book("1")))["id"] == "1"
        await store.close()


async def test_provisioning_again_changes_nothing(cosmos: str) -> None:
    database = f"db{uuid.uuid4().hex}"
    first = await provision(cosmos, database, CONTAINERS, KEY)
    store = CosmosDocumentStore(cosmos, database, CONTAINERS, KEY)
    created = await store.create(BOOKS, book("1"))
    assert await provision(cosmos, database, CONTAINERS, KEY) == first
    assert await store.read(BOOKS, "1", "a") == created
    assert len(first) == 1 + len(CONTAINERS)
    await store.close()
