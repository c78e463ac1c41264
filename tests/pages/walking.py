"""How a page is walked under AppTest: open it, click, write, and wait for what comes."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds: a model that loads takes several, and a locked file is waited for more than once."""


def open_page(name: str) -> AppTest:
    """A page of the app, reached from Home as a visitor does."""
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=PATIENCE).run()
    return calm(app.switch_page(f"pages/{name}").run())


def calm(app: AppTest) -> AppTest:
    """The app, unless a run of it raised something."""
    assert not app.exception, [one.message for one in app.exception]
    return app


def shown(app: AppTest) -> str:
    """Every word on the page; cards and sentences of the chat are drawn as HTML."""
    plain = [*app.title, *app.markdown, *app.caption, *app.error, *app.warning, *app.info]
    drawn = [unescape(element.proto.body) for element in app.get("html")]
    return " ".join([*(str(element.value) for element in plain), *drawn])


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def until(app: AppTest, seen: Callable[[AppTest], Any]) -> AppTest:
    """Run the page, as its polling does, until something is there."""
    deadline = time.monotonic() + PATIENCE
    while not seen(app):
        assert time.monotonic() < deadline, f"never shown; buttons: {labels(app)}"
        calm(app.run())
    return app


def offering(label: str) -> Callable[[AppTest], bool]:
    return lambda app: label in labels(app)


def saying(words: str) -> Callable[[AppTest], bool]:
    return lambda app: words in shown(app)


def click(app: AppTest, label: str, then: str = "") -> AppTest:
    """Click the newest button of that label once it may be, and wait for another one."""
    until(app, lambda app: _ready(app, label))
    _ready(app, label)[0].click()
    calm(app.run())
    return until(app, offering(then)) if then else app


def _ready(app: AppTest, label: str) -> list[Button]:
    """The buttons of that label that no running turn holds, the newest first."""
    return [one for one in reversed(app.button) if one.label == label and not one.disabled]


def write(app: AppTest, words: str, then: str = "") -> AppTest:
    """Send words, and wait for a button."""
    until(app, lambda app: app.chat_input)
    app.chat_input[0].set_value(words)
    calm(app.run())
    return until(app, offering(then)) if then else app


def persona(app: AppTest, label: str, name: str) -> AppTest:
    """Pick whom the chat is about, in the sidebar."""
    people = next(box for box in app.selectbox if box.label == label)
    people.select(name)
    return calm(app.run())
