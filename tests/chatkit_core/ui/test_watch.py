"""Open pages are looked after on the server: who changed is drawn anew once, nobody else ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from chatkit_core.ui import watch as watching
from chatkit_core.ui.watch import Watch, Watched

LOOKS = 5


@dataclass(eq=False)
class Session:
    """What the watch looks at in an AppSession."""

    id: str = "one"
    is_there: bool = True
    asked: list[ClientState] = field(default_factory=list)
    _state: AppSessionState = AppSessionState.APP_NOT_RUNNING
    _scriptrunner: object | None = None
    _browser_queue: ForwardMsgQueue = field(default_factory=ForwardMsgQueue)
    _client_state: ClientState = field(default_factory=lambda: ClientState(query_string="thread=1"))

    parts: set[str] = field(default_factory=set)

    def has_fragment(self, part: str) -> bool:
        return part in self.parts

    def request_rerun(self, state: ClientState) -> None:
        self.asked.append(state)


@dataclass
class Page:
    """A page that can change, and counts how often it was looked at."""

    is_changed: bool = False
    looks: int = 0
    looked: asyncio.Event = field(default_factory=asyncio.Event)

    def changed(self) -> bool:
        self.looks += 1
        self.looked.set()
        return self.is_changed

    async def looked_at(self, times: int = LOOKS) -> None:
        for _ in range(times):
            self.looked.clear()
            await asyncio.wait_for(self.looked.wait(), 5)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "is_connected", lambda session: session.is_there)


def begin(watch: Watch, session: Session, changed: Callable[[], bool]) -> Any:
    watch.begin(session, "chat", Watched(changed))  # type: ignore[arg-type]


async def test_a_page_that_did_not_change_is_left_alone() -> None:
    session, page = Session(), Page()
    begin(Watch(0.001), session, page.changed)
    await page.looked_at()
    assert session.asked == []


async def test_a_page_that_changed_is_drawn_anew_once_at_the_address_it_has() -> None:
    watch, changed, other = Watch(0.001), Page(is_changed=True), Page()
    session = Session()
    begin(watch, session, changed.changed)
    begin(watch, Session("two"), other.changed)
    await other.looked_at()
    assert [state.query_string for state in session.asked] == ["thread=1"]
    assert changed.looks == 1
    begin(watch, session, changed.changed)
    await other.looked_at()
    assert len(session.asked) == 2


@pytest.mark.parametrize(
    ("busy", "ready"),
    [
        ({"_scriptrunner": object()}, {"_scriptrunner": None}),
        ({"is_there": False}, {"is_there": True}),
    ],
)
async def test_a_page_that_runs_or_lost_its_browser_is_drawn_once_it_is_back(
    busy: dict[str, Any], ready: dict[str, Any]
) -> None:
    watch, page, other = Watch(0.001), Page(is_changed=True), Page()
    session = Session(**busy)
    begin(watch, session, page.changed)
    begin(watch, Session("two"), other.changed)
    await other.looked_at()
    assert session.asked == []
    for name, value in ready.items():
        setattr(session, name, value)
    await page.looked_at(1)
    await other.looked_at(1)
    assert len(session.asked) == 1


async def test_a_page_that_follows_a_turn_of_its_own_is_not_watched() -> None:
    watch, page, other = Watch(0.001), Page(), Page()
    session = Session()
    begin(watch, session, page.changed)
    begin(watch, Session("two"), other.changed)
    await page.looked_at()
    watch.end(session, "chat")  # type: ignore[arg-type]
    seen = page.looks
    await other.looked_at()
    assert page.looks == seen


async def test_a_session_that_is_over_and_a_page_that_fails_are_forgotten(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> bool:
        raise ValueError("no such page")

    watch, other = Watch(0.001), Page()
    begin(watch, Session("over", _state=AppSessionState.SHUTDOWN_REQUESTED), broken)
    begin(watch, Session("broken"), broken)
    begin(watch, Session("fine"), other.changed)
    await other.looked_at()
    assert [session.id for session, _ in watch._watched] == ["fine"]
    assert caplog.text.count("cannot be watched") == 1


def fragment(watch: Watch, session: Session, changed: Callable[[], bool]) -> None:
    watch.begin(session, "chat", Watched(changed, "last"))  # type: ignore[arg-type]


async def test_only_a_part_is_drawn_anew_as_often_as_it_changes() -> None:
    watch, page, session = Watch(0.001), Page(is_changed=True), Session(parts={"last"})
    fragment(watch, session, page.changed)
    await page.looked_at()
    assert len(session.asked) >= LOOKS - 1
    for state in session.asked:
        assert (state.query_string, state.fragment_id) == ("thread=1", "last")
        assert state.is_auto_rerun
    assert session._client_state.fragment_id == ""


async def test_a_part_that_is_drawn_no_longer_is_forgotten() -> None:
    watch, other = Watch(0.001), Page()
    fragment(watch, Session("gone"), lambda: True)
    begin(watch, Session("fine"), other.changed)
    await other.looked_at()
    assert [session.id for session, _ in watch._watched] == ["fine"]
