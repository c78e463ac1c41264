"""Conversations that go on from a recording: each over a copy of the data, with a clock of its own.

Whatever is done in one of them, the conversation it came from and the app's own data know nothing
of it. Ids, appointment numbers and the like come out as they were recorded.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agents.models.interface import Model
from chatkit.types import CustomTask, TaskItem, ThreadMetadata

from chatkit_core.data import Document, DocumentNotFoundError, DocumentStore
from chatkit_core.sandbox import SANDBOX, SandboxDocuments, new_sandbox
from chatkit_core.session import RequestContext
from chatkit_core.trace.event import Event
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.replay.difference import first_difference
from chatkit_core.trace.replay.recording import RecordingError, repeating
from chatkit_core.trace.replay.script import MASKED, Script, script_of
from chatkit_core.trace.replay.stage import Stage
from chatkit_core.trace.replay.tape import Tape
from chatkit_core.trace.replay.threads import RepeatedThreads
from chatkit_core.trace.replay.trouble import TroubledStore
from chatkit_core.trace.scope import fresh_id
from chatkit_core.use_case_server import UseCaseServer

ABOUT = "about"
WORLDS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a conversation came from: `kind` is fork or recording, `sentence` says it to people.

    `thread_id` and `seq` name the conversation and its event.
    """

    kind: str
    sentence: str
    thread_id: str
    seq: int

    @classmethod
    def of_recording(cls, script: Script, name: str) -> Origin:
        """A recording from the file called `name`."""
        told = f"Played from {name}, recorded on {script.first.now:%d %B %Y}"
        return cls("recording", told, script.thread_id, script.steps[-1].end)

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "from": self.thread_id, "seq": self.seq, "told": self.sentence}


@dataclass(slots=True)
class World:
    """One such conversation: the stage it is played on, and how far its clock is behind ours."""

    stage: Stage
    about: Document
    live_clock: Callable[[], datetime]

    @property
    def thread_id(self) -> str:
        return self.stage.thread_id

    def clock(self) -> datetime:
        return self.live_clock() - timedelta(seconds=self.about["behind"])

    def go_on_from(self, moment: datetime) -> None:
        """From now on, its clock goes on from `moment`."""
        self.about["behind"] = (self.live_clock() - moment).total_seconds()


