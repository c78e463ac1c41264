"""What one conversation about a return remembers, and the order of its questions."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from chatkit_core.flow import Flow, SessionContext, Step
from usecases.retail.domain.models import (
    OfferedOrder,
    Reason,
    Resolution,
    ReturnItem,
    Shipping,
    Tier,
)

DEFAULT_DISCOUNT = 10


class Question(StrEnum):
    """The steps that can be asked again."""

    ITEMS = "items"
    REASON = "reason"
    RETENTION = "retention"
    RESOLUTION = "resolution"
    SHIPPING = "shipping"


class RetailSession(SessionContext):
    """The public session fields. `discount_percent` 0 means that the offer was not taken."""

    customer_id: str | None = None
    customer_name: str | None = None
    customer_tier: Tier | None = None
    displayed_orders: tuple[OfferedOrder, ...] = ()
    selected_items: tuple[ReturnItem, ...] = ()
    reason_code: Reason | None = None
    resolution: Resolution | None = None
    discount_percent: int | None = None
    shipping_method: Shipping | None = None
    return_id: str | None = None

    @property
    def keeps_items(self) -> bool:
        return self.resolution is Resolution.KEEP_WITH_DISCOUNT

    @property
    def offered_items(self) -> list[ReturnItem]:
        """What can be picked, in the order shown."""
        return [
            ReturnItem(order_id=order.order_id, **item.model_dump())
            for order in self.displayed_orders
            for item in order.items
        ]


def _retention_is_open(state: RetailSession) -> bool:
    return (
        state.reason_code is Reason.CHANGED_MIND
        and state.resolution is None
        and state.discount_percent is None
    )


FLOW = Flow(
    (
        Step(
            "identify",
            "Who the return is for",
            ("customer_id", "customer_name", "customer_tier", "displayed_orders"),
            lambda s: s.customer_id is None,
        ),
        Step(
            Question.ITEMS.value,
            "Items to return",
            ("selected_items",),
            lambda s: not s.selected_items,
        ),
        Step(Question.REASON.value, "Reason", ("reason_code",), lambda s: s.reason_code is None),
        Step(Question.RETENTION.value, "Our offer", ("discount_percent",), _retention_is_open),
        Step(
            Question.RESOLUTION.value,
            "What you get",
            ("resolution",),
            lambda s: s.resolution is None,
        ),
        Step(
            Question.SHIPPING.value,
            "How it gets back to us",
            ("shipping_method",),
            lambda s: s.shipping_method is None and not s.keeps_items,
        ),
        Step("confirm", "Summary", ("return_id",), lambda s: s.return_id is None),
        Step("done", "Return created", (), lambda _: False),
    )
)


def settled(state: RetailSession, **answers: Any) -> dict[str, Any]:
    """The answers, and what other answers become because of them, whatever the order of asking.

    Keeping the items leaves nothing to ship; a discount belongs to keeping them, and an offer
    counts as not taken (0) once somebody who changed their mind has chosen something else.
    """
    after = state.model_copy(update=answers)
    discount = after.discount_percent
    if after.keeps_items:
        return {
            **answers,
            "shipping_method": None,
            "discount_percent": discount or DEFAULT_DISCOUNT,
        }
    offered = after.reason_code is Reason.CHANGED_MIND
    if after.resolution is None:
        taken_back = 0 if offered and discount is not None else None
        return {**answers, "discount_percent": taken_back}
    return {**answers, "discount_percent": 0 if offered else None}


def previous_step(state: RetailSession) -> Question | None:
    """The question before the one that is open, among those this conversation was asked."""
    skipped: set[str] = set()
    changed_mind = state.reason_code is Reason.CHANGED_MIND
    if not changed_mind:
        skipped.add(Question.RETENTION)
    if state.keeps_items:  # an offer that was taken leaves the next question unasked too
        skipped |= {Question.SHIPPING, Question.RESOLUTION if changed_mind else ""}
    earlier = FLOW.steps[: FLOW.index(state.step)]
    asked = [step.name for step in earlier if step.name in {*Question} - skipped]
    return Question(asked[-1]) if asked and state.return_id is None else None
