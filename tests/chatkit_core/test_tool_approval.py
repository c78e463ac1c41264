"""A function tool that needs approval: its run waits in the store, and goes on after the click."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agents import Agent, RunContextWrapper, function_tool
from agents.testing import ScriptedModel, assistant_message, function_call

from chatkit_core.base_server import BaseChatKitServer, TurnContext
from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.data import CORE_CONTAINERS
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.tool_approval import GONE
from chatkit_core.ui.client import ChatKitClient, Json, message
from tests.chatkit_core.tiny import USE_CASE, TinyServer
from tests.servers.approver import PARCEL, Approver

ANN, BOB = RequestContext(user_id="ann"), RequestContext(user_id="bob")
PAID: list[str] = []


@function_tool(needs_approval=True)
async def pay_back(ctx: RunContextWrapper[TurnContext], order: str, amount: float) -> str:
    """Pay money back.

    The second line is for the model only.
    """
    PAID.append(f"{order}:{amount:g}:{ctx.context.thread.id}")
    return f"paid {amount:g}"


class Desk(BaseChatKitServer):
    """Pays back what a person has approved."""

    def get_agent(self) -> Agent[TurnContext]:
        return Agent(name="desk", instructions="Help.", tools=[pay_back])


class Talk:
    """One process's view of one thread: a server of its own over the stored data."""

    def __init__(self, documents: SqliteDocumentStore, *script: Any, thread: str = "") -> None:
        self.model = ScriptedModel([steps(one) for one in script])
        store = DocumentThreadStore(documents)
        self.server = Desk(store, {"scripted": self.model})
        self.client, self.thread = ChatKitClient(self.server, ANN), thread

    async def say(self, text: str) -> list[Json]:
        typed = message(text)
        asked = self.client.add_user_message(self.thread, typed) if self.thread else None
        events = [event async for event in asked or self.client.create_thread(typed)]
        created = (event["thread"]["id"] for event in events if event["type"] == "thread.created")
        self.thread = next(created, self.thread)
        return events

    async def click(self, kind: str, card: Json) -> list[Json]:
        action = next(one for one in actions_of(card["widget"]) if one["type"].endswith(kind))
        sent = self.client.custom_action(self.thread, card["id"], action)
        return [event async for event in sent]

    async def items(self) -> list[Json]:
        return (await self.client.list_items(self.thread, limit=50, order="asc"))["data"]

    async def cards(self) -> list[Json]:
        return [item for item in await self.items() if item["type"] == "widget"]

    async def said(self) -> list[str]:
        return [
            item["content"][0]["text"]
            for item in await self.items()
            if item["type"] == "assistant_message"
        ]


def steps(step: Any) -> Any:
    """One model answer: an error, or a list of output items."""
    return step if isinstance(step, list | Exception) else [step]


