"""A store that fails at any one write, or fills up for good, while a return is being created."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from chatkit_core.headless import Conversation
from tests.usecases.retail.counter import (
    TO_SUMMARY,
    Counter,
    breaking_store,
    items_of,
    newest_card,
    returns_of,
    send,
)

MARCUS = "CUST-1002"
FOR_GOOD = 10_000


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    made = Counter(tmp_path)
    yield made
    await made.close()


async def made_once(one: Conversation, result: dict[str, Any]) -> None:
    """There is one return, the session knows it, and its card is the newest."""
    [stored] = await returns_of(one, MARCUS)
    assert stored["id"] == result["session"]["return_id"]
    assert stored["id"] in json.dumps((await newest_card(one))["widget"])


async def broken_off(one: Conversation, failed: dict[str, Any], before: dict[str, Any]) -> None:
    """Either nothing has changed, or the return is there as the session says."""
    assert failed["error"]
    session, stored = failed["session"], [found["id"] for found in await returns_of(one, MARCUS)]
    if session["return_id"] is None:
        assert session == before
    else:
        assert stored == [session["return_id"]]
    told = json.dumps([item for item in failed["items"] if item["type"] != "user_message"])
    assert "RET-" not in told or session["return_id"]


async def reset(one: Conversation) -> None:
    """Take Marcus's return away, so that his shoes can go back once more."""
    page = await one.services.documents.query("returns", MARCUS)
    for document in page.documents:
        await one.services.documents.delete("returns", document["id"], MARCUS)
    one.thread_id = None


class Confirming(ScriptedModel):
    """A model that confirms what it is asked, and then says so; every time anew."""

    async def stream_response(self, *given: Any, **named: Any) -> AsyncIterator[Any]:
        asked = named["input"] if "input" in named else given[1]
        number = len(self.calls)
        if asked[-1].get("type") == "function_call_output":
            self.enqueue([assistant_message("Done.", item_id=f"msg_done_{id(self)}_{number}")])
        else:
            call_id = f"call_{id(self)}_{number}"
            self.enqueue([function_call("finalize_return_from_session", {}, call_id=call_id)])
        answer = super().stream_response(*given, **named)
        async for event in answer:
            yield event


@pytest.mark.parametrize("times", [1, FOR_GOOD], ids=["one write", "every write from then on"])
async def test_a_click_that_fails_at_any_write_leaves_old_or_new_and_can_be_repeated(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    store = breaking_store(tmp_path, monkeypatch)
    one = await counter.talk()
    for position in itertools.count(1):
        before = (await send(one, TO_SUMMARY))["session"]
        store.break_at(position, times)
        result = await one.send("/click retail.confirm")
        hit = store.failed
        store.mend()
        if hit:
            await broken_off(one, result, before)
            await one.send("/click retail.confirm")  # the card, or the one that was not shown
            result = await one.send("/session")
        await made_once(one, result)
        await reset(one)
        if not hit:
            break
    assert position > 4, "a click on confirm writes the claim, the return, the session and a card"


@pytest.mark.parametrize("times", [1, FOR_GOOD], ids=["one write", "every write from then on"])
async def test_words_that_fail_at_any_write_leave_old_or_new_and_can_be_tried_again(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    store = breaking_store(tmp_path, monkeypatch)
    one = await counter.talk(model=Confirming())
    for position in itertools.count(1):
        before = (await send(one, TO_SUMMARY))["session"]
        store.break_at(position, times)
        result = await one.send("yes, please")
        hit = store.failed
        store.mend()
        if hit:
            await broken_off(one, result, before)
            result = await tried_again(one)
        await made_once(one, result)
        await reset(one)
        if not hit:
            break
    assert position > 6, "a typed yes writes the message and the answer too"


async def tried_again(one: Conversation) -> dict[str, Any]:
    """Retry on the message, as the page offers; when that lost its words, say them again."""
    session = (await one.send("/session"))["session"]
    if session["return_id"]:
        await one.send("is it done?")
        return await one.send("/session")
    said = [item for item in await items_of(one) if item["type"] == "user_message"]
    if not said or await one._run(
        "threads.retry_after_item", {"thread_id": one.thread_id, "item_id": said[-1]["id"]}
    ):
        await one.send("yes, please")
    return await one.send("/session")


async def test_an_event_log_that_cannot_be_written_does_not_stop_a_return(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = breaking_store(tmp_path, monkeypatch)
    one = await counter.talk()
    create = store.create

    async def without_events(container: str, document: dict[str, Any]) -> dict[str, Any]:
        if container == "events":
            store.break_at(1, 1)
            store._count("anything")
        return await create(container, document)

    monkeypatch.setattr(store, "create", without_events)
    await made_once(one, await send(one, [*TO_SUMMARY, "/click retail.confirm"]))
