"""Demo data: complete, dated relative to the day, and never in the way of real returns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from chatkit_core.domain import Decision
from chatkit_core.people import TENANT
from tests.usecases.retail.desk import NOW, Desk, TroubledStore
from usecases.retail.cosmos_client import CUSTOMERS, RETURNS, RetailRepository
from usecases.retail.domain.models import Tier
from usecases.retail.seed import read_seed, seed

At = Callable[..., Awaitable[Desk]]
READY = {"items": "all", "reason": "DAMAGED", "resolution": "FULL_REFUND", "shipping": "DROP_OFF"}


async def verdicts(desk: Desk) -> list[Decision]:
    return [
        one.decision
        for person in read_seed().customers
        for one in await desk.service.assessed(person.customer_id, person.tier)
    ]


async def test_every_tier_and_every_refusal_can_be_met(desk: Desk) -> None:
    people = read_seed().customers
    assert {person.tier for person in people} == set(Tier)
    assert len(people) >= 5
    refused = {
        clause.name
        for decision in await verdicts(desk)
        for clause in decision.clauses
        if not clause.passed
    }
    assert refused == {
        "not_returned_before",
        "not_final_sale",
        "not_personalised",
        "returnable_category",
        "order_sent",
        "within_window",
    }


async def test_somebody_has_no_orders_and_somebody_past_returns(desk: Desk) -> None:
    people = {person.customer_id: person for person in read_seed().customers}
    assert any(not person.orders for person in people.values())
    assert len(await desk.service.data.returns("CUST-1003")) == 3


async def test_jane_is_as_everybody_knows_her(desk: Desk) -> None:
    [jane] = await desk.service.data.find_customers("CUST-1001")
    assert (jane.name, jane.email, jane.tier) == (
        "Jane Smith",
        "jane.smith@example.com",
        Tier.GOLD,
    )
    told = [
        (order.order_id, order.delivered_on, item.product_id, item.name, str(item.unit_price))
        for order in await desk.service.data.orders("CUST-1001")
        for item in order.items
    ]
    recent, old = (NOW.date() - timedelta(days=days) for days in (12, 60))
    assert told == [
        ("ORD-78234", recent, "PROD-001", "Blue Wireless Widget", "79.99"),
        ("ORD-78234", recent, "PROD-002", "Smart Desk Lamp", "49.99"),
        ("ORD-76891", old, "PROD-003", "Travel Backpack", "89.50"),
    ]


async def test_on_another_day_orders_are_as_old_as_before(documents: TroubledStore) -> None:
    later = NOW.date() + timedelta(days=45)
    await seed(documents, later)
    order = (await RetailRepository(documents).orders("CUST-1001"))[0]
    assert order.delivered_on == later - timedelta(days=12)


async def test_seeding_again_the_same_day_writes_nothing(documents: TroubledStore) -> None:
    before = await documents.read(CUSTOMERS, "CUST-1001", TENANT)
    await seed(documents, NOW.date())
    assert await documents.read(CUSTOMERS, "CUST-1001", TENANT) == before


async def test_seeding_leaves_what_people_returned(at: At, documents: TroubledStore) -> None:
    desk = await at("CUST-1001", **READY)
    await desk.do("confirm")
    before = await documents.query(RETURNS, "CUST-1001")
    await seed(documents, NOW.date() + timedelta(days=1))
    after = await documents.query(RETURNS, "CUST-1001")
    assert after.documents == before.documents
