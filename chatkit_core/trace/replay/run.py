"""Replays a recording in a fresh store: no network, no provider, no clock but the recorded one."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatkit_core.data import CORE_CONTAINERS
from chatkit_core.orchestration import UseCase
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import changes_in_order
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.replay.difference import Difference, first_difference
from chatkit_core.trace.replay.recording import RecordingError, repeating
from chatkit_core.trace.replay.script import Script, script_of
from chatkit_core.trace.replay.stage import Stage
from chatkit_core.trace.replay.tape import Tape
from chatkit_core.trace.replay.threads import RepeatedThreads
from chatkit_core.trace.replay.trouble import TroubledStore

USER = "replay"
PAGE = 500


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to: its own log, and what its store holds in the end.

    `difference` is the first thing that came out otherwise than it was recorded, or None.
    """

    events: list[Event]
    items: list[dict[str, Any]]
    thread: dict[str, Any]
    session: dict[str, Any]
    difference: Difference | None

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The new values of every change of the session, in order."""
        return changes_of(self.events)


def changes_of(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The new values that each change of a conversation's session gave, in order."""
    return [
        {op["key"]: op["new"] for op in event.data["ops"]} for event in changes_in_order(events)
    ]


async def replay(use_case: UseCase, events: Sequence[Event]) -> Replayed:
    """Replay a recorded conversation. Raises `RecordingError` when that cannot be done at all."""
    script = script_of(events)
    if script.use_case != use_case.name:
        raise RecordingError(
            f"This is a recording of “{script.use_case}”, not of {use_case.title}."
        )
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        containers = [*CORE_CONTAINERS, *use_case.containers]
        documents = SqliteDocumentStore(Path(folder) / "replay.sqlite3", containers)
        try:
            with repeating():
                return await _replay(use_case, script, documents)
        finally:
            await documents.close()


async def _replay(use_case: UseCase, script: Script, documents: SqliteDocumentStore) -> Replayed:
    await use_case.seed(documents, script.first.demo_day)
    log, tape = EventLog(documents), Tape()
    threads = RepeatedThreads(documents, use_case.name, script.thread_id, script.stamps())
    troubled = TroubledStore(documents, tape)
    server = use_case.server(
        use_case, troubled, log, tape.models(script.steps[0]), tape.clock, threads=threads,
        root=script.root if script.root != script.thread_id else "",
    )  # fmt: skip
    server.seeds = tape.seed
    server.demo_day = script.first.demo_day
    stage = Stage(server, documents, tape, script.thread_id, USER)
    await stage.open_thread(script)
    await stage.play(script)
    return await _outcome(stage, script, log)


async def _outcome(stage: Stage, script: Script, log: EventLog) -> Replayed:
    server, thread_id, context = stage.server, stage.thread_id, RequestContext(user_id=USER)
    events = await log.read_all(thread_id)
    again = script_of(events)
    page = await server.threads.load_items_json(thread_id, None, PAGE, "asc", context)
    session = await server.documents.query("sessions", thread_id, limit=1)
    thread = await server.threads.load_thread(thread_id, context)
    return Replayed(
        events=events,
        items=page.data,
        thread=thread.model_dump(mode="json"),
        session=session.documents[0] if session.documents else {},
        difference=first_difference(script, again),
    )
