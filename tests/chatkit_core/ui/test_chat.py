"""`chat(server, context=...)` under AppTest: three lines host a server, and nothing shows a trace."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from chatkit.server import ChatKitServer
from chatkit.store import Store
from chatkit.types import (
    ActiveStatus,
    ClosedStatus,
    CustomSummary,
    LockedStatus,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStatus,
    ThreadStreamEvent,
    Workflow,
    WorkflowItem,
)
from streamlit.testing.v1 import AppTest

from chatkit_core.ui import chat as chat_module
from chatkit_core.ui import resources
from chatkit_core.ui.items.sources import source_line
from chatkit_core.ui.items.workflow import workflow_title
from chatkit_core.ui.resources import host_of
from tests.servers.careless import Careless
from tests.servers.failing import SECRET, Failing
from tests.servers.forms import FormServer
from tests.servers.memory_store import MemoryStore
from tests.servers.page_tools import PageTools
from tests.servers.replies import say, show
from tests.servers.scripted import Scripted
from tests.servers.talker import Talker


def page() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import Prompt, chat

    chat(
        st.session_state["server"],
        context={"user": st.session_state["user"]},
        key="test",
        greeting="Welcome",
        prompts=[Prompt("Show a card", "card")],
    )


def broken_page() -> None:
    from chatkit_core.ui.chat import chat

    def no_server():
        raise RuntimeError("a secret of the code")

    chat(no_server, context={}, key="broken")


def inline_page() -> None:
    from chatkit_core.ui.chat import chat
    from tests.servers.talker import Talker

    chat(Talker(), context={"user": "local"}, key="inline")


def opened(server: Any, user: str = "local", thread: str | None = None) -> AppTest:
    app = AppTest.from_function(page, default_timeout=20)
    app.session_state["server"] = server
    app.session_state["user"] = user
    if thread is not None:
        app.query_params["thread"] = thread
    return app.run()


def typed(app: AppTest, words: str) -> AppTest:
    return typed_in(app, "test", words)


def typed_in(app: AppTest, key: str, words: str) -> AppTest:
    app.chat_input(key=f"{key}-composer").set_value(words).run()
    return app.run()


def pressed(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    return app.run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def thread_of(app: AppTest) -> str:
    found = app.query_params["thread"]
    return found if isinstance(found, str) else found[0]


def test_an_empty_page_greets_and_offers_starters() -> None:
    app = opened(Talker())
    assert not app.exception
    assert "Show a card" in labels(app)
    assert "New chat" in labels(app)


def test_a_starter_and_a_click_reach_the_server() -> None:
    server = Talker()
    app = pressed(opened(server), "Show a card")
    assert "Here is a card." in texts(app)
    pressed(app, "Blue 1")
    assert server.actions == [("pick", {"name": "Blue", "step": 1})]
    assert "Red 2" in labels(app)


def test_a_conversation_is_opened_by_its_link_for_its_owner_only() -> None:
    server = Talker()
    thread = thread_of(typed(opened(server), "hello"))
    assert "You said **hello**." in texts(opened(server, thread=thread))
    other = opened(server, user="mallory", thread=thread)
    assert "You said" not in texts(other)
    assert [toast.value for toast in other.toast] == [
        "That conversation does not exist, or it is not yours. Here is a new one."
    ]
    assert "thread" not in other.query_params


def test_the_history_lists_only_ones_own_threads() -> None:
    server = Talker()
    typed(opened(server), "mine")
    assert any("mine" in label for label in labels(opened(server)))
    assert not any("mine" in label for label in labels(opened(server, user="mallory")))


def test_conversations_of_one_title_say_when_they_began() -> None:
    server = Talker()
    for words in ("a lamp", "a lamp", "a desk"):
        typed(opened(server), words)
    rows = [label for label in labels(opened(server)) if label.endswith(("a lamp", "a desk"))]
    assert sum(re.fullmatch(r"\d\d:\d\d · a lamp", row) is not None for row in rows) == 2
    assert "a desk" in rows


def test_a_store_that_does_not_page_lists_each_thread_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = FormServer()
    for words in ("first", "second"):
        typed(opened(server), words)
    whole = server.store.load_threads

    async def for_ever(limit: int, after: str | None, order: str, context: Any) -> Any:
        page = await whole(limit, None, "asc", context)
        return page.model_copy(update={"has_more": True, "after": page.data[-1].id})

    monkeypatch.setattr(server.store, "load_threads", for_ever)
    app = pressed(opened(server), "Show more")
    assert not app.exception
    listed = [label for label in labels(app) if label in ("first", "second")]
    assert listed == ["second", "first"]
    assert "Show more" not in labels(app)


def test_a_store_whose_pages_overlap_lists_all_of_its_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chatkit_core.ui.history.PAGE", 2)
    server = FormServer()
    for words in ("one", "two", "three", "four"):
        typed(opened(server), words)
    whole = server.store.load_threads

    async def beside(limit: int, after: str | None, order: str, context: Any) -> Any:
        skipped = [one.id for one in (await whole(1, None, order, context)).data] if after else []
        page = await whole(limit, *skipped or [None], order, context)
        return page.model_copy(update={"after": page.data[-1].id if page.has_more else None})

    monkeypatch.setattr(server.store, "load_threads", beside)
    app = pressed(opened(server), "Show more")
    listed = [label for label in labels(app) if label in ("one", "two", "three", "four")]
    assert listed == ["four", "three", "two", "one"]


def test_a_server_that_keeps_no_list_has_no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Talker()

    async def none(**_: Any) -> Any:
        raise NotImplementedError

    monkeypatch.setattr(server.store, "load_threads", none)
    app = typed(opened(server), "hello")
    assert "You said **hello**." in texts(app)
    assert [one.value for one in app.caption] == []


def test_a_thread_deleted_elsewhere_leaves_a_new_chat() -> None:
    server = Talker()
    app = typed(opened(server), "hello")
    thread = thread_of(app)
    server.store.threads.clear()  # type: ignore[attr-defined]
    server.store.owners.clear()  # type: ignore[attr-defined]
    fresh = opened(server, thread=thread)
    assert not fresh.exception
    assert "Show a card" in labels(fresh)


def test_markdown_of_streamlit_is_text_in_an_answer() -> None:
    app = typed(opened(Talker()), "pay $5 or $6 :red[now] :material/home:")
    shown = texts(app)
    assert r"\$5" in shown
    assert r"\:red[now]" in shown
    assert ":material/home:" not in shown


@pytest.mark.parametrize("words", ["bug", "half", "stream", "garbage", "invalid"])
def test_no_failure_shows_its_inside(words: str) -> None:
    app = typed(opened(Failing()), words)
    said = texts(app) + "".join(error.value for error in app.error)
    assert not app.exception
    assert SECRET not in said
    assert "Fine: hello." in texts(typed(app, "hello"))


def test_a_bug_in_the_page_is_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(broken_page, default_timeout=20).run()
    assert not app.exception
    (error,) = app.error
    assert "Something went wrong" in error.value
    assert "secret" not in error.value
    assert "a secret of the code" in caplog.text


def test_a_server_made_anew_by_every_run_keeps_its_conversation() -> None:
    app = AppTest.from_function(inline_page, default_timeout=20).run()
    app.chat_input(key="inline-composer").set_value("hello").run()
    app.run()
    assert "You said **hello**." in texts(app)
    app.chat_input(key="inline-composer").set_value("again").run()
    app.run()
    assert "You said **again**." in texts(app)


def test_words_brought_from_another_page_open_a_conversation() -> None:
    app = AppTest.from_function(page, default_timeout=20)
    app.session_state["server"] = Talker()
    app.session_state["user"] = "local"
    app.session_state["test.brought"] = "from home"
    app.run()
    app.run()
    assert "You said **from home**." in texts(app)


def test_a_form_keeps_what_is_typed_when_its_submit_is_stopped() -> None:
    server = FormServer()
    app = typed(opened(server), "form")
    pressed(app, "Book")
    assert server.actions == []
    app.text_input[0].set_value("Ada")
    pressed(app, "Book")
    ((kind, payload, sender),) = server.actions
    assert (kind, payload["guest"], payload["room"]) == ("book", {"name": "Ada"}, 7)
    assert sender is not None


def test_changes_of_unknown_items_change_nothing() -> None:
    app = typed(opened(Failing()), "strangers")
    assert not app.exception
    assert not app.error
    assert "Nobody knew them." in texts(app)
    assert "lost" not in texts(app)


def broken(app: AppTest, *what: str) -> AppTest:
    """The page once its server's store cannot read some things any more."""
    app.session_state["server"].store.unreadable = set(what)
    return app


