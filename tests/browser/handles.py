"""How a test finds things on a chat page; waiting is Playwright's."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

READY = "[data-testid=stApp][data-test-script-state=notRunning]"


def open_chat(page: Page, url: str) -> None:
    page.goto(url)
    expect(composer(page)).to_be_visible()


def composer(page: Page) -> Locator:
    """The input line at the bottom; an answer's comment field is another one."""
    return page.get_by_test_id("stBottom").get_by_test_id("stChatInputTextArea")


def type_words(page: Page, text: str) -> None:
    composer(page).fill(text)
    composer(page).press("Enter")


def settled(page: Page) -> None:
    """The last run is over, and what it drew is on screen."""
    expect(page.locator(READY)).to_be_visible()


def bubbles(page: Page) -> Locator:
    return page.locator(".ck-bubble")


def thread_of(page: Page) -> str:
    """The thread id in the URL, once it is there."""
    page.wait_for_url("**thread=*")
    return page.url.split("thread=")[1].split("&")[0]


LOOK_FOR_DOUBLES = """
words => {
    const look = () => {
        const said = document.body.innerText;
        window.mostSeen = Math.max(window.mostSeen, said.split(words).length - 1);
    };
    window.mostSeen = 0;
    new MutationObserver(look).observe(document.body,
        {subtree: true, childList: true, characterData: true});
    look();
}
"""


def look_for_doubles(page: Page, words: str) -> None:
    """From now on, note how often these words stand on the page at once: at every change of it."""
    page.evaluate(LOOK_FOR_DOUBLES, words)


def most_seen(page: Page) -> int:
    """How often the words stood there at most."""
    return int(page.evaluate("() => window.mostSeen"))
