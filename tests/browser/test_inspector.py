"""The Inspector beside a chat in another tab: it follows, keeps what was opened, and stays small."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import App, ServeApp
from tests.browser.handles import open_chat, settled, thread_of, type_words

LAG_SECONDS = 1.0
TYPED = ("the lamp", "it arrived broken", "store credit")


@pytest.fixture(scope="module")
def app(serve_app: ServeApp) -> App:
    return serve_app("chatkit_core.ui.serve")


def inspect(page: Page, app: App, thread_id: str | None = None, mode: str = "pm") -> None:
    query = f"&thread={thread_id}" if thread_id else ""
    page.goto(f"{app.url}/Inspector?mode={mode}{query}")
    expect(page.locator(".in-caption")).to_be_visible()
    settled(page)


def watch_titles(page: Page) -> None:
    """Note when each request's title first stands on the page."""
    page.evaluate("""() => {
        window.seen = {};
        const look = () => document.querySelectorAll('.in-title').forEach(title => {
            window.seen[title.textContent] ??= Date.now();
        });
        new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
    }""")


def lags(page: Page, app: App) -> list[float]:
    """Seconds from each typed request's beginning, as recorded, to its title on the page."""
    seen: dict[str, float] = page.evaluate("window.seen")
    with closing(sqlite3.connect(app.log.parent / "data" / "app.sqlite3")) as file:
        bodies = file.execute("select body from events where partition = ?", (thread_of(page),))
        events = [event for (body,) in bodies for event in json.loads(body)["events"]]
    began = [e for e in events if (e["kind"], e["phase"]) == ("request", "start")]
    at = {text_of(event): event["at"] for event in began}
    return [seen[f"“{words}”"] / 1000 - at[words] for words in TYPED]


def text_of(event: dict[str, Any]) -> str:
    return event["data"]["params"]["input"]["content"][0]["text"]


def test_it_follows_a_conversation_in_another_tab_within_a_second(
    context: BrowserContext, app: App
) -> None:
    chat, inspector = context.new_page(), context.new_page()
    open_chat(chat, f"{app.url}/Retail")
    type_words(chat, "I want to return something")
    expect(chat.get_by_text("What would you like to return?")).to_be_visible()
    inspect(inspector, app)
    assert thread_of(inspector) == thread_of(chat)

    watch_titles(inspector)
    for words in TYPED:
        type_words(chat, words)
        expect(inspector.locator(".in-title", has_text=words)).to_be_visible()
        settled(chat)
    assert median(lags(inspector, app)) < LAG_SECONDS, lags(inspector, app)

    row = inspector.locator(".in-row", has_text="Resolution")
    expect(row).to_contain_text("STORE_CREDIT")
    expect(row).to_contain_text("typed")
    expect(row).to_contain_text("tool set_user_selection")
    expect(row).to_have_class(re.compile("in-changed"))


def test_a_click_shows_as_clicked_and_what_was_opened_stays_open(
    context: BrowserContext, app: App
) -> None:
    chat, inspector = context.new_page(), context.new_page()
    open_chat(chat, f"{app.url}/Retail")
    chat.get_by_role("button", name="Start a return").click()
    expect(chat.get_by_text("Smart Desk Lamp")).to_be_visible()
    inspect(inspector, app, thread_of(chat), mode="debug")
    opened = inspector.locator("details.in-line").first
    opened.locator("summary").click()
    expect(opened.locator(".in-json").first).to_be_visible()

    chat.get_by_text("Smart Desk Lamp").click()
    chat.get_by_role("button", name="Continue").click()
    row = inspector.locator(".in-row", has_text="Selected items")
    expect(row).to_contain_text("Smart Desk Lamp")
    expect(row).to_contain_text("clicked")
    expect(inspector.locator("details.in-line[open]")).to_have_count(1)


def test_it_fits_a_phone(context: BrowserContext, app: App) -> None:
    chat = context.new_page()
    open_chat(chat, f"{app.url}/Retail")
    chat.get_by_role("button", name="Start a return").click()
    expect(chat.get_by_text("Smart Desk Lamp")).to_be_visible()
    phone = context.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    inspect(phone, app, thread_of(chat))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
