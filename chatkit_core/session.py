"""Session context: one document per conversation, and the one door to change it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from chatkit_core.data import (
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    StoreUnavailableError,
)
from chatkit_core.flow import Flow, SessionContext

SESSIONS = "sessions"
MARKS_KEPT = 5
RECENT_KEPT = 16
WRITE_TRIES = 12


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Who is asking, and what they chose beside the conversation.

    `user_id` owns threads. `persona` is whom a new conversation is about, `model` the name of a
    configured model. `request` is filled in by the server: the ChatKit request type under way.
    """

    user_id: str = "local"
    persona: str | None = None
    model: str | None = None
    request: str = ""


S = TypeVar("S", bound=SessionContext)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Op:
    """One field's change, in JSON values."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class StateChange:
    """What one command changed, and why. `id` finds it again in the event log.

    `origin` says where it came from in the log's terms (at, request, span, actor), and which
    revision of the session it made. `kind` is that of its event: "state" for fields, "rules" for
    policy parameters of the conversation's own.
    """

    id: str
    why: str
    ops: tuple[Op, ...]
    origin: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "state"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OpenCard:
    """The one card of a conversation that may be answered."""

    item_id: str
    step: str


@dataclass(slots=True)
class Session(Generic[S]):
    """One conversation's session context while a command works on it.

    Nothing is stored until the manager saves it; a command that raises leaves no trace. Ids that
    must come out the same on every try follow from `root`: the thread's own id, or that of the
    conversation which this one repeats.
    """

    thread_id: str
    user_id: str
    state: S
    flow: Flow
    revision: int = 0
    open_card: OpenCard | None = None
    card_due: bool = False
    approval: dict[str, Any] | None = None
    marks: list[dict[str, Any]] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)
    recent: list[dict[str, Any]] = field(default_factory=list)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    stamp: Callable[[], Mapping[str, Any]] = dict
    root: str = ""
    dirty: bool = False
    etag: str | None = None

    def commit(self, why: str, **values: Any) -> None:
        """Change fields; `why` is a short clause for the log. Raises pydantic's ValidationError."""
        before = self.state.model_dump(mode="json")
        merged = type(self.state).model_validate({**self.state.model_dump(), **values})
        self.state = merged.model_copy(update={"step": self.flow.current(merged)})
        after = self.state.model_dump(mode="json")
        ops = tuple(Op(k, before[k], after[k]) for k in after if before[k] != after[k])
        if ops:
            origin = {**self.stamp(), "revision": self.revision + 1}
            self.changes.append(StateChange(uuid.uuid4().hex, why, ops, origin))
            self.dirty = self.card_due = True

    def set_rules(self, rules: Mapping[str, Mapping[str, Any]], why: str, actor: str) -> None:
        """Give the conversation policy parameters of its own, by policy; `{}` takes them all away."""
        before, after = _flat(self.rules), _flat(rules)
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        if keys:
            ops = tuple(Op(key, before.get(key), after.get(key)) for key in keys)
            origin = {**self.stamp(), "actor": actor, "revision": self.revision + 1}
            self.changes.append(StateChange(uuid.uuid4().hex, why, ops, origin, "rules"))
            self.rules = {rule: dict(own) for rule, own in rules.items()}
            self.dirty = True

    def cleared(self, *fields: str) -> dict[str, Any]:
        """The given fields at their defaults, to pass on to `commit`."""
        blank = type(self.state)().model_dump()
        return {name: blank[name] for name in fields}

    def reopen(self, step: str, why: str) -> None:
        """Ask a step again: its answer and every later one are cleared."""
        self.commit(why, **self.cleared(*self.flow.fields_from(step)))

    def show(self, card: OpenCard | None) -> None:
        """Make another card the one that may be answered."""
        self.open_card, self.dirty, self.card_due = card, True, False

    def keep_card(self) -> None:
        """Leave the open card the one that may be answered, after all."""
        self.dirty, self.card_due = True, False

    def ask_approval(self, asked: dict[str, Any] | None) -> None:
        """Wait for a supervisor's answer, or stop waiting."""
        if self.approval != asked:
            self.approval, self.dirty, self.card_due = asked, True, True

    def mark(self, message_id: str) -> None:
        """Remember how things stood before a typed message, so that a retry can rewind."""
        snapshot = {
            "message_id": message_id,
            "state": self.state.model_dump(mode="json"),
            "card": asdict(self.open_card) if self.open_card else None,
            "approval": self.approval,
        }
        self.marks = [*self.marks, snapshot][-MARKS_KEPT:]
        self.dirty = True

    def mark_of(self, message_id: str) -> dict[str, Any] | None:
        """How things stood before a message; None when that is no longer known."""
        return next((m for m in self.marks if m["message_id"] == message_id), None)

    def finished_since(self, message_id: str) -> bool:
        """Whether something final was done after a message: that is never undone by a retry."""
        last = self.flow.steps[-1].name
        mark = self.mark_of(message_id)
        was_finished = bool(mark) and mark["state"]["step"] == last
        return self.state.step == last and not was_finished

    def rewind(self, message_id: str, why: str) -> None:
        """Put state and open card back to how they were before a message that is still known."""
        if mark := self.mark_of(message_id):
            self.commit(why, **mark["state"])
            self.show(OpenCard(**mark["card"]) if mark["card"] else None)
            self.approval = mark["approval"]