def test_a_history_that_cannot_be_read_leaves_the_conversation() -> None:
    app = typed(opened(Failing()), "hello")
    broken(app, "threads").run()
    (sentence,) = [one.value for one in app.caption if "could not be listed" in one.value]
    assert SECRET not in sentence
    assert any("hello" in label for label in labels(app))
    assert "Fine: again." in texts(typed(app, "again"))


def test_a_history_that_could_not_be_read_even_once_is_not_called_empty() -> None:
    server = Failing()
    server.store.unreadable = {"threads"}
    captions = " ".join(one.value for one in opened(server).caption)
    assert "could not be listed" in captions
    assert "will appear here" not in captions


def test_a_conversation_that_cannot_be_read_keeps_what_is_known_and_the_input_line() -> None:
    app = typed(opened(Failing()), "hello")
    typed(broken(app, "items"), "garbage")
    (error,) = [one.value for one in app.error if "Reference" in one.value]
    assert SECRET not in error
    assert "Fine: hello." in texts(app)
    assert "Send again" in labels(app)
    assert not app.chat_input(key="test-composer").disabled
    broken(app)
    pressed(app, "Load again")
    assert "Load again" not in labels(app)
    assert "Fine: hello." in texts(app)


def test_a_conversation_that_cannot_be_opened_may_be_opened_again() -> None:
    server = Failing()
    thread = thread_of(typed(opened(server), "hello"))
    server.store.unreadable = {"thread"}  # type: ignore[attr-defined]
    from chatkit_core.ui.resources import _hosts

    _hosts.clear()
    app = opened(server, thread=thread)
    (error,) = app.error
    assert SECRET not in error.value
    assert "New chat" in labels(app)
    broken(app)
    pressed(app, "Open it again")
    assert "Fine: hello." in texts(app)
    assert not app.error


