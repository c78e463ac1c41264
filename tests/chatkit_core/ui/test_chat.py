"""`chat(server, context=...)` under AppTest: three lines host a server, and nothing shows a trace."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.servers.failing import SECRET, Failing
from tests.servers.forms import FormServer
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
    app.chat_input(key="test-composer").set_value(words).run()
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


@pytest.mark.parametrize("words", ["bug", "half", "stream", "garbage"])
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
