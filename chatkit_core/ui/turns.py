"""Turns that belong to conversations: pages start them, follow them and never own them."""

from __future__ import annotations

import logging
import threading
import time
from asyncio import CancelledError
from collections import OrderedDict, deque

from chatkit_core.ui import thread_view
from chatkit_core.ui.conversation import (
    KEPT_EFFECTS,
    Conversation,
    Effect,
    Kind,
    Refused,
    Request,
    State,
    Turn,
    Unsent,
    is_draft,
)
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sentences import BUSY, SPENT, STOPPED_FIRST, sentence_for
from chatkit_core.ui.thread_view import Json, ThreadView

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds a stopped turn may take to end; after that it is left behind."""


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
                found = Conversation(thread_id=None if is_draft(key) else key)
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

    def quiet(self, key: str) -> None:
        """The thread is about to be deleted: end what runs in it, which would write once more."""
        found = self.known(key)
        if found is not None:
            found.queue.clear()
            turn = found.running
            if turn is not None and self.stop(found):
                turn.wait(GRACE)

    def forget(self, key: str) -> None:
        """The thread was deleted: keep nothing of it."""
        with self._lock:
            self._conversations.pop(key, None)
            self.threads_version += 1

    def start(self, conversation: Conversation, request: Request) -> Turn | None:
        """Start a turn, or raise Refused: the conversation is busy, or the control was used.

        None when the request waits behind an action that leaves everything usable.
        """
        with self._lock:
            running = conversation.running
            if request.once is not None and request.once in conversation.spent:
                raise Refused(SPENT)
            if running is not None and running.request.loading is not Loading.NONE:
                raise Refused(BUSY)
            _spend(conversation, request)
            if running is None:
                return self._register(conversation, request)
            conversation.queue.append(request)
            return None

    def send(self, conversation: Conversation, request: Request) -> Turn | None:
        """Start a turn with typed words, or queue them behind the running one."""
        with self._lock:
            if conversation.running:
                conversation.queue.append(request)
                return None
            return self._register(conversation, request)

    def _register(self, conversation: Conversation, request: Request) -> Turn:
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
        turn.task.add_done_callback(lambda _: self._never_begun(conversation, turn))

    def _never_begun(self, conversation: Conversation, turn: Turn) -> None:
        """A task that is cancelled before its first step runs nothing, not even its own end."""
        self._stopped(conversation, turn)

    async def _drive(self, conversation: Conversation, turn: Turn) -> None:
        try:
            events = turn.request.open(conversation.thread_id)
            # No await in this body: a cancel must land inside the server's generator, so that
            # it sees CancelledError and saves the partial answer.
            async for event in events:
                if turn.running:
                    self._take(conversation, turn, event)
        except CancelledError:
            self._stopped(conversation, turn)
        except BaseException as error:  # SystemExit too: it would take the loop with it
            log.exception("A turn failed")
            if turn.stopping:
                # A server that cannot tidy up after itself was stopped all the same.
                self._stopped(conversation, turn)
            else:
                self._fail(conversation, turn, sentence_for(error))
        else:
            self._finish(conversation, turn, State.DONE)

    def _take(self, conversation: Conversation, turn: Turn, event: Json) -> None:
        turn.events.append(event)
        try:
            if event.get("type") == "thread.created":
                self.named(conversation, event["thread"]["id"])
            if event.get("type") == "client_effect":
                self._keep_effect(conversation, turn, event)
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

    def _keep_effect(self, conversation: Conversation, turn: Turn, event: Json) -> None:
        data = event.get("data") or {}
        effect = Effect(str(event.get("name", "")), data, turn.request.owner)
        with self._lock:
            conversation.effects.append(effect)

    def take_effects(self, conversation: Conversation, owner: str) -> list[Effect]:
        """Effects for this page, oldest first; each is given out once."""
        if not conversation.effects:
            return []
        with self._lock:
            mine = [effect for effect in conversation.effects if effect.owner in ("", owner)]
            rest = [effect for effect in conversation.effects if effect not in mine]
            conversation.effects = deque(rest, maxlen=KEPT_EFFECTS)
        return mine

    def named(self, conversation: Conversation, thread_id: str) -> None:
        """A conversation that was a draft has a thread now."""
        with self._lock:
            conversation.thread_id = thread_id
            self._conversations[thread_id] = conversation
            self.threads_version += 1

    def _stopped(self, conversation: Conversation, turn: Turn) -> None:
        if turn.running:
            if not turn.stored:
                _keep(conversation, turn, STOPPED_FIRST)
            self._finish(conversation, turn, State.CANCELLED)

    def _fail(self, conversation: Conversation, turn: Turn, sentence: str) -> None:
        if turn.stored:
            error = {"type": "error", "message": sentence, "allow_retry": True}
            conversation.view = thread_view.apply(conversation.view or ThreadView(), error)
        else:
            _keep(conversation, turn, sentence)
        self._finish(conversation, turn, State.FAILED)

    def _finish(self, conversation: Conversation, turn: Turn, state: State) -> None:
        if not turn.running:
            return
        view = thread_view.end_turn(conversation.view or ThreadView())
        # A stop or a failure may have stored less, or more, than was streamed.
        whole = state is State.DONE
        conversation.view = view if whole else thread_view.mark_stale(view)
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


def _keep(conversation: Conversation, turn: Turn, because: str) -> None:
    """Words that the store does not have, for all that is known."""
    unsent = Unsent(turn.request, because, turn.before)
    conversation.unsent = (*conversation.unsent, unsent)


def _spend(conversation: Conversation, request: Request) -> None:
    """The control was used: it is refused from now on, and drawn anew."""
    if request.once is not None:
        conversation.spent.add(request.once)
    if request.item_id is not None:
        revision = conversation.revision(request.item_id)
        conversation.revisions[request.item_id] = revision + 1
