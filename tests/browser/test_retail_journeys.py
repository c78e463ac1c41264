"""The retail page in a browser, as `make run` serves it: clicks, words, mixes, tabs and restarts."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import ROOT, App, ServeApp
from tests.browser.handles import composer, open_chat, settled, thread_of, type_words

SERVE = "chatkit_core.ui.serve"
CONFIRM_SOON = """
() => {
    const all = [...document.querySelectorAll("button")];
    const confirm = all.find(one => one.innerText.includes("Confirm return"));
    setTimeout(() => confirm.click(), 200);
}
"""
"""Clicks in the page itself: a test that waits between two tabs would let the second repaint."""

SENT = "() => new Promise(done => setTimeout(done))"
"""Until then Streamlit's front end holds what was typed, and would send only the newest of it."""


@pytest.fixture(scope="module")
def server(serve_app: ServeApp, tmp_path_factory: pytest.TempPathFactory) -> tuple[App, Path]:
    folder = tmp_path_factory.mktemp("retail")
    prepare(folder)
    return serve_app(SERVE, {"DATA_DIR": str(folder)}), folder / "app.sqlite3"


def prepare(folder: Path) -> None:
    """Write the demo data before the server would."""
    command = [sys.executable, "-m", "chatkit_core.headless", "retail"]
    environment = {**os.environ, "DATA_DIR": str(folder)}
    subprocess.run(command, input=b"", env=environment, cwd=ROOT, check=True)


@pytest.fixture
def database(server: tuple[App, Path]) -> Iterator[Path]:
    """The server's file, with only the demo data's returns in it, before and after a test."""
    file = server[1]
    known = {(row[0], row[1]) for row in rows(file)}
    yield file
    fresh = [row for row in rows(file) if (row[0], row[1]) not in known]
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.executemany("delete from returns where partition = ? and id = ?", fresh)


@pytest.fixture
def app(server: tuple[App, Path], database: Path) -> App:
    return server[0]


def rows(file: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute("select partition, id from returns").fetchall()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def said_in(file: Path, thread_id: str) -> list[str]:
    """The user's messages that the store has of a thread, oldest first."""
    query = "select body from items where partition = ? order by rowid"
    with closing(sqlite3.connect(file)) as opened:
        items = [json.loads(body)["item"] for (body,) in opened.execute(query, (thread_id,))]
    own = [item for item in items if item["type"] == "user_message"]
    return ["".join(part["text"] for part in item["content"]) for item in own]


def returns_in(file: Path) -> list[str]:
    """The ids of the returns that were created for Jane, who has none in the demo data."""
    return [id for owner, id in rows(file) if owner == "CUST-1001" and id.startswith("RET-")]


def start(page: Page, app: App) -> None:
    open_chat(page, f"{app.url}/Retail")
    button(page, "Start a return").click()
    expect(page.get_by_text("Smart Desk Lamp")).to_be_visible()


def pick_lamp(page: Page) -> None:
    page.get_by_text("Smart Desk Lamp").click()
    button(page, "Continue").click()
    expect(button(page, "Arrived damaged")).to_be_visible()


def walk_to_summary(page: Page, app: App) -> None:
    start(page, app)
    pick_lamp(page)
    button(page, "Arrived damaged").click()
    button(page, "Full refund").click()
    button(page, "Prepaid label").click()
    expect(button(page, "Confirm return")).to_be_visible()


def test_an_order_is_returned_by_clicks_alone(app: App, page: Page, database: Path) -> None:
    walk_to_summary(page, app)
    expect(page.get_by_text("$49.99").last).to_be_visible()
    button(page, "Confirm return").click()
    expect(page.get_by_text("Your return is created")).to_be_visible()
    assert len(returns_in(database)) == 1


def test_an_order_is_returned_by_words_alone(app: App, page: Page, database: Path) -> None:
    open_chat(page, f"{app.url}/Retail")
    type_words(page, "I'd like to return the desk lamp, it came broken")
    expect(button(page, "Full refund")).to_be_visible()
    type_words(page, "full refund please")
    expect(button(page, "Prepaid label")).to_be_visible()
    type_words(page, "send me a label")
    expect(button(page, "Confirm return")).to_be_visible()
    assert returns_in(database) == []
    type_words(page, "yes, go ahead")
    expect(page.get_by_text("Your return is created")).to_be_visible()
    assert len(returns_in(database)) == 1


def test_clicks_and_words_mix_and_a_reload_in_between_loses_nothing(app: App, page: Page) -> None:
    start(page, app)
    pick_lamp(page)
    type_words(page, "I changed my mind")
    expect(page.get_by_text("No thanks, return it")).to_be_visible()
    page.reload()
    button(page, "No thanks, return it").click()
    expect(button(page, "Store credit").last).to_be_visible()
    type_words(page, "store credit")
    button(page, "Drop off at a store").click()
    expect(button(page, "Confirm return")).to_be_visible()
    expect(page.get_by_text("$54.99").first).to_be_visible()
    expect(page.get_by_text("clicked").first).to_be_visible()
    expect(page.get_by_text("typed").first).to_be_visible()


def test_a_double_click_on_confirm_creates_one_return(app: App, page: Page, database: Path) -> None:
    walk_to_summary(page, app)
    button(page, "Confirm return").dblclick()
    expect(page.get_by_text("Your return is created")).to_be_visible()
    settled(page)
    assert len(returns_in(database)) == 1


def test_two_tabs_that_confirm_the_same_summary_create_one_return(
    app: App, page: Page, context: BrowserContext, database: Path
) -> None:
    walk_to_summary(page, app)
    other = context.new_page()
    open_chat(other, f"{app.url}/Retail?thread={thread_of(page)}")
    expect(button(other, "Confirm return")).to_be_visible()
    for tab in (page, other):
        tab.evaluate(CONFIRM_SOON)
    for tab in (page, other):
        expect(tab.get_by_text("Your return is created")).to_be_visible()
    assert len(returns_in(database)) == 1


def test_going_back_asks_the_step_again(app: App, page: Page) -> None:
    walk_to_summary(page, app)
    type_words(page, "actually make that an exchange")
    expect(page.get_by_text("Exchange").last).to_be_visible()
    button(page, "Back").last.click()
    expect(button(page, "Prepaid label")).to_be_visible()


def test_switching_to_another_page_and_back_keeps_the_conversation(app: App, page: Page) -> None:
    start(page, app)
    pick_lamp(page)
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_text("Recent conversations")).to_be_visible()
    page.get_by_role("link", name="Retail", exact=True).click()
    expect(button(page, "Arrived damaged")).to_be_visible()


