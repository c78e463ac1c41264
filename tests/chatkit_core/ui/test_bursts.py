"""What a short run has to say is sent in one piece, and a long one is not kept back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from chatkit_core.ui import bursts


@dataclass(eq=False)
class Session:
    """What an AppSession has to do with its messages; `sent` has those of each portion."""

    _event_loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _browser_queue: ForwardMsgQueue = field(default_factory=ForwardMsgQueue)
    sent: list[list[ForwardMsg]] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def _message_enqueued_callback(self) -> None:
        self.sent.append(self._browser_queue.flush())
        self.told.set()

    def say(self, *messages: ForwardMsg) -> None:
        for message in messages:
            _enqueue(self, message)


_plain: Any = AppSession._enqueue_forward_msg
_plain = getattr(_plain, "__wrapped__", _plain)
_enqueue = bursts.in_bursts(_plain)


def begun(*fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.name = "page"
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def element(at: int) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.text.body = str(at)
    message.metadata.delta_path.append(at)
    return message


def ended(
    how: ForwardMsg.ScriptFinishedStatus = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
) -> ForwardMsg:
    return ForwardMsg(script_finished=how)


async def test_a_short_run_of_a_fragment_is_one_piece() -> None:
    session, run = Session(), [begun("card"), element(0), element(1), ended()]
    session.say(*run[:3])
    assert session.sent == []
    session.say(run[3])
    assert session.sent == [run]


async def test_a_run_that_goes_on_with_another_is_still_one_piece() -> None:
    session = Session()
    cut = ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    run = [begun("card"), cut, begun("card", "next"), element(0), ended()]
    session.say(*run)
    assert session.sent == [run]


async def test_the_next_run_waits_for_its_own_end() -> None:
    session = Session()
    session.say(begun("card"), ended(), begun("card"), element(0))
    assert len(session.sent) == 1
    session.say(ended())
    assert len(session.sent) == 2


async def test_a_whole_run_and_what_belongs_to_none_is_sent_as_it_comes() -> None:
    session = Session()
    session.say(begun(), element(0), ended(ForwardMsg.FINISHED_SUCCESSFULLY))
    assert len(session.sent) == 3


async def test_a_long_run_is_sent_as_it_comes_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bursts, "HELD", 0.01)
    session, run = Session(), [begun("card"), element(0)]
    session.say(*run)
    await asyncio.wait_for(session.told.wait(), 5)
    assert session.sent == [run]
    session.say(element(1))
    assert len(session.sent) == 2


async def test_one_session_does_not_wait_for_another() -> None:
    one, other = Session(), Session()
    one.say(begun("card"))
    other.say(element(0))
    assert (one.sent, len(other.sent)) == ([], 1)


def test_the_bursts_are_set_up_once() -> None:
    bursts.send_in_bursts()
    installed: Any = AppSession._enqueue_forward_msg
    bursts.send_in_bursts()
    assert AppSession._enqueue_forward_msg is installed
    assert installed.__wrapped__ is _plain
