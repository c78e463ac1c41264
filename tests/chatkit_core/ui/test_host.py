"""One hosted server: views kept in memory, read again when the store knows better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from chatkit.store import NotFoundError
from chatkit.types import ThreadItem, ThreadItemDoneEvent, ThreadMetadata

from chatkit_core.ui import host as host_module
from chatkit_core.ui.client import ChatKitClient, message
from chatkit_core.ui.conversation import Conversation, Refused
from chatkit_core.ui.host import ChatHost, Click
from chatkit_core.ui.runtime import LoopThread
from tests.servers.failing import BrokenStore, Failing
from tests.servers.forms import FormServer
from tests.servers.memory_store import Context, MemoryStore
from tests.servers.replies import say
from tests.servers.talker import Talker

USER = {"user": "local"}
WAIT = 5.0


@pytest.fixture
def loop() -> Iterator[LoopThread]:
    found = LoopThread()
    yield found
    found.stop()


class Desk:
    """A host with one user at it."""

    def __init__(self, server: Any, loop: LoopThread) -> None:
        self.server = server
        self.host = ChatHost(server, loop)
        self.client: ChatKitClient = self.host.client(USER)
        self.conversation: Conversation = self.host.hub.conversation("draft:1")

    def settle(self) -> None:
        while (turn := self.conversation.running) is not None:
            assert turn.wait(WAIT)

    def say(self, words: str) -> None:
        self.host.send(self.conversation, self.client, message(words))
        self.settle()

    def click(self, item: str | None, kind: str, payload: Any, revision: int | None = 0) -> None:
        action = {"type": kind, "payload": payload}
        self.host.act(self.conversation, self.client, Click(item, action, revision, action))
        self.settle()

    @property
    def items(self) -> list[dict[str, Any]]:
        return list(self.host.view(self.conversation, self.client).items)

    @property
    def texts(self) -> list[str]:
        return ["".join(part["text"] for part in item.get("content", [])) for item in self.items]


@pytest.fixture
def desk(loop: LoopThread) -> Desk:
    return Desk(Talker(), loop)


def test_what_is_on_screen_is_what_is_stored(desk: Desk) -> None:
    desk.say("card")
    card = desk.items[-1]
    desk.click(card["id"], "pick", {"name": "Red", "step": 1})
    shown = desk.items
    fresh = ChatHost(desk.server, desk.host.loop)
    conversation = fresh.open(desk.conversation.thread_id or "", fresh.client(USER))
    assert list(fresh.view(conversation, fresh.client(USER)).items) == shown


def test_a_click_draws_from_memory_and_reads_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say("card")

    async def no_reading(*_: Any, **__: Any) -> Any:
        raise AssertionError("the store was read")

    monkeypatch.setattr(desk.server.store, "load_thread_items", no_reading)
    desk.click(desk.items[-1]["id"], "pick", {"name": "Red", "step": 1})
    assert [item["type"] for item in desk.items] == [
        "user_message",
        "assistant_message",
        "widget",
        "widget",
    ]


def test_a_thread_of_somebody_else_cannot_be_opened(desk: Desk) -> None:
    desk.say("hello")
    mallory = desk.host.client({"user": "mallory"})
    with pytest.raises(NotFoundError):
        desk.host.open(desk.conversation.thread_id or "", mallory)


def test_what_another_process_adds_is_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_module, "POLL_SECONDS", 0.0)
    desk.say("hello")
    thread_id = desk.conversation.thread_id or ""
    event = say(ThreadMetadata.model_construct(id=thread_id), "From elsewhere")
    assert isinstance(event, ThreadItemDoneEvent)
    desk.host.loop.call(desk.server.store.add_thread_item(thread_id, event.item, USER))
    before = desk.conversation.stamp()
    desk.host.loop.call(desk.host._poll(desk.conversation, desk.client))
    assert desk.conversation.stamp() != before
    assert desk.texts[-1] == "From elsewhere"


def test_what_a_server_stored_without_a_word_is_noticed(loop: LoopThread) -> None:
    class Ventriloquist(Talker):
        """Puts a click into the user's words, and answers those."""

        async def action(self, thread: ThreadMetadata, *rest: Any) -> Any:
            spoken = say(thread, "I click.")
            assert isinstance(spoken, ThreadItemDoneEvent)
            await self.store.add_thread_item(thread.id, spoken.item, USER)
            yield say(thread, "You clicked.")

    desk = Desk(Ventriloquist(), loop)
    desk.say("hello")
    desk.click(None, "press", None)
    assert desk.texts[-1:] == ["You clicked."]
    loop.call(desk.host._poll(desk.conversation, desk.client))
    assert desk.texts[-2:] == ["I click.", "You clicked."]
    before = desk.conversation.stamp()
    loop.call(desk.host._poll(desk.conversation, desk.client))
    assert desk.conversation.stamp() == before


