"""A server whose store fails, in any of its methods, leaves a page that says so and goes on."""

from __future__ import annotations

from typing import Any

import pytest
from chatkit.store import Store

from tests.chatkit_core.ui.test_chat import labels, opened, pressed, thread_of, typed
from tests.servers.talker import Talker

SECRET = "secret-of-the-store"
METHODS = sorted(name for name in Store.__abstractmethods__)


class Brittle:
    """Every method of the store, until `mended`, where its name is the broken one."""

    def __init__(self, server: Talker, broken: str) -> None:
        self.mended = False
        whole = getattr(server.store, broken)

        async def fails(*args: Any, **kwargs: Any) -> Any:
            if not self.mended:
                raise RuntimeError(SECRET)
            return await whole(*args, **kwargs)

        setattr(server.store, broken, fails)


def test_every_method_of_a_store_is_tried_below() -> None:
    assert {"load_thread", "save_thread", "load_thread_items", "add_thread_item"} <= set(METHODS)


@pytest.mark.page
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("begun", [False, True])
def test_a_method_that_raises_leaves_the_page_usable(method: str, begun: bool) -> None:
    server = Talker()
    app = opened(server)
    if begun:
        app = typed(app, "card")
    brittle = Brittle(server, method)
    app = typed(app, "hello")
    if "Red 1" in labels(app):
        app = pressed(app, "Red 1")
    assert not app.exception
    shown = " ".join(
        str(one.value) for one in [*app.markdown, *app.error, *app.toast, *app.caption]
    )
    assert SECRET not in shown + " ".join(labels(app))
    brittle.mended = True
    app = typed(pressed(app, "New chat"), "again")
    assert "You said **again**." in "\n".join(one.value for one in app.markdown)
    assert not app.error


def test_words_that_were_never_stored_outlive_a_reload() -> None:
    server = Talker()
    brittle = Brittle(server, "save_thread")
    app = typed(opened(server), "hello")
    assert "Send again" in labels(app)
    draft = thread_of(app)
    other = opened(server, user="mallory", thread=draft)
    assert "Send again" not in labels(other)
    assert "thread" not in other.query_params
    again = opened(server, thread=draft)
    assert thread_of(again) == draft
    brittle.mended = True
    sent = pressed(again, "Send again")
    assert "Send again" not in labels(sent)
    assert thread_of(sent) == next(iter(server.store.threads))
    assert "Send again" not in labels(opened(server, thread="draft:unknown"))


def test_discarded_words_leave_the_address() -> None:
    server = Talker()
    Brittle(server, "save_thread")
    app = pressed(typed(opened(server), "hello"), "Discard")
    assert "thread" not in app.query_params
