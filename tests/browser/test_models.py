"""Models in the page: which one answers, and what is seen when it fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import App, ServeApp, quiet_context
from tests.browser.handles import bubbles, composer, open_chat, settled, thread_of, type_words
from tests.peers.aimock import KEY, Aimock, fail, say
from tests.peers.stand_ins import openai_server

REMOTE, OFFLINE = "OpenAI · gpt-counter", "Offline model"


@pytest.fixture(scope="module")
def aimock() -> Iterator[Aimock]:
    with openai_server([KEY]) as address:
        yield Aimock(address)


@pytest.fixture(scope="module")
def app(serve_app: ServeApp, aimock: Aimock) -> App:
    """The app with a model behind HTTP, and the offline one."""
    env = {
        "OPENAI_API_KEY": KEY,
        "OPENAI_MODEL": "gpt-counter",
        "OPENAI_BASE_URL": f"{aimock.url}/v1",
        "MODEL_RETRIES": "0",
    }
    return serve_app("chatkit_core.ui.serve", env)


def picker(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("combobox", name="Model")


def pick(page: Page, name: str) -> None:
    picker(page).click()
    page.get_by_role("option", name=name).click()
    settled(page)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_first_message_that_no_model_answers_is_kept_with_a_sentence_and_retry(
    page: Page, app: App, aimock: Aimock, status: int
) -> None:
    said = f"Hello, is anybody there? ({status})"
    aimock.answer(said, fail(status), say("Yes, here I am."))
    open_chat(page, f"{app.url}/Retail")
    type_words(page, said)
    retry = page.get_by_role("button", name="Try again")
    expect(retry).to_be_visible()
    expect(page.get_by_text("Your message is kept")).to_be_visible()
    expect(page.get_by_text("Thinking")).to_have_count(0)
    settled(page)
    expect(bubbles(page).filter(has_text=said)).to_have_count(1)
    thread_of(page)
    page.reload()
    expect(bubbles(page).filter(has_text=said)).to_be_visible()
    settled(page)
    expect(page.get_by_text("Thinking")).to_have_count(0)
    retry.click()
    expect(page.get_by_text("Yes, here I am.")).to_be_visible()
    expect(page.get_by_text("Your message is kept")).to_have_count(0)
    expect(bubbles(page).filter(has_text=said)).to_have_count(1)


def test_a_conversation_keeps_its_model_after_a_reload_and_in_another_browser(
    page: Page, chromium: Browser, app: App
) -> None:
    open_chat(page, f"{app.url}/Retail")
    expect(picker(page)).to_have_value(REMOTE)
    pick(page, OFFLINE)
    type_words(page, "the lamp please")
    thread_of(page)
    expect(picker(page)).to_have_value(OFFLINE)
    page.reload()
    expect(bubbles(page).first).to_be_visible()
    expect(picker(page)).to_have_value(OFFLINE)
    with quiet_context(chromium) as other:
        second = other.new_page()
        second.goto(page.url)
        expect(bubbles(second).first).to_be_visible()
        expect(picker(second)).to_have_value(OFFLINE)
        pick(second, REMOTE)
        # Whoever leaves at once may take the choice along: what comes after it was heard after it.
        second.get_by_role("button", name="New chat").click()
        expect(bubbles(second)).to_have_count(0)
    page.reload()
    expect(picker(page)).to_have_value(REMOTE)
    page.get_by_role("button", name="New chat").click()
    settled(page)
    expect(composer(page)).to_be_visible()
    expect(picker(page)).to_have_value(REMOTE)
