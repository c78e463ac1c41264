"""The session's one door: steps, clearing, races, ownership, rewinding."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatkit_core.data import CORE_CONTAINERS, DocumentNotFoundError, StoreUnavailableError
from chatkit_core.session import OpenCard, Session, SessionManager, StateChange
from chatkit_core.sqlite import SqliteDocumentStore
from tests.chatkit_core.tiny import FLOW, TinySession

Manager = SessionManager[TinySession]


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(tmp_path / "s.sqlite3", CORE_CONTAINERS)
    yield store
    await store.close()


@pytest.fixture
def manager(documents: SqliteDocumentStore) -> Manager:
    return SessionManager(documents, TinySession, FLOW, "tiny")


async def answer(session: Session[TinySession]) -> None:
    session.commit("said who", who="ann")


async def test_a_new_conversation_stands_at_the_first_step(manager: Manager) -> None:
    assert (await manager.load("thr_1", "ann")).state == TinySession(step="who")


async def test_a_commit_moves_to_the_next_open_step_and_survives(manager: Manager) -> None:
    await manager.update("thr_1", "ann", answer)
    state = (await manager.load("thr_1", "ann")).state
    assert (state.who, state.step) == ("ann", "color")


async def test_nothing_is_stored_when_the_work_raises(manager: Manager) -> None:
    async def fails(session: Session[TinySession]) -> None:
        session.commit("said who", who="ann")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await manager.update("thr_1", "ann", fails)
    assert (await manager.load("thr_1", "ann")).state.who is None


async def test_a_session_of_somebody_else_does_not_exist(manager: Manager) -> None:
    await manager.update("thr_1", "ann", answer)
    with pytest.raises(DocumentNotFoundError):
        await manager.load("thr_1", "mallory")
    with pytest.raises(DocumentNotFoundError):
        await manager.update("thr_1", "mallory", answer)


async def test_racing_writers_all_find_their_way_in_one_after_another(manager: Manager) -> None:
    async def add(session: Session[TinySession]) -> None:
        await asyncio.sleep(0)
        session.commit("one more", color=(session.state.color or "") + "x")

    await asyncio.gather(*(manager.update("thr_1", "ann", add) for _ in range(6)))
    assert (await manager.load("thr_1", "ann")).state.color == "xxxxxx"


async def test_two_writers_that_never_let_each_other_finish_end_in_a_sentence(
    manager: Manager,
) -> None:
    async def disturbed(session: Session[TinySession]) -> None:
        session.commit("mine", color=f"mine {session.revision}")
        await manager.update("thr_1", "ann", theirs)

    async def theirs(session: Session[TinySession]) -> None:
        session.commit("theirs", who=f"theirs {session.revision}")

    with pytest.raises(StoreUnavailableError, match="busy"):
        await manager.update("thr_1", "ann", disturbed)


async def test_changes_are_told_once_stored_with_old_and_new_values(
    documents: SqliteDocumentStore,
) -> None:
    told: list[tuple[str, StateChange]] = []
    manager = Manager(
        documents, TinySession, FLOW, "tiny", on_change=lambda t, c: told.append((t, c))
    )
    await manager.update("thr_1", "ann", answer)
    ((thread_id, change),) = told
    assert thread_id == "thr_1"
    assert change.why == "said who"
    assert [(op.key, op.old, op.new) for op in change.ops] == [
        ("step", "who", "color"),
        ("who", None, "ann"),
    ]


async def test_committing_the_same_values_changes_nothing(manager: Manager) -> None:
    await manager.update("thr_1", "ann", answer)
    before = await manager.load("thr_1", "ann")
    await manager.update("thr_1", "ann", answer)
    assert (await manager.load("thr_1", "ann")).revision == before.revision


async def test_reopening_a_step_clears_it_and_every_later_one(manager: Manager) -> None:
    async def fill(session: Session[TinySession]) -> None:
        session.commit("all", who="ann", color="red", size="SMALL")
        session.reopen("color", "went back")

    await manager.update("thr_1", "ann", fill)
    state = (await manager.load("thr_1", "ann")).state
    assert state == TinySession(who="ann", step="color")


async def test_a_message_can_be_rewound_with_its_open_card(manager: Manager) -> None:
    async def before(session: Session[TinySession]) -> None:
        session.commit("said who", who="ann")
        session.show(OpenCard("msg_1", "color"))
        session.mark("msg_user")

    async def after(session: Session[TinySession]) -> None:
        session.commit("picked", color="red")
        session.show(OpenCard("msg_2", "size"))

    async def rewind(session: Session[TinySession]) -> None:
        session.rewind("msg_user", "tried again")

    for work in (before, after, rewind):
        await manager.update("thr_1", "ann", work)
    session = await manager.load("thr_1", "ann")
    assert session.state == TinySession(who="ann", step="color")
    assert session.open_card == OpenCard("msg_1", "color")


async def test_a_stored_field_that_no_longer_exists_does_not_lose_the_rest(
    documents: SqliteDocumentStore, manager: Manager
) -> None:
    await manager.update("thr_1", "ann", answer)
    document = await documents.read("sessions", "thr_1", "thr_1")
    document["state"]["was_removed"] = 1
    await documents.replace("sessions", document)
    assert (await manager.load("thr_1", "ann")).state.who == "ann"