def two_chats() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import chat

    left, right = st.session_state["servers"]
    chat(left, context={"user": "local"}, key="left", history=False)
    chat(right, context={"user": "local"}, key="right", history=False)


def test_two_chats_stand_on_one_page_each_with_its_own_thread() -> None:
    app = AppTest.from_function(two_chats, default_timeout=20)
    app.session_state["servers"] = (Talker(), Failing())
    app.run()
    app.chat_input(key="right-composer").set_value("hello").run()
    app.run()
    app.chat_input(key="left-composer").set_value("hi").run()
    app.run()
    assert not app.exception
    assert not app.error
    assert "You said **hi**." in texts(app)
    assert "Fine: hello." in texts(app)
    assert {"thread", "right-thread"} <= set(app.query_params)
    again = AppTest.from_function(two_chats, default_timeout=20)
    again.session_state["servers"] = app.session_state["servers"]
    for name in ("thread", "right-thread"):
        again.query_params[name] = app.query_params[name]
    again.run()
    assert "You said **hi**." in texts(again)
    assert "Fine: hello." in texts(again)


def page_with_a_log() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import chat

    log = st.session_state.setdefault("log", [])
    st.caption(f"Effects: {len(log)}")
    chat(
        st.session_state["server"],
        context={"user": "local"},
        key="test",
        on_effect=lambda name, data: log.append(name),
    )


def test_what_an_effect_changed_shows_above_the_chat_in_the_same_run() -> None:
    app = AppTest.from_function(page_with_a_log, default_timeout=20)
    app.session_state["server"] = PageTools()
    app = typed(app.run(), "hello")
    app.chat_input(key="test-composer").set_value("effect").run()
    while not app.session_state["log"]:
        app.run()
    assert any(one.value == f"Effects: {len(app.session_state['log'])}" for one in app.caption)


def worked(thread: ThreadMetadata) -> list[ThreadStreamEvent]:
    summary = CustomSummary(title="All done", icon="check-circle")
    item = WorkflowItem(
        id="wf_1",
        thread_id=thread.id,
        created_at=datetime.now(UTC),
        workflow=Workflow(type="custom", tasks=[], summary=summary),
    )
    return [ThreadItemDoneEvent(item=item)]


