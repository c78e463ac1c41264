"""How returns are kept: one claim per item, and no claim that blocks for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from chatkit_core.data import StoreUnavailableError
from tests.usecases.retail.desk import NOW, Desk, TroubledStore
from usecases.retail.cosmos_client import RETURNS, RetailRepository
from usecases.retail.domain.models import ReturnRecord
from usecases.retail.domain.service import ItemTakenError

At = Callable[..., Awaitable[Desk]]
READY = {"items": "all", "reason": "DAMAGED", "resolution": "FULL_REFUND", "shipping": "DROP_OFF"}


@pytest.fixture
async def record(at: At, documents: TroubledStore) -> ReturnRecord:
    """A return that is complete but not kept yet."""
    desk = await at("CUST-1001", **READY)
    outcome = await desk.do("confirm", key="draft")
    draft = (await desk.service.data.returns("CUST-1001"))[0]
    for document in await kept(documents):
        await documents.delete(RETURNS, document, "CUST-1001")
    assert draft.return_id == outcome.data["return_id"]
    return draft.model_copy(update={"return_id": "RET-1"})


async def kept(documents: TroubledStore) -> list[str]:
    page = await documents.query(RETURNS, "CUST-1001")
    return [document["id"] for document in page.documents]


async def test_a_return_claims_its_items(record: ReturnRecord, documents: TroubledStore) -> None:
    await RetailRepository(documents).create_return(record, "k", NOW)
    assert sorted(await kept(documents)) == [
        "RET-1",
        "claim:ORD-78234:PROD-001",
        "claim:ORD-78234:PROD-002",
    ]


async def test_two_returns_racing_for_an_item_make_one(
    record: ReturnRecord, documents: TroubledStore
) -> None:
    data = RetailRepository(documents)
    rival = record.model_copy(update={"return_id": "RET-2"})
    ended = await asyncio.gather(
        data.create_return(record, "one", NOW),
        data.create_return(rival, "two", NOW),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ReturnRecord) for one in ended) == 1
    assert sum(isinstance(one, ItemTakenError) for one in ended) == 1
    assert len([name for name in await kept(documents) if name.startswith("RET")]) == 1


async def test_a_refused_return_gives_its_claims_back(
    record: ReturnRecord, documents: TroubledStore
) -> None:
    data = RetailRepository(documents)
    widget, lamp = record.items
    await data.create_return(record.model_copy(update={"items": (lamp,)}), "one", NOW)
    with pytest.raises(ItemTakenError, match="Smart Desk Lamp"):
        await data.create_return(record.model_copy(update={"return_id": "RET-2"}), "two", NOW)
    third = record.model_copy(update={"return_id": "RET-3", "items": (widget,)})
    assert (await data.create_return(third, "three", NOW)).return_id == "RET-3"


async def test_an_abandoned_claim_is_taken_over_after_a_while(
    record: ReturnRecord, documents: TroubledStore
) -> None:
    data = RetailRepository(documents)
    documents.failing = ("RET-1",)
    with pytest.raises(StoreUnavailableError):
        await data.create_return(record, "one", NOW)
    rival = record.model_copy(update={"return_id": "RET-2"})
    with pytest.raises(ItemTakenError):
        await data.create_return(rival, "two", NOW + timedelta(seconds=30))
    late = NOW + timedelta(minutes=2)
    assert (await data.create_return(rival, "two", late)).return_id == "RET-2"


async def test_the_same_number_under_another_key_is_no_success(
    record: ReturnRecord, documents: TroubledStore
) -> None:
    data = RetailRepository(documents)
    await data.create_return(record, "one", NOW)
    with pytest.raises(StoreUnavailableError):
        await data.create_return(record, "two", NOW)


async def test_returns_come_newest_first_beyond_one_page(
    record: ReturnRecord, documents: TroubledStore
) -> None:
    data = RetailRepository(documents)
    for number in range(105):
        one = record.model_copy(update={"return_id": f"RET-{number}", "items": ()})
        await data.create_return(one, str(number), NOW + timedelta(minutes=number))
    found = [one.return_id for one in await data.returns("CUST-1001")]
    assert found == [f"RET-{number}" for number in reversed(range(105))]
