"""Demo data that fits the day: written once a day, safe to repeat and to race."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chatkit_core.data import DocumentNotFoundError, DocumentStore
from chatkit_core.people import TENANT

MARKER = "demo-data"


class SeedModel(BaseModel):
    """A part of a seed file: a misspelt key is an error, not a default."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class DemoData:
    """A seed file, and what writes it into the store for a day.

    A marker in `container` (partitioned by `tenant`) says for which day and which file that was
    done; `write` gets that mark too, for writes that must be told apart by it.
    """

    container: str
    file: Path
    write: Callable[[DocumentStore, date, str], Awaitable[None]]

    async def seed(self, documents: DocumentStore, today: date) -> None:
        """Make the demo data fit a day; does nothing when it already does."""
        mark = self._mark(today)
        if await self._stored(documents) != mark:
            await self.write(documents, today, mark)
            marker = {"id": MARKER, "tenant": TENANT, "version": mark}
            await documents.upsert(self.container, marker)

    async def seed_again(self, documents: DocumentStore, today: date) -> None:
        """Write it even when it was written for that day."""
        await documents.delete(self.container, MARKER, TENANT)
        await self.seed(documents, today)

    def _mark(self, today: date) -> str:
        content = hashlib.sha256(self.file.read_bytes()).hexdigest()[:12]
        return f"{today.isoformat()} {content}"

    async def _stored(self, documents: DocumentStore) -> str | None:
        try:
            return (await documents.read(self.container, MARKER, TENANT))["version"]
        except DocumentNotFoundError:
            return None
