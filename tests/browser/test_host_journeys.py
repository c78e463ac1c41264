"""What only a browser can show of the chat page: turns outlive pages, clicks count once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from chatkit_core.ui.watch import SECONDS
from tests.browser.conftest import APPS, PATIENCE, App, ServeApp
from tests.browser.handles import (
    bubbles,
    composer,
    look_for_doubles,
    most_seen,
    open_chat,
    settled,
    thread_of,
    type_words,
)

ALL_WORDS = re.compile(r"word0 .*word39 END")


@pytest.fixture(scope="module")
def app(serve_app: ServeApp) -> App:
    return serve_app(APPS / "talk.py")


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def test_a_starter_opens_a_conversation_and_puts_it_in_the_url(app: App, page: Page) -> None:
    open_chat(page, app.url)
    button(page, "Show a card").click()
    expect(button(page, "Red 1")).to_be_visible()
    assert thread_of(page).startswith("thr_")
    expect(page.locator("[class*=-history]")).to_contain_text("card")


def test_a_page_where_nothing_happens_is_left_alone(app: App, page: Page) -> None:
    heard: list[object] = []
    page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(frame))
    )
    open_chat(page, app.url)
    for words in ("", "hello"):
        if words:
            type_words(page, words)
            expect(page.get_by_text(f"You said {words}.")).to_be_visible()
            expect(button(page, "Stop")).to_have_count(0)
        settled(page)
        page.wait_for_timeout(5 * 1000 * SECONDS)  # what came late has come
        heard.clear()
        page.wait_for_timeout(5 * 1000 * SECONDS)
        assert heard == []


def test_clicks_and_words_alternate(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "card")
    button(page, "Red 1").click()
    expect(button(page, "Blue 2")).to_be_visible()
    expect(button(page, "Red 1")).to_have_count(0)
    type_words(page, "thanks")
    expect(page.get_by_text("You said thanks.")).to_be_visible()
    button(page, "Blue 2").click()
    expect(button(page, "Red 3")).to_be_visible()


def test_every_card_of_many_clicks_stands_there_once(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "card")
    for number in range(1, 10):
        button(page, f"Red {number}").click()
        expect(button(page, f"Red {number + 1}")).to_be_visible()
        expect(button(page, f"Red {number}")).to_have_count(0)
        expect(page.get_by_text("Picked.")).to_have_count(number)
    page.reload()
    expect(button(page, "Red 10")).to_be_visible()
    expect(page.get_by_text("Picked.")).to_have_count(9)


def test_typed_words_are_shown_exactly_as_typed(app: App, page: Page) -> None:
    open_chat(page, app.url)
    words = "a $5 and $6 fee, :red[x] :material/home: <b>bold</b> **stars** <script>1</script>"
    type_words(page, words)
    expect(bubbles(page)).to_have_text(words)


def test_a_double_click_counts_once(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "card")
    button(page, "Red 1").dblclick()
    expect(button(page, "Red 2")).to_be_visible()
    settled(page)
    expect(page.get_by_text("Picked.")).to_have_count(1)
    expect(button(page, "Red 3")).to_have_count(0)


def test_a_button_that_stays_may_be_pressed_again(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "plus")
    for count in (1, 2, 3):
        button(page, "Plus one").click()
        expect(page.get_by_text(f"Count {count}")).to_be_visible()


def test_a_double_click_on_a_button_that_stays_counts_once(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "plus")
    button(page, "Plus one").dblclick()
    expect(page.get_by_text("Count 1")).to_be_visible()
    settled(page)
    expect(page.get_by_text("Count 2")).to_have_count(0)


def test_an_answer_appears_as_it_is_written(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 120")
    expect(page.get_by_text("Looking up your words")).to_be_visible()
    expect(page.get_by_text("word3")).to_be_visible()
    expect(page.get_by_text("END")).to_have_count(0)
    look_for_doubles(page, "word0 word1")
    expect(page.get_by_text(re.compile(r"word0 .*word119 END"))).to_have_count(1)
    expect(button(page, "Stop")).to_have_count(0)
    settled(page)
    assert most_seen(page) == 1


def test_a_sign_of_progress_stands_still_at_first(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 20")
    sign = page.get_by_test_id("stMarkdown").get_by_text("Looking up your words")
    expect(sign).to_have_css("animation-delay", "2s")
    expect(page.get_by_text("END")).to_be_visible()


FAINTEST = """
() => {
    window.faintest = 1;
    const look = () => {
        for (const element of document.querySelectorAll("[data-testid=stElementContainer]:has(.ck-bubble)"))
            window.faintest = Math.min(window.faintest, getComputedStyle(element).opacity);
        requestAnimationFrame(look);
    };
    look();
}
"""


def test_what_was_said_does_not_fade_on_a_slow_page(serve_app: ServeApp, page: Page) -> None:
    open_chat(page, serve_app(APPS / "late.py").url)
    type_words(page, "hello")
    expect(page.get_by_text("You said hello.")).to_be_visible()
    settled(page)
    page.evaluate(FAINTEST)
    type_words(page, "again")
    expect(page.get_by_text("You said again.")).to_be_visible()
    assert page.evaluate("window.faintest") == 1


def test_a_reload_in_mid_answer_loses_and_doubles_nothing(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 40")
    expect(page.get_by_text("word3")).to_be_visible()
    thread_of(page)
    page.reload()
    expect(page.get_by_text(ALL_WORDS)).to_have_count(1)
    expect(bubbles(page)).to_have_text(["slow 40"])


def test_a_connection_lost_in_mid_answer_is_found_again(app: App, chromium: Browser) -> None:
    # A context of its own: Streamlit writes to the console that it cannot send meanwhile.
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    lines: list[WebSocketRoute] = []

    def connect(line: WebSocketRoute) -> None:
        lines.append(line)
        line.connect_to_server()

    page.route_web_socket(re.compile("_stcore/stream"), connect)
    open_chat(page, app.url)
    type_words(page, "slow 40")
    expect(page.get_by_text("word3")).to_be_visible()
    look_for_doubles(page, "word0 word1")
    lines[-1].close()
    expect(page.get_by_text(ALL_WORDS)).to_have_count(1)
    expect(bubbles(page)).to_have_text(["slow 40"])
    expect(button(page, "Stop")).to_have_count(0)
    assert len(lines) == 2
    assert most_seen(page) == 1
    type_words(page, "still here")
    expect(page.get_by_text("You said still here.")).to_be_visible()
    context.close()


def test_the_back_button_goes_back_to_the_page_before(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "remember this")
    expect(page.get_by_text("You said remember this.")).to_be_visible()
    thread = thread_of(page)
    page.get_by_role("link", name="Other").click()
    expect(page.get_by_text("Another page")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("You said remember this.")).to_be_visible()
    assert thread_of(page) == thread


def test_a_page_switch_in_mid_answer_comes_back_to_it(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 40")
    expect(page.get_by_text("word3")).to_be_visible()
    page.get_by_role("link", name="Other").click()
    expect(page.get_by_text("Another page")).to_be_visible()
    page.get_by_role("link", name="talk").click()
    expect(page.get_by_text(ALL_WORDS)).to_have_count(1)
    expect(bubbles(page)).to_have_text(["slow 40"])
    assert thread_of(page).startswith("thr_")


def test_a_second_tab_follows_the_same_answer_and_may_stop_it(
    app: App, context: BrowserContext, page: Page
) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 200")
    expect(page.get_by_text("word3")).to_be_visible()
    second = context.new_page()
    open_chat(second, f"{app.url}/?thread={thread_of(page)}")
    expect(second.get_by_text("word9")).to_be_visible()
    for tab in (page, second):
        look_for_doubles(tab, "word0 word1")
    button(second, "Stop").click()
    for tab in (page, second):
        expect(button(tab, "Stop")).to_have_count(0)
        expect(tab.get_by_text("word3")).to_have_count(1)
        expect(tab.get_by_text("END")).to_have_count(0)
        settled(tab)
        assert most_seen(tab) == 1


def test_stop_keeps_the_partial_answer_over_a_reload(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 200")
    expect(page.get_by_text("word5")).to_be_visible()
    button(page, "Stop").click()
    expect(button(page, "Stop")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("word5")).to_be_visible()
    expect(page.get_by_text("END")).to_have_count(0)
    type_words(page, "go on")
    expect(page.get_by_text("You said go on.")).to_be_visible()


def test_words_typed_while_a_turn_runs_are_sent_next(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 120")
    expect(page.get_by_text("word3")).to_be_visible()
    type_words(page, "and this")
    expect(page.get_by_text("Sent next")).to_be_visible()
    expect(page.get_by_text("You said and this.")).to_be_visible()
    expect(page.get_by_text("END")).to_have_count(1)
    expect(bubbles(page)).to_have_text(["slow 120", "and this"])


def test_a_draft_survives_the_end_of_a_turn(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "slow 20")
    expect(page.get_by_text("word3")).to_be_visible()
    composer(page).fill("half a thought")
    expect(page.get_by_text("END")).to_be_visible()
    expect(button(page, "Stop")).to_have_count(0)
    expect(composer(page)).to_have_value("half a thought")


def test_two_tabs_on_one_card_have_one_effect(
    app: App, context: BrowserContext, page: Page
) -> None:
    open_chat(page, app.url)
    type_words(page, "card")
    expect(button(page, "Red 1")).to_be_visible()
    second = context.new_page()
    open_chat(second, f"{app.url}/?thread={thread_of(page)}")
    expect(button(second, "Blue 1")).to_be_visible()
    button(page, "Red 1").click()
    expect(button(page, "Red 2")).to_be_visible()
    # The other tab repaints within a second, without being touched.
    expect(button(second, "Red 2")).to_be_visible()
    expect(second.get_by_text("Picked.")).to_have_count(1)


def test_an_unknown_thread_in_the_url_is_one_sentence_and_a_new_chat(app: App, page: Page) -> None:
    open_chat(page, f"{app.url}/?thread=thr_nobody")
    expect(page.get_by_text("does not exist, or it is not yours")).to_be_visible()
    expect(page.get_by_text("Talk to me")).to_be_visible()
    page.wait_for_url(lambda url: "thread=" not in url)


def test_rename_and_delete_from_the_history(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "rename me")
    thread = thread_of(page)
    row, menu = page.locator(f".st-key-talk-open-{thread}"), f".st-key-talk-menu-{thread}"
    expect(row).to_contain_text("rename me")
    page.locator(menu).get_by_role("button").click()
    page.get_by_text("Rename", exact=True).click()
    title = page.get_by_label("Title")
    title.fill("A better title")
    title.press("Enter")
    button(page, "Save").click()
    expect(row).to_contain_text("A better title")
    page.locator(menu).get_by_role("button").click()
    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    expect(page.get_by_text("Talk to me")).to_be_visible()
    page.goto(f"{app.url}/?thread={thread}")
    expect(page.get_by_text("does not exist, or it is not yours")).to_be_visible()


def test_a_new_title_is_in_the_history_while_the_answer_is_written(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "plain words")
    row = page.locator(f".st-key-talk-open-{thread_of(page)}")
    expect(row).to_contain_text("plain words")
    type_words(page, "entitle Sunny days")
    expect(row).to_contain_text("Sunny days")
    expect(button(page, "Stop")).to_be_visible()


def test_a_conversation_opened_from_the_history_comes_back_whole(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "first talk")
    expect(page.get_by_text("You said first talk.")).to_be_visible()
    thread = thread_of(page)
    button(page, "New chat").click()
    expect(page.get_by_text("Talk to me")).to_be_visible()
    page.locator(f".st-key-talk-open-{thread}").get_by_role("button").click()
    expect(page.get_by_text("You said first talk.")).to_be_visible()
    assert thread_of(page) == thread


def test_a_long_conversation_draws_a_window_and_shows_earlier(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "many 55")
    expect(page.get_by_text("Line 54")).to_be_visible()
    expect(page.get_by_text("Line 20", exact=True)).to_have_count(0)
    button(page, "Show earlier").click()
    expect(page.get_by_text("Line 20", exact=True)).to_have_count(1)


def test_a_thumb_and_a_comment_are_taken(app: App, page: Page) -> None:
    open_chat(page, app.url)
    type_words(page, "rate me")
    expect(page.get_by_text("You said rate me.")).to_be_visible()
    page.get_by_role("radio", name="Thumbs up").click()
    comment = page.get_by_placeholder("Anything to add?")
    comment.fill("Very clear")
    comment.press("Enter")
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
