"""What commands and cards may ask of the returns desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chatkit_core.domain import Decision, DomainService, PolicyEngine
from chatkit_core.handbook import Handbook
from usecases.retail.domain.models import (
    Customer,
    OfferedItem,
    OfferedOrder,
    Order,
    OrderItem,
    Resolution,
    ReturnItem,
    ReturnRecord,
    Tier,
    subtotal,
)
from usecases.retail.domain.policies import (
    DiscountInputs,
    DiscountParameters,
    EligibilityInputs,
    RefundInputs,
)
from usecases.retail.domain.session import DEFAULT_DISCOUNT, RetailSession


class ReturnsData(Protocol):
    """The customers, orders and returns, wherever they are kept.

    Every method may raise the store's `StoreUnavailableError`.
    """

    async def find_customers(self, query: str) -> list[Customer]:
        """Who a customer number, an e-mail address or a name belongs to."""
        ...

    async def orders(self, customer_id: str) -> list[Order]:
        """Somebody's orders, newest first."""
        ...

    async def returns(self, customer_id: str) -> list[ReturnRecord]:
        """Somebody's returns, newest first."""
        ...

    async def create_return(self, record: ReturnRecord, key: str, now: datetime) -> ReturnRecord:
        """Keep a return. The same key finds the one it made before, which is given back.

        Raises `ItemTakenError` when another return has one of its items.
        """
        ...


class ItemTakenError(Exception):
    """Another return already has this item."""

    def __init__(self, name: str, return_id: str) -> None:
        super().__init__(f"{name} is already part of return {return_id}.")


@dataclass(frozen=True, slots=True)
class Assessed:
    """An item somebody bought, and whether it may come back."""

    order: Order
    item: OrderItem
    decision: Decision

    @property
    def code(self) -> str:
        return f"{self.order.order_id}/{self.item.product_id}"

    @property
    def as_return_item(self) -> ReturnItem:
        return ReturnItem(order_id=self.order.order_id, **self.item.model_dump())


class RetailService(DomainService):
    """The shop's rules, its data and its policy texts."""

    def __init__(
        self,
        policies: PolicyEngine,
        clock: Callable[[], datetime],
        data: ReturnsData,
        handbook: Handbook,
    ) -> None:
        super().__init__(policies, clock, handbook)
        self.data = data

    async def assessed(self, customer_id: str, tier: Tier, apart_from: str = "") -> list[Assessed]:
        """Everything somebody bought, newest order first, with today's verdict on each item.

        `apart_from` is a return that is being written and must not stand in its own way.
        """
        returns = await self.data.returns(customer_id)
        returned = {i.code for r in returns if r.return_id != apart_from for i in r.items}
        return [
            Assessed(order, item, self._eligibility(order, item, tier, returned))
            for order in await self.data.orders(customer_id)
            for item in order.items
        ]

    def _eligibility(
        self, order: Order, item: OrderItem, tier: Tier, returned: set[str]
    ) -> Decision:
        return self.policies.decide(
            "return_eligibility",
            EligibilityInputs(
                name=item.name,
                category=item.category,
                final_sale=item.final_sale,
                personalised=item.personalised,
                order_status=order.status,
                delivered_on=order.delivered_on,
                today=self.today(),
                tier=tier,
                already_returned=f"{order.order_id}/{item.product_id}" in returned,
            ),
        )

    def refund(
        self, state: RetailSession, resolution: Resolution, percent: int | None = None
    ) -> Decision:
        """What the selected items would pay; `percent` counts for keeping them only.

        The reason and the tier must be known.
        """
        if state.reason_code is None or state.customer_tier is None:
            raise ValueError("a refund needs a reason and a customer")
        return self.policies.decide(
            "refund",
            RefundInputs(
                subtotal=subtotal(state.selected_items),
                reason=state.reason_code,
                resolution=resolution,
                tier=state.customer_tier,
                discount_percent=percent or state.discount_percent or DEFAULT_DISCOUNT,
            ),
        )

    def discount(self, percent: int, tier: Tier | None) -> Decision:
        """Whether a discount for keeping the items may be given."""
        inputs = DiscountInputs(percent=percent, tier=tier or Tier.STANDARD)
        return self.policies.decide("retention_discount", inputs)

    def offers(self, tier: Tier | None) -> list[tuple[int, bool]]:
        """The discounts to show, each with whether a supervisor must agree."""
        rules = self.policies.parameters_of("retention_discount")
        if not isinstance(rules, DiscountParameters):
            raise TypeError("the discount rule was given another rule's parameters")
        supervised = rules.with_approval if tier in rules.approval_shown_to else []
        return [(p, False) for p in rules.offered] + [(p, True) for p in supervised]


def offered(assessed: Sequence[Assessed]) -> tuple[OfferedOrder, ...]:
    """The orders with something that may come back, and only what may."""
    orders: dict[str, list[OfferedItem]] = {}
    for found in assessed:
        if found.decision.allowed:
            item = OfferedItem.model_validate(found.item.model_dump())
            orders.setdefault(found.order.order_id, []).append(item)
    return tuple(OfferedOrder(order_id=key, items=tuple(items)) for key, items in orders.items())
