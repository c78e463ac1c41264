"""Codes, the words people see for them, and the customers, orders and returns of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, PlainSerializer

from chatkit_core.domain import Choice, Person, Record


class Tier(StrEnum):
    """How long and how well somebody has been a customer."""

    STANDARD = "Standard"
    SILVER = "Silver"
    GOLD = "Gold"
    PLATINUM = "Platinum"


class Category(StrEnum):
    """What kind of thing an item is; some kinds cannot come back."""

    ELECTRONICS = "electronics"
    HOME = "home"
    KITCHEN = "kitchen"
    CLOTHING = "clothing"
    SHOES = "shoes"
    BAGS = "bags"
    JEWELLERY = "jewellery"
    EARRINGS = "earrings"
    UNDERWEAR = "underwear"
    SWIMWEAR = "swimwear"
    STATIONERY = "stationery"


class OrderStatus(StrEnum):
    """How far an order has come."""

    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class ReturnStatus(StrEnum):
    """How far a return has come."""

    REQUESTED = "requested"
    ON_ITS_WAY = "on_its_way"
    COMPLETED = "completed"

    @property
    def label(self) -> str:
        return {"requested": "Requested", "on_its_way": "On its way to us"}.get(self, "Completed")


class Reason(StrEnum):
    """Why something comes back."""

    DAMAGED = "DAMAGED"
    DEFECTIVE = "DEFECTIVE"
    WRONG_ITEM = "WRONG_ITEM"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    WRONG_SIZE = "WRONG_SIZE"
    CHANGED_MIND = "CHANGED_MIND"
    ARRIVED_LATE = "ARRIVED_LATE"
    OTHER = "OTHER"


class Resolution(StrEnum):
    """What the customer gets for it."""

    FULL_REFUND = "FULL_REFUND"
    EXCHANGE = "EXCHANGE"
    STORE_CREDIT = "STORE_CREDIT"
    KEEP_WITH_DISCOUNT = "KEEP_WITH_DISCOUNT"


class Shipping(StrEnum):
    """How it gets back to us."""

    PREPAID_LABEL = "PREPAID_LABEL"
    DROP_OFF = "DROP_OFF"
    SCHEDULE_PICKUP = "SCHEDULE_PICKUP"


REASONS: Sequence[Choice] = (
    Choice(Reason.DAMAGED, "Arrived damaged", "Broken, cracked or leaking when it came", "bolt"),
    Choice(Reason.DEFECTIVE, "Doesn’t work", "Faulty, or it stopped working", "bug"),
    Choice(Reason.WRONG_ITEM, "Wrong item", "Not what was ordered", "cube"),
    Choice(Reason.NOT_AS_DESCRIBED, "Not as described", "Differs from the shop’s page", "images"),
    Choice(Reason.WRONG_SIZE, "Wrong size", "Too big, too small or a poor fit", "settings-slider"),
    Choice(Reason.CHANGED_MIND, "Changed my mind", "No longer wanted or needed", "lightbulb"),
    Choice(Reason.ARRIVED_LATE, "Arrived too late", "It came after it was needed", "clock"),
    Choice(Reason.OTHER, "Something else", "None of the other reasons", "dots-horizontal"),
)

RESOLUTIONS: Sequence[Choice] = (
    Choice(Resolution.FULL_REFUND, "Full refund", "Back to how you paid", "reload"),
    Choice(Resolution.EXCHANGE, "Exchange", "The same item again, without a fee", "batch"),
    Choice(Resolution.STORE_CREDIT, "Store credit", "Worth 10% more than a refund", "sparkle"),
    Choice(
        Resolution.KEEP_WITH_DISCOUNT,
        "Keep it with a discount",
        "Nothing to send; part of the price comes back",
        "star",
    ),
)

SHIPPING: Sequence[Choice] = (
    Choice(
        Shipping.PREPAID_LABEL,
        "Prepaid label",
        "By e-mail; take the parcel to any post office",
        "mail",
    ),
    Choice(Shipping.DROP_OFF, "Drop off at a store", "No box and no label needed", "map-pin"),
    Choice(Shipping.SCHEDULE_PICKUP, "Home pickup", "A courier collects it from you", "calendar"),
)


def cents(amount: Decimal) -> Decimal:
    """An amount rounded half up to the cent."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def dollars(amount: Decimal) -> str:
    """An amount as people read it, such as $1,234.50 or −$12.00."""
    sign = "−" if amount < 0 else ""
    return f"{sign}${abs(cents(amount)):,.2f}"


def day_in_words(day: date) -> str:
    """A day as people read it, such as 4 July 2026."""
    return f"{day.day} {day:%B %Y}"


Money = Annotated[
    Decimal,
    AfterValidator(cents),
    # Readers of the session expect a number; float keeps cents exactly enough to come back.
    PlainSerializer(float, return_type=float, when_used="json"),
]


class Customer(Person):
    """Somebody who has an account."""

    id_field = "customer_id"

    customer_id: str
    tier: Tier


class OrderItem(Record):
    """One line of an order."""

    product_id: str
    name: str
    category: Category
    unit_price: Money
    quantity: int = 1
    final_sale: bool = False
    personalised: bool = False


class Order(Record):
    """One purchase. `delivered_on` is empty until it has arrived."""

    order_id: str
    customer_id: str
    status: OrderStatus
    placed_on: date
    delivered_on: date | None = None
    items: tuple[OrderItem, ...]


class OfferedItem(Record):
    """An item on the items card."""

    product_id: str
    name: str
    quantity: int
    unit_price: Money


class OfferedOrder(Record):
    """An order on the items card, with only those of its items that can come back."""

    order_id: str
    items: tuple[OfferedItem, ...]


class ReturnItem(OfferedItem):
    """An item picked for a return. `code` is how clicks and tools name it."""

    order_id: str

    @property
    def code(self) -> str:
        return f"{self.order_id}/{self.product_id}"

    @property
    def price(self) -> Decimal:
        return cents(self.unit_price * self.quantity)


class ReturnRecord(Record):
    """A return that was created. `amount` is what it pays."""

    return_id: str
    customer_id: str
    created_on: date
    status: ReturnStatus
    items: tuple[ReturnItem, ...]
    reason_code: Reason
    resolution: Resolution
    discount_percent: int | None = None
    shipping_method: Shipping | None = None
    amount: Money


def subtotal(items: Sequence[ReturnItem]) -> Decimal:
    """What some items cost together."""
    return sum((item.price for item in items), Decimal(0))
