"""What every document store promises. A test class per adapter subclasses the contract."""

from __future__ import annotations

import asyncio
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from itertools import chain
from typing import Any

import pytest

from chatkit_core.data import (
    Container,
    Cursor,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
)

BOOKS = "books"
CONTAINERS: Sequence[Container] = (
    Container(BOOKS, "shelf", ("year", "title")),
    Container("readers", "town", ("id",)),
)


def book(id: str, *, shelf: str = "a", year: int = 2000, **fields: Any) -> Document:
    return {"id": id, "shelf": shelf, "year": year, "title": f"Book {id}", **fields}


def ids(documents: list[Document]) -> list[str]:
    return [document["id"] for document in documents]


async def all_pages(
    store: DocumentStore, *, limit: int, order_by: str = "year", descending: bool = False
) -> list[list[str]]:
    pages: list[list[str]] = []
    after: Cursor | None = None
    while True:
        page = await store.query(
            BOOKS, "a", order_by=order_by, descending=descending, after=after, limit=limit
        )
        pages.append(ids(page.documents))
        after = page.next
        if after is None:
            return pages


class DocumentStoreContract(ABC):
    """Subclasses say how to open one more store on the same, initially empty, documents."""

    @abstractmethod
    async def open_store(self) -> DocumentStore: ...

    @pytest.fixture
    async def store(self) -> AsyncIterator[DocumentStore]:
        store = await self.open_store()
        yield store
        await store.close()

    @pytest.fixture
    async def other_store(self) -> AsyncIterator[DocumentStore]:
        store = await self.open_store()
        yield store
        await store.close()

    async def test_a_created_document_is_read_as_it_was_stored(self, store: DocumentStore) -> None:
        created = await store.create(BOOKS, book("1", tags=["x", None], nested={"a": {"b": 1.5}}))
        assert created["_etag"]
        assert await store.read(BOOKS, "1", "a") == created
        assert {**created, "_etag": None} == {
            **book("1", tags=["x", None], nested={"a": {"b": 1.5}}),
            "_etag": None,
        }

    async def test_nothing_but_the_document_and_its_etag_comes_back(
        self, store: DocumentStore
    ) -> None:
        created = await store.create(BOOKS, book("1"))
        upserted = await store.upsert(BOOKS, book("1"))
        replaced = await store.replace(BOOKS, upserted)
        listed = (await store.query(BOOKS, "a")).documents[0]
        expected = {"id", "shelf", "year", "title", "_etag"}
        assert [set(found) for found in (created, upserted, replaced, listed)] == [expected] * 4

    async def test_creating_under_a_taken_id_is_refused_and_changes_nothing(
        self, store: DocumentStore
    ) -> None:
        first = await store.create(BOOKS, book("1", year=1999))
        with pytest.raises(DocumentExistsError):
            await store.create(BOOKS, book("1", year=2001))
        assert await store.read(BOOKS, "1", "a") == first

    async def test_of_many_creators_of_one_id_one_wins(self, store: DocumentStore) -> None:
        results = await asyncio.gather(
            *(store.create(BOOKS, book("1", writer=n)) for n in range(20)),
            return_exceptions=True,
        )
        winners = [result for result in results if isinstance(result, dict)]
        assert len(winners) == 1
        assert sum(isinstance(result, DocumentExistsError) for result in results) == 19
        assert (await store.read(BOOKS, "1", "a"))["writer"] == winners[0]["writer"]

    async def test_reading_what_does_not_exist_says_so(self, store: DocumentStore) -> None:
        with pytest.raises(DocumentNotFoundError):
            await store.read(BOOKS, "nobody", "a")

    async def test_upserting_creates_and_overwrites(self, store: DocumentStore) -> None:
        first = await store.upsert(BOOKS, book("1", year=1999, old=True))
        second = await store.upsert(BOOKS, book("1", year=2001))
        assert first["_etag"] != second["_etag"]
        assert await store.read(BOOKS, "1", "a") == second
        assert "old" not in second

    async def test_upserting_ignores_an_old_etag(self, store: DocumentStore) -> None:
        old = await store.upsert(BOOKS, book("1"))
        await store.upsert(BOOKS, book("1", year=2001))
        await store.upsert(BOOKS, {**old, "year": 2002})
        assert (await store.read(BOOKS, "1", "a"))["year"] == 2002

    async def test_replacing_what_was_read_gives_a_new_etag(self, store: DocumentStore) -> None:
        created = await store.create(BOOKS, book("1"))
        replaced = await store.replace(BOOKS, {**created, "year": 2001})
        assert replaced["_etag"] != created["_etag"]
        assert await store.read(BOOKS, "1", "a") == replaced

    async def test_replacing_with_a_stale_etag_is_refused_and_changes_nothing(
        self, store: DocumentStore
    ) -> None:
        created = await store.create(BOOKS, book("1"))
        current = await store.replace(BOOKS, {**created, "year": 2001})
        with pytest.raises(PreconditionFailedError):
            await store.replace(BOOKS, {**created, "year": 2002})
        assert await store.read(BOOKS, "1", "a") == current

    async def test_an_upsert_in_between_makes_an_etag_stale(self, store: DocumentStore) -> None:
        created = await store.create(BOOKS, book("1"))
        await store.upsert(BOOKS, book("1"))
        with pytest.raises(PreconditionFailedError):
            await store.replace(BOOKS, created)

    async def test_replacing_what_was_deleted_says_so(self, store: DocumentStore) -> None:
        created = await store.create(BOOKS, book("1"))
        await store.delete(BOOKS, "1", "a")
        with pytest.raises(DocumentNotFoundError):
            await store.replace(BOOKS, created)

    async def test_replacing_without_an_etag_is_a_mistake(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1"))
        with pytest.raises(ValueError, match="_etag"):
            await store.replace(BOOKS, book("1"))

    async def test_of_forty_writers_with_one_etag_one_wins(self, store: DocumentStore) -> None:
        created = await store.create(BOOKS, book("1"))
        results = await asyncio.gather(
            *(store.replace(BOOKS, {**created, "writer": n}) for n in range(40)),
            return_exceptions=True,
        )
        winners = [result for result in results if isinstance(result, dict)]
        assert len(winners) == 1
        assert sum(isinstance(result, PreconditionFailedError) for result in results) == 39
        assert await store.read(BOOKS, "1", "a") == winners[0]

    async def test_two_stores_that_count_together_lose_no_step(
        self, store: DocumentStore, other_store: DocumentStore
    ) -> None:
        await store.create(BOOKS, book("1", count=0))

        async def count(through: DocumentStore) -> None:
            for _ in range(10):
                await increment(through)

        await asyncio.gather(count(store), count(other_store), count(store), count(other_store))
        assert (await store.read(BOOKS, "1", "a"))["count"] == 40

    async def test_deleting_is_done_once_and_fine_twice(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1"))
        await store.delete(BOOKS, "1", "a")
        await store.delete(BOOKS, "1", "a")
        with pytest.raises(DocumentNotFoundError):
            await store.read(BOOKS, "1", "a")

    async def test_a_deleted_id_can_be_used_again(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1"))
        await store.delete(BOOKS, "1", "a")
        await store.create(BOOKS, book("1", year=2001))
        assert (await store.read(BOOKS, "1", "a"))["year"] == 2001

    async def test_what_one_store_writes_another_reads(
        self, store: DocumentStore, other_store: DocumentStore
    ) -> None:
        created = await store.create(BOOKS, book("1"))
        assert await other_store.read(BOOKS, "1", "a") == created

    async def test_partitions_do_not_see_each_other(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1", shelf="a", year=1))
        await store.create(BOOKS, book("1", shelf="b", year=2))
        await store.delete(BOOKS, "1", "c")
        assert (await store.read(BOOKS, "1", "a"))["year"] == 1
        assert (await store.read(BOOKS, "1", "b"))["year"] == 2
        assert [found["year"] for found in (await store.query(BOOKS, "b")).documents] == [2]
        with pytest.raises(DocumentNotFoundError):
            await store.read(BOOKS, "1", "c")

    async def test_changing_a_document_in_memory_changes_nothing_stored(
        self, store: DocumentStore
    ) -> None:
        mine = book("1", nested={"list": [1]})
        created = await store.create(BOOKS, mine)
        mine["nested"]["list"].append(2)
        created["nested"]["list"].append(3)
        (await store.read(BOOKS, "1", "a"))["nested"]["list"].append(4)
        (await store.query(BOOKS, "a")).documents[0]["nested"]["list"].append(5)
        assert (await store.read(BOOKS, "1", "a"))["nested"] == {"list": [1]}
        assert "_etag" not in mine

    @pytest.mark.parametrize(
        "text", ["Zoë — 東京 🍣", 'it\'s "quoted" \\ and\nbroken', "'; DROP TABLE books; --", "$.x"]
    )
    async def test_any_text_survives_as_id_value_and_condition(
        self, store: DocumentStore, text: str
    ) -> None:
        await store.create(BOOKS, book("1", shelf=text, note=text))
        await store.create(BOOKS, book("2", shelf=text, note="another"))
        assert (await store.read(BOOKS, "1", text))["note"] == text
        found = await store.query(BOOKS, text, equals={"note": text})
        assert ids(found.documents) == ["1"]

    async def test_conditions_compare_by_value_and_together(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1", lent=True, pages=10, by="Ann"))
        await store.create(BOOKS, book("2", lent=False, pages=10, by="Ann"))
        await store.create(BOOKS, book("3", lent=True, pages=10.5, by=None))

        async def having(**equals: Any) -> list[str]:
            return ids((await store.query(BOOKS, "a", equals=equals)).documents)

        assert await having(lent=True) == ["1", "3"]
        assert await having(lent=False) == ["2"]
        assert await having(pages=10) == ["1", "2"]
        assert await having(pages=10.5) == ["3"]
        assert await having(by=None) == ["3"]
        assert await having(by="Ann", lent=True) == ["1"]
        assert await having(by="ann") == []
        assert await having(never_set=None) == ["1", "2", "3"]
        assert await having(never_set="x") == []

    async def test_pages_follow_each_other_in_both_directions_under_equal_values(
        self, store: DocumentStore
    ) -> None:
        for n in [7, 3, 1, 8, 0, 5, 2, 9, 4, 6]:
            await store.create(BOOKS, book(f"b{n}", year=2000 + n // 4))
        up = [f"b{n}" for n in range(10)]
        for limit in (1, 3, 10, 50):
            rising = await all_pages(store, limit=limit)
            falling = await all_pages(store, limit=limit, descending=True)
            assert [*chain(*rising)] == up
            assert [*chain(*falling)] == up[::-1]
            assert len(rising) == len(falling) == -(-10 // limit)

    async def test_a_page_starts_behind_a_position_even_if_that_document_is_gone(
        self, store: DocumentStore
    ) -> None:
        for n in range(4):
            await store.create(BOOKS, book(f"b{n}"))
        page = await store.query(BOOKS, "a", limit=2)
        await store.delete(BOOKS, "b1", "a")
        assert ids((await store.query(BOOKS, "a", after=page.next)).documents) == ["b2", "b3"]

    async def test_conditions_hold_on_every_page(self, store: DocumentStore) -> None:
        for n in range(12):
            await store.create(BOOKS, book(f"b{n:02}", lent=n % 3 == 0))
        first = await store.query(BOOKS, "a", equals={"lent": True}, limit=2)
        second = await store.query(BOOKS, "a", equals={"lent": True}, limit=2, after=first.next)
        assert ids(first.documents + second.documents) == ["b00", "b03", "b06", "b09"]
        assert second.next is None

    async def test_every_declared_field_and_the_id_can_order(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1", year=3, title="m"))
        await store.create(BOOKS, book("2", year=1, title="z"))
        await store.create(BOOKS, book("3", year=2, title="a"))
        assert await all_pages(store, limit=2) == [["2", "3"], ["1"]]
        assert await all_pages(store, limit=2, order_by="title") == [["3", "1"], ["2"]]
        assert await all_pages(store, limit=2, order_by="id") == [["1", "2"], ["3"]]
        assert await all_pages(store, limit=2, order_by="id", descending=True) == [
            ["3", "2"],
            ["1"],
        ]

    async def test_an_empty_partition_is_an_empty_last_page(self, store: DocumentStore) -> None:
        page = await store.query(BOOKS, "nobody")
        assert page.documents == []
        assert page.next is None

    async def test_ordering_by_what_has_no_index_is_a_mistake(self, store: DocumentStore) -> None:
        with pytest.raises(ValueError, match="pages"):
            await store.query(BOOKS, "a", order_by="pages")

    @pytest.mark.parametrize("missing", ["id", "shelf", "year"])
    async def test_a_document_that_could_not_be_found_again_is_a_mistake(
        self, store: DocumentStore, missing: str
    ) -> None:
        document = {name: value for name, value in book("1").items() if name != missing}
        for write in (store.create, store.upsert, store.replace):
            with pytest.raises(ValueError, match=missing):
                await write(BOOKS, document)

    @pytest.mark.parametrize("id", ["a/b", "a\\b", "a?b", "a#b"])
    async def test_an_id_that_some_store_could_not_keep_is_a_mistake_in_every_store(
        self, store: DocumentStore, id: str
    ) -> None:
        with pytest.raises(ValueError, match="must not"):
            await store.create(BOOKS, book(id))

    @pytest.mark.parametrize("id", ["a b", "ä-ö", "50%", "a:b|c,d", "it's"])
    async def test_any_other_id_is_kept(self, store: DocumentStore, id: str) -> None:
        created = await store.create(BOOKS, book(id))
        assert await store.read(BOOKS, id, "a") == created
        await store.replace(BOOKS, created)
        await store.delete(BOOKS, id, "a")
        with pytest.raises(DocumentNotFoundError):
            await store.read(BOOKS, id, "a")

    async def test_an_unknown_container_is_a_mistake(self, store: DocumentStore) -> None:
        with pytest.raises(ValueError, match="films"):
            await store.read("films", "1", "a")

    async def test_containers_do_not_share_ids(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1"))
        await store.create("readers", {"id": "1", "town": "a", "name": "Ann"})
        assert (await store.read("readers", "1", "a"))["name"] == "Ann"
        assert ids((await store.query("readers", "a")).documents) == ["1"]

    async def test_a_closed_store_opens_again_when_it_is_used(self, store: DocumentStore) -> None:
        await store.create(BOOKS, book("1"))
        await store.close()
        await store.close()
        assert (await store.read(BOOKS, "1", "a"))["id"] == "1"


async def increment(store: DocumentStore, id: str = "1") -> None:
    """Add one to a document's `count`, however many others do so at once."""
    for _ in range(200):
        current = await store.read(BOOKS, id, "a")
        try:
            await store.replace(BOOKS, {**current, "count": current["count"] + 1})
        except PreconditionFailedError:
            await asyncio.sleep(uuid.uuid4().int % 5 / 1000)
        else:
            return
    raise AssertionError("two hundred tries were not enough")