def test_a_poll_without_news_changes_nothing(desk: Desk) -> None:
    desk.say("hello")
    before = desk.conversation.stamp()
    for _ in range(3):
        desk.host.loop.call(desk.host._poll(desk.conversation, desk.client))
    assert desk.conversation.stamp() == before


def test_a_title_that_comes_after_its_turn_is_noticed(desk: Desk) -> None:
    desk.say("hello")
    thread_id = desk.conversation.thread_id or ""
    store = desk.server.store

    async def retitle(title: str | None) -> None:
        thread = await store.load_thread(thread_id, USER)
        await store.save_thread(thread.model_copy(update={"title": title}), USER)

    desk.host.loop.call(retitle(None))
    desk.conversation.view = None
    assert desk.host.view(desk.conversation, desk.client).thread.get("title") is None
    desk.host.loop.call(retitle("Late title"))
    before = desk.host.hub.threads_version
    desk.host.loop.call(desk.host._poll(desk.conversation, desk.client))
    assert desk.host.known_title(thread_id) == "Late title"
    assert desk.host.hub.threads_version > before


def test_the_first_click_before_any_message_opens_the_thread(desk: Desk) -> None:
    desk.click(None, "hello", {"a": 1})
    assert desk.conversation.thread_id is not None
    assert desk.texts == ["Did hello."]
    assert desk.host.hub.conversation(desk.conversation.thread_id) is desk.conversation


def test_a_window_grows_by_older_pages_until_there_are_none(desk: Desk) -> None:
    desk.say("many 70")
    fresh = ChatHost(desk.server, desk.host.loop)
    client = fresh.client(USER)
    conversation = fresh.open(desk.conversation.thread_id or "", client)
    sizes = [len(fresh.view(conversation, client).items)]
    while fresh.view(conversation, client).has_earlier:
        fresh.earlier(conversation, client)
        sizes.append(len(fresh.view(conversation, client).items))
    assert sizes == [20, 40, 60, 71]
    assert list(fresh.view(conversation, client).items) == desk.items


def test_retry_answers_the_newest_words_again(loop: LoopThread) -> None:
    desk = Desk(Failing(), loop)
    desk.say("once")
    view = desk.host.view(desk.conversation, desk.client)
    assert view.error == {"message": "Please try that again.", "allow_retry": True}
    desk.host.retry(desk.conversation, desk.client)
    desk.settle()
    assert desk.texts == ["once", "Now it worked."]
    assert desk.host.view(desk.conversation, desk.client).error is None


class WordsOnly(MemoryStore):
    """A table of messages: every row gets an id of its own, and what has no words is not kept."""

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Context) -> None:
        if item.type in ("user_message", "assistant_message"):
            row = item.model_copy(update={"id": f"row_{len(self.items[thread_id])}"})
            await super().add_thread_item(thread_id, row, context)


def words_only(server: Any, loop: LoopThread) -> Desk:
    server.store = WordsOnly()
    return Desk(server, loop)


def test_a_card_stays_where_a_store_keeps_words_only(loop: LoopThread) -> None:
    desk = words_only(Talker(), loop)
    desk.say("card")
    before = [item["type"] for item in desk.items]
    loop.call(desk.host._poll(desk.conversation, desk.client))
    assert [item["type"] for item in desk.items] == before
    assert "row_0" in {item["id"] for item in desk.items}
    assert "widget" in before


def test_a_card_that_was_deleted_elsewhere_goes(desk: Desk) -> None:
    desk.say("card")
    desk.host.loop.call(desk.host._poll(desk.conversation, desk.client))
    card = next(item for item in desk.items if item["type"] == "widget")
    thread_id = desk.conversation.thread_id or ""
    desk.host.loop.call(desk.server.store.delete_thread_item(thread_id, card["id"], USER))
    desk.host.loop.call(desk.host._poll(desk.conversation, desk.client))
    assert card["id"] not in {item["id"] for item in desk.items}


