"""What the journeys of every use case share: answers given both ways, and conversations for them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.orchestration import UseCase
from chatkit_core.session import RequestContext


@dataclass(frozen=True)
class Answer:
    """One step's answer, both ways."""

    click: str
    words: str


def answer(command: str, payload: Mapping[str, Any], words: str) -> Answer:
    return Answer(f"/click {command} {json.dumps(payload)}", words)


@dataclass
class Talk:
    """Opens conversations about one person, each on data of its own.

    `made` finds the numbers of what conversations make: they differ between two of them.
    """

    use_case: UseCase
    folder: Path
    persona: str | None
    made: str
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone()
    opened: list[Services] = field(default_factory=list)

    async def __call__(self) -> Conversation:
        folder = self.folder / str(len(self.opened))
        settings = Settings(data_dir=folder, _env_file=None)  # type: ignore[call-arg]
        found = await build_services(settings, [self.use_case], clock=self.clock)
        self.opened.append(found)
        context = RequestContext(persona=self.persona)
        return Conversation(found.servers[self.use_case.name], context, found)

    async def close(self) -> None:
        for found in self.opened:
            await found.close()

    async def walk(
        self, one: Conversation, answers: Sequence[Answer], typed: Sequence[bool]
    ) -> list[str]:
        """The session and the newest card after each step, without the numbers."""
        seen = []
        for given, in_words in zip(answers, typed, strict=True):
            result = await one.send(given.words if in_words else given.click)
            assert result["error"] is None, (given, result["error"])
            seen.append(self._comparable([result["session"], await newest_card(one)]))
        return seen

    async def alike(self, answers: Sequence[Answer]) -> list[str]:
        """Walk by clicks, by words and by both mixes; all four must be equal after every step."""
        count = len(answers)
        by_clicks = await self.walk(await self(), answers, [False] * count)
        by_words = await self.walk(await self(), answers, [True] * count)
        alternating = list(itertools.islice(itertools.cycle((False, True)), count))
        mixed = await self.walk(await self(), answers, alternating)
        other = await self.walk(await self(), answers, [not one for one in alternating])
        assert by_words == by_clicks
        assert mixed == by_clicks
        assert other == by_clicks
        return by_clicks

    def _comparable(self, value: Any) -> str:
        return re.sub(self.made, "MADE", json.dumps(value, sort_keys=True))


async def newest_card(one: Conversation) -> dict[str, Any]:
    page = await one.server.threads.load_items_json(
        one.thread_id or "", None, 20, "desc", one.context
    )
    return next(item["widget"] for item in page.data if item["type"] == "widget")
