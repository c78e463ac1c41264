"""Plays sentences against the real server: agent loop, tools, commands, store and all."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from agents.models.interface import Model
from openai.types.responses import ResponseCompletedEvent, ResponseFunctionToolCall

from chatkit_core.bootstrap import DATABASE, Services, build_services, find_use_cases
from chatkit_core.config import (
    ConfigurationError,
    Provider,
    Settings,
    StoreKind,
    load_settings,
)
from chatkit_core.headless import Conversation
from chatkit_core.orchestration import UseCase
from chatkit_core.session import RequestContext
from tests.eval.cases import Book, Case
from tests.eval.judge import Turn

Rows = dict[str, list[tuple[str, str, str, str]]]


class ToolSpy(Model):
    """A model that notes which tools it calls."""

    def __init__(self, inner: Model) -> None:
        self._inner = inner
        self.called: list[str] = []

    async def get_response(self, *args: Any, **kwargs: Any) -> Any:
        return await self._inner.get_response(*args, **kwargs)

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async for event in self._inner.stream_response(*args, **kwargs):
            if isinstance(event, ResponseCompletedEvent):
                output = event.response.output
                self.called += [c.name for c in output if isinstance(c, ResponseFunctionToolCall)]
            yield event


@dataclass(frozen=True, slots=True)
class Scene:
    """A situation as stored, to be gone back to before every sentence."""

    rows: Rows
    thread_id: str | None
    session: dict[str, Any]
    context: RequestContext


@dataclass(slots=True)
class Stage:
    """One server on one SQLite file. Every sentence starts from its situation's exact rows."""

    services: Services
    use_case: str
    spy: ToolSpy
    database: sqlite3.Connection
    scenes: dict[str, Scene] = field(default_factory=dict)

    async def build(self, book: Book) -> None:
        """Reach every situation by clicks. Raises `AssertionError` when a click is refused."""
        empty = self._rows()
        for name, situation in book.situations.items():
            self._restore(empty)
            context = RequestContext(user_id="local", persona=situation.persona)
            talk = self._conversation(context, None)
            start_button = [(self._use_case().start, {})] if situation.persona else []
            for kind, payload in [*start_button, *situation.clicks]:
                result = await talk.send(f"/click {kind} {json.dumps(payload)}")
                assert not result["error"], f"{name}: {kind} {payload}: {result['error']}"
            await self.services.log.flush()
            session = (await talk.send("/session"))["session"] or self._fresh()
            assert session["step"] == situation.step, f"{name} is at {session['step']}"
            self.scenes[name] = Scene(self._rows(), talk.thread_id, session, context)

    async def play(self, case: Case) -> Turn:
        """Type one sentence in its situation."""
        scene = self.scenes[case.at]
        self._restore(scene.rows)
        self.spy.called = []
        talk = self._conversation(scene.context, scene.thread_id)
        began = time.perf_counter()
        result = await talk.send(case.say)
        seconds = time.perf_counter() - began
        await self.services.log.flush()
        return Turn(
            before=scene.session,
            after=result["session"] or scene.session,
            tools=tuple(self.spy.called),
            reply=_spoken(result["items"]),
            error=result["error"],
            rows_changed=self._shop() != {t: scene.rows[t] for t in self._shop_tables()},
            seconds=seconds,
        )

    def _conversation(self, context: RequestContext, thread_id: str | None) -> Conversation:
        server = self.services.servers[self.use_case]
        return Conversation(server, context, self.services, thread_id)

    def _use_case(self) -> UseCase:
        return self.services.use_cases[self.use_case]

    def _fresh(self) -> dict[str, Any]:
        state = self._use_case().context()
        step = self._use_case().flow.current(state)
        return state.model_copy(update={"step": step}).model_dump(mode="json")

    def _tables(self) -> list[str]:
        found = self.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [name for (name,) in found]

    def _shop_tables(self) -> list[str]:
        return [c.name for c in self._use_case().containers]

    def _shop(self) -> Rows:
        return {table: self._table(table) for table in self._shop_tables()}

    def _rows(self) -> Rows:
        return {table: self._table(table) for table in self._tables()}

    def _table(self, name: str) -> list[tuple[str, str, str, str]]:
        return self.database.execute(f'SELECT * FROM "{name}" ORDER BY partition, id').fetchall()

    def _restore(self, rows: Rows) -> None:
        with self.database:
            for table in self._tables():
                self.database.execute(f'DELETE FROM "{table}"')
                if found := rows.get(table):
                    places = ", ".join("?" * len(found[0]))
                    self.database.executemany(f'INSERT INTO "{table}" VALUES ({places})', found)


@asynccontextmanager
async def open_stage(
    use_case: str, model: str, folder: Path, now: datetime | None = None
) -> AsyncIterator[Stage]:
    """A stage in an empty folder, with one model: a provider, or the name of a deployment.

    `now` stops its clock.
    """
    settings = stage_settings(model, folder)
    services = await build_services(
        settings, find_use_cases(), clock=lambda: now or datetime.now().astimezone()
    )
    server = services.servers[use_case]
    spy = ToolSpy(server.models[settings.provider])
    server.models = {settings.provider: spy}
    database = sqlite3.connect(folder / DATABASE, timeout=10)
    try:
        yield Stage(services, use_case, spy, database)
    finally:
        database.close()
        await services.close()


def stage_settings(model: str, folder: Path) -> Settings:
    """This machine's settings with one model, whose answers nobody else's are mixed into.

    Raises `ConfigurationError` when the model is not configured.
    """
    here: dict[str, Any] = {
        "data_dir": folder,
        "model_fallbacks": "",
        "store": StoreKind.SQLITE,
        "cosmos_endpoint": "",
    }
    if model in [*Provider]:
        return load_settings(**here, model_provider=Provider(model))
    default = load_settings(**here).provider
    if default is Provider.OFFLINE:
        raise ConfigurationError(f"No provider is set up that could have a model “{model}”.")
    named = "azure_openai_deployment" if default is Provider.AZURE else "openai_model"
    return load_settings(**here, **{named: model})


def _spoken(items: list[dict[str, Any]]) -> str:
    messages = [item for item in items if item["type"] == "assistant_message"]
    return "\n".join(part["text"] for message in messages for part in message["content"])
