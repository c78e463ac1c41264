"""One ChatKit server as the pages see it: open, send, click, retry, and a view kept in memory."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from chatkit.server import ChatKitServer

from chatkit_core.ui import thread_view
from chatkit_core.ui.beginnings import beginning, beginnings
from chatkit_core.ui.client import PAGE_SIZE, ChatKitClient, Json
from chatkit_core.ui.conversation import Conversation, Kind, Refused, Request, Turn, spent_key
from chatkit_core.ui.item_pages import items_before, stored_id
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.newest import Newest
from chatkit_core.ui.own_ids import give_own_ids
from chatkit_core.ui.runtime import CALL_TIMEOUT, LoopThread
from chatkit_core.ui.sentences import CLOSED
from chatkit_core.ui.thread_view import HIDDEN, ThreadView
from chatkit_core.ui.thumbnails import Thumbnails
from chatkit_core.ui.turns import TurnHub

T = TypeVar("T")

POLL_SECONDS = 2.0
"""How often a conversation on screen is compared with its store, for other processes."""
KEPT_BEGINNINGS = 1000
"""Untitled threads whose first words are kept; those of others are read again."""
REPEAT_GUARD = 0.6
"""Seconds in which the same click again is a double click: dropped without a word."""


@dataclass(frozen=True)
class Click:
    """One action of a drawn widget; `item_id` is None on the start screen.

    `revision` is that of the drawing clicked on; None for a widget whose inputs must keep their
    values, where only the clock tells a double click from a second one. `drawn` is the action as
    the widget has it, `action` the same with the values of its form.
    """

    item_id: str | None
    action: Json
    revision: int | None
    drawn: Json
    loading: Loading = Loading.SELF


class ChatHost:
    """Joins a server, the loop and the turn hub; called from script threads only."""

    def __init__(self, server: ChatKitServer[Any], loop: LoopThread) -> None:
        give_own_ids(server)
        self.server = server
        self.loop = loop
        self.hub = TurnHub(loop)
        self.thumbnails = Thumbnails()
        self._beginnings: Newest[str, str] = Newest(KEPT_BEGINNINGS)

    def client(self, context: Any) -> ChatKitClient:
        return ChatKitClient(self.server, context)

    def call(self, work: Coroutine[Any, Any, T], timeout: float = CALL_TIMEOUT) -> T:
        """Wait for one plain request."""
        return self.loop.call(work, timeout)

    # What is on screen.

    def open(self, thread_id: str, client: ChatKitClient) -> Conversation:
        """Read a thread as this user: raises what the store raises when it is not theirs."""
        thread = self.call(client.thread(thread_id))
        conversation = self.hub.conversation(thread_id)
        if conversation.view is None or conversation.view.stale:
            self.call(self._load(conversation, client, thread))
        return conversation

    def view(self, conversation: Conversation, client: ChatKitClient) -> ThreadView:
        """The newest items; read from the store only when the store may know better."""
        view = conversation.view
        if conversation.thread_id is None:
            return view or ThreadView()
        if view is None or view.stale:
            view = self.call(self._reload(conversation, client))
        return view

    async def _reload(self, conversation: Conversation, client: ChatKitClient) -> ThreadView:
        thread = await client.thread(conversation.thread_id or "")
        return await self._load(conversation, client, thread)

    async def _load(
        self, conversation: Conversation, client: ChatKitClient, thread: Json
    ) -> ThreadView:
        old = conversation.view
        wanted = max(PAGE_SIZE, len(old.items) if old else 0)
        found = await items_before(client, thread["id"], None, wanted)
        conversation.is_deaf = found.is_deaf
        view = thread_view.view_of(thread, found.items, has_earlier=found.more, cursor=found.cursor)
        running = conversation.running
        # From here on nothing is awaited, so that no event of a running turn is missed.
        if running is not None:
            view = thread_view.fold(view, running.events)
        if (newest := conversation.view) is not None:
            view = thread_view.carry_over(view, newest, running=running is not None)
        conversation.view = view
        conversation.marker = None
        return view

    def earlier(self, conversation: Conversation, client: ChatKitClient) -> None:
        """Grow the window by one page of older items."""
        view = conversation.view
        if view is not None and view.has_earlier:
            self.call(self._earlier(conversation, client, view))

    async def _earlier(
        self, conversation: Conversation, client: ChatKitClient, view: ThreadView
    ) -> None:
        thread_id, known = conversation.thread_id or "", frozenset(view.stored_ids)
        found = await items_before(client, thread_id, view.earlier_cursor, PAGE_SIZE, known)
        if conversation.view is not None:
            conversation.view = thread_view.prepend(
                conversation.view, found.items, found.cursor, found.more
            )

    def poll(self, conversation: Conversation, client: ChatKitClient) -> None:
        """Look, without waiting, whether another process changed this thread."""
        now = time.monotonic()
        if conversation.thread_id is None or conversation.view is None or conversation.running:
            return
        if now - conversation.polled_at >= POLL_SECONDS:
            conversation.polled_at = now
            self.loop.submit(self._poll(conversation, client))

    async def _poll(self, conversation: Conversation, client: ChatKitClient) -> None:
        store, context = client.server.store, client.context
        if conversation.is_deaf:
            # A store that gives its oldest items first cannot be asked for the newest alone.
            await self._look_for_title(conversation, client)
            return
        page = await store.load_thread_items(conversation.thread_id or "", None, 3, "desc", context)
        visible = [item for item in page.data if item.type not in HIDDEN]
        await self._look_for_title(conversation, client)
        view = conversation.view
        if not visible or view is None or conversation.running:
            return
        conversation.view = view = thread_view.seen(view, [item.id for item in visible])
        newest = visible[0]
        digest = hashlib.sha1(newest.model_dump_json().encode(), usedforsecurity=False)
        marker = f"{newest.id}|{digest.hexdigest()}"
        # Also what a server stored without a word of it: a message in the user's name, say.
        tail = list(dict.fromkeys(item.id for item in reversed(visible)))
        elsewhere = view.stored_ids[-len(tail) :] != tail and conversation.tail != tail
        changed = conversation.marker is not None and conversation.marker != marker
        conversation.marker, conversation.tail = marker, tail
        if elsewhere or changed:
            conversation.view = thread_view.mark_stale(view)

    async def _look_for_title(self, conversation: Conversation, client: ChatKitClient) -> None:
        """Some servers title a thread in their own time, and tell nobody: the store knows."""
        view = conversation.view
        if view is not None and not view.thread.get("title"):
            title = (await client.thread(conversation.thread_id or "")).get("title")
            if title and not conversation.running:
                self.renamed(conversation.thread_id or "", title)

    def renamed(self, thread_id: str, title: str) -> None:
        """Show a new title at once, in every page that shows the thread."""
        conversation = self.hub.conversation(thread_id)
        self.hub.threads_version += 1
        if (view := conversation.view) is not None:
            event = {"type": "thread.updated", "thread": {**view.thread, "title": title}}
            conversation.view = thread_view.apply(view, event)

    def known_title(self, thread_id: str) -> str | None:
        """The title of a thread that is in memory; for noticing a change, not for showing."""
        conversation = self.hub.known(thread_id)
        return conversation.view.thread.get("title") if conversation and conversation.view else None

    def first_words(self, thread_id: str) -> str:
        """What an untitled thread began with, where that was read; else nothing."""
        conversation = self.hub.known(thread_id)
        view = conversation.view if conversation else None
        if view is None or view.has_earlier:
            return self._beginnings.get(thread_id, "")
        return beginning(view.items)

    def read_beginnings(self, thread_ids: Iterable[str], client: ChatKitClient) -> None:
        """Read once what these threads began with; one that cannot be read stays without words."""
        new = [
            one for one in thread_ids if one not in self._beginnings and not self.first_words(one)
        ]
        if new:
            self._beginnings.update(self.call(beginnings(new, client)))

    # What a user does.

    def send(
        self, conversation: Conversation, client: ChatKitClient, message: Json, owner: str = ""
    ) -> Turn | None:
        """Send typed words; None when they wait behind the running turn."""

        def open_stream(thread_id: str | None) -> Any:
            if thread_id is None:
                return client.create_thread(message)
            return client.add_user_message(thread_id, message)

        text = "".join(part.get("text", "") for part in message["content"])
        request = Request(Kind.MESSAGE, open_stream, text=text, owner=owner, context=client.context)
        return self.hub.send(conversation, request)

    def act(
        self,
        conversation: Conversation,
        client: ChatKitClient,
        click: Click,
        owner: str = "",
    ) -> Turn | None:
        """Send a click; raises Refused with one sentence when it cannot be taken.

        None when it waits behind an action that leaves everything usable.
        """
        _refuse_closed(conversation)
        action, revision = click.action, click.revision

        def open_stream(thread_id: str | None) -> Any:
            if thread_id is None:
                return client.first_action(action)
            return client.custom_action(thread_id, click.item_id, action)

        where = conversation.thread_id or f"draft-{id(conversation)}"
        what = json.dumps([action.get("type"), action.get("payload")], sort_keys=True, default=str)
        sender = click.item_id or ""
        drawn = conversation.revision(sender) if revision is None else revision
        once = spent_key(where, sender, what, drawn)
        last = conversation.taken.get(sender)
        again = last and last[0] == what and time.monotonic() - last[1] < REPEAT_GUARD
        if again and (revision is None or once in conversation.spent):
            raise Refused("")
        request = Request(
            Kind.CLICK,
            open_stream,
            once=once,
            item_id=sender,
            owner=owner,
            action=click.drawn,
            loading=click.loading,
        )
        turn = self.hub.start(conversation, request)
        conversation.taken[sender] = (what, time.monotonic())
        return turn

    def act_now(
        self,
        conversation: Conversation,
        client: ChatKitClient,
        item_id: str | None,
        action: Json,
    ) -> None:
        """A `streaming: false` action: allowed while a turn runs, and answered at once."""
        _refuse_closed(conversation)
        if conversation.thread_id is None:
            self.call(self._begin(conversation, client))
        thread_id = conversation.thread_id or ""
        item = self.call(client.sync_action(thread_id, item_id, action))
        self.call(self._acted(conversation, client, item))

    async def _begin(self, conversation: Conversation, client: ChatKitClient) -> None:
        thread = await client.open_thread()
        event = {"type": "thread.created", "thread": thread}
        conversation.view = thread_view.apply(conversation.view or ThreadView(), event)
        self.hub.named(conversation, thread["id"])

    async def _acted(
        self, conversation: Conversation, client: ChatKitClient, item: Json | None
    ) -> None:
        """The answer names an item at most; the thread may have another title or status now."""
        thread = await client.thread(conversation.thread_id or "")
        events: list[Json] = [{"type": "thread.updated", "thread": thread}]
        if item is not None:
            events.append({"type": "thread.item.replaced", "item": item})
        before = conversation.view or ThreadView()
        conversation.view = thread_view.fold(before, events)
        self.hub.threads_version += conversation.view.face != before.face

    def retry(
        self, conversation: Conversation, client: ChatKitClient, owner: str = ""
    ) -> Turn | None:
        """Try the failed turn again: a click is sent again, words are answered again."""
        failed = conversation.turn
        if failed is not None and failed.request.kind not in (Kind.MESSAGE, Kind.RETRY):
            again = replace(failed.request, once=None, item_id=None, owner=owner)
            return self.hub.start(conversation, again)
        said = (conversation.view or ThreadView()).newest("user_message")
        if said is None:
            raise Refused("There is no message to answer.")

        async def open_stream(thread_id: str | None) -> AsyncIterator[Json]:
            # The server deletes what came after the words; it goes from the page as well.
            view = conversation.view or ThreadView()
            conversation.view = thread_view.cut_after(view, said["id"])
            item_id = await stored_id(client, thread_id or "", said)
            async for event in client.retry_after_item(thread_id or "", item_id):
                yield event

        return self.hub.start(conversation, Request(Kind.RETRY, open_stream, owner=owner))

    def answer_inputs(
        self, conversation: Conversation, client: ChatKitClient, item_id: str, submission: Json
    ) -> Turn | None:
        """Submit, or skip, a structured input."""
        _refuse_closed(conversation)

        def open_stream(thread_id: str | None) -> Any:
            return client.add_structured_input(thread_id or "", item_id, submission)

        once = spent_key(conversation.thread_id or "", item_id, "answer", 0)
        return self.hub.start(conversation, Request(Kind.ANSWER, open_stream, once=once))

    def tool_output(
        self, conversation: Conversation, client: ChatKitClient, result: Any, owner: str
    ) -> Turn | None:
        """Hand a client tool's result to the server, after what runs now."""

        async def open_stream(thread_id: str | None) -> AsyncIterator[Json]:
            # The server completes the call in its store, and says nothing of it.
            view = conversation.view or ThreadView()
            conversation.view = thread_view.complete_tool(view, result)
            async for event in client.add_client_tool_output(thread_id or "", result):
                yield event

        return self.hub.send(conversation, Request(Kind.TOOL, open_stream, owner=owner))


def _refuse_closed(conversation: Conversation) -> None:
    """A page that another one left behind may still show buttons."""
    if conversation.view is not None and conversation.view.closed:
        raise Refused(CLOSED)
