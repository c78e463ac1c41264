"""Conversations with the tiny shop that are recorded, stopped, failed and replayed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.models.interface import Model
from agents.testing import ScriptedModel

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.log import Event
from chatkit_core.trace.replay.recording import read_recording, write_recording
from chatkit_core.trace.replay.run import Replayed, replay
from tests.chatkit_core.tiny import USE_CASE

OF_SESSION = ("state", "card", "card_due", "approval", "revision", "marks")


@dataclass
class Shop:
    """One conversation on services of its own; `steps` are the model's answers, or the models."""

    folder: Path
    steps: Sequence[Any] | Mapping[str, Model]
    settings: Mapping[str, Any] = field(default_factory=dict)
    talk: Conversation = field(init=False)
    services: Services = field(init=False)

    async def __aenter__(self) -> Shop:
        models = self.steps if isinstance(self.steps, Mapping) else _scripted(self.steps)
        settings = Settings(data_dir=self.folder, _env_file=None, **self.settings)  # type: ignore[call-arg]
        self.services = await build_services(settings, [USE_CASE], models=models)
        context = RequestContext(persona="ann")
        self.talk = Conversation(self.services.servers["tiny"], context, self.services)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.services.close()

    async def say(self, *lines: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for line in lines:
            result = await self.talk.send(line)
        return result

    async def request(self, kind: str, **params: Any) -> None:
        """Send any request and read its answer to the end."""
        await self.talk._run(kind, {"thread_id": self.talk.thread_id, **params})

    async def plain(self, request_type: str, **params: Any) -> None:
        request = {"type": request_type, "params": {"thread_id": self.talk.thread_id, **params}}
        await self.talk.server.process(json.dumps(request), self.talk.context)

    async def stopped(self, text: str, when: asyncio.Event) -> None:
        """Type something, and press Stop when the model says so."""
        task = asyncio.create_task(self.talk.send(text))
        await when.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def items(self) -> list[dict[str, Any]]:
        page = await self.talk.server.threads.load_items_json(
            self.talk.thread_id or "", None, 200, "asc", self.talk.context
        )
        return page.data

    async def session(self) -> dict[str, Any]:
        id = self.talk.thread_id or ""
        found = await self.services.documents.read("sessions", id, id)
        return {name: found[name] for name in OF_SESSION}

    async def events(self) -> list[Event]:
        await self.services.log.flush()
        return await self.services.log.read(self.talk.thread_id or "", limit=5000)

    async def recording(self) -> str:
        return write_recording(await self.events())

    async def replayed(self) -> Replayed:
        """The replay, which must have come out the same in every respect."""
        found = await replay(USE_CASE, read_recording(await self.recording()))
        assert found.difference is None, found.difference.sentence
        assert told(found.items) == told(await self.items())
        assert {name: found.session[name] for name in OF_SESSION} == await self.session()
        return found


def _scripted(steps: Sequence[Any]) -> dict[str, Model]:
    return {"scripted": ScriptedModel(steps)}


def told(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items; of the note that ChatKit leaves itself at a Stop, all but when it was made."""
    own = "sdk_hidden_context"
    return [
        {k: v for k, v in item.items() if item["type"] != own or k != "created_at"}
        for item in items
    ]
