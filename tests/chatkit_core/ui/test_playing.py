"""A recording plays as turns of a conversation, and gives way to whoever acts in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from agents.testing import ModelStep, ScriptedModel

from chatkit_core.session import RequestContext
from chatkit_core.trace.replay.recording import read_recording
from chatkit_core.trace.replay.script import Script, script_of
from chatkit_core.trace.replay.tape import AT_ONCE
from chatkit_core.trace.replay.worlds import Origin
from chatkit_core.ui.client import ChatKitClient, message
from chatkit_core.ui.conversation import Kind, Request
from chatkit_core.ui.playing import Player, Progress
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.turns import TurnHub
from tests.chatkit_core.trace.replay.shop import Shop
from tests.chatkit_core.trace.replay.test_run import RED, START, Interrupted, calls, says

WAIT = 10.0


class ThisLoop:
    """The loop that a test runs on, where the app has one on a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()

    def soon(self, callback: Callable[..., object], *args: object) -> None:
        self.loop.call_soon_threadsafe(callback, *args)


async def player_of(shop: Shop, speed: float = AT_ONCE) -> Player:
    """A player at the beginning of what was said in the shop."""
    script: Script = script_of(read_recording(await shop.recording()))
    worlds = shop.services.worlds
    world = await worlds.begin(script, Origin.of_recording(script, "x.jsonl"), user_id="local")
    hub = TurnHub(cast(LoopThread, ThisLoop()))
    return Player(script, world, worlds, hub, hub.conversation(world.thread_id), speed)


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(WAIT):
        while True:
            if true():
                return
            await asyncio.sleep(0)


async def played(player: Player) -> None:
    player.start()
    assert player.task
    await asyncio.wait_for(player.task, WAIT)


def typed(player: Player, text: str) -> None:
    """Words of the user's own, sent as a page sends them."""
    context = RequestContext(user_id="local", persona="ann")
    client = ChatKitClient(player.world.stage.server, context)
    asked = Request(
        Kind.MESSAGE,
        lambda _: client.add_user_message(player.world.thread_id, message(text)),
        text=text,
    )
    player.hub.send(player.conversation, asked)


async def items_of(player: Player) -> list[dict[str, Any]]:
    context = RequestContext(user_id="local")
    threads = player.world.stage.server.threads
    return (await threads.load_items_json(player.world.thread_id, None, 50, "asc", context)).data


async def test_it_plays_to_the_end_and_comes_out_the_same(tmp_path: Path) -> None:
    async with Shop(tmp_path, (says("Hello."),)) as shop:
        await shop.say(START, "hi", RED)
        player = await player_of(shop)
        await played(player)
        assert (player.progress, player.because) == (Progress.DONE, "")
        kinds = [item["type"] for item in await shop.items()]
        assert [item["type"] for item in await items_of(player)] == kinds


async def test_words_typed_into_a_recorded_answer_wait_for_it_and_reach_the_real_model(
    tmp_path: Path,
) -> None:
    async with Shop(tmp_path, (says("A recorded answer."),)) as shop:
        await shop.say(START, "hi", RED)
        live = ScriptedModel([says("A real answer.", "msg_live")])
        shop.services.servers["tiny"].models = {"live": live}
        player = await player_of(shop)
        player.start()
        await until(lambda: player.at == 2 and player.conversation.running)
        typed(player, "and now I speak")
        assert player.task
        await asyncio.wait_for(player.task, WAIT)
        await until(lambda: not player.conversation.running)
        assert player.progress is Progress.TAKEN_OVER
        assert player.is_history
        said = [str(item["content"]) for item in await items_of(player) if "content" in item]
        assert [next(w for w in WORDS if w in text) for text in said] == list(WORDS)


WORDS = ("hi", "A recorded answer.", "and now I speak", "A real answer.")


async def test_after_a_take_over_time_goes_on_from_the_step_that_was_reached(
    tmp_path: Path,
) -> None:
    """Not from the beginning: what is said then would stand before what was said already."""
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START, RED)
        player = await player_of(shop)
        later = datetime.now(UTC) + timedelta(hours=3)
        player.world.live_clock = lambda: later
        await played(player)
        last = player.script.steps[-1].circumstances.now
        assert abs(player.world.clock() - last) < timedelta(seconds=1)


async def test_a_click_while_the_model_was_thinking_is_played_once(tmp_path: Path) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START)

        async def clicked_meanwhile(_: Any) -> Any:
            await asyncio.create_task(shop.say(RED))
            return ModelStep(output=calls("pick_size", size="LARGE"))

        model = ScriptedModel([ModelStep.respond(clicked_meanwhile), says("Large.")])
        shop.services.servers["tiny"].models = {"scripted": model}
        await shop.say("large, please")
        player = await player_of(shop)
        await played(player)
        assert (player.progress, player.because) == (Progress.DONE, "")


async def test_an_answer_that_was_stopped_is_stopped_again_and_the_rest_is_played(
    tmp_path: Path,
) -> None:
    slow = Interrupted("Let me")
    async with Shop(tmp_path, {"slow": slow}) as shop:
        await shop.say(START)
        await shop.stopped("tell me more", slow.said)
        await shop.say(RED)
        player = await player_of(shop)
        await played(player)
        assert (player.progress, player.because) == (Progress.DONE, "")


async def test_stop_in_the_chat_leaves_the_recording(tmp_path: Path) -> None:
    async with Shop(tmp_path, (says("One two three four five six."),)) as shop:
        await shop.say(START, "hi", RED)
        player = await player_of(shop)
        player.start()
        await until(lambda: player.at == 2 and player.conversation.running)
        player.hub.stop(player.conversation)
        assert player.task
        await asyncio.wait_for(player.task, WAIT)
        assert player.progress is Progress.TAKEN_OVER
        assert player.at == 2


async def test_deleting_the_conversation_while_it_plays_leaves_nothing(tmp_path: Path) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START, RED)
        player = await player_of(shop, speed=1.0)
        player.start()
        await until(lambda: player.at == 1 and not player.conversation.running)
        thread_id = player.world.thread_id
        context = RequestContext(user_id="local")
        await player.world.stage.server.threads.delete_thread(thread_id, context)
        player.stop()
        assert player.task
        await asyncio.wait_for(player.task, WAIT)
        page = await shop.services.documents.query("sandbox", thread_id)
        assert page.documents == []