def test_running_work_is_named_as_running_and_done_work_as_done() -> None:
    thinking = {"type": "reasoning", "tasks": [{"type": "thought", "content": "Hm."}]}
    assert workflow_title(thinking, running=True) == "Thinking"
    assert workflow_title(thinking, running=False) == "Thought about it"
    searching = {"type": "custom", "tasks": [{"type": "web_search", "title": "Old maps"}]}
    assert workflow_title(searching, running=True) == "Old maps"


def test_an_address_with_brackets_is_a_link_all_the_same() -> None:
    source = {"type": "url", "title": "Ulm", "url": "https://example.com/Ulm_(city)?q=a b"}
    assert source_line(source) == "[Ulm](https://example.com/Ulm_%28city%29?q=a%20b)"
    assert source_line({**source, "url": "javascript:alert(1)"}) == "Ulm"


def test_a_workflow_bears_the_icon_of_its_summary() -> None:
    (workflow,) = typed(opened(Scripted(worked)), "work").expander
    assert (workflow.label, workflow.icon) == ("All done", ":material/check_circle:")


def test_a_server_that_takes_its_contract_lightly_is_hosted_all_the_same() -> None:
    server = Careless()
    app = typed(typed(opened(server), "one"), "only added")
    assert "Heard only added." in texts(app)
    app = typed(app, "two")
    said = ["Heard one.", "Heard only added.", "Heard two."]
    assert [line for line in texts(app).splitlines() if line.startswith("Heard")] == said
    thread = thread_of(app)
    resources._hosts.clear()
    again = texts(opened(server, thread=thread)).splitlines()
    assert [line for line in again if line.startswith("Heard")] == ["Heard one.", "Heard two."]
    assert any("could not be listed" in caption.value for caption in app.caption)
    assert not app.error


class Webby(Talker):
    """Written for a web framework: it looks at the request it came with."""

    async def respond(
        self, thread: ThreadMetadata, input_user_message: Any, context: Any
    ) -> AsyncIterator[ThreadStreamEvent]:
        request = context["request"]
        address = request.url_for("send file", file_id="atc/1")
        yield say(thread, f"You are at {request.base_url}, the file goes to `{address}`")


def web_page() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import chat, page_request

    request = {"request": page_request()} if st.session_state["with_request"] else {}
    chat(st.session_state["server"], context={"user": "local", **request}, key="test")


@pytest.mark.parametrize("with_request", [False, True])
def test_a_server_that_wants_a_request_says_so_or_gets_the_page_s_own(with_request: bool) -> None:
    app = AppTest.from_function(web_page, default_timeout=20)
    app.session_state["server"] = Webby()
    app.session_state["with_request"] = with_request
    app = typed(app.run(), "hello")
    if with_request:
        assert "You are at http" in texts(app)
        assert "/_route/send%20file/atc%2F1" in texts(app)
        assert not app.error
    else:
        (error,) = app.error
        assert "needs “request” in its context" in error.value
        assert "page_request()" in error.value


