"""Customers, orders and returns in the document store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chatkit_core.claims import CLAIM, ClaimedError, Claims, claim_document
from chatkit_core.data import (
    Container,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    Scalar,
    StoreUnavailableError,
    read_all,
)
from chatkit_core.people import People
from usecases.retail.domain.models import Customer, Order, ReturnItem, ReturnRecord
from usecases.retail.domain.service import ItemTakenError

CUSTOMERS, ORDERS, RETURNS = "customers", "orders", "returns"
RECORD = "return"

CONTAINERS = (
    Container(CUSTOMERS, "tenant", ("id",)),
    Container(ORDERS, "customer_id", ("placed_on",)),
    Container(RETURNS, "customer_id", ("created_at",)),
)


class RetailRepository:
    """Reads and writes over the `DocumentStore` port; knows how things are laid out in it.

    An item can be returned once: a return first claims each of its items, with a document whose
    id is made of order and product, and only then comes into being.
    """

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self.people = People(documents, CUSTOMERS, Customer, "CUST")
        self._claims = Claims(documents, RETURNS, "customer_id", "return_id", self._is_needed)

    async def find_customers(self, query: str) -> list[Customer]:
        """Who a customer number, an e-mail address or a name belongs to: see `People.find`."""
        return await self.people.find(query)

    async def orders(self, customer_id: str) -> list[Order]:
        """Somebody's orders, newest first."""
        found = await self._all(ORDERS, customer_id, {})
        return [Order.model_validate(document) for document in found]

    async def returns(self, customer_id: str) -> list[ReturnRecord]:
        """Somebody's returns, newest first."""
        found = await self._all(RETURNS, customer_id, {"kind": RECORD})
        return [ReturnRecord.model_validate(document) for document in found]

    async def create_return(self, record: ReturnRecord, key: str, now: datetime) -> ReturnRecord:
        """Keep a return, or find the one that the same key made before.

        Raises `ItemTakenError` when another return has one of its items.
        """
        now = now.astimezone(UTC)
        try:
            await self._claims.take(claims_of(record, now), now)
        except ClaimedError as taken:
            names = {item.code: item.name for item in record.items}
            raise ItemTakenError(names[taken.claim["code"]], taken.holder) from taken
        document = return_document(record, key, now)
        try:
            stored = await self._documents.create(RETURNS, document)
        except DocumentExistsError:
            stored = await self._documents.read(RETURNS, record.return_id, record.customer_id)
            if stored["key"] != key:
                raise StoreUnavailableError("That return number is taken.") from None
        return ReturnRecord.model_validate(stored)

    async def _is_needed(self, claim: Document) -> bool:
        try:
            await self._documents.read(RETURNS, claim["return_id"], claim["customer_id"])
        except DocumentNotFoundError:
            return False
        return True

    async def _all(
        self, container: str, customer_id: str, equals: Mapping[str, Scalar]
    ) -> list[Document]:
        """Every matching document of one customer, newest first."""
        found = read_all(self._documents, container, customer_id, equals=equals, descending=True)
        return [document async for document in found]


def order_document(order: Order) -> Document:
    """An order as stored."""
    return {**order.model_dump(mode="json"), "id": order.order_id}


def return_document(record: ReturnRecord, key: str, now: datetime) -> Document:
    """A return as stored. `key` tells a repeated write from another return."""
    stamps: dict[str, Any] = {"kind": RECORD, "key": key, "created_at": now.isoformat()}
    return {**record.model_dump(mode="json"), **stamps, "id": record.return_id}


def claim_id(item: ReturnItem) -> str:
    """The id under which an item can be claimed once."""
    return f"{CLAIM}:{item.code.replace('/', ':')}"


def claims_of(record: ReturnRecord, now: datetime) -> list[Document]:
    """What a return claims: each of its items."""
    return [
        claim_document(
            item.code.replace("/", ":"),
            now,
            customer_id=record.customer_id,
            code=item.code,
            return_id=record.return_id,
        )
        for item in record.items
    ]
