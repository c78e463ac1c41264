"""Where the Inspector reads from: conversations and their logs, of those a reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chatkit_core.config import Settings
from chatkit_core.data import Document, DocumentNotFoundError, DocumentStore
from chatkit_core.domain import PolicyEngine, Rules
from chatkit_core.domain import Refused as NotFittingRules
from chatkit_core.identity import LOCAL_USER, Identity, Reach
from chatkit_core.orchestration import UseCase
from chatkit_core.own_rules import apply_rules
from chatkit_core.trace.log import Event, EventLog
from chatkit_core.trace.reconcile import catch_up
from chatkit_core.ui.conversation import Refused
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.services import services_or_stop
from chatkit_core.ui.sign_in import current_identity
from chatkit_core.use_case_server import UseCaseServer
from chatkit_core.visitors import newest_threads

LISTED = 60
THREADS, SESSIONS = "threads", "sessions"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation that can be inspected."""

    id: str
    use_case: str
    title: str
    created_at: str
    user_id: str = LOCAL_USER


@dataclass(frozen=True, slots=True)
class Source:
    """What the panels read, as the reader: what is not theirs to see is as if it did not exist."""

    loop: LoopThread
    documents: DocumentStore
    log: EventLog
    use_cases: Mapping[str, UseCase]
    settings: Settings
    reader: Identity
    servers: Mapping[str, UseCaseServer] = field(default_factory=dict)
    _opened: set[str] = field(default_factory=set)
    """The conversations that were found to be the reader's to see."""

    @property
    def reach(self) -> Reach:
        """Whose conversations the reader may see."""
        return self.reader.reach(self.settings.inspector_role)

    def conversations(self) -> list[Conversation]:
        """The newest conversations that the reader may see."""
        return [self._conversation(document) for document in self.loop.call(self._newest(LISTED))]

    def newest_id(self) -> str | None:
        """The newest conversation that the reader may see."""
        newest = self.loop.call(self._newest(1))
        return newest[0]["id"] if newest else None

    def find(self, thread_id: str) -> Conversation | None:
        """A conversation by its id, None when there is none that this reader may see."""
        document = self.loop.call(self._find(thread_id))
        return self._conversation(document) if document else None

    def events_after(self, thread_id: str, seq: int) -> list[Event]:
        """All stored events behind `seq`; none of a conversation that this reader may not see."""
        if not self._may_open(thread_id):
            return []
        found: list[Event] = []
        while chunk := self.loop.call(self.log.read(thread_id, found[-1].seq if found else seq)):
            found += chunk
        return found

    def session(self, thread_id: str) -> Document | None:
        """A conversation's session document; None where there is none for this reader."""
        if not self._may_open(thread_id):
            return None
        return self.loop.call(self._read(SESSIONS, thread_id, thread_id))

    def policies(self, use_case: str) -> PolicyEngine | None:
        """A use case's policies with the usual parameters."""
        server = self.servers.get(use_case)
        return server.service.policies if server else None

    def apply_rules(self, conversation: Conversation, rules: Rules) -> None:
        """Give one conversation rules of its own. Raises the page's `Refused`."""
        server = self.servers[conversation.use_case]
        try:
            self.loop.call(apply_rules(server, conversation.id, conversation.user_id, rules))
        except NotFittingRules as no:
            raise Refused(no.sentence) from no

    def catch_up(self, thread_id: str) -> None:
        """See that the log knows what the session knows."""
        if self._may_open(thread_id):
            self.loop.call(catch_up(self.documents, self.log, thread_id))

    def _may_open(self, thread_id: str) -> bool:
        """Who owns a conversation never changes, so it is asked once."""
        if thread_id not in self._opened and self.find(thread_id):
            self._opened.add(thread_id)
        return thread_id in self._opened

    async def _newest(self, limit: int) -> list[Document]:
        match self.reach:
            case Reach.ALL:
                return await newest_threads(self.documents, limit)
            case Reach.OWN:
                user = self.reader.user_id
                page = await self.documents.query(THREADS, user, descending=True, limit=limit)
                return page.documents
            case Reach.NOBODYS:
                return []

    async def _find(self, thread_id: str) -> Document | None:
        if self.reach is Reach.NOBODYS:
            return None
        own = await self._read(THREADS, thread_id, self.reader.user_id)
        if own or self.reach is Reach.OWN:
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
            document.get("user_id", self.reader.user_id),
        )


def open_source() -> Source:
    """The running app's services; ends the run with a sentence where there are none."""
    found = services_or_stop()
    core = found.core
    return Source(
        found.loop, core.documents, core.log, core.use_cases, core.settings, current_identity(),
        core.servers,
    )  # fmt: skip
