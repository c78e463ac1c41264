"""What a log must know, beside what happened, for the conversation to be replayed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.faults import SILENT, repeated
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.log import Event
from chatkit_core.trace.scope import RequestRun
from tests.chatkit_core.test_model_chain import unreachable
from tests.chatkit_core.tiny import USE_CASE
from usecases.retail import USE_CASE as RETAIL

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
Open = Callable[..., Awaitable[Conversation]]


@pytest.fixture
async def open_one(tmp_path: Path) -> AsyncIterator[Open]:
    """Opens a conversation whose clock goes on by a second with every look at it."""
    opened: list[Services] = []
    seconds = iter(range(10_000))

    async def make(use_case: Any = USE_CASE, model: Any = None, **settings: Any) -> Conversation:
        services = await build_services(
            Settings(data_dir=tmp_path, _env_file=None, **settings),  # type: ignore[call-arg]
            [use_case],
            models={"first": model or ScriptedModel()},
            clock=lambda: NOON + timedelta(seconds=next(seconds)),
        )
        opened.append(services)
        context = RequestContext(persona=use_case.personas[0].id)
        return Conversation(services.servers[use_case.name], context, services)

    yield make
    for services in opened:
        await services.close()


async def events_of(one: Conversation) -> list[Event]:
    await one.services.log.flush()
    return await one.services.log.read(one.thread_id or "")


async def test_a_request_carries_its_moment_its_seed_and_who_it_was_about(open_one: Open) -> None:
    one = await open_one()
    await one.send("/click tiny.start")
    start = (await events_of(one))[0]
    context = start.data["context"]
    assert start.data["type"] == "threads.custom_action"
    assert context["use_case"] == "tiny"
    assert context["persona"] == "ann"
    assert context["model"] is None  # none was chosen: what answers by itself is in the model call
    assert context["demo_day"] == "2026-11-25"
    assert datetime.fromisoformat(context["now"]).date() == NOON.date()
    assert len(context["seed"]) == 24


async def test_the_clock_stands_still_within_a_request(open_one: Open) -> None:
    one = await open_one()
    clock = one.server.service.clock
    read: list[datetime] = []
    one.server.service.policies = one.server.service.policies.watched_by(
        lambda _: read.append(clock())
    )
    await one.send("/click tiny.start")
    await one.send('/click tiny.choose_color {"color": "red"}')
    await one.send('/click tiny.choose_size {"size": "LARGE"}')
    last = [e for e in await events_of(one) if (e.kind, e.phase) == ("request", "start")][-1]
    assert read == [datetime.fromisoformat(last.data["context"]["now"])]
    assert clock() != clock(), "outside of a request it goes on"


async def test_the_ids_that_a_request_gives_out_follow_from_its_seed(open_one: Open) -> None:
    one = await open_one(model=ScriptedModel([[assistant_message("Hi.", item_id="msg_1")]]))
    result = await one.send("hello")
    start = (await events_of(one))[0]
    again = RequestRun(one.services.log, "", "", None, seed=start.data["context"]["seed"])
    assert one.thread_id == f"thr_{again.new_id()}"
    said = next(item for item in result["items"] if item["type"] == "user_message")
    assert said["id"] == f"msg_{again.new_id()}"


async def test_data_is_recorded_once_and_again_when_somebody_else_changed_it(
    open_one: Open,
) -> None:
    one = await open_one(RETAIL)
    await one.send("/click retail.start")
    first = [e for e in await events_of(one) if e.kind == "data"]
    orders = next(e for e in first if e.name == "orders")
    assert {d["id"] for d in orders.data["documents"]} == set(orders.data["ids"])
    await one.send('/click retail.select_items {"items": "ORD-78234/PROD-002"}')
    seen = [e for e in await events_of(one) if e.kind == "data"]
    assert [e.name for e in seen[len(first) :]] in ([], ["returns"])
    order = await one.services.documents.read("orders", "ORD-78234", "CUST-1001")
    await one.services.documents.replace("orders", {**order, "status": "processing"})
    await one.send('/click retail.choose_reason {"reason": "DAMAGED"}')
    await one.send('/click retail.go_back {"step": "items"}')
    changed = [e for e in await events_of(one) if e.kind == "data"][len(seen) :]
    assert [d["status"] for e in changed for d in e.data["documents"]] == ["processing"]


async def test_what_a_fault_meant_is_kept_and_can_be_raised_again(open_one: Open) -> None:
    one = await open_one(model=ScriptedModel([unreachable()]))
    await one.send("hello")
    end = next(e for e in await events_of(one) if (e.kind, e.phase) == ("model", "end"))
    assert repeated(end.data["fault"]).fault == SILENT
