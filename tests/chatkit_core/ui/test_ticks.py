"""Runs of fragments are kept apart, because Streamlit loses messages of runs that are not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from chatkit_core.ui import ticks

ENDED = ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@dataclass
class Runner:
    """Streamlit's own requests, as a script runner holds them."""

    _requests: ScriptRequests = field(default_factory=ScriptRequests)

    def end(self) -> None:
        assert self._requests.request_rerun(RerunData())
        self._requests.on_scriptrunner_ready()
        self._requests.on_scriptrunner_ready()
        assert not self._requests.request_rerun(RerunData())


@dataclass
class Session:
    """What the gate looks at in an AppSession."""

    _event_loop: asyncio.AbstractEventLoop
    _scriptrunner: Runner | None = None
    _browser_queue: ForwardMsgQueue = field(default_factory=ForwardMsgQueue)


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

    def ask(self, *, fragment: str = "", tick: bool = False) -> ClientState:
        state = ClientState(fragment_id=fragment, is_auto_rerun=tick)
        self._ask(self.session, state)
        return state


@pytest.fixture
async def gate() -> Gate:
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


def test_the_gate_is_set_up_once() -> None:
    ticks.keep_runs_apart()
    installed = AppSession.request_rerun
    ticks.keep_runs_apart()
    assert AppSession.request_rerun is installed
    assert installed.__module__ == ticks.__name__
