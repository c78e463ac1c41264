"""Writes the demo data, dated relative to a day so that it never goes stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from chatkit_core.data import Document, DocumentStore
from chatkit_core.demo_data import DemoData, SeedModel
from chatkit_core.people import person_document
from usecases.retail.cosmos_client import (
    CUSTOMERS,
    ORDERS,
    RETURNS,
    order_document,
    return_document,
)
from usecases.retail.domain.models import (
    Customer,
    Order,
    OrderItem,
    OrderStatus,
    Reason,
    Resolution,
    ReturnItem,
    ReturnRecord,
    ReturnStatus,
    Shipping,
    Tier,
)
from usecases.retail.domain.policies import RefundInputs, RefundParameters, RefundPolicy, amount

SEED_FILE = Path(__file__).with_name("seed.json")
RESET_PAGE = 1000


class SeedOrder(SeedModel):
    """An order, dated in days before today."""

    order_id: str
    status: OrderStatus
    placed_days_ago: int
    delivered_days_ago: int | None = None
    items: tuple[OrderItem, ...]


class SeedReturn(SeedModel):
    """A return made in the past."""

    return_id: str
    order_id: str
    product_id: str
    created_days_ago: int
    status: ReturnStatus
    reason_code: Reason
    resolution: Resolution
    shipping_method: Shipping


class SeedCustomer(SeedModel):
    """A demo customer. `shows` says which rule one meets as this customer."""

    customer_id: str
    name: str
    email: str
    tier: Tier
    shows: str
    orders: tuple[SeedOrder, ...] = ()
    returns: tuple[SeedReturn, ...] = ()


class SeedData(SeedModel):
    """Everything in seed.json."""

    customers: tuple[SeedCustomer, ...]


def read_seed() -> SeedData:
    """The demo customers as written in seed.json."""
    return SeedData.model_validate_json(SEED_FILE.read_text(encoding="utf-8"))


async def seed(documents: DocumentStore, today: date) -> None:
    """Make the demo data fit a day; returns that people made stay as they are."""
    await DEMO.seed(documents, today)


async def reset(documents: DocumentStore, today: date) -> None:
    """Put the demo data back to its beginning: returns that people made are gone."""
    for person in read_seed().customers:
        kept = {past.return_id for past in person.returns}
        page = await documents.query(RETURNS, person.customer_id, limit=RESET_PAGE)
        for document in page.documents:
            if document["id"] not in kept:
                await documents.delete(RETURNS, document["id"], person.customer_id)
    await DEMO.seed_again(documents, today)


async def _write(documents: DocumentStore, today: date, _: str) -> None:
    for person in read_seed().customers:
        for container, document in _documents(person, today):
            await documents.upsert(container, document)


DEMO = DemoData(CUSTOMERS, SEED_FILE, _write)


def _documents(person: SeedCustomer, today: date) -> Iterator[tuple[str, Document]]:
    yield CUSTOMERS, person_document(Customer.model_validate(person.model_dump()))
    for order in person.orders:
        yield ORDERS, order_document(_order(person, order, today))
    for past in person.returns:
        created = today - timedelta(days=past.created_days_ago)
        record = _return(person, past, created)
        at_noon = datetime.combine(created, time(12), UTC)
        yield RETURNS, return_document(record, f"seed:{past.return_id}", at_noon)


def _order(person: SeedCustomer, order: SeedOrder, today: date) -> Order:
    delivered = order.delivered_days_ago
    return Order(
        order_id=order.order_id,
        customer_id=person.customer_id,
        status=order.status,
        placed_on=today - timedelta(days=order.placed_days_ago),
        delivered_on=None if delivered is None else today - timedelta(days=delivered),
        items=order.items,
    )


def _return(person: SeedCustomer, past: SeedReturn, created: date) -> ReturnRecord:
    order = next(order for order in person.orders if order.order_id == past.order_id)
    bought = next(item for item in order.items if item.product_id == past.product_id)
    item = ReturnItem(order_id=order.order_id, **bought.model_dump())
    asked = RefundInputs(
        subtotal=item.price, reason=past.reason_code, resolution=past.resolution, tier=person.tier
    )
    fields: dict[str, Any] = past.model_dump(exclude={"order_id", "product_id"})
    return ReturnRecord(
        **fields,
        customer_id=person.customer_id,
        created_on=created,
        items=(item,),
        amount=amount(RefundPolicy().decide(asked, RefundParameters()), "total"),
    )
