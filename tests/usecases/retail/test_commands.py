"""What each command does to the session, and what it refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chatkit_core.data import StoreUnavailableError
from chatkit_core.domain import NeedsApproval, Refused
from tests.usecases.retail.desk import Desk, TroubledStore
from usecases.retail.commands import COMMANDS
from usecases.retail.domain.models import Reason, Resolution, Shipping

At = Callable[..., Awaitable[Desk]]

LAMP, WIDGET = "ORD-78234/PROD-002", "ORD-78234/PROD-001"
READY = {"items": "all", "reason": "DAMAGED", "resolution": "FULL_REFUND", "shipping": "DROP_OFF"}


async def refusal(desk: Desk, name: str, **payload: Any) -> str:
    """The sentence of a refusal, after checking that nothing has changed."""
    before = await desk.state()
    with pytest.raises(Refused) as no:
        await desk.do(name, **payload)
    assert await desk.state() == before
    return no.value.sentence


async def returns_of(desk: Desk, customer: str) -> list[str]:
    return [record.return_id for record in await desk.service.data.returns(customer)]


# Who it is about


@pytest.mark.parametrize(
    "query",
    [
        "CUST-1001",
        "cust 1001",
        "my number is cust-1001",
        "jane.smith@example.com",
        "JANE.SMITH@Example.com",
        "Jane Smith",
        "  jane   SMITH ",
        "jane",
        "Smith",
    ],
)
async def test_a_customer_is_found_by_number_mail_or_name(desk: Desk, query: str) -> None:
    await desk.do("identify", query=query)
    state = await desk.state()
    assert (state.customer_id, state.customer_name, state.customer_tier) == (
        "CUST-1001",
        "Jane Smith",
        "Gold",
    )
    assert state.step == "items"


async def test_only_what_may_go_back_is_displayed(at: At) -> None:
    state = await (await at("CUST-1001")).state()
    assert state.model_dump(mode="json")["displayed_orders"] == [
        {
            "order_id": "ORD-78234",
            "items": [
                {
                    "product_id": "PROD-001",
                    "name": "Blue Wireless Widget",
                    "quantity": 1,
                    "unit_price": 79.99,
                },
                {
                    "product_id": "PROD-002",
                    "name": "Smart Desk Lamp",
                    "quantity": 1,
                    "unit_price": 49.99,
                },
            ],
        }
    ]


@pytest.mark.parametrize("query", ["CUST-9999", "nobody@example.com", "Nobody Atall", "*", "%"])
async def test_an_unknown_customer_is_refused(desk: Desk, query: str) -> None:
    assert "can’t find that customer" in await refusal(desk, "identify", query=query)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("CUST-1001; CUST-1002", "could be more than one customer"),
        ("CUST-1001 or marcus.lindqvist@example.com", "could be more than one customer"),
        ("CUST-1001, CUST-9999", "can’t find that customer"),
    ],
)
async def test_two_customers_at_once_are_asked_about(desk: Desk, query: str, sentence: str) -> None:
    assert sentence in await refusal(desk, "identify", query=query)


async def test_a_number_and_its_mail_address_are_one_customer(desk: Desk) -> None:
    await desk.do("identify", query="CUST-1001, jane.smith@example.com")
    assert (await desk.state()).customer_id == "CUST-1001"


async def test_an_ambiguous_name_asks_for_the_mail_and_names_nobody(desk: Desk) -> None:
    sentence = await refusal(desk, "identify", query="Alex")
    assert "e-mail" in sentence
    assert "Novak" not in sentence
    assert "Kim" not in sentence


@pytest.mark.parametrize("query", ["CUST-1002", "Marcus Lindqvist", "Alex", "CUST-9999"])
async def test_a_conversation_stays_with_its_customer(at: At, query: str) -> None:
    sentence = await refusal(await at("CUST-1001"), "identify", query=query)
    assert sentence == (
        "This conversation is about Jane Smith. Start a new chat for somebody else."
    )


async def test_naming_the_same_customer_again_changes_nothing(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    before = await desk.state()
    await desk.do("identify", query="jane.smith@example.com")
    assert await desk.state() == before


# What goes back


@pytest.mark.parametrize(
    ("items", "picked"),
    [
        ([WIDGET], ["PROD-001"]),
        (["PROD-002", "PROD-001"], ["PROD-001", "PROD-002"]),
        ("lamp", ["PROD-002"]),
        ("blue widget", ["PROD-001"]),
        ("all", ["PROD-001", "PROD-002"]),
        ("ORD-78234", ["PROD-001", "PROD-002"]),
        ({WIDGET: True, LAMP: False}, ["PROD-001"]),
        (["lamp", "PROD-002", LAMP], ["PROD-002"]),
    ],
)
async def test_items_are_picked_by_code_number_name_or_tick(
    at: At, items: Any, picked: list[str]
) -> None:
    desk = await at("CUST-1001")
    await desk.do("select_items", items=items)
    state = await desk.state()
    assert [item.product_id for item in state.selected_items] == picked
    assert state.step == "reason"


async def test_everything_is_one_button(at: At) -> None:
    desk = await at("CUST-1001")
    await desk.do("select_items", everything=True)
    assert len((await desk.state()).selected_items) == 2


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ("backpack", "The 44-day return window for Travel Backpack ended on 7 November 2026."),
        (["PROD-003", "backpack"], "The 44-day return window for Travel Backpack"),
        ("toaster", "I can’t find “toaster” among your orders."),
        ("ORD-78310/PROD-010", "I can’t find “ORD-78310/PROD-010” among your orders."),
        ([], "Please pick at least one item."),
        ({WIDGET: False}, "Please pick at least one item."),
        ("  ", "Please pick at least one item."),
        ([""], "Please pick at least one item."),
        (["\0"], "Please pick at least one item."),
        ("…", "Please pick at least one item."),
        ([LAMP, "toaster"], "I can’t find “toaster” among your orders."),
    ],
)
async def test_what_is_not_offered_is_refused_with_its_reason(
    at: At, items: Any, sentence: str
) -> None:
    assert (await refusal(await at("CUST-1001"), "select_items", items=items)).startswith(sentence)


@pytest.mark.parametrize("items", [["backpack", "lamp"], [LAMP, "PROD-003"]])
async def test_what_may_go_back_is_taken_and_the_rest_is_explained(at: At, items: Any) -> None:
    desk = await at("CUST-1001")
    outcome = await desk.do("select_items", items=items)
    assert [item.product_id for item in (await desk.state()).selected_items] == ["PROD-002"]
    assert outcome.say == (
        "I’ve put down Smart Desk Lamp. "
        "The 44-day return window for Travel Backpack ended on 7 November 2026."
    )


async def test_a_whole_order_is_what_of_it_may_go_back(at: At) -> None:
    desk = await at("CUST-1002")
    outcome = await desk.do("select_items", items="ORD-78310")
    assert len((await desk.state()).selected_items) == 2
    assert "Rain Shell Jacket was a final sale" in outcome.say


async def test_a_name_that_fits_two_items_is_asked_about(at: At) -> None:
    desk = await at("CUST-1002")
    before = await desk.state()
    with pytest.raises(Refused, match="can’t find"):
        await desk.do("select_items", items="shoes socks")
    assert await desk.state() == before
    sentence = await refusal(await at("CUST-1002"), "select_items", items="stool")
    assert "hasn’t been shipped" in sentence


async def test_items_need_a_customer(desk: Desk) -> None:
    assert "who you are" in await refusal(desk, "select_items", items="all")


async def test_picking_again_keeps_the_other_answers(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    await desk.do("select_items", items=[LAMP])
    state = await desk.state()
    assert [item.code for item in state.selected_items] == [LAMP]
    assert state.step == "confirm"


# The other answers


@pytest.mark.parametrize("said", ["DAMAGED", "damaged", "Arrived damaged", "arrived DAMAGED "])
async def test_a_code_or_a_label_is_a_code(at: At, said: str) -> None:
    desk = await at("CUST-1001", items="all", reason=said)
    assert (await desk.state()).reason_code is Reason.DAMAGED


@pytest.mark.parametrize("label", ["Doesn’t work", "doesn't work"])
async def test_a_typed_apostrophe_is_fine(at: At, label: str) -> None:
    desk = await at("CUST-1001", items="all", reason=label)
    assert (await desk.state()).reason_code is Reason.DEFECTIVE


async def test_answers_may_come_in_any_order(at: At) -> None:
    asked = await at("CUST-1001", **READY)
    desk = asked.another()
    for name, payload in (
        ("choose_shipping", {"method": "DROP_OFF"}),
        ("choose_resolution", {"resolution": "FULL_REFUND"}),
        ("choose_reason", {"reason": "DAMAGED"}),
        ("identify", {"query": "CUST-1001"}),
        ("select_items", {"items": "all"}),
    ):
        await desk.do(name, **payload)
    assert await desk.state() == await asked.state()


async def test_turning_the_offer_down_or_passing_over_it_ends_the_same(at: At) -> None:
    declined = await at(
        "CUST-1001", items="all", reason="CHANGED_MIND", offer=False, resolution="EXCHANGE"
    )
    passed = declined.another()
    await passed.do("identify", query="CUST-1001")
    await passed.do("select_items", items="all")
    await passed.do("choose_reason", reason="CHANGED_MIND")
    await passed.do("choose_resolution", resolution="EXCHANGE")
    assert await passed.state() == await declined.state()


async def test_turning_the_offer_down_leads_to_the_resolution(at: At) -> None:
    state = await (await at("CUST-1001", items="all", reason="CHANGED_MIND", offer=False)).state()
    assert (state.step, state.discount_percent, state.resolution) == ("resolution", 0, None)


@pytest.mark.parametrize(("percent", "given"), [(None, 10), (10, 10), (20, 20)])
async def test_taking_the_offer_keeps_the_items_and_skips_shipping(
    at: At, percent: int | None, given: int
) -> None:
    offer = {"accept": True, "percent": percent}
    state = await (await at("CUST-1001", items="all", reason="CHANGED_MIND", offer=offer)).state()
    assert state.resolution is Resolution.KEEP_WITH_DISCOUNT
    assert (state.discount_percent, state.step) == (given, "confirm")


async def test_an_offer_that_was_not_made_cannot_be_turned_down(at: At) -> None:
    desk = await at("CUST-1001", items="all", reason="DAMAGED")
    assert "no offer" in await refusal(desk, "answer_offer", accept=False)


async def test_an_offer_can_be_turned_down_after_it_was_taken(at: At) -> None:
    desk = await at("CUST-1001", items="all", reason="CHANGED_MIND", offer=True)
    await desk.do("answer_offer", accept=False)
    state = await desk.state()
    assert (state.step, state.resolution, state.discount_percent) == ("resolution", None, 0)


@pytest.mark.parametrize("percent", [5, 15, 25, 50, 100, -10])
async def test_other_discounts_are_refused(at: At, percent: int) -> None:
    desk = await at("CUST-1001", items="all", reason="CHANGED_MIND")
    sentence = await refusal(desk, "answer_offer", accept=True, percent=percent)
    assert sentence == "I can offer 10% or 20% for keeping it."


@pytest.mark.parametrize("name", ["answer_offer", "choose_resolution"])
async def test_thirty_percent_waits_for_a_supervisor(at: At, name: str) -> None:
    desk = await at("CUST-1004", items="desk", reason="CHANGED_MIND")
    wanted: dict[str, Any] = {"percent": 30}
    wanted |= {"accept": True} if name == "answer_offer" else {"resolution": "KEEP_WITH_DISCOUNT"}
    before = await desk.state()
    with pytest.raises(NeedsApproval, match="supervisor"):
        await desk.do(name, **wanted)
    assert await desk.state() == before
    await desk.do(name, approved=True, **wanted)
    assert (await desk.state()).discount_percent == 30


async def test_a_discount_goes_with_keeping_only(at: At) -> None:
    desk = await at("CUST-1001", items="all", reason="DAMAGED")
    sentence = await refusal(desk, "choose_resolution", resolution="FULL_REFUND", percent=20)
    assert "only with keeping" in sentence


async def test_what_is_kept_is_not_sent(at: At) -> None:
    desk = await at("CUST-1001", items="all", reason="DAMAGED", resolution="KEEP_WITH_DISCOUNT")
    assert "nothing to send" in await refusal(desk, "choose_shipping", method="DROP_OFF")


async def test_a_changed_resolution_clears_only_what_no_longer_fits(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    await desk.do("choose_resolution", resolution="STORE_CREDIT")
    assert (await desk.state()).shipping_method is Shipping.DROP_OFF
    await desk.do("choose_resolution", resolution="KEEP_WITH_DISCOUNT", percent=20)
    state = await desk.state()
    assert (state.shipping_method, state.discount_percent, state.step) == (None, 20, "confirm")
    await desk.do("choose_resolution", resolution="EXCHANGE")
    state = await desk.state()
    assert (state.discount_percent, state.step) == (None, "shipping")


# Going back, starting over


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("shipping", {"reason_code", "resolution", "selected_items"}),
        ("resolution", {"reason_code", "selected_items"}),
        ("reason", {"selected_items"}),
        ("items", set[str]()),
    ],
)
async def test_going_back_asks_again_and_clears_what_came_after(
    at: At, step: str, left: set[str]
) -> None:
    desk = await at("CUST-1001", **READY)
    await desk.do("go_back", step=step)
    state = await desk.state()
    answers = {"selected_items", "reason_code", "resolution", "shipping_method"}
    assert state.step == step
    assert {name for name in answers if getattr(state, name)} == left


async def test_back_without_a_step_is_the_question_before(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    walked = []
    while (await desk.state()).step != "items":
        await desk.do("go_back")
        walked.append((await desk.state()).step)
    assert walked == ["shipping", "resolution", "reason", "items"]
    assert "first question" in await refusal(desk, "go_back")


async def test_back_after_a_changed_mind_comes_by_the_offer(at: At) -> None:
    desk = await at(
        "CUST-1001", items="all", reason="CHANGED_MIND", offer=False, resolution="EXCHANGE"
    )
    await desk.do("go_back", step="resolution")
    assert (await desk.state()).step == "resolution"
    await desk.do("go_back")
    assert (await desk.state()).step == "retention"
    await desk.do("go_back")
    assert (await desk.state()).step == "reason"


async def test_one_cannot_go_back_to_what_was_not_asked_yet(at: At) -> None:
    desk = await at("CUST-1001", items="all")
    assert "haven’t come" in await refusal(desk, "go_back", step="shipping")


@pytest.mark.parametrize("name", ["start_over", "cancel"])
async def test_starting_over_forgets_all_but_the_customer(at: At, name: str) -> None:
    fresh = await (await at("CUST-1001")).state()
    desk = (await at("CUST-1001", **READY)).another()
    await desk.do("identify", query="CUST-1001")
    await desk.do("select_items", items="all")
    await desk.do(name)
    assert await desk.state() == fresh


async def test_starting_again_in_the_middle_keeps_the_answers(at: At) -> None:
    desk = await at("CUST-1001", items="all", reason="DAMAGED")
    before = await desk.state()
    await desk.do("start")
    assert await desk.state() == before


# Creating the return


async def test_confirming_creates_the_return_once_for_a_key(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    first = await desk.do("confirm", key="card")
    again = await desk.do("confirm", key="card")
    assert first.data["return_id"] == again.data["return_id"] == (await desk.state()).return_id
    assert await returns_of(desk, "CUST-1001") == [first.data["return_id"]]


async def test_the_number_follows_from_the_key(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    outcome = await desk.do("confirm", key="one card")
    assert outcome.data["return_id"] == "RET-044F0F8D"


async def test_a_lost_session_write_finds_its_own_return(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    record = await desk.do("confirm", key="card")
    twin = desk.another()
    await twin.do("identify", query="CUST-1001")
    stored = await twin.service.data.returns("CUST-1001")
    again = await twin.service.data.create_return(stored[0], "card", twin.service.clock())
    assert again.return_id == record.data["return_id"]
    assert len(await returns_of(desk, "CUST-1001")) == 1


async def test_the_return_says_what_it_pays(at: At) -> None:
    desk = await at("CUST-1002", **(READY | {"items": "shoes", "reason": "CHANGED_MIND"}))
    outcome = await desk.do("confirm")
    assert outcome.data["amount"] == 101.96
    assert "$101.96" in outcome.say


@pytest.mark.parametrize("missing", list(READY))
async def test_nothing_is_created_while_a_question_is_open(at: At, missing: str) -> None:
    desk = await at("CUST-1001", **{k: v for k, v in READY.items() if k != missing})
    assert "still open" in await refusal(desk, "confirm")
    assert await returns_of(desk, "CUST-1001") == []


@pytest.mark.parametrize("broken", ["claim", "RET-"])
async def test_a_failed_write_invents_nothing_and_can_be_tried_again(
    at: At, documents: TroubledStore, broken: str
) -> None:
    desk = await at("CUST-1001", **READY)
    before = await desk.state()
    documents.failing = (broken,)
    with pytest.raises(StoreUnavailableError):
        await desk.do("confirm", key="card")
    assert await desk.state() == before
    assert await returns_of(desk, "CUST-1001") == []
    documents.failing = ()
    outcome = await desk.do("confirm", key="card")
    assert await returns_of(desk, "CUST-1001") == [outcome.data["return_id"]]


async def test_an_item_goes_back_once_over_all_conversations(at: At) -> None:
    desk = await at("CUST-1001", **READY)
    other = desk.another()
    await other.do("identify", query="CUST-1001")
    for name, payload in (
        ("select_items", {"items": [LAMP]}),
        ("choose_reason", {"reason": "OTHER"}),
        ("choose_resolution", {"resolution": "EXCHANGE"}),
        ("choose_shipping", {"method": "DROP_OFF"}),
    ):
        await other.do(name, **payload)
    await desk.do("confirm")
    assert "already been returned" in await refusal(other, "confirm")
    await other.do("start_over")
    assert (await other.state()).displayed_orders == ()


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("choose_reason", {"reason": "OTHER"}),
        ("answer_offer", {"accept": True}),
        ("choose_resolution", {"resolution": "EXCHANGE"}),
        ("choose_shipping", {"method": "DROP_OFF"}),
        ("go_back", {}),
        ("cancel", {}),
    ],
)
async def test_a_created_return_is_a_fact(at: At, name: str, payload: dict[str, Any]) -> None:
    desk = await at("CUST-1001", **READY)
    await desk.do("confirm")
    assert "created already" in await refusal(desk, name, **payload)


async def test_after_a_return_another_can_be_started(at: At) -> None:
    desk = await at("CUST-1001", **(READY | {"items": [LAMP]}))
    await desk.do("confirm")
    await desk.do("start")
    state = await desk.state()
    assert (state.step, state.return_id) == ("items", None)
    assert [item.code for item in state.offered_items] == [WIDGET]


async def test_naming_another_item_after_a_return_begins_the_next_one(at: At) -> None:
    desk = await at("CUST-1001", **(READY | {"items": [LAMP]}))
    await desk.do("confirm")
    assert "already been returned" in await refusal(desk, "select_items", items=[LAMP])
    await desk.do("select_items", items=[WIDGET])
    state = await desk.state()
    assert (state.customer_id, state.step, state.return_id) == ("CUST-1001", "reason", None)
    assert (state.resolution, state.shipping_method) == (None, None)
    assert [item.code for item in state.selected_items] == [WIDGET]


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("select_items", {"items": "all"}),
        ("choose_reason", {"reason": "OTHER"}),
        ("answer_offer", {"accept": True}),
        ("choose_resolution", {"resolution": "EXCHANGE"}),
        ("choose_shipping", {"method": "DROP_OFF"}),
    ],
)
async def test_answers_are_refused_when_nothing_can_go_back(
    at: At, name: str, payload: dict[str, Any]
) -> None:
    sentence = "Nothing you bought can be returned right now."
    assert await refusal(await at("CUST-1005"), name, **payload) == sentence


def test_each_command_is_declared_once_and_only_confirm_is_final() -> None:
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names))
    assert [command.name for command in COMMANDS if command.final] == ["retail.confirm"]
    assert all(command.name.startswith("retail.") and command.doing for command in COMMANDS)
