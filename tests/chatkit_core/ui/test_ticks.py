"""Runs of fragments are kept apart, because Streamlit loses messages of runs that are not."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)

from chatkit_core.ui import ticks

ENDED = ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@dataclass
class Runner:
    """Streamlit's own requests, as a script runner holds them."""

    _requests: ScriptRequests = field(default_factory=ScriptRequests)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, state: ClientState) -> None:
        found = RerunData(widget_states=state.widget_states, fragment_id=state.fragment_id or None)
        self._requests.request_rerun(found)
        self.asked.set()

    def begin(self, session: Session) -> list[str]:
        """The run of what was asked for, as far as its reading of the input line."""
        request = self._requests.on_scriptrunner_ready()
        assert request.type is ScriptRequestType.RERUN
        ticks.unread.pop(session.id, None)
        states = request.rerun_data.widget_states
        return [widget.chat_input_value.data for widget in states.widgets] if states else []

    def end(self) -> None:
        assert self._requests.request_rerun(RerunData())
        self._requests.on_scriptrunner_ready()
        self._requests.on_scriptrunner_ready()
        assert not self._requests.request_rerun(RerunData())


@dataclass(eq=False)
class Session:
    """What the gate looks at in an AppSession."""

    _event_loop: asyncio.AbstractEventLoop
    _scriptrunner: Runner | None = None
    _browser_queue: ForwardMsgQueue = field(default_factory=ForwardMsgQueue)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


class Gate:
    """A session behind the gate, and what was let through."""

    def __init__(self) -> None:
        self.session = Session(asyncio.get_running_loop())
        self.started: list[Any] = []
        self.one_started = asyncio.Event()
        self._ask = ticks.in_turn(self._start)

    def _start(self, _: Any, state: Any) -> None:
        self.started.append(state)
        self.one_started.set()
        if self.session._scriptrunner is not None:
            self.session._scriptrunner.take(state)

    def ask(self, *, fragment: str = "", tick: bool = False, words: str = "") -> ClientState:
        state = ClientState(fragment_id=fragment, is_auto_rerun=tick)
        if words:
            state.widget_states.widgets.add(id="composer").chat_input_value.data = words
        self.request(state)
        return state

    def forget(self) -> None:
        self.started.clear()
        self.one_started.clear()
        ticks.unread.clear()

    def request(self, state: ClientState) -> None:
        self._ask(self.session, state)


@pytest.fixture
async def gate() -> Gate:
    """A session whose page was drawn."""
    gate = Gate()
    gate.ask()
    gate.forget()
    return gate


@pytest.fixture
async def new_gate() -> Gate:
    return Gate()


def test_streamlit_still_takes_the_end_of_a_fragment_back() -> None:
    """The reason for the gate; when this fails, `is_busy` may look at runs alone."""
    queue = ForwardMsgQueue()
    ended = ForwardMsg(script_finished=ENDED)
    ended.metadata.run.fragment_ids.append("card")
    queue.enqueue(ended)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["watch"])
    (left,) = queue.flush()
    assert left.script_finished != ENDED


async def test_runs_of_an_idle_page_start_at_once(gate: Gate) -> None:
    asked = [gate.ask(), gate.ask(fragment="card"), gate.ask(fragment="watch", tick=True)]
    assert gate.started == asked


async def test_a_tick_waits_for_its_next_time_while_a_run_is_under_way(gate: Gate) -> None:
    gate.session._scriptrunner = Runner()
    gate.ask(fragment="watch", tick=True)
    assert gate.started == []


async def test_a_tick_waits_for_its_next_time_while_something_is_unsent(gate: Gate) -> None:
    gate.session._browser_queue.enqueue(ForwardMsg(script_finished=ENDED))
    gate.ask(fragment="watch", tick=True)
    assert gate.started == []


async def test_a_click_goes_to_the_run_that_is_under_way(gate: Gate) -> None:
    gate.session._scriptrunner = Runner()
    asked = gate.ask(fragment="card")
    assert gate.started == [asked]


async def test_a_click_starts_once_the_events_of_an_ended_run_are_handled(gate: Gate) -> None:
    gate.session._scriptrunner = Runner()
    gate.session._scriptrunner.end()
    asked = gate.ask(fragment="card")
    await asyncio.sleep(2 * ticks.MOMENT)
    assert gate.started == []
    gate.session._scriptrunner = None
    await asyncio.wait_for(gate.one_started.wait(), 5)
    assert gate.started == [asked]


