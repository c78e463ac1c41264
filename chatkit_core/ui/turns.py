"""Turns that belong to conversations: pages start them, follow them and never own them."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from asyncio import CancelledError, Task
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chatkit_core.ui import thread_view
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sentences import BUSY, SPENT, sentence_for
from chatkit_core.ui.thread_view import Json, ThreadView

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds a stopped turn may take to end; after that it is left behind."""

_ids = itertools.count(1)


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


@dataclass(frozen=True)
class Unsent:
    """A message that never reached the store, and why; nothing typed is lost."""

    request: Request
    because: str
    id: int = field(default_factory=lambda: next(_ids))


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
    marker: str | None = None
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


class TurnHub:
    """At most one running turn per conversation; checks and registration are one step."""

    def __init__(self, loop: LoopThread, capacity: int = 300) -> None:
        self.loop = loop
        self.threads_version = 0
        """Grows when a thread appears, changes its title or goes: lists of threads follow it."""
        self._lock = threading.RLock()
        self._capacity = capacity
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()

    def conversation(self, key: str) -> Conversation:
        """The conversation of a thread id or of a page's draft; made when it is new."""
        with self._lock:
            found = self._conversations.get(key)
            if found is None:
                found = Conversation(thread_id=None if key.startswith("draft:") else key)
                self._conversations[key] = found
                self._evict()
            self._conversations.move_to_end(key)
            return found

    def known(self, thread_id: str) -> Conversation | None:
        """The conversation, where this process has it in memory."""
        return self._conversations.get(thread_id)

    def _evict(self) -> None:
        """Forget the conversations longest unused; their threads are in the store."""
        idle = [key for key, found in self._conversations.items() if not found.running]
        for key in idle[: max(0, len(self._conversations) - self._capacity)]:
            del self._conversations[key]

    def forget(self, key: str) -> None:
        """The thread was deleted: stop it, and keep nothing of it."""
        with self._lock:
            found = self._conversations.pop(key, None)
            self.threads_version += 1
        if found is not None:
            found.queue.clear()
            self.stop(found)

    def start(self, conversation: Conversation, request: Request) -> Turn:
        """Start a turn, or raise Refused: the conversation is busy, or the control was used."""
        with self._lock:
            if request.once is not None and request.once in conversation.spent:
                raise Refused(SPENT)
            if conversation.running:
                raise Refused(BUSY)
            return self._register(conversation, request)

    def send(self, conversation: Conversation, request: Request) -> Turn | None:
        """Start a turn with typed words, or queue them behind the running one."""
        with self._lock:
            if conversation.running:
                conversation.queue.append(request)
                return None
            return self._register(conversation, request)

    def _register(self, conversation: Conversation, request: Request) -> Turn:
        if request.once is not None:
            conversation.spent.add(request.once)
        if request.item_id is not None:
            revision = conversation.revision(request.item_id)
            conversation.revisions[request.item_id] = revision + 1
        view = conversation.view or ThreadView()
        turn = Turn(request, frozenset(item["id"] for item in view.items))
        turn.stored = request.kind is not Kind.MESSAGE
        conversation.turn = turn
        self.loop.soon(self._spawn, conversation, turn)
        return turn

    def _spawn(self, conversation: Conversation, turn: Turn) -> None:
        unread = ThreadView(stale=conversation.thread_id is not None)
        conversation.view = thread_view.begin_turn(conversation.view or unread)
        turn.task = self.loop.loop.create_task(self._drive(conversation, turn))

    async def _drive(self, conversation: Conversation, turn: Turn) -> None:
        try:
            events = turn.request.open(conversation.thread_id)
            # No await in this body: a cancel must land inside the server's generator, so that
            # it sees CancelledError and saves the partial answer.
            async for event in events:
                if turn.running:
                    self._take(conversation, turn, event)
        except CancelledError:
            self._finish(conversation, turn, State.CANCELLED)
        except Exception as error:
            log.exception("A turn failed")
            self._fail(conversation, turn, sentence_for(error))
        else:
            self._finish(conversation, turn, State.DONE)

    def _take(self, conversation: Conversation, turn: Turn, event: Json) -> None:
        turn.events.append(event)
        try:
            if event.get("type") == "thread.created":
                self._named(conversation, event["thread"]["id"])
            if event.get("type") == "thread.updated":
                self.threads_version += 1
            if event.get("type") == "thread.item.done":
                turn.stored |= event["item"].get("type") == "user_message"
            view = conversation.view or ThreadView()
            conversation.view = thread_view.apply(view, event)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            # A server that sends nonsense must not end its own turn: the store says what is so.
            log.exception("An event could not be read")
            conversation.view = thread_view.mark_stale(conversation.view or ThreadView())

    def _named(self, conversation: Conversation, thread_id: str) -> None:
        with self._lock:
            conversation.thread_id = thread_id
            self._conversations[thread_id] = conversation
            self.threads_version += 1

    def _fail(self, conversation: Conversation, turn: Turn, sentence: str) -> None:
        if turn.stored:
            error = {"type": "error", "message": sentence, "allow_retry": True}
            conversation.view = thread_view.apply(conversation.view or ThreadView(), error)
        else:
            conversation.unsent = (*conversation.unsent, Unsent(turn.request, sentence))
        self._finish(conversation, turn, State.FAILED)

    def _finish(self, conversation: Conversation, turn: Turn, state: State) -> None:
        if not turn.running:
            return
        view = thread_view.end_turn(conversation.view or ThreadView())
        # A stop or a failure may have stored less, or more, than was streamed.
        conversation.view = view if state is State.DONE else thread_view.mark_stale(view)
        with self._lock, turn.changed:
            turn.state = state
            turn.ended_at = time.monotonic()
            conversation.marker = None
            turn.changed.notify_all()
            if conversation.queue and conversation.turn is turn:
                self._register(conversation, conversation.queue.popleft())

    def stop(self, conversation: Conversation) -> bool:
        """Cancel the running turn; a server that does not let go is left behind after a while."""
        turn = conversation.running
        if turn is None:
            return False
        turn.stopping = True
        self.loop.soon(self._cancel, conversation, turn)
        return True

    def _cancel(self, conversation: Conversation, turn: Turn) -> None:
        if turn.task is not None:
            turn.task.cancel()
        self.loop.loop.call_later(GRACE, self._finish, conversation, turn, State.CANCELLED)

    def discard(self, conversation: Conversation, unsent_id: int) -> Unsent | None:
        """Take an unsent message off the page: to send it again, or not at all."""
        with self._lock:
            found = next((one for one in conversation.unsent if one.id == unsent_id), None)
            conversation.unsent = tuple(one for one in conversation.unsent if one is not found)
            return found

    def claim(self, conversation: Conversation, name: str) -> bool:
        """True for the first caller only: one page runs a client tool, however many show it."""
        with self._lock:
            if name in conversation.claimed:
                return False
            conversation.claimed.add(name)
            return True


def spent_key(thread: str, item_id: str, action: Any, revision: int) -> str:
    """Names one drawn control: the same button drawn again after an answer is another one."""
    return f"{thread}|{item_id}|{revision}|{action!r}"
