"""Forks: a conversation goes on from any step as a new one, and the old one knows nothing of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.log import Event
from chatkit_core.trace.replay.recording import RecordingError, read_recording, write_recording
from chatkit_core.trace.replay.run import changes_of, replay
from chatkit_core.trace.replay.script import script_of
from chatkit_core.trace.replay.worlds import Origin, World
from usecases.healthcare import USE_CASE as HEALTHCARE
from usecases.retail import USE_CASE as RETAIL

LAMP = '/click retail.select_items {"items": "ORD-78234/PROD-002"}'
RETURN = (
    "/click retail.start",
    LAMP,
    '/click retail.choose_reason {"reason": "DAMAGED"}',
    '/click retail.choose_resolution {"resolution": "FULL_REFUND"}',
    '/click retail.choose_shipping {"method": "DROP_OFF"}',
    "/click retail.confirm",
)


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    settings = Settings(data_dir=tmp_path, _env_file=None)  # type: ignore[call-arg]
    found = await build_services(settings, [RETAIL, HEALTHCARE])
    yield found
    await found.close()


async def talk(services: Services, *lines: str, user: str = "local") -> Conversation:
    context = RequestContext(user_id=user, persona="CUST-1001")
    one = Conversation(services.servers["retail"], context, services)
    await say(one, *lines)
    return one


async def say(one: Conversation, *lines: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for line in lines:
        result = await one.send(line)
        assert result["error"] is None, result["error"]
    return result


async def log_of(services: Services, thread_id: str | None) -> list[Event]:
    await services.log.flush()
    return await services.log.read(thread_id or "", limit=5000)


async def fork_at(services: Services, one: Conversation, request: int, **more: Any) -> Conversation:
    events = await log_of(services, one.thread_id)
    seq = script_of(events).steps[request - 1].seq
    wanted = {"user_id": one.context.user_id, "title": "The lamp", **more}
    world = await services.worlds.fork(events, seq, **wanted)
    return going_on(services, world, one)


def going_on(services: Services, world: World, one: Conversation) -> Conversation:
    return Conversation(one.server, one.context, services, world.thread_id)


async def test_a_fork_goes_on_with_another_choice_and_the_old_one_stays_whole(
    services: Services,
) -> None:
    one = await talk(services, *RETURN)
    before = await log_of(services, one.thread_id)
    other = await fork_at(services, one, 3)
    assert (await other.send("/session"))["session"]["step"] == "resolution"
    result = await say(other, '/click retail.choose_resolution {"resolution": "EXCHANGE"}')
    assert result["session"]["resolution"] == "EXCHANGE"
    assert (await one.send("/session"))["session"]["resolution"] == "FULL_REFUND"
    assert await log_of(services, one.thread_id) == before


async def test_what_the_old_one_did_to_the_data_does_not_stand_in_a_forks_way(
    services: Services,
) -> None:
    one = await talk(services, *RETURN)
    made = (await one.send("/session"))["session"]["return_id"]
    other = await fork_at(services, one, 5)
    result = await say(other, "/click retail.confirm")
    assert result["session"]["step"] == "done"
    assert result["session"]["return_id"] == made, "the same thing done again has the same number"
    stored = await services.documents.query("returns", "CUST-1001", equals={"kind": "return"})
    assert [d["id"] for d in stored.documents].count(made) == 1


async def test_what_a_fork_does_stays_in_it(services: Services) -> None:
    one = await talk(services, *RETURN[:5])
    other = await fork_at(services, one, 5)
    await say(other, "/click retail.confirm")
    assert (await say(one, "/click retail.confirm"))["session"]["step"] == "done"
    third = await talk(services, "/click retail.start")
    offered = (await third.send("/session"))["session"]["displayed_orders"]
    assert "PROD-002" not in str(offered), "the old one's return counts"


async def test_a_fork_from_the_middle_of_a_request_begins_after_it(services: Services) -> None:
    one = await talk(services, *RETURN[:3])
    events = await log_of(services, one.thread_id)
    second = script_of(events).steps[1]
    for seq in (second.seq, second.seq + 1, second.end):
        world = await services.worlds.fork(events, seq, user_id="local", title="x")
        found = await services.servers["retail"].sessions.load(world.thread_id, "local")
        assert found.state.step == "reason"
        assert world.about["origin"]["seq"] == second.end


async def test_a_fork_says_where_it_came_from(services: Services) -> None:
    one = await talk(services, *RETURN[:2])
    other = await fork_at(services, one, 2)
    threads = services.servers["retail"].threads
    thread = await threads.load_thread(other.thread_id or "", other.context)
    assert thread.title == "Fork: The lamp"
    assert thread.metadata["origin"]["from"] == one.thread_id
    page = await threads.load_items_json(other.thread_id or "", None, 50, "asc", other.context)
    assert page.data[-1]["task"]["title"] == "Forked from “The lamp” after request 2"


async def test_a_fork_takes_another_model_and_other_instructions(services: Services) -> None:
    model = ScriptedModel([[assistant_message("Ahoy.", item_id="msg_ahoy")]])
    one = await talk(services, *RETURN[:2])
    services.servers["retail"].models = {**services.servers["retail"].models, "pirate": model}
    other = await fork_at(services, one, 2, instructions="Talk like a pirate.")
    other.context = RequestContext(persona="CUST-1001", model="pirate")
    result = await say(other, "hello")
    assert "Ahoy." in str(result["items"])
    assert model.calls[0].system_instructions == "Talk like a pirate."


async def test_a_fork_is_found_again_by_another_process(services: Services, tmp_path: Path) -> None:
    one = await talk(services, *RETURN)
    other = await fork_at(services, one, 5)
    settings = Settings(data_dir=tmp_path, _env_file=None)  # type: ignore[call-arg]
    restarted = await build_services(settings, [RETAIL])
    again = Conversation(restarted.servers["retail"], other.context, restarted, other.thread_id)
    assert (await say(again, "/click retail.confirm"))["session"]["step"] == "done"
    await restarted.close()


async def opened(services: Services, text: str) -> World:
    script = script_of(read_recording(text))
    origin = Origin.of_recording(script, "lamp.jsonl")
    return await services.worlds.open(script, origin, user_id="local")


async def test_a_recording_from_elsewhere_is_opened_whole_and_goes_on(services: Services) -> None:
    one = await talk(services, *RETURN[:5])
    world = await opened(services, write_recording(await log_of(services, one.thread_id)))
    assert changes_of(await log_of(services, world.thread_id)) == changes_of(
        await log_of(services, one.thread_id)
    )
    other = going_on(services, world, one)
    assert (await say(other, "/click retail.confirm"))["session"]["step"] == "done"
    assert (await one.send("/session"))["session"]["step"] == "confirm"


async def test_a_recording_that_comes_out_otherwise_is_not_opened(services: Services) -> None:
    """It names the first difference, and nothing is left of it."""
    one = await talk(services, *RETURN)
    text = write_recording(await log_of(services, one.thread_id))
    forged = text.replace('"new": "FULL_REFUND"', '"new": "STORE_CREDIT"')
    assert forged != text
    before = await services.documents.query("threads", "local")
    with pytest.raises(RecordingError, match=r"could not be repeated here.*STORE_CREDIT"):
        await opened(services, forged)
    assert await services.documents.query("threads", "local") == before


async def test_a_fork_can_be_forked_exported_and_replayed_itself(services: Services) -> None:
    one = await talk(services, *RETURN)
    other = await fork_at(services, one, 4)
    await say(other, "by courier please", "/click retail.confirm")
    third = await fork_at(services, other, 6)
    text = write_recording(await log_of(services, third.thread_id))
    found = await replay(RETAIL, read_recording(text))
    assert found.difference is None
    assert found.session["state"]["return_id"]
    assert found.changes == changes_of(await log_of(services, other.thread_id))


async def test_nobody_else_reads_or_continues_a_fork(services: Services) -> None:
    one = await talk(services, *RETURN[:3])
    other = await fork_at(services, one, 3)
    stranger = Conversation(
        one.server, RequestContext(user_id="mallory"), services, other.thread_id
    )
    assert (await stranger.send("/session"))["error"] == "There is no such conversation."
    assert (await stranger.send("hello"))["error"] == "There is no such conversation."


async def test_deleting_a_fork_takes_its_data_along(services: Services) -> None:
    one = await talk(services, *RETURN[:3])
    other = await fork_at(services, one, 3)
    thread_id = other.thread_id or ""
    assert (await services.documents.query("sandbox", thread_id)).documents
    await one.server.threads.delete_thread(thread_id, one.context)
    assert not (await services.documents.query("sandbox", thread_id)).documents


async def test_a_way_that_cannot_be_repeated_leaves_nothing_behind(services: Services) -> None:
    one = await talk(services, *RETURN[:3])
    events = await log_of(services, one.thread_id)
    text = write_recording(events).replace('"DAMAGED"', '"OTHER"', 1)
    with pytest.raises(RecordingError, match="Request 2"):
        await services.worlds.fork(read_recording(text), events[-1].seq, user_id="local", title="x")
    threads = await one.server.threads.load_threads(50, None, "desc", one.context)
    assert [thread.id for thread in threads.data] == [one.thread_id]


async def test_before_the_first_request_there_is_nothing_to_fork(services: Services) -> None:
    one = await talk(services, "/click retail.start")
    with pytest.raises(RecordingError, match="nothing had happened"):
        await services.worlds.fork(
            await log_of(services, one.thread_id), 0, user_id="local", title="x"
        )


async def test_masked_conversations_are_not_forked(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "m", _env_file=None, mask_personal_data=True)  # type: ignore[call-arg]
    services = await build_services(settings, [RETAIL])
    one = await talk(services, "/click retail.start")
    with pytest.raises(RecordingError, match="Personal data was masked"):
        await services.worlds.fork(
            await log_of(services, one.thread_id), 5, user_id="local", title="x"
        )
    await services.close()
