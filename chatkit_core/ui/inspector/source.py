"""Where the Inspector reads from: conversations and their logs, of those a reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatkit_core.config import Settings
from chatkit_core.data import Document, DocumentNotFoundError, DocumentStore
from chatkit_core.orchestration import UseCase
from chatkit_core.trace.log import Event, EventLog
from chatkit_core.trace.reconcile import catch_up
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.services import LOCAL_USER, current_user, services_or_stop

LISTED = 60
THREADS, SESSIONS = "threads", "sessions"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation that can be inspected."""

    id: str
    use_case: str
    title: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Source:
    """What the panels read. `user_id` sees their own; the local user of a machine sees all."""

    loop: LoopThread
    documents: DocumentStore
    log: EventLog
    use_cases: Mapping[str, UseCase]
    settings: Settings
    user_id: str

    def conversations(self) -> list[Conversation]:
        """The reader's newest conversations."""
        page = self.loop.call(
            self.documents.query(THREADS, self.user_id, descending=True, limit=LISTED)
        )
        return [self._conversation(document) for document in page.documents]

    def newest_id(self) -> str | None:
        """The reader's newest conversation."""
        page = self.loop.call(self.documents.query(THREADS, self.user_id, descending=True, limit=1))
        return page.documents[0]["id"] if page.documents else None

    def find(self, thread_id: str) -> Conversation | None:
        """A conversation by its id, None when there is none that this reader may see."""
        document = self.loop.call(self._find(thread_id))
        return self._conversation(document) if document else None

    def events_after(self, thread_id: str, seq: int) -> list[Event]:
        """All stored events behind `seq`."""
        found: list[Event] = []
        while chunk := self.loop.call(self.log.read(thread_id, found[-1].seq if found else seq)):
            found += chunk
        return found

    def catch_up(self, thread_id: str) -> None:
        """See that the log knows what the session knows."""
        self.loop.call(catch_up(self.documents, self.log, thread_id))

    async def _find(self, thread_id: str) -> Document | None:
        own = await self._read(THREADS, thread_id, self.user_id)
        if own or self.user_id != LOCAL_USER:
            return own
        session = await self._read(SESSIONS, thread_id, thread_id)
        return await self._read(THREADS, thread_id, session["user_id"]) if session else None

    async def _read(self, container: str, id: str, partition: str) -> Document | None:
        try:
            return await self.documents.read(container, id, partition)
        except DocumentNotFoundError:
            return None

    def _conversation(self, document: dict[str, Any]) -> Conversation:
        name = document.get("use_case", "")
        known = self.use_cases.get(name)
        title = document.get("title") or document.get("thread", {}).get("title")
        return Conversation(
            document["id"],
            name,
            title or (known.title if known else "Conversation"),
            str(document.get("created_at", "")),
        )


def open_source() -> Source:
    """The running app's services; ends the run with a sentence where there are none."""
    found = services_or_stop()
    core = found.core
    return Source(
        found.loop, core.documents, core.log, core.use_cases, core.settings, current_user()
    )