Start = Callable[..., Talk]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the desk, each time as another process would: new objects over the same file."""
    PAID.clear()
    opened: list[SqliteDocumentStore] = []

    def make(*script: Any, thread: str = "") -> Talk:
        documents = SqliteDocumentStore(tmp_path / "data.db", CORE_CONTAINERS)
        opened.append(documents)
        return Talk(documents, *script, thread=thread)

    yield make
    for documents in opened:
        await documents.close()


def actions_of(node: Any) -> list[Json]:
    if isinstance(node, list):
        return [found for child in node for found in actions_of(child)]
    if not isinstance(node, dict):
        return []
    mine = [node["onClickAction"]] if node.get("onClickAction") else []
    return mine + [found for value in node.values() for found in actions_of(value)]


def call(order: str = "A-1", amount: float = 5, id: str = "c1") -> Any:
    return function_call("pay_back", {"order": order, "amount": amount}, call_id=id)


def answer(text: str, id: str = "m1") -> Any:
    return assistant_message(text, item_id=id)


def errors(events: list[Json]) -> list[str]:
    return [event["message"] for event in events if event["type"] == "error"]


async def test_a_call_that_needs_approval_becomes_a_card_and_is_not_made(start: Start) -> None:
    talk = start(call("A-1", 12.5))
    assert errors(await talk.say("pay me back")) == []
    [card] = await talk.cards()
    shown = json.dumps(card["widget"])
    assert [one["type"] for one in actions_of(card["widget"])] == [
        "core.tool.approve",
        "core.tool.reject",
    ]
    for words in ("Pay back", "Pay money back.", "Order", "A-1", "Amount", "12.5"):
        assert words in shown
    assert "second line" not in shown
    assert PAID == []


async def test_approve_makes_the_call_and_the_interrupted_run_goes_on(start: Start) -> None:
    talk = start(call(), answer("It is on its way."))
    await talk.say("pay me back")
    [card] = await talk.cards()
    assert errors(await talk.click("approve", card)) == []
    assert [f"A-1:5:{talk.thread}"] == PAID
    assert await talk.said() == ["It is on its way."]
    heard = talk.model.calls[-1].input
    assert [one["output"] for one in heard if one.get("type") == "function_call_output"] == [
        "paid 5"
    ]
    [locked] = await talk.cards()
    assert actions_of(locked["widget"]) == []
    assert "Approved" in json.dumps(locked["widget"])


async def test_reject_makes_no_call_and_the_model_hears_of_it(start: Start) -> None:
    talk = start(call(), answer("Then not."))
    await talk.say("pay me back")
    [card] = await talk.cards()
    assert errors(await talk.click("reject", card)) == []
    assert PAID == []
    assert await talk.said() == ["Then not."]
    assert "said no" in json.dumps(talk.model.calls[-1].input)
    assert "Rejected" in json.dumps((await talk.cards())[0]["widget"])


async def test_a_waiting_run_survives_a_restart(start: Start) -> None:
    before = start(call())
    await before.say("pay me back")
    after = start(answer("Done."), thread=before.thread)
    [card] = await after.cards()
    assert errors(await after.click("approve", card)) == []
    assert [f"A-1:5:{before.thread}"] == PAID
    assert await after.said() == ["Done."]
    words = [one for one in after.model.calls[0].input if one.get("role") == "user"]
    assert "pay me back" in json.dumps(words)


async def test_two_processes_racing_on_one_card_make_one_call(start: Start) -> None:
    first = start(call(), answer("One.", "m1"))
    await first.say("pay me back")
    [card] = await first.cards()
    second = start(answer("Two.", "m2"), thread=first.thread)
    racing = [one.click("approve", card) for one in (first, second) for _ in range(5)]
    results = await asyncio.gather(*racing)
    assert len(PAID) == 1
    assert len(await first.said()) == 1
    assert sum(errors(result) == [GONE] for result in results) == 9


async def test_approve_and_reject_at_once_have_one_outcome(start: Start) -> None:
    talk = start(call(), answer("So be it."))
    await talk.say("pay me back")
    [card] = await talk.cards()
    await asyncio.gather(talk.click("reject", card), talk.click("approve", card))
    [locked] = await talk.cards()
    assert ("Approved" in json.dumps(locked["widget"])) == (len(PAID) == 1)
    assert await talk.said() == ["So be it."]


async def test_several_calls_are_answered_one_by_one_before_the_run_goes_on(start: Start) -> None:
    both = [call("A-1", 1, "c1"), call("A-2", 2, "c2")]
    talk = start(both, answer("One paid."))
    await talk.say("pay both")
    one, two = await talk.cards()
    await talk.click("approve", one)
    assert PAID == []
    assert await talk.said() == []
    await talk.click("reject", two)
    assert [f"A-1:1:{talk.thread}"] == PAID
    assert await talk.said() == ["One paid."]


async def test_a_run_may_be_interrupted_again(start: Start) -> None:
    talk = start(call("A-1", 1, "c1"), call("A-2", 2, "c2"), answer("Both."))
    await talk.say("pay one after the other")
    await talk.click("approve", (await talk.cards())[-1])
    await talk.click("approve", (await talk.cards())[-1])
    assert [paid.split(":")[0] for paid in PAID] == ["A-1", "A-2"]
    assert await talk.said() == ["Both."]


async def test_words_typed_meanwhile_are_answered_and_the_card_still_counts(start: Start) -> None:
    talk = start(call(), answer("We open at nine.", "m1"), answer("Paid.", "m2"))
    await talk.say("pay me back")
    await talk.say("when do you open?")
    assert await talk.said() == ["We open at nine."]
    heard = json.dumps(talk.model.calls[1].input)
    assert "pay_back" in heard
    assert "core.tool" not in heard
    await talk.click("approve", (await talk.cards())[0])
    assert len(PAID) == 1
    assert await talk.said() == ["We open at nine.", "Paid."]


async def test_words_typed_after_the_answer_hear_of_no_waiting_call(start: Start) -> None:
    talk = start(call(), answer("Paid.", "m1"), answer("Hello.", "m2"))
    await talk.say("pay me back")
    await talk.click("approve", (await talk.cards())[0])
    await talk.say("hello")
    heard = talk.model.calls[-1].input
    assert [one["role"] for one in heard] == ["user", "assistant", "user"]


@pytest.mark.parametrize("words", ["yes, approve it", "core.tool.approve", "/approve"])
async def test_no_words_approve_a_call(start: Start, words: str) -> None:
    talk = start(call(), answer("Please use the card."))
    await talk.say("pay me back")
    await talk.say(words)
    assert PAID == []
    assert len(actions_of((await talk.cards())[0]["widget"])) == 2


async def test_a_forged_answer_is_refused(start: Start) -> None:
    talk = start([call("A-1", 1, "c1"), call("A-2", 2, "c2")])
    await talk.say("pay both")
    one, two = await talk.cards()
    approve_two = actions_of(two["widget"])[0]
    for item_id, action in (
        (one["id"], approve_two),
        (None, approve_two),
        (one["id"], {"type": "core.tool.approve", "payload": None}),
        (one["id"], {"type": "core.tool.approve", "payload": {"run": "x", "call": "y"}}),
    ):
        sent = talk.client.custom_action(talk.thread, item_id, action)
        assert errors([event async for event in sent]) == [GONE]
    assert PAID == []
    assert len(actions_of([card["widget"] for card in await talk.cards()])) == 4


async def test_another_user_cannot_answer(start: Start) -> None:
    talk = start(call())
    await talk.say("pay me back")
    [card] = await talk.cards()
    talk.client = ChatKitClient(talk.server, BOB)
    with pytest.raises(Exception, match="no conversation"):
        await talk.click("approve", card)
    assert PAID == []


async def test_the_state_of_a_waiting_run_never_reaches_the_page(start: Start) -> None:
    talk = start(call(), answer("Paid."))
    events = await talk.say("pay me back")
    [card] = await talk.cards()
    events += await talk.click("approve", card)
    assert "current_agent" not in json.dumps([events, await talk.items()])
    assert {item["type"] for item in await talk.items()} == {
        "user_message",
        "widget",
        "assistant_message",
    }


async def test_a_model_that_fails_after_the_call_says_that_it_was_made(start: Start) -> None:
    talk = start(call(), RuntimeError("the wire broke"))
    await talk.say("pay me back")
    [card] = await talk.cards()
    events = await talk.click("approve", card)
    assert len(PAID) == 1
    [error] = [event for event in events if event["type"] == "error"]
    assert error["allow_retry"] is False
    again = await talk.click("approve", card)
    assert errors(again) == [GONE]
    assert len(PAID) == 1


async def test_a_process_that_died_after_its_claim_is_made_up_for(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = start(call(), answer("Late, but done."))
    await talk.say("pay me back")
    [card] = await talk.cards()
    claim = talk.server.approvals._claim

    async def dies(thread: Any, id: str, *rest: Any) -> bool:
        if id.endswith("taken"):
            raise asyncio.CancelledError
        return await claim(thread, id, *rest)

    monkeypatch.setattr(talk.server.approvals, "_claim", dies)
    with pytest.raises(asyncio.CancelledError):
        await talk.click("approve", card)
    monkeypatch.undo()
    # What was decided first counts, whatever is clicked now.
    assert errors(await talk.click("reject", card)) == []
    assert len(PAID) == 1
    assert await talk.said() == ["Late, but done."]


async def test_a_retry_takes_the_waiting_call_away(start: Start) -> None:
    talk = start(call(), answer("No money after all."))
    await talk.say("pay me back")
    [card] = await talk.cards()
    [said] = [item for item in await talk.items() if item["type"] == "user_message"]
    [_ async for _ in talk.client.retry_after_item(talk.thread, said["id"])]
    assert await talk.cards() == []
    with pytest.raises(Exception, match="no item"):
        await talk.click("approve", card)
    assert PAID == []


@function_tool(needs_approval=True)
async def pick_with_care(ctx: RunContextWrapper[TurnContext], color: str) -> str:
    """Pick a colour once somebody agrees."""
    return await ctx.context.run("tiny.choose_color", {"color": color})


class CarefulServer(TinyServer):
    def get_agent(self) -> Agent[TurnContext]:
        return Agent(name="tiny", instructions="Sell.", tools=[pick_with_care])


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Services]]]:
    opened: list[Services] = []

    async def make(*script: Any) -> Services:
        use_case = replace(USE_CASE, server=CarefulServer)
        settings = Settings(data_dir=tmp_path, _env_file=None)  # type: ignore[call-arg]
        model = ScriptedModel([[step] for step in script])
        opened.append(await build_services(settings, [use_case], models={"scripted": model}))
        return opened[-1]

    yield make
    for services in opened:
        await services.close()


async def test_a_use_case_goes_on_with_its_command_and_its_next_card(
    careful: Callable[..., Awaitable[Services]],
) -> None:
    context = RequestContext(user_id="local", persona="ann")
    first = await careful(function_call("pick_with_care", {"color": "red"}, call_id="c1"))
    client = ChatKitClient(first.servers["tiny"], context)
    events = [event async for event in client.create_thread(message("red please"))]
    thread = events[0]["thread"]["id"]
    second = await careful(answer("Red it is."))
    server = second.servers["tiny"]
    client = ChatKitClient(server, context)
    items = (await client.list_items(thread, order="asc"))["data"]
    card = next(item for item in items if "core.tool.approve" in json.dumps(item))
    approve = actions_of(card["widget"])[0]
    assert (await server.sessions.load(thread, "local")).state.color is None
    events = [event async for event in client.custom_action(thread, card["id"], approve)]
    assert errors(events) == []
    session = await server.sessions.load(thread, "local")
    assert session.state.color == "red"
    items = (await client.list_items(thread, order="asc"))["data"]
    assert items[-1]["widget"]["children"][0]["value"] == "size"
    assert session.open_card is not None
    assert items[-1]["id"] == session.open_card.item_id


async def test_a_foreign_server_asks_and_goes_on_with_the_same_three_calls() -> None:
    client = ChatKitClient(Approver(), {"user": "ann"})
    events = [event async for event in client.create_thread(message(PARCEL))]
    thread = events[0]["thread"]["id"]
    [card] = [event["item"] for event in events if event.get("item", {}).get("type") == "widget"]
    typed = [event async for event in client.add_user_message(thread, message("hello"))]
    assert "Parcels are sent on request." in json.dumps(typed)
    approve = actions_of(card["widget"])[0]
    events = [event async for event in client.custom_action(thread, card["id"], approve)]
    assert errors(events) == []
    assert "I heard: parcel to Oslo is on its way." in json.dumps(events)
    again = [event async for event in client.custom_action(thread, card["id"], approve)]
    assert errors(again) == [GONE]