def test_a_starter_on_the_home_page_opens_the_chat_and_sends(app: App, page: Page) -> None:
    page.goto(app.url)
    button(page, "How long can I return things?").click()
    expect(composer(page)).to_be_visible()
    expect(page.get_by_text("returns.md")).to_be_visible()


def test_a_button_whose_menu_is_open_can_be_read_in_the_dark(app: App, chromium: Browser) -> None:
    with closing(chromium.new_context(color_scheme="dark")) as context:
        page = context.new_page()
        page.goto(app.url)
        reset = button(page, "Reset the demo data")
        color = "one => getComputedStyle(one).color"
        before = reset.evaluate(color)
        reset.click()
        expect(button(page, "Reset now")).to_be_visible()
        expect(reset).to_have_css("color", before)


def test_choosing_another_customer_starts_a_new_conversation(app: App, page: Page) -> None:
    start(page, app)
    page.get_by_role("combobox", name="Customer").click()
    page.get_by_role("option", name="Somebody new").click()
    expect(button(page, "Start a return")).to_be_visible()
    button(page, "Start a return").click()
    type_words(page, "jane.smith@example.com")
    expect(page.get_by_text("Smart Desk Lamp")).to_be_visible()


def test_somebody_elses_link_says_so_and_shows_nothing(app: App, page: Page) -> None:
    open_chat(page, f"{app.url}/Retail?thread=thr_0000000000000000")
    expect(button(page, "Start a return")).to_be_visible()
    page.wait_for_url(lambda url: "thr_0000" not in url)


def test_a_killed_server_loses_neither_words_nor_session(
    serve_app: ServeApp, tmp_path: Path, page: Page, context: BrowserContext
) -> None:
    first = serve_app(SERVE, {"DATA_DIR": str(tmp_path)})
    start(page, first)
    pick_lamp(page)
    type_words(page, "it came broken")
    expect(button(page, "Full refund")).to_be_visible()
    thread = thread_of(page)
    page.goto("about:blank")
    first.stop(kill=True)
    again = serve_app(SERVE, {"DATA_DIR": str(tmp_path)})
    open_chat(page, f"{again.url}/Retail?thread={thread}")
    expect(page.get_by_text("it came broken")).to_be_visible()
    button(page, "Full refund").click()
    expect(button(page, "Prepaid label")).to_be_visible()


@pytest.mark.parametrize("is_typed", [False, True], ids=["clicked", "typed"])
def test_a_page_that_outlives_its_server_goes_on_with_the_next_one(
    serve_app: ServeApp, tmp_path: Path, chromium: Browser, is_typed: bool
) -> None:
    first = serve_app(SERVE, {"DATA_DIR": str(tmp_path)})
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        start(page, first)
        pick_lamp(page)
        type_words(page, "it came broken")
        expect(button(page, "Full refund")).to_be_visible()
        first.stop(kill=True)
        expect(composer(page)).to_be_disabled()
        serve_app(SERVE, {"DATA_DIR": str(tmp_path), "PORT": first.url.rpartition(":")[2]})
        if is_typed:
            type_words(page, "full refund")
        else:
            button(page, "Full refund").click()
        expect(button(page, "Prepaid label")).to_be_visible()
        expect(page.get_by_text("full refund", exact=True)).to_have_count(int(is_typed))


@pytest.mark.parametrize("attempt", range(3))
def test_words_sent_without_a_pause_are_all_stored_once_and_in_order(
    app: App, database: Path, page: Page, attempt: int
) -> None:
    open_chat(page, f"{app.url}/Retail")
    said = [f"hello for the {number}. time, attempt {attempt}" for number in range(10)]
    for words in said:
        type_words(page, words)
        page.evaluate(SENT)
    thread_id = thread_of(page)
    expect(page.get_by_text(said[-1])).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    assert said_in(database, thread_id) == said
