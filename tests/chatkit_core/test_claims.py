"""What can be had once is given once, all of it or nothing, and never lost to a cut-off writer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chatkit_core.claims import ABANDONED_AFTER, ClaimedError, Claims, claim_document
from chatkit_core.data import Container, Document
from chatkit_core.sqlite import SqliteDocumentStore

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + ABANDONED_AFTER + timedelta(seconds=1)


class Seats:
    """The seats of a room; a booking exists once its id is in `booked`."""

    def __init__(self, store: SqliteDocumentStore) -> None:
        self.store = store
        self.booked: set[str] = set()
        self.claims = Claims(store, "seats", "room", "booking", self.is_needed)

    async def is_needed(self, claim: Document) -> bool:
        return claim["booking"] in self.booked

    async def take(self, booking: str, *seats: str, now: datetime = NOW) -> bool:
        wanted = [claim_document(seat, now, room="blue", booking=booking) for seat in seats]
        try:
            await self.claims.take(wanted, now)
        except ClaimedError:
            return False
        self.booked.add(booking)
        return True

    async def taken(self) -> dict[str, str]:
        page = await self.store.query("seats", "blue", limit=100)
        return {d["id"].removeprefix("claim:"): d["booking"] for d in page.documents}


@pytest.fixture
async def seats(tmp_path: Path) -> AsyncIterator[Seats]:
    store = SqliteDocumentStore(tmp_path / "app.sqlite3", [Container("seats", "room", ("id",))])
    yield Seats(store)
    await store.close()


async def test_the_first_has_it_and_the_second_takes_nothing(seats: Seats) -> None:
    assert await seats.take("first", "A2")
    assert not await seats.take("second", "A1", "A2", "A3")
    assert await seats.taken() == {"A2": "first"}


async def test_claiming_again_for_the_same_record_is_fine(seats: Seats) -> None:
    assert await seats.take("first", "A1")
    assert await seats.take("first", "A1", "A2")
    assert not await seats.take("second", "A2")
    assert await seats.taken() == {"A1": "first", "A2": "first"}


async def test_of_many_at_once_exactly_one_gets_it(seats: Seats) -> None:
    got = await asyncio.gather(*(seats.take(f"booking {n}", "A1", "A2") for n in range(8)))
    assert got.count(True) == 1
    assert len(set((await seats.taken()).values())) == 1


async def test_a_claim_without_its_record_is_taken_over_after_a_while(seats: Seats) -> None:
    await seats.take("ghost", "A1")
    seats.booked.clear()
    assert not await seats.take("second", "A1")
    assert await seats.take("second", "A1", now=LATER)
    assert await seats.taken() == {"A1": "second"}


async def test_a_claim_with_its_record_is_never_taken_over(seats: Seats) -> None:
    await seats.take("first", "A1")
    assert not await seats.take("second", "A1", now=LATER)


async def test_only_ones_own_are_given_back(seats: Seats) -> None:
    await seats.take("first", "A1")
    await seats.take("second", "A2")
    both = [claim_document(seat, NOW, room="blue", booking="first") for seat in ("A1", "A2", "A3")]
    await seats.claims.release(both)
    assert await seats.taken() == {"A2": "second"}