class SessionManager(Generic[S]):
    """Loads and saves one use case's sessions, with their ETag.

    `on_change` hears of each change once it is stored, and `stamp` says where a change comes
    from. The newest changes stay in the document too (`recent`), so that a log that missed them,
    because the process died in between, can catch up.
    """

    def __init__(
        self,
        documents: DocumentStore,
        context: type[S],
        flow: Flow,
        use_case: str,
        on_change: Callable[[str, StateChange], None] | None = None,
        stamp: Callable[[], Mapping[str, Any]] = dict,
        root: str = "",
    ) -> None:
        self._documents = documents
        self._context = context
        self._flow = flow
        self._use_case = use_case
        self._on_change = on_change
        self._stamp = stamp
        self.root = root

    async def load(self, thread_id: str, user_id: str) -> Session[S]:
        """The session of a thread, a fresh one when there is none yet.

        Raises `DocumentNotFoundError` when it belongs to somebody else.
        """
        try:
            document = await self._documents.read(SESSIONS, thread_id, thread_id)
        except DocumentNotFoundError:
            return self._fresh(thread_id, user_id)
        if document["user_id"] != user_id:
            raise DocumentNotFoundError(thread_id)
        return self._from_document(document)

    async def update(
        self,
        thread_id: str,
        user_id: str,
        work: Callable[[Session[S]], Awaitable[T]],
        known: Session[S] | None = None,
    ) -> T:
        """Load, let `work` change the session, save with If-Match; again when somebody was first.

        `work` may therefore run several times and must find its own earlier writes. What it
        raises passes through and nothing is stored. Raises `StoreUnavailableError`.

        `known`, the session as this request stored it last, saves the first load. It may be out
        of date: only for work that writes nothing but the session.
        """
        for attempt in range(WRITE_TRIES):
            if attempt == 0 and known is not None and known.etag is not None:
                session = _as_stored(known)
            else:
                session = await self.load(thread_id, user_id)
            result = await work(session)
            if not session.dirty or await self._save(session):
                return result
        raise StoreUnavailableError("This conversation is busy in another window.")

    async def _save(self, session: Session[S]) -> bool:
        session.revision += 1
        document = self._to_document(session)
        try:
            if session.etag is None:
                stored = await self._documents.create(SESSIONS, document)
            else:
                stored = await self._documents.replace(SESSIONS, document)
        except (PreconditionFailedError, DocumentExistsError):
            return False
        session.etag = stored["_etag"]
        for change in session.changes:
            if self._on_change:
                self._on_change(session.thread_id, change)
        return True

    def _fresh(self, thread_id: str, user_id: str) -> Session[S]:
        state = self._context()
        state = state.model_copy(update={"step": self._flow.current(state)})
        root = self.root or thread_id
        return Session(thread_id, user_id, state, self._flow, stamp=self._stamp, root=root)

    def _from_document(self, document: Document) -> Session[S]:
        card: Mapping[str, str] | None = document["card"]
        return Session(
            thread_id=document["thread_id"],
            user_id=document["user_id"],
            state=self._read_state(document["state"]),
            flow=self._flow,
            revision=document["revision"],
            open_card=OpenCard(**card) if card else None,
            card_due=document["card_due"],
            approval=document.get("approval"),
            marks=document.get("marks", []),
            recent=document.get("recent", []),
            rules=document.get("rules", {}),
            stamp=self._stamp,
            root=self.root or document["thread_id"],
            etag=document["_etag"],
        )

    def _read_state(self, stored: dict[str, Any]) -> S:
        try:
            return self._context.model_validate(stored)
        except ValidationError:  # a field was renamed or removed since: keep what still fits
            known = {k: v for k, v in stored.items() if k in self._context.model_fields}
            return self._context.model_validate(known)

    def _to_document(self, session: Session[S]) -> Document:
        document: Document = {
            "id": session.thread_id,
            "thread_id": session.thread_id,
            "user_id": session.user_id,
            "use_case": self._use_case,
            "revision": session.revision,
            "state": session.state.model_dump(mode="json"),
            "card": asdict(session.open_card) if session.open_card else None,
            "card_due": session.card_due,
            "approval": session.approval,
            "marks": session.marks,
            "recent": _recent(session),
        }
        if session.rules:
            document["rules"] = session.rules
        if session.etag is not None:
            document["_etag"] = session.etag
        return document


def _recent(session: Session[Any]) -> list[dict[str, Any]]:
    return [*session.recent, *(c.as_json() for c in session.changes)][-RECENT_KEPT:]


def _as_stored(session: Session[S]) -> Session[S]:
    """A session as it would be loaded after it was saved."""
    return replace(session, recent=_recent(session), changes=[], dirty=False)


def _flat(rules: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Rules by `policy.parameter`, as the log has them."""
    return {f"{rule}.{name}": value for rule, own in rules.items() for name, value in own.items()}
