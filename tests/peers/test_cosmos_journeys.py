"""Random journeys under random faults end in exactly the documents that a calm store ends with."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from chatkit_core.bootstrap import build_services, containers_of, find_use_cases
from chatkit_core.config import Settings, load_settings
from chatkit_core.data import read_all
from chatkit_core.headless import Conversation
from chatkit_core.provision import provision
from chatkit_core.session import RequestContext
from tests.peers.fault_proxy import Fault, FaultProxy, Rule
from tests.soak.journeys import RETAIL, Answer
from tests.soak.ledger import look
from tests.soak.stores import HINT, KEY, add_customer

DATABASE = "journeys"
STEPS = ("", "items", "reason", "resolution", "shipping", "confirm")
numbers = itertools.count(1)

Faults = Mapping[int, tuple[Fault, int]]
"""What happens to the n-th request of a journey: a fault, and a status where it needs one."""

FAULTS = st.dictionaries(
    st.integers(1, 110),
    st.tuples(
        st.sampled_from([Fault.REFUSE, Fault.LOSE_ANSWER, Fault.LOSE_REQUEST, Fault.CUT_ANSWER]),
        st.sampled_from([429, 503, 500, 408, 412]),
    ),
    min_size=4,
    max_size=25,
)


@st.composite
def journeys(draw: st.DrawFn) -> list[str]:
    """One answer for each step, clicked or typed; no offer, so that the steps are always the same."""
    lines = []
    for step in STEPS:
        known = [
            one for one in RETAIL[step] if "MIND" not in one.click and "go_back" not in one.click
        ]
        answer: Answer = draw(st.sampled_from(known))
        lines.append(answer.words if draw(st.booleans()) else answer.click)
    return lines


@pytest.fixture(scope="module")
def database(cosmos: str) -> str:
    """The address of the stand-in, with everything the app needs in it."""
    plain = load_settings(_env_file=None)
    asyncio.run(provision(cosmos, DATABASE, containers_of(plain, find_use_cases()), KEY))
    return cosmos


def on_cosmos(address: str, folder: Path) -> Settings:
    return load_settings(
        data_dir=folder, cosmos_endpoint=address, cosmos_database=DATABASE, cosmos_key=KEY,
        _env_file=None,
    )  # fmt: skip


async def play(settings: Settings, lines: list[str], proxy: FaultProxy | None = None) -> Any:
    """Every document that a journey of a new customer's ends with, made comparable."""
    retail = [one for one in find_use_cases() if one.name == "retail"]
    services = await build_services(settings, retail)
    try:
        person, order = await add_customer(services.documents, next(numbers))
        context = RequestContext(persona=person)
        one = Conversation(services.servers["retail"], context, services)
        if proxy:
            proxy.seen.clear()
        for line in lines:
            result = await one.send(line.replace("{order}", order))
            assert result["error"] is None, (line, result["error"])
        if proxy:
            proxy.trouble = None
        await services.log.flush(one.thread_id)
        return await _documents(one, person, order)
    finally:
        await services.close()


async def _documents(one: Conversation, person: str, order: str) -> Any:
    documents, thread = one.services.documents, one.thread_id or ""
    left = await look(documents, thread)
    assert left.is_fold
    assert not left.has_gap
    found = {
        "items": [document["item"] async for document in read_all(documents, "items", thread)],
        "session": left.session["state"],
        "returns": [document async for document in read_all(documents, "returns", person)],
        "threads": [await documents.read("threads", thread, "local")],
    }
    text = json.dumps(found, sort_keys=True)
    for name, value in (("PERSON", person), ("ORDER", order), ("THREAD", thread)):
        text = text.replace(value, name).replace(value.lower(), name)
    return json.loads(re.sub(r"RET-[0-9A-F]{8}", "RET", text), object_hook=_comparable)


PASSING = {"id", "_etag", "created_at", "key", "key_of", "active_on"}


def _comparable(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name not in PASSING}


def breaking(faults: Faults) -> Any:
    """Breaks the n-th request, as often as there are numbers."""
    seen = itertools.count(1)

    def trouble(request: web.Request) -> Rule | None:
        fault, status = faults.get(next(seen), (None, 0))
        if fault is None or (status == 412 and "if-match" not in request.headers):
            return None
        return Rule(fault, 1, lambda _: True, status, HINT)

    return trouble


async def compare(database: str, lines: list[str], faults: Faults) -> None:
    with tempfile.TemporaryDirectory() as folder:
        calm = await play(load_settings(data_dir=Path(folder), _env_file=None), lines)
        async with FaultProxy(database) as proxy:
            proxy.trouble = breaking(faults)
            troubled = await play(on_cosmos(proxy.url, Path(folder)), lines, proxy)
    assert troubled == calm
    assert len([one for one in calm["returns"] if one["kind"] == "return"]) == 1
    assert calm["session"]["step"] == "done"


@given(lines=journeys(), faults=FAULTS)
@settings(max_examples=8, deadline=None, database=None)
def test_random_journeys_under_random_faults_end_in_exactly_the_expected_documents(
    database: str, lines: list[str], faults: Faults
) -> None:
    asyncio.run(compare(database, lines, faults))
