"""The turn hub: one turn a conversation, one effect a click, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chatkit_core.ui import turns
from chatkit_core.ui.conversation import (
    KEPT_EFFECTS,
    Conversation,
    Kind,
    Refused,
    Request,
    State,
    Turn,
)
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sentences import BUSY, SPENT, STOPPED_FIRST
from chatkit_core.ui.thread_view import ThreadView
from chatkit_core.ui.turns import TurnHub

WAIT = 5.0


@pytest.fixture
def hub() -> Iterator[TurnHub]:
    loop = LoopThread()
    yield TurnHub(loop)
    loop.stop()


class Gate:
    """A turn that runs until it is opened; it counts how often it was started."""

    def __init__(self, hub: TurnHub) -> None:
        self.started = 0
        self._loop = hub.loop
        self._opened = asyncio.Event()

    def open(self) -> None:
        self._loop.soon(self._opened.set)

    async def stream(self, _: str | None) -> AsyncIterator[dict[str, Any]]:
        self.started += 1
        await self._opened.wait()
        yield done(f"item-{self.started}")


def done(item_id: str, kind: str = "assistant_message") -> dict[str, Any]:
    return {"type": "thread.item.done", "item": {"id": item_id, "type": kind}}


async def at_once(_: str | None) -> AsyncIterator[dict[str, Any]]:
    yield done("said", "user_message")
    yield done("answer")


async def failing(_: str | None) -> AsyncIterator[dict[str, Any]]:
    raise OSError("the disk is gone")
    yield


def click(stream: Any, once: str | None = None, item: str | None = None) -> Request:
    return Request(Kind.CLICK, stream, once=once, item_id=item)


def words(stream: Any, text: str = "hello") -> Request:
    return Request(Kind.MESSAGE, stream, text=text)


def begun(hub: TurnHub, conversation: Conversation, request: Request) -> Turn:
    turn = hub.start(conversation, request)
    assert turn is not None
    return turn


def finish(conversation: Conversation) -> None:
    """Wait until nothing runs and nothing waits."""
    while (turn := conversation.running) is not None:
        assert turn.wait(WAIT)


def test_forty_clicks_at_once_on_one_control_run_once(hub: TurnHub) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    gate.open()

    def try_it(_: int) -> bool:
        try:
            hub.start(conversation, click(gate.stream, once="thr_1|card|pick"))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(try_it, range(40)))
    finish(conversation)
    assert (sum(taken), gate.started) == (1, 1)


def test_a_click_while_a_turn_runs_is_refused_with_a_sentence(hub: TurnHub) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    hub.start(conversation, click(gate.stream, once="a"))
    with pytest.raises(Refused, match="still answering") as refusal:
        hub.start(conversation, click(gate.stream, once="b"))
    assert str(refusal.value) == BUSY
    gate.open()
    finish(conversation)
    assert gate.started == 1


def test_a_refused_click_is_not_spent(hub: TurnHub) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    hub.start(conversation, click(gate.stream, once="a"))
    with pytest.raises(Refused):
        hub.start(conversation, click(gate.stream, once="b"))
    gate.open()
    finish(conversation)
    hub.start(conversation, click(gate.stream, once="b"))
    finish(conversation)
    assert gate.started == 2


def test_a_spent_control_is_refused_and_its_next_drawing_is_not(hub: TurnHub) -> None:
    conversation = hub.conversation("thr_1")
    assert conversation.revision("card") == 0
    hub.start(conversation, click(at_once, once="card|0", item="card"))
    finish(conversation)
    with pytest.raises(Refused, match="already used") as refusal:
        hub.start(conversation, click(at_once, once="card|0", item="card"))
    assert str(refusal.value) == SPENT
    assert conversation.revision("card") == 1
    hub.start(conversation, click(at_once, once="card|1", item="card"))
    finish(conversation)


def test_conversations_do_not_wait_for_each_other(hub: TurnHub) -> None:
    gate = Gate(hub)
    hub.start(hub.conversation("thr_1"), click(gate.stream))
    other = begun(hub, hub.conversation("thr_2"), click(at_once))
    assert other.wait(WAIT)
    gate.open()
    finish(hub.conversation("thr_1"))


def test_a_quiet_turn_is_waited_for_until_it_has_something_to_show(hub: TurnHub) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    silent = begun(hub, conversation, click(gate.stream))
    assert not silent.wait_quietly(0.01, 0.05)
    threading.Timer(0.05, gate.open).start()
    assert silent.wait_quietly(0.01, WAIT)

    async def speaking(_: str | None) -> AsyncIterator[dict[str, Any]]:
        yield done("first")
        await asyncio.sleep(WAIT)

    turn = begun(hub, conversation, click(speaking))
    began = time.monotonic()
    assert not turn.wait_quietly(0.01, WAIT)
    assert time.monotonic() - began < WAIT / 2


def test_words_typed_during_a_turn_run_next_in_their_order(hub: TurnHub) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    heard: list[str] = []

    def says(text: str) -> Request:
        async def stream(_: str | None) -> AsyncIterator[dict[str, Any]]:
            heard.append(text)
            yield done(text, "user_message")

        return words(stream, text)

    hub.start(conversation, click(gate.stream))
    assert hub.send(conversation, says("one")) is None
    assert hub.send(conversation, says("two")) is None
    assert [waiting.text for waiting in conversation.queue] == ["one", "two"]
    gate.open()
    finish(conversation)
    assert heard == ["one", "two"]
    assert not conversation.queue


def test_words_that_never_reached_the_store_are_kept_with_the_reason(hub: TurnHub) -> None:
    conversation = hub.conversation("thr_1")
    hub.send(conversation, words(failing, "do not lose me"))
    finish(conversation)
    (unsent,) = conversation.unsent
    assert unsent.request.text == "do not lose me"
    assert "disk" not in unsent.because
    assert hub.discard(conversation, unsent.id) is unsent
    assert conversation.unsent == ()


@pytest.mark.parametrize("fault", [RuntimeError("secret"), SystemExit("secret")])
def test_a_failure_after_the_words_were_stored_is_an_error_with_retry(
    hub: TurnHub, fault: BaseException
) -> None:
    async def half(_: str | None) -> AsyncIterator[dict[str, Any]]:
        yield done("said", "user_message")
        raise fault

    conversation = hub.conversation("thr_1")
    hub.send(conversation, words(half))
    finish(conversation)
    assert conversation.unsent == ()
    assert conversation.view is not None
    assert conversation.view.error is not None
    assert conversation.view.error["allow_retry"]
    assert "secret" not in conversation.view.error["message"]


def test_stop_cancels_inside_the_servers_generator(hub: TurnHub) -> None:
    caught: list[str] = []

    async def patient(_: str | None) -> AsyncIterator[dict[str, Any]]:
        yield done("said", "user_message")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            caught.append("inside")
            raise

    conversation = hub.conversation("thr_1")
    turn = begun(hub, conversation, click(patient))
    while not turn.events:
        turn.wait(0.01)
    assert hub.stop(conversation)
    assert turn.wait(WAIT)
    assert (turn.state, caught) == (State.CANCELLED, ["inside"])
    assert conversation.view is not None
    assert conversation.view.stale


def test_a_server_that_ignores_stop_is_left_behind(
    hub: TurnHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "GRACE", 0.05)
    release = asyncio.Event()

    async def stubborn(_: str | None) -> AsyncIterator[dict[str, Any]]:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        yield done("late")

    conversation = hub.conversation("thr_1")
    turn = begun(hub, conversation, click(stubborn))
    hub.stop(conversation)
    assert turn.wait(WAIT)
    hub.start(conversation, click(at_once))
    finish(conversation)
    hub.loop.soon(release.set)
    hub.loop.call(asyncio.sleep(0.02))
    assert conversation.view is not None
    assert [item["id"] for item in conversation.view.items] == ["said", "answer"]


def test_the_first_turn_names_the_thread_for_what_waits_behind_it(hub: TurnHub) -> None:
    opened = asyncio.Event()
    seen: list[str | None] = []

    async def creates(_: str | None) -> AsyncIterator[dict[str, Any]]:
        yield {"type": "thread.created", "thread": {"id": "thr_9"}}
        await opened.wait()

    async def follows(thread_id: str | None) -> AsyncIterator[dict[str, Any]]:
        seen.append(thread_id)
        yield done("said", "user_message")

    conversation = hub.conversation("draft:1")
    hub.send(conversation, words(creates))
    hub.send(conversation, words(follows))
    hub.loop.soon(opened.set)
    finish(conversation)
    assert seen == ["thr_9"]
    assert hub.conversation("thr_9") is conversation


def test_nonsense_events_do_not_end_the_turn(hub: TurnHub) -> None:
    async def odd(_: str | None) -> AsyncIterator[dict[str, Any]]:
        yield {"type": "thread.item.done"}
        yield {"type": "thread.item.updated", "item_id": "x"}
        yield done("answer")

    conversation = hub.conversation("thr_1")
    turn = begun(hub, conversation, click(odd))
    assert turn.wait(WAIT)
    assert turn.state is State.DONE
    assert conversation.view is not None
    assert conversation.view.item("answer")


def test_only_the_longest_unused_conversations_are_forgotten() -> None:
    loop = LoopThread()
    hub = TurnHub(loop, capacity=2)
    gate = Gate(hub)
    running = hub.conversation("thr_1")
    hub.start(running, click(gate.stream))
    second = hub.conversation("thr_2")
    hub.conversation("thr_3")
    assert hub.conversation("thr_1") is running
    assert hub.conversation("thr_2") is not second
    gate.open()
    finish(running)
    loop.stop()


def test_a_client_tool_is_claimed_once(hub: TurnHub) -> None:
    conversation = hub.conversation("thr_1")
    assert [hub.claim(conversation, "tool|1") for _ in range(3)] == [True, False, False]


def test_clicks_wait_in_line_behind_an_action_that_leaves_all_usable(hub: TurnHub) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    quiet = Request(Kind.CLICK, gate.stream, once="a", item_id="card", loading=Loading.NONE)
    begun(hub, conversation, quiet)
    assert hub.start(conversation, click(gate.stream, once="b", item="card")) is None
    assert conversation.revision("card") == 2
    with pytest.raises(Refused, match="already used"):
        hub.start(conversation, click(gate.stream, once="b", item="card"))
    gate.open()
    finish(conversation)
    assert gate.started == 2


async def with_effect(_: str | None) -> AsyncIterator[dict[str, Any]]:
    yield done("said", "user_message")
    yield {"type": "client_effect", "name": "highlight", "data": {"row": 3}}


def test_effects_outlive_the_turn_that_sent_them_and_are_given_out_once(hub: TurnHub) -> None:
    conversation = hub.conversation("thr_1")
    asked = Request(Kind.MESSAGE, with_effect, text="one", owner="me")
    hub.send(conversation, asked)
    hub.send(conversation, Request(Kind.MESSAGE, at_once, text="two", owner="me"))
    finish(conversation)
    assert hub.take_effects(conversation, "somebody else") == []
    assert [effect.name for effect in hub.take_effects(conversation, "me")] == ["highlight"]
    assert hub.take_effects(conversation, "me") == []


def test_effects_nobody_comes_for_do_not_pile_up(hub: TurnHub) -> None:
    async def storm(_: str | None) -> AsyncIterator[dict[str, Any]]:
        for number in range(1_000):
            yield {"type": "client_effect", "name": str(number)}

    conversation = hub.conversation("thr_1")
    begun(hub, conversation, click(storm))
    finish(conversation)
    kept = hub.take_effects(conversation, "me")
    assert (len(kept), kept[-1].name) == (KEPT_EFFECTS, "999")


def test_before_a_conversation_is_deleted_its_turn_ends_and_its_queue_is_dropped(
    hub: TurnHub,
) -> None:
    conversation, gate = hub.conversation("thr_1"), Gate(hub)
    turn = begun(hub, conversation, click(gate.stream, once="a"))
    hub.send(conversation, words(at_once))
    hub.quiet("thr_1")
    assert turn.state is State.CANCELLED
    assert not conversation.queue
    assert conversation.running is None
    hub.quiet("thr_never_seen")
    hub.forget("thr_1")
    assert hub.known("thr_1") is None


def test_words_stopped_before_they_were_sent_are_kept(hub: TurnHub) -> None:
    conversation = hub.conversation("thr_1")
    blocked = threading.Event()
    hub.loop.soon(blocked.wait, 5)  # both the start and the stop wait for the loop
    turn = hub.send(conversation, words(at_once))
    assert turn is not None
    hub.stop(conversation)
    blocked.set()
    assert turn.wait(5)
    assert turn.state is State.CANCELLED
    [kept] = conversation.unsent
    assert kept.request is turn.request


async def telling(_: str | None) -> AsyncIterator[dict[str, Any]]:
    yield done("said", "user_message")
    said = [{"type": "output_text", "text": "So far"}]
    item = {"id": "part", "type": "assistant_message", "content": said}
    yield {"type": "thread.item.added", "item": item}
    await asyncio.sleep(60)


async def untidy(_: str | None) -> AsyncIterator[dict[str, Any]]:
    try:
        async for event in telling(None):
            yield event
    except asyncio.CancelledError:
        raise TypeError("the hook takes other arguments") from None


@pytest.mark.parametrize("stream", [telling, untidy])
def test_what_was_said_until_a_stop_stays_on_screen(hub: TurnHub, stream: Any) -> None:
    conversation = hub.conversation("thr_1")
    turn = begun(hub, conversation, words(stream))
    while len(turn.events) < 2:
        turn.wait(0.01)
    hub.stop(conversation)
    assert turn.wait(WAIT)
    view = conversation.view
    assert view is not None
    assert (turn.state, view.error, conversation.unsent) == (State.CANCELLED, None, ())
    assert [item["id"] for item in view.items] == ["said", "part"]
    assert view.stored_ids == ["said"]


def test_words_stopped_on_their_way_to_the_store_are_kept_until_they_are_seen_there(
    hub: TurnHub,
) -> None:
    async def slow(_: str | None) -> AsyncIterator[dict[str, Any]]:
        yield {"type": "stream_options", "stream_options": {"allow_cancel": True}}
        await asyncio.sleep(60)

    conversation = hub.conversation("thr_1")
    turn = begun(hub, conversation, words(slow, "hello"))
    while not turn.events:
        turn.wait(0.01)
    hub.stop(conversation)
    assert turn.wait(WAIT)
    [kept] = conversation.unsent
    assert (kept.because, kept.request.text) == (STOPPED_FIRST, "hello")
    other = {**done("x", "user_message")["item"], "content": [{"text": "something else"}]}
    same = {**other, "id": "y", "content": [{"text": "hello"}]}
    assert not kept.arrived(ThreadView(items=(other,)))
    assert kept.arrived(ThreadView(items=(other, same)))
    before = frozenset({"y"})
    assert not replace(kept, before=before).arrived(ThreadView(items=(other, same)))
