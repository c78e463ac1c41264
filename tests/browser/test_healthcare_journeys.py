"""The healthcare page in a browser: a mixed journey, two tabs for one slot, and an emergency."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import ROOT, App, ServeApp
from tests.browser.handles import open_chat, type_words

SERVE = "chatkit_core.ui.serve"
TIMES = "#stMain :is(button:has-text('0 am'), button:has-text('0 pm'))"


@pytest.fixture(scope="module")
def server(serve_app: ServeApp, tmp_path_factory: pytest.TempPathFactory) -> tuple[App, Path]:
    folder = tmp_path_factory.mktemp("healthcare")
    command = [sys.executable, "-m", "chatkit_core.headless", "healthcare"]
    environment = {**os.environ, "DATA_DIR": str(folder)}
    subprocess.run(command, input=b"", env=environment, cwd=ROOT, check=True)
    return serve_app(SERVE, {"DATA_DIR": str(folder)}), folder / "app.sqlite3"


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def booked(file: Path) -> set[str]:
    """The numbers of all appointments."""
    query = "select id from appointments where id like 'APT-%'"
    with closing(sqlite3.connect(file)) as opened:
        return {id for (id,) in opened.execute(query)}


def walk_to_times(page: Page, app: App) -> None:
    open_chat(page, f"{app.url}/Healthcare")
    button(page, "Find an appointment").click()
    button(page, "General practice").click()
    button(page, "Dr. Helen Brandt").click()
    button(page, "Routine checkup").click()
    expect(page.get_by_text("When would suit you?")).to_be_visible()


def test_a_journey_in_clicks_and_words_ends_with_an_appointment(
    page: Page, server: tuple[App, Path]
) -> None:
    app, file = server
    before = booked(file)
    open_chat(page, f"{app.url}/Healthcare")
    button(page, "Find an appointment").click()
    expect(page.get_by_text("What is it about?")).to_be_visible()
    type_words(page, "a rash on my arm")
    expect(button(page, "Dr. Linh Nguyen")).to_be_visible()
    button(page, "Dr. Linh Nguyen").click()
    expect(page.get_by_text("What kind of appointment is it?")).to_be_visible()
    type_words(page, "it's a follow-up")
    expect(page.get_by_text("When would suit you?")).to_be_visible()
    type_words(page, "the first one")
    expect(page.get_by_text("Please check your appointment")).to_be_visible()
    assert booked(file) == before
    button(page, "Book the appointment").click()
    expect(page.get_by_text("Your appointment is booked")).to_be_visible()
    assert len(booked(file) - before) == 1


def test_two_tabs_that_want_one_slot_get_it_once(
    page: Page, context: BrowserContext, server: tuple[App, Path]
) -> None:
    app, file = server
    before = booked(file)
    other = context.new_page()
    for tab in (page, other):
        walk_to_times(tab, app)
        tab.locator(TIMES).first.click()
        expect(tab.get_by_text("Please check your appointment")).to_be_visible()
    button(page, "Book the appointment").click()
    expect(page.get_by_text("Your appointment is booked")).to_be_visible()
    button(other, "Book the appointment").click()
    expect(other.get_by_text("has just been taken; the next free time is")).to_be_visible()
    assert len(booked(file) - before) == 1
    button(other, "Book the appointment").click()
    expect(other.get_by_text("Your appointment is booked")).to_be_visible()
    assert len(booked(file) - before) == 2


def test_an_emergency_in_words_is_answered_at_once_and_books_nothing(
    page: Page, server: tuple[App, Path]
) -> None:
    app, file = server
    before = booked(file)
    walk_to_times(page, app)
    type_words(page, "my chest feels tight and I can't catch my breath")
    expect(page.get_by_text("Get help now")).to_be_visible()
    expect(page.get_by_text("call 911 now").first).to_be_visible()
    assert booked(file) == before


def test_an_appointment_is_moved_and_then_cancelled_by_clicks_on_a_phone(
    page: Page, server: tuple[App, Path]
) -> None:
    app, file = server
    page.set_viewport_size({"width": 390, "height": 844})
    walk_to_times(page, app)
    page.locator(TIMES).last.click()
    button(page, "Book the appointment").click()
    expect(page.get_by_text("Your appointment is booked")).to_be_visible()
    before = booked(file)
    button(page, "Move it").click()
    expect(page.get_by_text("When would suit you better?")).to_be_visible()
    page.locator(TIMES).first.click()
    expect(page.get_by_text("Please check the new time")).to_be_visible()
    button(page, "Move the appointment").click()
    expect(button(page, "Cancel it")).to_be_visible()
    button(page, "Cancel it").click()
    expect(page.get_by_text("Cancellation fee")).to_be_visible()
    button(page, "Yes, cancel it").click()
    expect(page.get_by_text("Your appointment is cancelled")).to_be_visible()
    assert booked(file) == before
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
