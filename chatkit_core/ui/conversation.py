"""One thread's turn, its queue and what waits for its pages: plain records, changed by the hub."""

from __future__ import annotations

import itertools
import threading
import time
from asyncio import Task
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chatkit_core.ui.loading import Loading
from chatkit_core.ui.thread_view import Json, ThreadView

KEPT_EFFECTS = 200
"""Effects kept for a page that does not come for them; older ones go."""

_ids = itertools.count(1)


def is_draft(key: str) -> bool:
    """Whether this names a conversation that has no thread yet."""
    return key.startswith("draft:")


class Kind(StrEnum):
    """What started a turn; it decides what Retry does."""

    MESSAGE = "message"
    CLICK = "click"
    RETRY = "retry"
    TOOL = "tool"
    ANSWER = "answer"


class State(StrEnum):
    """Where a turn is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Request:
    """One streaming request, ready to go: `open` gets the thread's id, None before there is one."""

    kind: Kind
    open: Callable[[str | None], AsyncIterator[Json]]
    text: str = ""
    once: str | None = None
    """Names the drawn control; a second request of the same name is refused."""
    item_id: str | None = None
    """The item that was clicked; its next drawing gets the next revision."""
    owner: str = ""
    """The page session that asked: client tools and effects run there."""
    action: Json | None = None
    """The action of a click, as its widget has it."""
    context: Any = None
    """What the server is asked with, of words."""
    loading: Loading = Loading.CONTAINER
    """What the running action does to its card; while it is NONE, further clicks wait in line."""


@dataclass(eq=False)
class Turn:
    """A request under way or over; `events` only grows."""

    request: Request
    before: frozenset[str]
    """Ids of the items on screen when it started: the rest is this turn's."""
    id: int = field(default_factory=lambda: next(_ids))
    state: State = State.RUNNING
    events: list[Json] = field(default_factory=list)
    stored: bool = False
    """The user's words are in the store (always true of what is not a message)."""
    stopping: bool = False
    ended_at: float = 0.0
    changed: threading.Condition = field(default_factory=threading.Condition)
    task: Task[None] | None = None

    @property
    def running(self) -> bool:
        return self.state is State.RUNNING

    def wait(self, seconds: float) -> bool:
        """Wait for the end, from a script thread; False when it is still running."""
        with self.changed:
            return self.changed.wait_for(lambda: not self.running, seconds)

    def wait_quietly(self, seconds: float, longest: float) -> bool:
        """`wait`, and again as long, up to `longest`, while no event has come yet."""
        until = time.monotonic() + longest - seconds
        while not (over := self.wait(seconds)) and not self.events and time.monotonic() < until:
            pass
        return over


@dataclass(frozen=True)
class Effect:
    """What a server asks of the page of `owner`, or of any page where nobody owns the turn."""

    name: str
    data: Json
    owner: str


@dataclass(frozen=True)
class Unsent:
    """A message that never reached the store, and why; nothing typed is lost."""

    request: Request
    because: str
    before: frozenset[str] = frozenset()
    """Ids of the items on screen when they were sent."""
    id: int = field(default_factory=lambda: next(_ids))

    def arrived(self, view: ThreadView) -> bool:
        """The store has them after all: some go on writing when they are told to stop."""
        return any(
            item.get("type") == "user_message"
            and item["id"] not in self.before
            and said_text(item) == self.request.text
            for item in view.items
        )


def said_text(item: Json) -> str:
    """The words of a user message, mentions included."""
    return "".join(str(part.get("text", "")) for part in item.get("content") or [])


@dataclass(eq=False)
class Conversation:
    """One thread's turn, queue and view, shared by every page that shows it."""

    thread_id: str | None = None
    view: ThreadView | None = None
    turn: Turn | None = None
    queue: deque[Request] = field(default_factory=deque)
    unsent: tuple[Unsent, ...] = ()
    spent: set[str] = field(default_factory=set)
    revisions: dict[str, int] = field(default_factory=dict)
    taken: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Per item the last click taken, and when."""
    claimed: set[str] = field(default_factory=set)
    effects: deque[Effect] = field(default_factory=lambda: deque(maxlen=KEPT_EFFECTS))
    """Client effects no page has taken yet; they outlive the turn that sent them."""
    is_deaf: bool = False
    """Its store gives the same items whichever end it is asked for."""
    marker: str | None = None
    tail: list[str] | None = None
    """The newest ids that its store gave when last asked; what they do not show is known then."""
    polled_at: float = 0.0

    @property
    def running(self) -> Turn | None:
        return self.turn if self.turn and self.turn.running else None

    def revision(self, item_id: str) -> int:
        """How many actions of this item were taken: it names the drawing that is on screen."""
        return self.revisions.get(item_id, 0)

    def stamp(self) -> tuple[object, ...]:
        """Equal stamps draw the same page."""
        view, turn = self.view, self.turn
        return (
            view.version if view else -1,
            view.stale if view else True,
            (turn.id, turn.state) if turn else None,
            len(self.queue),
            tuple(failed.id for failed in self.unsent),
        )


class Refused(Exception):  # noqa: N818
    """A turn that could not be taken; its text is one sentence, or empty for a double click."""


def spent_key(thread: str, item_id: str, action: Any, revision: int) -> str:
    """Names one drawn control: the same button drawn again after an answer is another one."""
    return f"{thread}|{item_id}|{revision}|{action!r}"
