"""Recordings in the browser: downloaded and played in the chat, replayed, forked and kept as a test."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ROOT, App, ServeApp
from tests.browser.handles import bubbles, composer, open_chat, settled, thread_of, type_words


@pytest.fixture(scope="module")
def app(serve_app: ServeApp) -> App:
    return serve_app("chatkit_core.ui.serve")


def converse(page: Page, app: App) -> str:
    """A return up to its summary, clicked and typed; gives the thread."""
    open_chat(page, f"{app.url}/Retail")
    type_words(page, "I want to send back the lamp, it arrived broken")
    button(page, "Full refund").click()
    button(page, "Drop off at a store").click()
    expect(button(page, "Confirm")).to_be_visible()
    settled(page)
    return thread_of(page)


def button(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=re.compile(words)).first


def menu(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("Recordings")).click()
    return page.get_by_role("dialog")


def downloaded(page: Page, words: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(words)).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def panel(page: Page, app: App, thread_id: str, step: int | None = None) -> None:
    at = f"&step={step}" if step else ""
    page.goto(f"{app.url}/Inspector?mode=pm&panel=Replay&thread={thread_id}{at}")
    expect(page.get_by_role("button", name=re.compile("Replay this"))).to_be_visible()
    settled(page)


def scrolled_to(shown: Locator) -> None:
    """As a hand does it: the page has come to rest before the click, for scrolling closes a list."""
    shown.scroll_into_view_if_needed()
    shown.evaluate(
        "() => new Promise(rest => requestAnimationFrame(() => requestAnimationFrame(rest)))"
    )


def choose(page: Page, file: Path) -> Locator:
    opened = menu(page)
    opened.locator("input[type=file]").set_input_files(file)
    expect(opened.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    return opened


def play(page: Page, file: Path, speed: str = "At once") -> None:
    opened = choose(page, file)
    opened.get_by_role("radio", name=speed).or_(opened.get_by_text(speed, exact=True)).first.click()
    opened.get_by_role("button", name="Play", exact=True).click()
    expect(opened).to_be_hidden()


def thought_over(file: Path) -> None:
    """As if somebody had taken an hour before each request."""
    events = [json.loads(line) for line in file.read_text().splitlines()]
    requests = 0
    for event in events:
        requests += (event["kind"], event["phase"]) == ("request", "start")
        event["at"] += 3600 * requests
    file.write_text("".join(f"{json.dumps(event)}\n" for event in events))


def test_a_downloaded_recording_plays_in_the_chat_as_a_new_conversation(
    page: Page, app: App, tmp_path: Path
) -> None:
    thread_id = converse(page, app)
    menu(page)
    file = downloaded(page, "Download recording", tmp_path)
    assert thread_id in file.read_text()
    open_chat(page, f"{app.url}/Retail")
    play(page, file)
    expect(page.get_by_text("played to its end")).to_be_visible()
    expect(bubbles(page).first).to_contain_text("send back the lamp")
    expect(page.get_by_text("Played from")).to_be_visible()
    expect(button(page, "Confirm")).to_be_visible()
    assert thread_of(page) != thread_id
    button(page, "Confirm").click()
    expect(page.get_by_text(re.compile("RET-")).first).to_be_visible()


def test_a_recording_plays_word_by_word_and_can_be_taken_over(
    page: Page, app: App, tmp_path: Path
) -> None:
    converse(page, app)
    menu(page)
    file = downloaded(page, "Download recording", tmp_path)
    thought_over(file)
    open_chat(page, f"{app.url}/Retail")
    play(page, file, "1×")
    expect(page.get_by_text(re.compile("Playing a recording"))).to_be_visible()
    expect(bubbles(page).first).to_contain_text("send back the lamp")
    page.get_by_role("button", name="Stop playing").click()
    expect(page.get_by_text("You can go on yourself")).to_be_visible()
    expect(composer(page)).to_be_enabled()


def test_a_file_that_is_no_recording_gets_one_sentence_and_changes_nothing(
    page: Page, app: App, tmp_path: Path
) -> None:
    open_chat(page, f"{app.url}/Retail")
    file = tmp_path / "shopping.jsonl"
    file.write_text('{"milk": 2}\n')
    choose(page, file).get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("line 1 is no event of this app")).to_be_visible()
    assert "thread=" not in page.url


def test_a_replay_in_the_inspector_says_that_it_came_out_the_same(page: Page, app: App) -> None:
    panel(page, app, converse(page, app))
    page.get_by_role("button", name="Replay this conversation").click()
    expect(page.get_by_text(re.compile("Identical: 3 requests"))).to_be_visible()


def test_a_fork_goes_on_in_the_chat_from_the_step_on_screen(page: Page, app: App) -> None:
    thread_id = converse(page, app)
    panel(page, app, thread_id, step=3)
    expect(page.get_by_text("the end of request 1")).to_be_visible()
    page.get_by_role("button", name="Fork from here").click()
    page.get_by_role("link", name="Open the fork").click()
    expect(page.get_by_text(re.compile("Forked from .* after request 1"))).to_be_visible()
    button(page, "Exchange").click()
    expect(button(page, "Drop off at a store")).to_be_visible()
    assert thread_of(page) != thread_id
    page.goto(f"{app.url}/Retail?thread={thread_id}")
    expect(button(page, "Confirm")).to_be_visible()


def test_a_fork_can_say_something_else_and_be_compared_with_the_old_one(
    page: Page, app: App
) -> None:
    thread_id = converse(page, app)
    panel(page, app, thread_id, step=3)
    page.get_by_label("Say instead").fill("store credit please")
    page.get_by_label("Say instead").press("Tab")
    settled(page)
    page.get_by_role("button", name="Fork from here").click()
    expect(page.get_by_text("Forked.")).to_be_visible()
    scrolled_to(box := page.get_by_role("combobox", name="With"))
    box.click()
    page.get_by_role("option", name=re.compile("Fork: ")).first.click()
    rows = page.locator(".in-compared tr.in-differs")
    expect(rows.first).to_contain_text("Resolution")
    expect(rows.first).to_contain_text("FULL_REFUND")
    expect(rows.first).to_contain_text("STORE_CREDIT")
    page.get_by_role("button", name="Inspect the fork").click()
    page.wait_for_url(re.compile(f"thread=(?!{thread_id})"))
    expect(page.locator(".st-key-in-session")).to_contain_text("STORE_CREDIT")


def test_a_recording_is_imported_into_the_inspector_and_any_other_file_refused(
    page: Page, app: App, tmp_path: Path
) -> None:
    thread_id = converse(page, app)
    panel(page, app, thread_id)
    file = downloaded(page, "Download recording", tmp_path)
    chosen = page.locator(".st-key-in-import input[type=file]")
    broken = tmp_path / "broken.jsonl"
    broken.write_text(file.read_text()[:-200])
    chosen.set_input_files(broken)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text(re.compile(r"line \d+ is not JSON"))).to_be_visible()
    assert thread_of(page) == thread_id
    chosen.set_input_files(file)
    page.get_by_role("button", name="Import").click()
    page.wait_for_url(re.compile(f"thread=(?!{thread_id})"))
    expect(page.locator(".st-key-in-then").get_by_text("send back the lamp").first).to_be_visible()


def test_an_open_list_stays_open_when_another_conversation_begins(page: Page, app: App) -> None:
    converse(page, app)
    open_chat(page, f"{app.url}/Retail")
    panel(page, app, converse(page, app))
    scrolled_to(box := page.get_by_role("combobox", name="With"))
    box.click()
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    converse(page.context.new_page(), app)
    expect(page.locator(".st-key-in-newcomer")).to_be_attached()
    settled(page)
    option.click()
    expect(page.locator(".in-compared")).to_be_visible()


def test_the_test_that_the_page_saves_passes_under_pytest(
    page: Page, app: App, tmp_path: Path
) -> None:
    panel(page, app, converse(page, app))
    file = downloaded(page, "Save as test", tmp_path)
    assert file.name.startswith("test_")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed" in run.stdout
