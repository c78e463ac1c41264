"""Recorded conversations, replayed without a model: the same items and the same session, always."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.replay.recording import read_recording, write_recording
from chatkit_core.trace.replay.run import Replayed, replay
from tests.usecases.walker import Walker, sentences
from usecases import discover

USE_CASES = discover()
CONVERSATIONS = 50
STEPS = 7
OF_SESSION = ("state", "card", "card_due", "approval", "revision", "marks")


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=USE_CASES, ids=lambda use_case: use_case.name
)
async def services(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Services]:
    folder = tmp_path_factory.mktemp("replay")
    found = await build_services(Settings(data_dir=folder, _env_file=None), [request.param])  # type: ignore[call-arg]
    yield found
    await found.close()


async def walked(services: Services, seed: int) -> Conversation:
    """A conversation of a few random steps, about anybody, on the data that others left behind."""
    ((name, server),) = services.servers.items()
    dice = random.Random(seed)
    personas: list[str | None] = [*(p.id for p in server.use_case.personas), None]
    context = RequestContext(persona=dice.choice(personas))
    walker = Walker(Conversation(server, context, services), dice, sentences(name))
    for _ in range(STEPS):
        await walker.step()
    return walker.talk


async def stored(talk: Conversation) -> dict[str, Any]:
    """What the store holds of a conversation."""
    thread_id, server = talk.thread_id or "", talk.server
    page = await server.threads.load_items_json(thread_id, None, 500, "asc", talk.context)
    session = await server.documents.query("sessions", thread_id, limit=1)
    thread = await server.threads.load_thread(thread_id, talk.context)
    return {
        "items": page.data,
        "title": thread.title,
        "session": {name: (session.documents or [{}])[0].get(name) for name in OF_SESSION},
    }


def replayed_state(found: Replayed) -> dict[str, Any]:
    session = {name: found.session.get(name) for name in OF_SESSION}
    return {"items": found.items, "title": found.thread["title"], "session": session}


async def recording_of(talk: Conversation) -> str:
    await talk.services.log.flush()
    log, events = talk.services.log, []
    while chunk := await log.read(talk.thread_id or "", events[-1].seq if events else 0):
        events += chunk
    return write_recording(events)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("seed", range(CONVERSATIONS // len(USE_CASES)))
async def test_a_random_conversation_replays_to_the_same_items_and_session(
    services: Services, seed: int
) -> None:
    talk = await walked(services, seed)
    found = await replay(talk.server.use_case, read_recording(await recording_of(talk)))
    assert found.difference is None
    assert replayed_state(found) == await stored(talk)