def test_retry_finds_the_words_where_a_store_names_them_anew(loop: LoopThread) -> None:
    desk = words_only(Failing(), loop)
    desk.say("once")
    desk.host.retry(desk.conversation, desk.client)
    desk.settle()
    assert desk.texts == ["once", "Now it worked."]


def test_retry_of_a_failed_click_clicks_again_and_deletes_nothing(loop: LoopThread) -> None:
    desk = Desk(Failing(), loop)
    desk.say("hello")
    desk.click(None, "press", None)
    before = desk.items
    desk.host.retry(desk.conversation, desk.client)
    desk.settle()
    assert desk.items == before
    assert desk.host.view(desk.conversation, desk.client).error is not None


def test_a_failing_store_keeps_the_words_to_send_again(loop: LoopThread) -> None:
    desk = Desk(Failing(), loop)
    store = desk.server.store
    assert isinstance(store, BrokenStore)
    desk.say("hello")
    store.broken = True
    desk.say("do not lose me")
    (unsent,) = desk.conversation.unsent
    store.broken = False
    desk.host.hub.discard(desk.conversation, unsent.id)
    desk.host.hub.send(desk.conversation, unsent.request)
    desk.settle()
    assert desk.texts[-2:] == ["do not lose me", "Fine: do not lose me."]


def test_the_second_click_of_a_double_click_is_dropped_without_a_word(desk: Desk) -> None:
    desk.say("plus")
    card = desk.items[-1]["id"]
    desk.click(card, "plus", {"count": 0}, revision=0)
    with pytest.raises(Refused, match=r"^$"):
        desk.click(card, "plus", {"count": 0}, revision=0)
    desk.click(card, "plus", {"count": 1}, revision=1)
    assert [payload["count"] for _, payload in desk.server.actions] == [0, 1]


def test_a_form_sent_twice_in_a_moment_is_sent_once_and_later_again(
    loop: LoopThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(FormServer(), loop)
    desk.say("form")
    card = desk.items[-1]["id"]
    desk.click(card, "book", {"room": 7}, revision=None)
    with pytest.raises(Refused, match=r"^$"):
        desk.click(card, "book", {"room": 7}, revision=None)
    desk.click(card, "book", {"room": 8}, revision=None)
    monkeypatch.setattr(host_module, "REPEAT_GUARD", 0.0)
    desk.click(card, "book", {"room": 8}, revision=None)
    assert [payload["room"] for _, payload, _ in desk.server.actions] == [7, 8, 8]


def test_a_synchronous_action_works_while_a_turn_runs(loop: LoopThread) -> None:
    desk = Desk(FormServer(), loop)
    desk.say("switch")
    card = desk.items[-1]["id"]
    desk.host.act_now(desk.conversation, desk.client, card, {"type": "light"})
    assert "Let there be light." in str(desk.items[-1]["widget"])


def test_a_synchronous_action_may_change_the_thread(loop: LoopThread) -> None:
    class Titling(FormServer):
        async def sync_action(self, thread: ThreadMetadata, *rest: Any) -> Any:
            thread.title = "By the way"
            await self.store.save_thread(thread, rest[-1])
            return await super().sync_action(thread, *rest)

    desk = Desk(Titling(), loop)
    desk.say("switch")
    desk.host.act_now(desk.conversation, desk.client, desk.items[-1]["id"], {"type": "light"})
    assert desk.host.known_title(desk.conversation.thread_id or "") == "By the way"


def test_an_untitled_thread_is_known_by_its_first_words(loop: LoopThread) -> None:
    desk = Desk(FormServer(), loop)
    desk.say("ask me something")
    thread_id = desk.conversation.thread_id or ""
    assert desk.host.first_words(thread_id) == "ask me something"
    assert desk.host.first_words("thr_unknown") == ""
    fresh = ChatHost(desk.server, loop)
    assert fresh.first_words(thread_id) == ""
    fresh.read_beginnings([thread_id, "thr_unknown"], fresh.client(USER))
    assert fresh.first_words(thread_id) == "ask me something"
    assert fresh.first_words("thr_unknown") == ""
