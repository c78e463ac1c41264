"""Plays a recording in the chat: what was said, clicked and answered happens again before one's eyes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chatkit_core.trace.replay.difference import first_difference
from chatkit_core.trace.replay.recording import RecordingError
from chatkit_core.trace.replay.script import Script, Step, script_of
from chatkit_core.trace.replay.tape import AT_ONCE
from chatkit_core.trace.replay.worlds import World, Worlds
from chatkit_core.ui import thread_view
from chatkit_core.ui.client import ChatKitClient, Json
from chatkit_core.ui.conversation import Conversation, Kind, Refused, Request, Turn
from chatkit_core.ui.loading import loading_of
from chatkit_core.ui.thread_view import ThreadView
from chatkit_core.ui.turns import TurnHub

log = logging.getLogger(__name__)

LONGEST_PAUSE = 8.0
"""Seconds between two requests at real speed, however long somebody had thought it over."""
SHORTEST_PAUSE = 0.8
LOOK = 0.05

KINDS = {
    "threads.create": Kind.MESSAGE,
    "threads.add_user_message": Kind.MESSAGE,
    "threads.custom_action": Kind.CLICK,
    "threads.retry_after_item": Kind.RETRY,
    "threads.add_client_tool_output": Kind.TOOL,
    "threads.add_structured_input": Kind.ANSWER,
}


class Progress(StrEnum):
    """How far a recording has been played."""

    PLAYING = "playing"
    DONE = "done"
    TAKEN_OVER = "taken over"
    FAILED = "failed"


@dataclass(eq=False)
class Player:
    """One recording that is being played as a conversation; lives on the loop.

    `speed` may be changed while it plays. Whoever says or clicks something himself takes over.
    """

    script: Script
    world: World
    worlds: Worlds
    hub: TurnHub
    conversation: Conversation
    speed: float
    at: int = 0
    progress: Progress = Progress.PLAYING
    because: str = ""
    stopping: bool = False
    task: asyncio.Task[None] | None = None
    _mine: Turn | None = field(default=None)

    def start(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self._play())

    def stop(self) -> None:
        """Leave it here; the conversation goes on with the real models."""
        self.stopping = True

    @property
    def total(self) -> int:
        return len(self.script.steps)

    @property
    def playing(self) -> bool:
        return self.progress is Progress.PLAYING

    @property
    def is_history(self) -> bool:
        """Whether somebody has gone on with the conversation since."""
        return not self.playing and self.conversation.turn is not self._mine

    async def _play(self) -> None:
        self.world.stage.tape.meanwhile = self._meanwhile
        try:
            for before, step in zip((None, *self.script.steps), self.script.steps, strict=False):
                if not await self._pause(before, step):
                    self.progress = Progress.TAKEN_OVER
                    break
                self.at = step.number
                await self._perform(step)
            else:
                self.progress = Progress.TAKEN_OVER if self._left() else Progress.DONE
                self.because = await self._difference()
        except Refused:  # somebody was faster by a moment
            self.progress = Progress.TAKEN_OVER
        except RecordingError as error:
            self.progress, self.because = Progress.FAILED, str(error)
        except Exception:
            log.exception("A recording could not be played on")
            self.progress = Progress.FAILED
            self.because = "The recording could not be played any further."
        finally:
            await self.worlds.settle(self.world)

    async def _pause(self, before: Step | None, step: Step) -> bool:
        """Wait as long as somebody had; False when it is to be left here."""
        thought = step.at - before.until if before else 0.0
        wanted = min(max(thought, SHORTEST_PAUSE), LONGEST_PAUSE)
        since = time.monotonic()
        while not self._left():
            if time.monotonic() - since >= wanted / self.speed:
                return True
            await asyncio.sleep(0 if self.speed == AT_ONCE else LOOK)
        return False

    def _left(self) -> bool:
        """Whether it was stopped, or somebody else has acted in this conversation."""
        return self.stopping or self.conversation.turn is not self._mine

    async def _perform(self, step: Step) -> None:
        tape = self.world.stage.tape
        tape.speed = self.speed
        if self.world.stage.has_done(step):  # a click while the model of the last one was thinking
            return
        if step.name not in KINDS:
            await self._quietly(step)
            return
        turn = self._mine = self.hub.start(self.conversation, self._request(step))
        was_stopped = step.outcome in ("stopped", "open")
        while turn is not None and turn.running:
            tape.speed = self.speed
            self.stopping |= turn.stopping and not was_stopped
            if was_stopped and tape.step is step and tape.is_silent and not turn.stopping:
                self.hub.stop(self.conversation)
            await asyncio.sleep(LOOK if self.speed != AT_ONCE else 0.005)
        self.stopping |= turn is not None and turn.stopping and not was_stopped

    @asynccontextmanager
    async def _during(self, step: Step) -> AsyncIterator[None]:
        """What is on the tape is for the step alone: who waits behind it speaks with real models."""
        try:
            async with self.world.stage.during(step):
                yield
        finally:
            self.world.go_on_from(step.circumstances.now)

    async def _quietly(self, step: Step) -> None:
        """A request that no page follows, such as a new title."""
        async with self._during(step):
            await self.world.stage.send(step)
        view = self.conversation.view
        if view is not None:
            self.conversation.view = thread_view.mark_stale(view)
            self.hub.threads_version += 1

    async def _meanwhile(self, number: int) -> None:
        step = next((one for one in self.script.steps if one.number == number), None)
        if step is not None:
            await self.world.stage.perform(step)

    def _request(self, step: Step) -> Request:
        kind, params = KINDS[step.name], step.params
        text = "".join(part.get("text", "") for part in params.get("input", {}).get("content", ()))
        if kind is not Kind.CLICK:
            return Request(kind, self._opening(step), text=text)
        action, item_id = params["action"], params.get("item_id")
        view = self.conversation.view or ThreadView()
        item = view.item(item_id) if item_id else None
        loading = loading_of(item.get("widget") if item else None, action)
        return Request(kind, self._opening(step), item_id=item_id, action=action, loading=loading)

    def _opening(self, step: Step) -> Any:
        stage = self.world.stage
        client = ChatKitClient(stage.server, stage.context(step))

        async def open_stream(_: str | None) -> AsyncIterator[Json]:
            if step.name == "threads.retry_after_item":
                view = self.conversation.view or ThreadView()
                self.conversation.view = thread_view.cut_after(view, step.params["item_id"])
            async with self._during(step):
                async for event in client.stream(step.name, stage.request(step)["params"]):
                    stage.tape.hear(event)
                    yield event

        return open_stream

    async def _difference(self) -> str:
        """What came out otherwise than it was recorded; empty for nothing."""
        repeated = script_of(await self.worlds.events_of(self.world))
        found = first_difference(self.script, repeated, times=False)
        return found.sentence if found else ""