class Worlds:
    """Makes them, and finds them again after a restart.

    `servers` are the app's own by use case: a world has the same models.
    """

    def __init__(
        self,
        documents: DocumentStore,
        log: EventLog,
        servers: Mapping[str, UseCaseServer],
        clock: Callable[[], datetime],
    ) -> None:
        self._documents = documents
        self._log = log
        self._servers = servers
        self._clock = clock
        self._known: OrderedDict[str, World] = OrderedDict()

    async def server_of(self, thread_id: str) -> UseCaseServer | None:
        """The server of a conversation with a world of its own, None where there is no such."""
        world = self._known.get(thread_id)
        if world is None:
            try:
                about = await self._documents.read(SANDBOX, ABOUT, thread_id)
            except DocumentNotFoundError:
                return None
            if about["use_case"] not in self._servers:
                return None
            world = self._keep(self._build(thread_id, about, ""))
        self._known.move_to_end(thread_id)
        return world.stage.server

    async def fork(
        self,
        events: Sequence[Event],
        seq: int,
        *,
        user_id: str,
        title: str,
        instructions: str = "",
    ) -> World:
        """Continue a conversation from event `seq`, as a new one: from the end of its request.

        Raises `RecordingError` when the way there cannot be repeated; then nothing is left of it.
        """
        script = script_of(events).until(seq)
        last = script.steps[-1]
        sentence = f"Forked from “{title}” after request {last.number}"
        origin = Origin("fork", sentence, script.thread_id, last.end)
        world = await self.open(script, origin, user_id=user_id, instructions=instructions)
        await self.note(world, origin.sentence, title=f"Fork: {title}")
        return world

    async def open(
        self, script: Script, origin: Origin, *, user_id: str, instructions: str = ""
    ) -> World:
        """A new conversation in which a whole script has happened again, at once.

        Raises `RecordingError` when it came out otherwise; then nothing is left of it.
        """
        world = await self.begin(script, origin, user_id=user_id, instructions=instructions)
        try:
            with repeating():
                await world.stage.play(script)
                await self._check(world, script)
        except Exception:
            await self._forget(world, user_id)
            raise
        world.go_on_from(script.steps[-1].circumstances.now)
        await self.settle(world)
        return world

    async def begin(
        self, script: Script, origin: Origin, *, user_id: str, instructions: str = ""
    ) -> World:
        """A new conversation at the beginning of a script, over demo data of the recorded day."""
        if self._log.masked:
            raise RecordingError(MASKED)
        app = self._servers.get(script.use_case)
        if app is None:
            raise RecordingError(f"This app has no use case called “{script.use_case}”.")
        thread_id = new_sandbox()
        about: Document = {
            "id": ABOUT,
            "thread_id": thread_id,
            "use_case": script.use_case,
            "root": script.root,
            "demo_day": script.first.demo_day.isoformat(),
            "behind": (self._clock() - script.first.now).total_seconds(),
            "instructions": instructions,
            "origin": origin.as_json(),
        }
        world = self._build(thread_id, await self._documents.create(SANDBOX, about), user_id)
        await app.use_case.seed(world.stage.data, script.first.demo_day)
        thread = ThreadMetadata(id=thread_id, created_at=datetime.now(UTC))
        await world.stage.server.threads.save_thread(thread, RequestContext(user_id=user_id))
        return self._keep(world)

    async def settle(self, world: World) -> None:
        """The script is over: keep what the clock says now, unless the conversation was deleted."""
        with suppress(DocumentNotFoundError):
            await self._documents.read(SANDBOX, ABOUT, world.thread_id)
            world.about = await self._documents.upsert(SANDBOX, world.about)

    async def events_of(self, world: World) -> list[Event]:
        """Everything that has happened in one."""
        return await self._log.read_all(world.thread_id)

    async def note(self, world: World, sentence: str, title: str | None = None) -> None:
        """Say in the conversation itself where it came from."""
        threads, thread_id = world.stage.server.threads, world.thread_id
        context = RequestContext(user_id=world.stage.user_id)
        task = CustomTask(title=sentence, icon="info")
        item = TaskItem(
            id=f"tsk_{fresh_id()}", thread_id=thread_id, created_at=datetime.now(UTC), task=task
        )
        await threads.add_thread_item(thread_id, item, context)
        if title:
            thread = await threads.load_thread(thread_id, context)
            thread.title = title
            await threads.save_thread(thread, context)

    def _build(self, thread_id: str, about: Document, user_id: str) -> World:
        app = self._servers[about["use_case"]]
        use_case = app.use_case
        tape = Tape(live_seed=app.seeds)
        data = SandboxDocuments(self._documents, thread_id, use_case.containers)
        threads = RepeatedThreads(
            data, use_case.name, thread_id, metadata={"origin": about["origin"]}
        )
        models: Mapping[str, Model] = app.models
        server = use_case.server(
            use_case, TroubledStore(data, tape), self._log, models, tape.clock, threads=threads,
            root=about["root"],
        )  # fmt: skip
        server.seeds = tape.seed
        server.demo_day = date.fromisoformat(about["demo_day"])
        server.instructions = about["instructions"]
        stage = Stage(server, data, tape, thread_id, user_id, models)
        world = World(stage, about, self._clock)
        tape.live_clock = world.clock
        return world

    def _keep(self, world: World) -> World:
        self._known[world.thread_id] = world
        while len(self._known) > WORLDS_KEPT:
            self._known.popitem(last=False)
        return world

    async def _check(self, world: World, script: Script) -> None:
        repeated = script_of(await self.events_of(world))
        if difference := first_difference(script, repeated, times=False):
            raise RecordingError(f"It could not be repeated here. {difference.sentence}")

    async def _forget(self, world: World, user_id: str) -> None:
        self._known.pop(world.thread_id, None)
        await self._log.flush(world.thread_id)
        context = RequestContext(user_id=user_id)
        await world.stage.server.threads.delete_thread(world.thread_id, context)
