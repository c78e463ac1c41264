"""What only a browser can show: sanitising, literal texts, keyboard and accessible names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.gallery.conftest import settle
from tests.gallery.texts import TEXTS

OpenPage = Callable[..., Page]
UNNAMED = """() => [...document.querySelectorAll('button,input,textarea,[role=combobox]')]
  .filter(e => e.offsetParent && e.closest('[class*="st-key-gallery"]') && e.type !== 'date')
  .filter(e => !(e.getAttribute('aria-label') || e.innerText || e.closest('label')?.innerText
      || document.getElementById(e.getAttribute('aria-labelledby'))))
  .map(e => e.outerHTML.slice(0, 200))"""


def read(text: str) -> str:
    return " ".join(text.replace("\u2060", "").split())


def test_texts_and_labels_are_read_as_they_were_written(open_page: OpenPage) -> None:
    page = open_page("page=texts")
    expect(page.get_by_test_id("stButton")).to_have_count(len(TEXTS))
    buttons = [read(text) for text in page.get_by_test_id("stButton").all_inner_texts()]
    boxes = [read(text) for text in page.get_by_test_id("stCheckbox").all_inner_texts()]
    radios = [read(text) for text in page.get_by_test_id("stRadioOption").all_inner_texts()]
    assert buttons == TEXTS
    assert boxes == TEXTS
    assert radios == TEXTS
    drawn = page.locator("[class*=st-key-texts-]")
    assert drawn.count() > 0
    assert drawn.locator("a, script").count() == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_page_and_the_console_is_silent(
    open_page: OpenPage, width: int
) -> None:
    page = open_page("only=10_table", width=width)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.split("?")[0] + "?embed=true")
    settle(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    assert [line for line in said if line.startswith("error")] == []
    host = page.url.split("?")[0].rstrip("/").removeprefix("http:")
    outside = [url for url in asked if host not in url and not url.startswith(("data:", "blob:"))]
    assert outside == []


def test_every_control_of_the_gallery_has_a_name(open_page: OpenPage) -> None:
    page = open_page("")
    expect(page.get_by_role("button", name="Show 2 more")).to_be_visible()
    assert page.evaluate(UNNAMED) == []
    expect(page.get_by_role("textbox", name="Your name")).to_be_visible()
    expect(page.get_by_role("button", name="Reload")).to_be_visible()


def test_a_form_is_filled_and_sent_from_the_browser(open_page: OpenPage) -> None:
    page = open_page("only=02_form")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_role("alert")).to_have_text("Please fill in this field.")
    page.get_by_role("textbox", name="Your name").fill("Ann Lee")
    page.get_by_text("By video").click()
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_test_id("stJson")).to_contain_text('"how":"video"')
    expect(page.get_by_role("alert")).to_have_count(0)


def test_fields_with_a_default_can_be_emptied(open_page: OpenPage) -> None:
    page = open_page("page=emptied")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_test_id("stJson")).to_contain_text('{"tone":"blue""day":"2026-01-12"}')
    page.get_by_role("button", name="Clear value").click()
    page.get_by_role("button", name="Clear date").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_test_id("stJson")).to_contain_text('{"tone":NULL"day":NULL}')


def test_a_list_row_is_pressed_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("only=03_list")
    page.get_by_role("button", name="ORD-1038").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stJson")).to_contain_text('"type":"order.open"')


def test_hostile_markup_never_becomes_an_element(open_page: OpenPage) -> None:
    page = open_page("only=08_images")
    sources = page.locator("[class*='st-key-gallery'] img").evaluate_all(
        "images => images.map(image => image.src.slice(0, 10))"
    )
    assert set(sources) == {"data:image"}
    expect(page.locator(".ck-no-image")).to_have_count(2)


def test_a_small_button_takes_no_more_of_its_row_than_it_needs(open_page: OpenPage) -> None:
    page = open_page("only=05_buttons")
    extra: list[float] = page.get_by_test_id("stButton").evaluate_all(
        "all => all.map(one => one.clientHeight - one.firstElementChild.offsetHeight)"
    )
    assert len(extra) > 5
    assert max(extra) < 1