class Blocking(Talker):
    """Answers on its loop's time, as a synchronous client or `time.sleep` does."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.release = threading.Event(), threading.Event()

    async def respond(self, *request: Any) -> AsyncIterator[ThreadStreamEvent]:
        self.begun.set()
        assert self.release.wait(20)
        async for event in super().respond(*request):
            yield event


def test_a_server_that_blocks_holds_up_nobody_else() -> None:
    blocking, other = Blocking(), Talker()
    app = AppTest.from_function(two_chats, default_timeout=20)
    app.session_state["servers"] = (blocking, other)
    app.run()
    app.chat_input(key="left-composer").set_value("first").run()
    assert blocking.begun.wait(10)
    app.chat_input(key="right-composer").set_value("second").run()
    app.run()
    assert "You said **second**." in texts(app)
    assert "You said **first**." not in texts(app)
    blocking.release.set()
    state = app.session_state["left.state"]
    assert host_of(blocking, "left", {}).hub.conversation(state.draft).turn.wait(10)  # type: ignore[union-attr]
    app.run()
    assert "You said **first**." in texts(app)


def slow_page() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import chat

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    chat(st.session_state["make"], context={"user": "local"}, key="slow")


def test_a_server_that_takes_long_to_make_is_waited_for_without_holding_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resources, "MOMENT", 0.0)
    monkeypatch.setattr(chat_module, "PATIENT", 0.0)
    release, calls = threading.Event(), []

    def make() -> Talker:
        calls.append(1)
        assert release.wait(20)
        return Talker()

    app = AppTest.from_function(slow_page, default_timeout=20)
    app.session_state["make"] = make
    app.run()
    assert "Getting ready" in texts(app)
    monkeypatch.setattr(chat_module, "LONG", 0.0)
    (warning,) = app.run().warning
    assert "takes very long to get ready" in warning.value
    typed(opened(Talker()), "meanwhile, elsewhere")
    release.set()
    monkeypatch.setattr(resources, "MOMENT", 20.0)
    app.run()
    assert not app.warning
    assert "You said **now**." in texts(typed_in(app, "slow", "now"))
    assert calls == [1]


def test_a_server_that_takes_a_moment_to_make_is_there_in_the_same_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resources, "MOMENT", 0.0)
    looked = threading.Event()
    monkeypatch.setattr(chat_module.Making, "is_over", telling(looked, chat_module.Making.is_over))

    def make() -> Talker:
        assert looked.wait(20)
        return Talker()

    app = AppTest.from_function(slow_page, default_timeout=20)
    app.session_state["make"] = make
    app.run()
    assert "You said **now**." in texts(typed_in(app, "slow", "now"))


def telling(looked: threading.Event, inner: Any) -> Any:
    def is_over(making: Any, *patience: float) -> Any:
        looked.set()
        return inner(making, *patience)

    return is_over


@dataclass(frozen=True, eq=True)
class Frozen(ChatKitServer[Any]):
    """Takes no new attributes, and no place in a dictionary by its fields."""

    store: Store[Any] = field(default_factory=MemoryStore)
    said: list[str] = field(default_factory=list)

    async def respond(
        self, thread: ThreadMetadata, input_user_message: Any, context: Any
    ) -> AsyncIterator[ThreadStreamEvent]:
        self.said.append("once")
        yield say(thread, "Frozen, but fine.")


def test_a_server_that_is_a_frozen_dataclass_is_hosted() -> None:
    assert "Frozen, but fine." in texts(typed(opened(Frozen()), "hello"))


def test_a_server_that_could_not_be_made_is_made_anew_on_demand() -> None:
    outcomes = [RuntimeError("a secret of the code"), Talker()]

    def make() -> Talker:
        found = outcomes.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    app = AppTest.from_function(slow_page, default_timeout=20)
    app.session_state["make"] = make
    (error,) = app.run().error
    assert "secret" not in error.value
    assert "You said **now**." in texts(typed_in(pressed(app, "Try again"), "slow", "now"))
    assert not outcomes


def same_key_twice() -> None:
    from chatkit_core.ui.chat import chat
    from tests.servers.talker import Talker

    chat(Talker, context={"user": "local"}, key="same", history=False)
    chat(Talker, context={"user": "local"}, key="same", history=False)


def test_two_chats_of_one_key_are_told_so_in_one_sentence() -> None:
    app = AppTest.from_function(same_key_twice, default_timeout=20).run()
    assert not app.exception
    (error,) = app.error
    assert "Two chats on this page have the key “same”" in error.value


def entity_page() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import Mention, chat

    chat(
        st.session_state["server"],
        context={"user": "local"},
        key="test",
        mentions=[Mention("ord_1", "Order 1", {"total": 5})],
        on_entity=st.session_state["seen"].append if st.session_state["listens"] else None,
    )


@pytest.mark.parametrize("listens", [True, False])
def test_interactive_entities_reach_the_page(listens: bool) -> None:
    app = AppTest.from_function(entity_page, default_timeout=20)
    app.session_state["server"] = PageTools()
    app.session_state["seen"] = seen = []
    app.session_state["listens"] = listens
    typed(app.run(), "entities")
    if not listens:
        assert "The lamp" not in labels(app)
        assert any("The lamp" in one.value for one in app.caption)
        return
    assert "The shelf" not in labels(app)
    pressed(app, "The lamp")
    (entity,) = seen
    assert (entity["id"], entity["data"]) == ("lamp", {"price": 5})


def test_a_mention_is_a_click_as_well() -> None:
    app = AppTest.from_function(entity_page, default_timeout=20)
    app.session_state["server"] = PageTools()
    app.session_state["seen"] = seen = []
    app.session_state["listens"] = True
    app.run()
    app.multiselect[0].select("ord_1").run()
    typed(app, "hello")
    pressed(app, "Order 1")
    (entity,) = seen
    assert (entity["id"], entity["title"], entity["data"]) == ("ord_1", "Order 1", {"total": 5})


def test_every_turn_that_is_over_may_be_rated() -> None:
    server = Talker()
    app = opened(server)
    for words in ("one", "two", "three"):
        typed(app, words)
    thumbs = app.get("feedback")
    assert len(thumbs) == 3


def test_used_cards_share_an_element_and_a_card_in_use_has_its_own() -> None:
    app = typed(opened(Talker()), "card")
    for step in (1, 2, 3):
        pressed(app, f"Red {step}")
    bodies = [one.proto.body for one in app.get("html")]
    assert [body.count("Picked.") for body in bodies if "ck-run" in body and "Picked." in body] in (
        [3],
        [1, 2],
        [2, 1],
    )
    assert [one.label for one in app.button if one.label.startswith("Red")] == ["Red 4"]


def test_a_closed_thread_takes_no_words_and_a_locked_one_says_why() -> None:
    for words, said in (("close", "This conversation is closed."), ("lock", "A colleague")):
        app = typed(opened(PageTools()), words)
        line = app.chat_input(key="test-composer")
        assert line.disabled
        assert said in line.placeholder


def test_a_client_tool_is_done_on_screen_once_it_has_its_answer() -> None:
    app = typed(opened(PageTools()), "tool")
    app.run()
    app.run()
    assert "The page says" in texts(app)
    assert "Running get cart" not in texts(app)


def test_a_server_that_blocks_the_loop_leaves_what_is_on_screen() -> None:
    server = Failing()
    app = typed(opened(server), "hello")
    app.chat_input(key="test-composer").set_value("block").run()
    try:
        app.run()
        assert not app.exception
        assert not app.error
        assert "Fine: hello." in texts(app)
        assert any("hello" in label for label in labels(app))
        assert "Stop" in labels(app)
    finally:
        server.released.set()


BUTTON = {"type": "Button", "label": "Go on", "onClickAction": {"type": "go"}}
HOME = {"type": "home"}


def parting(thread: ThreadMetadata, status: ThreadStatus) -> list[ThreadStreamEvent]:
    thread.status = status
    return [show(thread, {"type": "Card", "children": [BUTTON]})]


def test_a_closed_conversation_leaves_no_card_to_click() -> None:
    server = Scripted(lambda thread: parting(thread, ClosedStatus(reason="All done.")))
    app = typed(opened(server), "bye")
    assert next(button for button in app.button if button.label == "Go on").disabled
    assert app.chat_input(key="test-composer").disabled


def test_what_the_page_answers_can_still_be_used_in_a_closed_conversation() -> None:
    way_out = {"type": "Button", "label": "Home", "onClickAction": {**HOME, "handler": "client"}}
    words = {"type": "Text", "value": "Row"}
    row = {"type": "ListViewItem", "children": [words], "onClickAction": HOME}

    def script(thread: ThreadMetadata) -> list[ThreadStreamEvent]:
        rows = {"type": "ListView", "children": [row]}
        return [
            *parting(thread, ClosedStatus()),
            show(thread, {"type": "Card", "children": [way_out]}),
            show(thread, rows),
        ]

    app = typed(opened(Scripted(script)), "bye")
    usable = {button.label for button in app.button if not button.disabled}
    assert "Home" in usable
    assert usable.isdisjoint({"Go on", "Row"})


def test_a_locked_conversation_takes_no_words_but_its_cards_may_unlock_it() -> None:
    status: list[ThreadStatus] = [LockedStatus(reason="Pick one first."), ActiveStatus()]
    server = Scripted(lambda thread: parting(thread, status.pop(0)))
    app = typed(opened(server), "hello")
    assert app.chat_input(key="test-composer").disabled
    assert app.chat_input(key="test-composer").placeholder == "Pick one first."
    app = pressed(app, "Go on")
    assert not app.chat_input(key="test-composer").disabled
