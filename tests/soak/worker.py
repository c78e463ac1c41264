"""One of the app's processes: takes lines of many conversations, and answers each with JSON.

It is as stubborn as a person: what fails because the store does is sent again, and a message is
sent again only when it is not among the stored ones.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

from chatkit_core import bootstrap
from chatkit_core.bootstrap import Services, build_services, containers_of, find_use_cases
from chatkit_core.config import Settings, load_settings
from chatkit_core.data import DocumentStore, StoreUnavailableError
from chatkit_core.headless import Conversation
from chatkit_core.orchestration import UseCase
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore

PATIENCE = 1.5
TRIES = 12
PAUSE = 0.1
STORE_TROUBLE = ("does not answer", "is locked", "is full", "failing or full")


def open_documents(settings: Settings, use_cases: Sequence[UseCase]) -> DocumentStore:
    """The settings' store, which gives up sooner than the app would."""
    containers = containers_of(settings, use_cases)
    if not settings.cosmos_endpoint:
        path = settings.data_dir / bootstrap.DATABASE
        return SqliteDocumentStore(path, containers, patience=PATIENCE / 5)
    from chatkit_core.cosmos import CosmosDocumentStore

    return CosmosDocumentStore(
        settings.cosmos_endpoint, settings.cosmos_database, containers, settings.cosmos_key,
        patience=PATIENCE,
    )  # fmt: skip


class Worker:
    """Holds the services of one process. `troubles` counts what reached a user as an error."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.troubles = 0

    async def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if "full" in asked:
            return self._fill(full=asked["full"])
        server = self.services.servers[asked["use_case"]]
        context = RequestContext(persona=asked["persona"])
        one = Conversation(server, context, self.services, asked["thread"])
        result = await self._insist(one, asked["line"])
        return {**result, "card": await self._card(one)}

    async def _insist(self, one: Conversation, line: str) -> dict[str, Any]:
        typed = not line.startswith("/")
        before = await self._said(one) if typed else 0
        result = await one.send(line)
        for _ in range(TRIES):
            if not is_trouble(result["error"]):
                break
            self.troubles += 1
            await asyncio.sleep(PAUSE)
            stored = typed and await self._said(one) > before
            result = await (self._retry(one) if stored else one.send(line))
        return {**result, "typed": typed and await self._said(one) - before}

    async def _retry(self, one: Conversation) -> dict[str, Any]:
        items = await self._items(one)
        said = next(item for item in items if item["type"] == "user_message")
        params = {"thread_id": one.thread_id, "item_id": said["id"]}
        try:
            error = await one._run("threads.retry_after_item", params)
        except StoreUnavailableError as gone:
            error = str(gone)
        # What was done for good before the answer failed is not done again: that is an answer.
        return {**await one.send("/session"), "error": error if is_trouble(error) else None}

    async def _said(self, one: Conversation) -> int:
        return sum(item["type"] == "user_message" for item in await self._items(one))

    async def _card(self, one: Conversation) -> dict[str, Any] | None:
        items = await self._items(one)
        return next((item["widget"] for item in items if item["type"] == "widget"), None)

    async def _items(self, one: Conversation) -> list[dict[str, Any]]:
        """The stored items, newest first; asked for again while the store fails."""
        if one.thread_id is None:
            return []
        for attempt in range(TRIES):
            try:
                page = await one.server.threads.load_items_json(
                    one.thread_id, None, 200, "desc", one.context
                )
            except Exception:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE)
            else:
                return page.data
        return []

    def _fill(self, *, full: bool) -> dict[str, Any]:
        """Let the disk be full, or not, as SQLite sees it."""
        documents = self.services.documents
        assert isinstance(documents, SqliteDocumentStore)
        if documents._connection:
            pages = documents._connection.execute("PRAGMA page_count").fetchone()[0]
            most = pages if full else 1_000_000
            documents._connection.execute(f"PRAGMA max_page_count = {most}")
        return {}


def is_trouble(error: str | None) -> bool:
    return bool(error) and any(words in str(error) for words in STORE_TROUBLE)


async def main() -> None:
    logging.disable(logging.CRITICAL)
    bootstrap.open_documents = open_documents
    worker = Worker(await build_services(load_settings(), find_use_cases()))
    out = os.fdopen(os.dup(1), "w", buffering=1)
    running: set[asyncio.Task[None]] = set()

    async def serve(asked: dict[str, Any]) -> None:
        try:
            told = await worker.answer(asked)
        except Exception:
            told = {"crashed": traceback.format_exc()}
        out.write(json.dumps({"id": asked["id"], "troubles": worker.troubles, **told}) + "\n")

    out.write("ready\n")
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(serve(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    await worker.services.close()


if __name__ == "__main__":
    asyncio.run(main())
