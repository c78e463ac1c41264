"""The card of each step of a return, filled from the session and the shop's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from chatkit.widgets import DynamicWidgetRoot

from chatkit_core.domain import choice_of, listed
from chatkit_core.presentation import WidgetComposer, option
from usecases.retail.domain.models import (
    REASONS,
    RESOLUTIONS,
    SHIPPING,
    Resolution,
    ReturnRecord,
    ReturnStatus,
    Tier,
    day_in_words,
    dollars,
)
from usecases.retail.domain.service import Assessed, RetailService
from usecases.retail.domain.session import RetailSession, previous_step
from usecases.retail.presentation.money import money_lines, paid_as, resolution_options

WIDGETS = Path(__file__).resolve().parent / "widgets"

PROGRESS: Mapping[str, int] = {
    "identify": 1,
    "items": 2,
    "reason": 3,
    "retention": 4,
    "resolution": 4,
    "shipping": 5,
    "confirm": 6,
}

TIER_COLORS: Mapping[Tier, str] = {
    Tier.STANDARD: "secondary",
    Tier.SILVER: "info",
    Tier.GOLD: "warning",
    Tier.PLATINUM: "discovery",
}

STATUS_COLORS: Mapping[ReturnStatus, str] = {
    ReturnStatus.REQUESTED: "info",
    ReturnStatus.ON_ITS_WAY: "warning",
    ReturnStatus.COMPLETED: "success",
}


class ReturnWidgetComposer(WidgetComposer[RetailSession, RetailService]):
    """One builder per step. Amounts and verdicts come from the rules, words from the code tables."""

    def __init__(self) -> None:
        super().__init__(
            WIDGETS,
            {
                "identify": self._identify,
                "items": self._items,
                "reason": self._reason,
                "retention": self._retention,
                "resolution": self._resolution,
                "shipping": self._shipping,
                "confirm": self._summary,
                "done": self._done,
            },
            _ANSWERS,
        )

    async def _identify(self, state: RetailSession, _: RetailService) -> DynamicWidgetRoot:
        return self.build("identify", progress=_progress(state))

    async def _items(self, state: RetailSession, service: RetailService) -> DynamicWidgetRoot:
        found = await _assessed(state, service)
        shared = {
            "customer": state.customer_name,
            "tier": _tier_badge(state.customer_tier),
            "refused": [
                {"name": one.item.name, "because": one.decision.because}
                for one in found
                if not one.decision.allowed
            ],
        }
        orders = _orders(found)
        if not orders:
            return self.build("nothing", **shared)
        count = sum(len(order["items"]) for order in orders)
        progress = _progress(state)
        return self.build("items", **shared, progress=progress, orders=orders, count=count)

    async def _reason(self, state: RetailSession, _: RetailService) -> DynamicWidgetRoot:
        options = [option(choice) for choice in REASONS]
        return self.build("reason", **_asking(state), options=options)

    async def _retention(self, state: RetailSession, service: RetailService) -> DynamicWidgetRoot:
        keeping = [
            option
            for option in resolution_options(state, service)
            if option["code"] == Resolution.KEEP_WITH_DISCOUNT
        ]
        return self.build("retention", **_asking(state), offers=keeping)

    async def _resolution(self, state: RetailSession, service: RetailService) -> DynamicWidgetRoot:
        options = resolution_options(state, service)
        return self.build("resolution", **_asking(state), options=options)

    async def _shipping(self, state: RetailSession, _: RetailService) -> DynamicWidgetRoot:
        return self.build("shipping", **_asking(state), options=[option(c) for c in SHIPPING])

    async def _summary(self, state: RetailSession, service: RetailService) -> DynamicWidgetRoot:
        return self.build(
            "summary",
            progress=_progress(state),
            customer=state.customer_name,
            tier=_tier_badge(state.customer_tier),
            items=_priced(state),
            facts=_facts(state),
            lines=money_lines(state, service),
        )

    async def _done(self, state: RetailSession, service: RetailService) -> DynamicWidgetRoot:
        paid = paid_as(state, service)
        day = day_in_words(service.today() + timedelta(days=14))
        return self.build(
            "done",
            return_id=state.return_id,
            items=_item_names(state),
            paid=paid,
            steps=_next_steps(state, day),
        )

    def history(self, records: Sequence[ReturnRecord]) -> DynamicWidgetRoot:
        """Past returns, newest first; this card answers no step."""
        return self.build("history", returns=[_past(record) for record in records])

    @staticmethod
    def awaited(record: ReturnRecord) -> str:
        """When a return that is under way pays, in one sentence; empty once it is completed."""
        done = record.status is ReturnStatus.COMPLETED
        return "" if done else _PAYING[record.resolution][1]


@cache
def cards() -> ReturnWidgetComposer:
    """The one composer, so that each template is read once."""
    return ReturnWidgetComposer()


async def _assessed(state: RetailSession, service: RetailService) -> list[Assessed]:
    if state.customer_id is None or state.customer_tier is None:
        raise ValueError("the items card needs a customer")
    return await service.assessed(state.customer_id, state.customer_tier)


def _orders(found: Sequence[Assessed]) -> list[dict[str, Any]]:
    """The items that may come back, by order."""
    orders: dict[str, dict[str, Any]] = {}
    for one in found:
        if one.decision.allowed:
            order = {"order_id": one.order.order_id, "when": _when(one), "items": []}
            item = one.as_return_item
            orders.setdefault(one.order.order_id, order)["items"].append(
                {
                    "code": item.code,
                    "name": item.name,
                    "quantity": item.quantity,
                    "price": dollars(item.price),
                }
            )
    return list(orders.values())


def _when(one: Assessed) -> str:
    """Where the order is, and until when it may come back."""
    if one.order.delivered_on is None:
        return "On its way to you"
    return f"Delivered {day_in_words(one.order.delivered_on)}"


def _asking(state: RetailSession) -> dict[str, Any]:
    """What every question card shows: how far we are, what it is about, and the way back."""
    return {
        "progress": _progress(state),
        "about": _item_names(state),
        "back": previous_step(state),
    }


def _progress(state: RetailSession) -> str:
    return f"Step {PROGRESS[state.step]} of {max(PROGRESS.values())}"


def _tier_badge(tier: Tier | None) -> dict[str, str] | None:
    return {"label": tier, "color": TIER_COLORS[tier]} if tier else None


def _item_names(state: RetailSession) -> str:
    return listed([item.name for item in state.selected_items]) if state.selected_items else ""


def _priced(state: RetailSession) -> list[dict[str, Any]]:
    return [
        {"name": item.name, "quantity": item.quantity, "price": dollars(item.price)}
        for item in state.selected_items
    ]


def _facts(state: RetailSession) -> list[dict[str, str]]:
    """The answers so far, each with the name of its question."""
    asked = (("Reason", "reason"), ("You get", "resolution"), ("Sent back by", "shipping"))
    facts = [{"label": label, "value": _ANSWERS[step](state)} for label, step in asked]
    return [fact for fact in facts if fact["value"]]


def _next_steps(state: RetailSession, last_day: str) -> list[dict[str, str]]:
    """What happens after a return was created."""
    steps = [] if state.shipping_method is None else [_SENDING[state.shipping_method]]
    if state.resolution:
        steps.append(_PAYING[state.resolution])
    return [{"icon": icon, "text": text.format(last_day=last_day)} for icon, text in steps]


def _past(record: ReturnRecord) -> dict[str, Any]:
    resolution = choice_of(RESOLUTIONS, record.resolution).label
    return {
        "return_id": record.return_id,
        "items": listed([item.name for item in record.items]),
        "detail": f"{day_in_words(record.created_on)}, {resolution.lower()}",
        "amount": dollars(record.amount) if record.amount else None,
        "status": record.status.label,
        "color": STATUS_COLORS[record.status],
    }


def _customer_answer(state: RetailSession) -> str:
    return f"{state.customer_name} ({state.customer_tier})" if state.customer_id else ""


def _offer_answer(state: RetailSession) -> str:
    if state.keeps_items:
        return _resolution_answer(state)
    return "No, thanks" if state.discount_percent == 0 else ""


def _resolution_answer(state: RetailSession) -> str:
    if state.keeps_items:
        return f"Keep it, {state.discount_percent}% back"
    return choice_of(RESOLUTIONS, state.resolution).label if state.resolution else ""


_ANSWERS: Mapping[str, Callable[[RetailSession], str]] = {
    "identify": _customer_answer,
    "items": _item_names,
    "reason": lambda s: choice_of(REASONS, s.reason_code).label if s.reason_code else "",
    "retention": _offer_answer,
    "resolution": _resolution_answer,
    "shipping": lambda s: choice_of(SHIPPING, s.shipping_method).label if s.shipping_method else "",
    "confirm": lambda s: f"Confirmed as {s.return_id}" if s.return_id else "",
    "done": lambda s: f"Return {s.return_id}" if s.return_id else "",
}
"""What was answered at a step, in words; empty when it is open again."""

_SENDING = {
    "PREPAID_LABEL": (
        "mail",
        "We e-mail your prepaid label within the hour. Please post the parcel by {last_day}.",
    ),
    "DROP_OFF": (
        "map-pin",
        "Bring everything to any of our stores by {last_day}, with your return number.",
    ),
    "SCHEDULE_PICKUP": (
        "calendar",
        "A courier comes on the next business day between 9 am and 6 pm, and brings the label.",
    ),
}

_PAYING = {
    "FULL_REFUND": (
        "reload",
        "The money is back within 5 business days after the parcel reaches us.",
    ),
    "EXCHANGE": ("batch", "We send the same item again as soon as yours is on its way."),
    "STORE_CREDIT": (
        "sparkle",
        "The credit is on your account as soon as the parcel reaches us. It does not expire.",
    ),
    "KEEP_WITH_DISCOUNT": (
        "star",
        "Nothing to send: keep everything. The money is back within 5 business days.",
    ),
}
