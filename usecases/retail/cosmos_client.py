"""Customers, orders and returns in the document store."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chatkit_core.data import (
    Container,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    Scalar,
    StoreUnavailableError,
)
from usecases.retail.domain.models import Customer, Order, ReturnItem, ReturnRecord
from usecases.retail.domain.service import ItemTakenError

CUSTOMERS, ORDERS, RETURNS = "customers", "orders", "returns"
TENANT = "demo"
CLAIM, RECORD = "claim", "return"

CONTAINERS = (
    Container(CUSTOMERS, "tenant", ("id",)),
    Container(ORDERS, "customer_id", ("placed_on",)),
    Container(RETURNS, "customer_id", ("created_at",)),
)

ABANDONED_AFTER = timedelta(minutes=1)
"""How long a claim without its return is taken for one that is just being written."""

_ID = re.compile(r"\bcust[-\s]?(\d{3,})\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s<>,;]+@[^\s<>,;]+\.[a-z]{2,}", re.IGNORECASE)


class RetailRepository:
    """Reads and writes over the `DocumentStore` port; knows how things are laid out in it.

    An item can be returned once: a return first claims each of its items with a document whose
    id is made of order and product, and only then comes into being. A claim alone means nothing;
    one that was left behind is taken over.
    """

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def find_customers(self, query: str) -> list[Customer]:
        """Who a customer number, an e-mail address or a name belongs to.

        Several of them must all belong to one customer; nobody is found when one belongs to nobody.
        """
        numbers = {f"CUST-{number}" for number in _ID.findall(query)}
        addresses = {address.lower() for address in _EMAIL.findall(query)}
        if numbers or addresses:
            found = [await self._by_id(number) for number in sorted(numbers)]
            found += [await self._matching({"email": one}) for one in sorted(addresses)]
            people = {person.customer_id: person for one in found for person in one}
            return [*people.values()] if all(found) else []
        name = name_key(query)
        if found := await self._matching({"name_key": name}):
            return found
        given, family = await asyncio.gather(
            self._matching({"given_key": name}), self._matching({"family_key": name})
        )
        return [*given, *(person for person in family if person not in given)]

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
        claimed: list[ReturnItem] = []
        try:
            for item in record.items:
                await self._claim(item, record, now)
                claimed.append(item)
        except ItemTakenError:
            for item in claimed:  # what this return cannot use stays free for another
                await self._documents.delete(RETURNS, claim_id(item), record.customer_id)
            raise
        document = return_document(record, key, now)
        try:
            stored = await self._documents.create(RETURNS, document)
        except DocumentExistsError:
            stored = await self._documents.read(RETURNS, record.return_id, record.customer_id)
            if stored["key"] != key:
                raise StoreUnavailableError("That return number is taken.") from None
        return ReturnRecord.model_validate(stored)

    async def _claim(self, item: ReturnItem, record: ReturnRecord, now: datetime) -> None:
        claim = claim_document(item, record, now)
        try:
            await self._documents.create(RETURNS, claim)
        except DocumentExistsError:
            held = await self._documents.read(RETURNS, claim["id"], record.customer_id)
            if held["return_id"] != record.return_id:
                await self._take_over(held, claim, item.name, now)

    async def _take_over(self, held: Document, claim: Document, name: str, now: datetime) -> None:
        """Take a claim whose return never came into being, because its writer was cut off."""
        taken = ItemTakenError(name, held["return_id"])
        fresh = now - datetime.fromisoformat(held["created_at"]) < ABANDONED_AFTER
        if fresh or await self._exists(held["return_id"], held["customer_id"]):
            raise taken
        try:
            await self._documents.replace(RETURNS, {**claim, "_etag": held["_etag"]})
        except (PreconditionFailedError, DocumentNotFoundError):
            raise taken from None

    async def _exists(self, return_id: str, customer_id: str) -> bool:
        try:
            await self._documents.read(RETURNS, return_id, customer_id)
        except DocumentNotFoundError:
            return False
        return True

    async def _by_id(self, customer_id: str) -> list[Customer]:
        try:
            document = await self._documents.read(CUSTOMERS, customer_id, TENANT)
        except DocumentNotFoundError:
            return []
        return [Customer.model_validate(document)]

    async def _matching(self, equals: Mapping[str, Scalar]) -> list[Customer]:
        page = await self._documents.query(CUSTOMERS, TENANT, equals=equals, limit=2)
        return [Customer.model_validate(document) for document in page.documents]

    async def _all(
        self, container: str, customer_id: str, equals: Mapping[str, Scalar]
    ) -> list[Document]:
        """Every matching document of one customer, newest first."""
        found: list[Document] = []
        cursor = None
        while True:
            page = await self._documents.query(
                container, customer_id, equals=equals, descending=True, after=cursor
            )
            found += page.documents
            cursor = page.next
            if cursor is None:
                return found


def name_key(name: str) -> str:
    """A name as it is looked up: small letters, single spaces."""
    return " ".join(name.casefold().split())


def customer_document(customer: Customer) -> Document:
    """A customer as stored, with the keys names are found by."""
    given, *_, family = name_key(customer.name).split()
    keys = {"name_key": name_key(customer.name), "given_key": given, "family_key": family}
    return {
        **customer.model_dump(mode="json"),
        **keys,
        "id": customer.customer_id,
        "tenant": TENANT,
        "email": customer.email.lower(),
    }


def order_document(order: Order) -> Document:
    """An order as stored."""
    return {**order.model_dump(mode="json"), "id": order.order_id}


def return_document(record: ReturnRecord, key: str, now: datetime) -> Document:
    """A return as stored. `key` tells a repeated write from another return."""
    stamps: dict[str, Any] = {"kind": RECORD, "key": key, "created_at": now.isoformat()}
    return {**record.model_dump(mode="json"), **stamps, "id": record.return_id}


def claim_id(item: ReturnItem) -> str:
    """The id under which an item can be claimed once."""
    return f"{CLAIM}:{item.order_id}:{item.product_id}"


def claim_document(item: ReturnItem, record: ReturnRecord, now: datetime) -> Document:
    """That an item belongs to a return."""
    return {
        "id": claim_id(item),
        "kind": CLAIM,
        "customer_id": record.customer_id,
        "code": item.code,
        "return_id": record.return_id,
        "created_at": now.isoformat(),
    }
