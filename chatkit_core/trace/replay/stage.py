"""Where a recorded conversation is played again: the real server, with what the tape gives it."""

from __future__ import annotations

import asyncio
import contextvars
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from agents.models.interface import Model
from chatkit.server import StreamingResult
from chatkit.types import ThreadMetadata

from chatkit_core.data import DocumentStore
from chatkit_core.own_rules import apply_rules
from chatkit_core.session import RequestContext
from chatkit_core.trace.replay.past import bring_about
from chatkit_core.trace.replay.script import Script, Step
from chatkit_core.trace.replay.tape import Tape
from chatkit_core.use_case_server import UseCaseServer

UNFINISHED = ("stopped", "open")
STOPPED = (asyncio.CancelledError,)


@dataclass(slots=True)
class Stage:
    """A server whose only conversation is `thread_id`, over `data` that nobody else uses."""

    server: UseCaseServer
    data: DocumentStore
    tape: Tape
    thread_id: str
    user_id: str
    live_models: Mapping[str, Model] | None = None
    _done: set[int] = field(default_factory=set)

    async def play(self, script: Script) -> None:
        """Send every request of a script again, one after the other, as they were sent."""
        by_number = {step.number: step for step in script.steps}

        async def meanwhile(number: int) -> None:
            if number in by_number:
                await self.perform(by_number[number])

        self.tape.meanwhile = meanwhile
        for step in script.steps:
            await self.perform(step)

    def has_done(self, step: Step) -> bool:
        """Whether a step was performed already, in the middle of another one."""
        return step.number in self._done

    async def open_thread(self, script: Script) -> None:
        """See that the conversation is there, where its first request does not begin it."""
        if script.steps[0].name != "threads.create":
            context = RequestContext(user_id=self.user_id)
            now = script.first.now.astimezone(UTC)
            thread = ThreadMetadata(id=self.thread_id, created_at=now)
            await self.server.threads.save_thread(thread, context)

    async def perform(self, step: Step) -> None:
        """Send one request again, unless that was done already, and wait for its end."""
        if self.has_done(step):
            return
        with suppress(*STOPPED if step.outcome in UNFINISHED else ()):
            async with self.during(step):
                # Of its own: a request is no part of whatever replays it.
                task = asyncio.create_task(self.send(step), context=contextvars.Context())
                if step.outcome in UNFINISHED:
                    await self._stop_where_it_was_stopped(task)
                await task

    @asynccontextmanager
    async def during(self, step: Step) -> AsyncIterator[None]:
        """Data, clock, ids and models are those of a step while this lasts."""
        before = self.tape.step
        self._done.add(step.number)
        try:
            await self._set_up(step)
            yield
        finally:
            self.tape.step = before
            if before is None and self.live_models:
                self.server.models = self.live_models

    async def _set_up(self, step: Step) -> None:
        for read in step.data:
            await bring_about(self.data, self.server.use_case.containers, read)
        if step.rules is not None:
            await apply_rules(self.server, self.thread_id, self.user_id, step.rules)
        self.tape.insert(step)
        self.server.models = self.tape.models(step)

    def request(self, step: Step) -> dict[str, Any]:
        """The recorded request, for the conversation that it is sent to now."""
        named = {"thread_id": self.thread_id} if "thread_id" in step.params else {}
        return {"type": step.name, "params": {**step.params, **named}}

    def context(self, step: Step) -> RequestContext:
        told = step.circumstances
        return RequestContext(user_id=self.user_id, persona=told.persona, model=told.model)

    async def send(self, step: Step) -> None:
        """Send a step's request and read its answer to the end; call it within `during`."""
        request = json.dumps(self.request(step))
        try:
            result = await self.server.process(request, self.context(step))
        except Exception as error:
            if step.failed_so(error):  # a plain request lets its error escape
                return
            raise
        if isinstance(result, StreamingResult):
            async for chunk in result:
                self.tape.hear(json.loads(chunk.removeprefix(b"data: ")))

    async def _stop_where_it_was_stopped(self, task: asyncio.Task[None]) -> None:
        """Press Stop once the words that had been passed on have arrived again."""
        hung = asyncio.ensure_future(self.tape.silent())
        await asyncio.wait((task, hung), return_when=asyncio.FIRST_COMPLETED)
        hung.cancel()
        task.cancel()
