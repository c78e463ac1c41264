"""Plays journeys on two workers and one store, breaks things meanwhile, and counts what is left."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.soak.journeys import Walker

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = 6
RACED = 0.15
"""How often a click goes to both processes at once."""

Before = Callable[[int], Awaitable[None]]
"""Is told the number of the line that is about to be said."""


@dataclass
class Figures:
    """What was done, and what went wrong on the way."""

    lines: int = 0
    clicks: int = 0
    words: int = 0
    raced: int = 0
    done: int = 0
    troubles: int = 0
    seconds: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)

    def add(self, other: Figures) -> None:
        for name in ("lines", "clicks", "words", "raced", "done", "troubles", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, count in other.faults.items():
            self.faults[name] = self.faults.get(name, 0) + count


@dataclass
class Process:
    """A worker process, which answers many questions at once."""

    process: asyncio.subprocess.Process
    waiting: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    troubles: int = 0

    async def ask(self, **asked: Any) -> dict[str, Any]:
        number = len(self.waiting)
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        assert self.process.stdin
        self.process.stdin.write((json.dumps({"id": number, **asked}) + "\n").encode())
        return await asyncio.wait_for(answer, 120)

    async def listen(self) -> None:
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            told = json.loads(line)
            self.troubles = told["troubles"]
            self.waiting[told["id"]].set_result(told)
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_exception(RuntimeError("The worker ended."))


@asynccontextmanager
async def two_processes(settings: dict[str, str]) -> AsyncIterator[list[Process]]:
    """Two workers on one store, started one after the other, and ended with all they still hold."""
    found = [await _start(settings) for _ in range(2)]
    listening = [asyncio.create_task(one.listen()) for one in found]
    try:
        yield found
    finally:
        for one in found:
            assert one.process.stdin
            one.process.stdin.close()
        await asyncio.gather(*(one.process.wait() for one in found))
        await asyncio.gather(*listening)


async def _start(settings: dict[str, str]) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.soak.worker",
        cwd=ROOT, env={**os.environ, **settings}, limit=2**22,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    return Process(process)


@dataclass
class Journey:
    """One conversation, as the person in it remembers it.

    Who is `hasty` surely clicks twice: at first, and to confirm.
    """

    walker: Walker
    hasty: bool = False
    typed: list[str] = field(default_factory=list)
    raced: int = 0

    @property
    def thread_id(self) -> str:
        return self.walker.seen["thread_id"]

    async def play(self, workers: list[Process], figures: Figures, before: Before) -> None:
        """Say line after line to one of the workers, or to both at once."""
        while line := self.walker.next_line(click=self._hurries()):
            is_click = line.startswith("/")
            figures.lines += 1
            figures.clicks += is_click
            figures.words += not is_click
            await before(figures.lines)
            self._hear(line, await self._send(line, workers))
        figures.raced += self.raced
        figures.done += self.walker.step == "done"

    def _hurries(self) -> bool:
        walker = self.walker
        begun = bool(walker.seen.get("thread_id"))
        return self.hasty and begun and (not self.raced or walker.step == "confirm")

    async def _send(self, line: str, workers: list[Process]) -> dict[str, Any]:
        asked, dice = self._asked(line), self.walker.dice
        can_race = line.startswith("/") and asked["thread"]
        if can_race and (self._hurries() or dice.random() < RACED):
            self.raced += 1
            told, _ = await asyncio.gather(*(one.ask(**asked) for one in workers))
            return told
        return await dice.choice(workers).ask(**asked)

    async def settle(self, worker: Process) -> None:
        """One more message after the trouble is over, so that whatever was cut off is made good."""
        line = "thanks"
        self._hear(line, await worker.ask(**self._asked(line)))

    def _asked(self, line: str) -> dict[str, Any]:
        walker = self.walker
        return {
            "use_case": walker.use_case,
            "persona": walker.persona,
            "thread": walker.seen.get("thread_id"),
            "line": line,
        }

    def _hear(self, line: str, told: dict[str, Any]) -> None:
        assert "crashed" not in told, (line, told)
        if not line.startswith("/"):
            assert told["typed"] == 1, (line, told["typed"], told["error"])
            self.typed.append(line)
        if told["session"]:
            self.walker.seen = told
        else:  # the session could not be read after the turn: what is known of it still holds
            self.walker.seen = {**self.walker.seen, "thread_id": told["thread_id"]}
            self.walker.seen.setdefault("session", {})


async def play_all(journeys: list[Journey], workers: list[Process], before: Before) -> Figures:
    """All journeys, some at the same time; `before` each line something may be broken."""
    figures, started = Figures(), time.monotonic()
    slots = asyncio.Semaphore(TOGETHER)

    async def one(journey: Journey) -> None:
        async with slots:
            await journey.play(workers, figures, before)

    await asyncio.gather(*(one(journey) for journey in journeys))
    figures.seconds = time.monotonic() - started
    return figures


def dice_for(seed: int, number: int) -> random.Random:
    return random.Random(f"{seed}:{number}")