async def test_a_whole_run_waits_for_nothing(gate: Gate) -> None:
    gate.session._scriptrunner = Runner()
    gate.session._scriptrunner.end()
    asked = gate.ask()
    assert gate.started == [asked]


async def read(gate: Gate, runner: Runner) -> list[str]:
    """What the next run reads from the input line, once it was asked for."""
    async with asyncio.timeout(5):
        await runner.asked.wait()
    runner.asked.clear()
    return runner.begin(gate.session)


async def test_words_sent_before_the_last_were_read_are_all_read_in_order(gate: Gate) -> None:
    runner = gate.session._scriptrunner = Runner()
    said = [f"message {number}" for number in range(10)]
    for words in said:
        gate.ask(words=words)
    assert len(gate.started) == 1
    assert [await read(gate, runner) for _ in said] == [[words] for words in said]


@pytest.mark.parametrize("fragment", ["", "card"])
async def test_what_is_asked_after_a_click_waits_until_it_was_read(
    gate: Gate, fragment: str
) -> None:
    runner = gate.session._scriptrunner = Runner()
    clicked = gate.ask(fragment="chat")
    asked = gate.ask(fragment=fragment)
    gate.ask(fragment="watch", tick=True)
    await asyncio.sleep(2 * ticks.MOMENT)
    assert gate.started == [clicked]
    await read(gate, runner)
    await asyncio.wait_for(runner.asked.wait(), 5)
    assert gate.started == [clicked, asked]


async def test_a_page_whose_callback_hangs_can_still_be_left(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticks, "PATIENCE", 3 * ticks.MOMENT)
    runner = gate.session._scriptrunner = Runner()
    hangs, left = gate.ask(), gate.ask()
    assert gate.started == [hangs]
    runner.asked.clear()
    await asyncio.wait_for(runner.asked.wait(), 5)
    assert gate.started == [hangs, left]


@pytest.mark.parametrize("news", [{"fragment": "card"}, {"words": "hello"}])
async def test_a_session_that_begins_with_news_draws_the_page_before_it_hears_them(
    new_gate: Gate, news: dict[str, str]
) -> None:
    """As where a browser outlived its server."""
    gate = new_gate
    gate.session._scriptrunner = Runner()
    told = gate.ask(**news)
    await asyncio.sleep(2 * ticks.MOMENT)
    (look,) = gate.started
    assert look.fragment_id == ""
    assert not look.widget_states.widgets
    gate.session._scriptrunner = None
    gate.one_started.clear()
    await asyncio.wait_for(gate.one_started.wait(), 5)
    assert gate.started == [look, told]


async def test_a_run_that_ended_unread_keeps_nobody_waiting(gate: Gate) -> None:
    gate.session._scriptrunner = Runner()
    gate.ask()
    gate.session._scriptrunner = None
    gate.ask()
    assert len(gate.started) == 2


async def test_a_tick_does_not_tell_what_the_browser_is_about_to_send(gate: Gate) -> None:
    tick = ClientState(fragment_id="watch", is_auto_rerun=True)
    tick.widget_states.widgets.add(id="composer").chat_input_value.data = "hello"
    tick.widget_states.widgets.add(id="button").trigger_value = True
    tick.widget_states.widgets.add(id="persona").string_value = "Ada"
    gate.request(tick)
    assert gate.started == [tick]
    assert [widget.id for widget in tick.widget_states.widgets] == ["persona"]


async def test_streamlit_still_keeps_the_newest_of_two_messages_only(gate: Gate) -> None:
    """The reason for the line; when this fails, words need no longer wait for each other."""
    runner = Runner()
    for words in ("first", "second"):
        state = ClientState(fragment_id="chat")
        state.widget_states.widgets.add(id="composer").chat_input_value.data = words
        runner.take(state)
    assert runner.begin(gate.session) == ["second"]


def test_the_gate_is_set_up_once() -> None:
    ticks.keep_runs_apart()
    installed = AppSession.request_rerun
    ticks.keep_runs_apart()
    assert AppSession.request_rerun is installed
    assert installed.__module__ == ticks.__name__
