"""Two servers on one store: a conversation goes on at the other one, and trouble is told and over."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import App, ServeApp
from tests.browser.handles import bubbles, composer, open_chat, settled, thread_of, type_words

FOLLOW_SECONDS = 2.0
LAMP = "Smart Desk Lamp"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared") / "app.sqlite3"


@pytest.fixture(scope="module")
def servers(serve_app: ServeApp, file: Path) -> list[App]:
    shared = {"DATA_DIR": str(file.parent)}
    return [serve_app("chatkit_core.ui.serve", shared) for _ in range(2)]


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def begin(page: Page, app: App) -> str:
    """A return with the lamp picked; gives the thread."""
    page.goto(f"{app.url}/Retail")
    # Two servers that start at once on a busy machine take their time for the first page.
    expect(composer(page)).to_be_visible(timeout=90_000)
    button(page, "Start a return").click()
    page.get_by_text(LAMP).click()
    button(page, "Continue").click()
    expect(button(page, "Arrived damaged")).to_be_visible()
    return thread_of(page)


def documents(file: Path, table: str, partition: str) -> list[dict]:
    with closing(sqlite3.connect(file)) as opened:
        found = opened.execute(f"select body from {table} where partition = ?", (partition,))
        return [json.loads(body) for (body,) in found]


def test_a_conversation_goes_on_at_the_other_server_and_each_shows_what_the_other_did(
    context: BrowserContext, servers: list[App], file: Path
) -> None:
    here, there = context.new_page(), context.new_page()
    thread = begin(here, servers[0])
    open_chat(there, f"{servers[1].url}/Retail?thread={thread}")
    button(there, "Arrived damaged").click()
    expect(button(there, "Full refund").first).to_be_visible()
    expect(button(here, "Full refund").first).to_be_visible()
    type_words(here, "a full refund")
    expect(button(there, "Prepaid label").first).to_be_visible()
    [session] = documents(file, "sessions", thread)
    assert session["state"]["step"] == "shipping"


def test_an_inspector_follows_a_conversation_at_the_other_server_within_two_seconds(
    context: BrowserContext, servers: list[App], file: Path
) -> None:
    chat, inspector = context.new_page(), context.new_page()
    thread = begin(chat, servers[0])
    inspector.goto(f"{servers[1].url}/Inspector?thread={thread}")
    expect(inspector.locator(".in-row", has_text="Selected items")).to_contain_text(LAMP)
    settled(inspector)
    lags = [
        lag(chat, inspector, "Arrived damaged", "Reason", "DAMAGED", (file, thread, "reason_code")),
        lag(chat, inspector, "Full refund", "Resolution", "REFUND", (file, thread, "resolution")),
        lag(chat, inspector, "Prepaid label", "Shipping", "LABEL", (file, thread, "shipping")),
    ]
    assert median(lags) < FOLLOW_SECONDS, lags


def lag(
    chat: Page, inspector: Page, label: str, row: str, code: str, where: tuple[Path, str, str]
) -> float:
    """Seconds from a change at one server, as recorded, to its being shown by the other."""
    file, thread, field = where
    button(chat, label).first.click()
    expect(inspector.locator(".in-row", has_text=row)).to_contain_text(code)
    shown = time.time()
    settled(chat)
    [changed] = [
        event["at"]
        for document in documents(file, "events", thread)
        for event in document["events"]
        if event["kind"] == "state" and field in event["name"]
    ]
    return shown - changed


def test_a_locked_file_is_told_in_one_sentence_and_nothing_typed_is_lost(
    context: BrowserContext, servers: list[App], file: Path
) -> None:
    page, other = context.new_page(), context.new_page()
    thread = begin(page, servers[0])
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        type_words(page, "it arrived broken")
        # Meanwhile another page of the same server is as quick as ever.
        open_chat(other, f"{servers[0].url}/Retail")
        expect(button(other, "Start a return")).to_be_visible()
        expect(page.get_by_text("is locked by another program").first).to_be_visible()
        lock.execute("ROLLBACK")
    retry = button(page, "Send again").or_(button(page, "Try again")).or_(button(page, "Retry"))
    retry.first.click()
    expect(button(page, "Full refund").first).to_be_visible()
    said = [
        one for one in documents(file, "items", thread) if one["item"]["type"] == "user_message"
    ]
    assert len(said) == 1
    expect(bubbles(page)).to_have_count(1)


def test_a_store_that_is_locked_at_the_start_is_told_and_the_page_comes_by_itself(
    context: BrowserContext, serve_app: ServeApp, tmp_path: Path
) -> None:
    page = context.new_page()
    with closing(sqlite3.connect(tmp_path / "app.sqlite3", isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        app = serve_app("chatkit_core.ui.serve", {"DATA_DIR": str(tmp_path)})
        page.goto(f"{app.url}/Retail")
        expect(page.get_by_text("is locked by another program")).to_be_visible(timeout=90_000)
        expect(page.get_by_text("tries again every few seconds")).to_be_visible()
        lock.execute("ROLLBACK")
    expect(button(page, "Start a return")).to_be_visible()
