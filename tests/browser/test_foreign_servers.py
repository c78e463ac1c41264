"""Servers of other shapes, each hosted in three lines, behave as their authors meant."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import APPS, ServeApp
from tests.browser.handles import bubbles, open_chat, settled, thread_of, type_words
from tests.servers.approver import PARCEL
from tests.servers.failing import SECRET


@pytest.fixture(scope="module")
def urls(serve_app: ServeApp) -> dict[str, str]:
    names = ("forms", "updater", "page_tools", "failing", "approver")
    return {name: serve_app(APPS / f"{name}.py").url for name in names}


def test_a_form_sends_its_values_with_its_payload(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["forms"])
    type_words(page, "form")
    expect(bubbles(page)).to_have_text(["form"])
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("Please fill in this field.")).to_be_visible()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_text("Double", exact=True).click()
    page.get_by_role("button", name="Book").click()
    sent = 'book {"bed": "double", "breakfast": true, "guest": {"name": "Ada"}, "room": 7}'
    expect(page.get_by_text(sent)).to_be_visible()


def test_what_looks_wrong_is_said_so_and_is_never_left_out(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["forms"])
    type_words(page, "contact")
    page.get_by_placeholder("E-mail").fill("nonsense")
    page.get_by_placeholder("Phone").fill("12 ask for Ada")
    page.get_by_role("button", name="Call me").click()
    expect(page.get_by_text("Please enter an email address.")).to_be_visible()
    page.get_by_placeholder("E-mail").fill("ada@home.example")
    page.get_by_role("button", name="Call me").click()
    sent = 'call {"mail": "ada@home.example", "phone": "12 ask for Ada"}'
    expect(page.get_by_text(sent)).to_be_visible()


def test_a_form_on_the_start_screen_opens_the_conversation(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["forms"])
    page.get_by_label("Your name").fill("Grace")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text('"guest": {"name": "Grace"}')).to_be_visible()
    page.wait_for_url("**thread=*")


def test_a_synchronous_action_replaces_its_card(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["forms"])
    type_words(page, "switch")
    page.get_by_role("button", name="Light on").click()
    expect(page.get_by_text("Let there be light.")).to_be_visible()


def test_structured_input_is_answered_and_stays_answered(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["forms"])
    type_words(page, "ask me")
    page.get_by_text("Sea", exact=True).click()
    page.get_by_label("What for?").fill("To swim")
    page.get_by_role("button", name="Send answers").click()
    noted = 'Noted: answered {"where": ["Sea"], "why": ["To swim"]}.'
    expect(page.get_by_text(noted)).to_be_visible()
    page.reload()
    expect(page.get_by_text(noted)).to_be_visible()
    expect(page.get_by_role("button", name="Send answers")).to_have_count(0)


def test_structured_input_can_be_skipped(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["forms"])
    type_words(page, "ask me")
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("Noted: skipped")).to_be_visible()


def test_a_widget_is_updated_in_place(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["updater"])
    type_words(page, "widget")
    expect(page.get_by_text("Starting")).to_be_visible()
    expect(page.get_by_text("Finished")).to_be_visible()
    expect(page.get_by_text("All is well.")).to_have_count(1)
    expect(page.get_by_text("Starting")).to_have_count(0)


def test_a_workflow_shows_its_tasks_and_closes_when_done(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["updater"])
    type_words(page, "workflow")
    expect(page.get_by_text("Search the shelves").first).to_be_visible()
    expect(page.get_by_text("There are three left.")).to_be_visible()
    summary = page.get_by_text("Worked for 3 seconds")
    expect(summary).to_be_visible()
    expect(page.get_by_text("Check the stock")).to_be_hidden()
    summary.click()
    expect(page.get_by_text("Check the stock")).to_be_visible()


def test_an_image_appears_with_its_progress(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["updater"])
    type_words(page, "image")
    expect(page.get_by_text("Making the image")).to_be_visible()
    expect(page.get_by_text("Making the image")).to_have_count(0)
    expect(page.get_by_test_id("stImage")).to_have_count(1)


def test_an_answer_names_its_sources(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["updater"])
    type_words(page, "sources")
    expect(page.get_by_text("Thirty days.")).to_be_visible()
    expect(page.get_by_text("returns.md")).to_be_visible()


def test_a_removed_item_goes(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["updater"])
    type_words(page, "remove")
    expect(page.get_by_text("A draft that goes away.")).to_be_visible()
    expect(page.get_by_text("The final word.")).to_be_visible()
    expect(page.get_by_text("A draft that goes away.")).to_have_count(0)


def test_a_server_made_anew_by_every_run_keeps_its_conversation(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["updater"])
    type_words(page, "sources")
    expect(page.get_by_text("Thirty days.")).to_be_visible()
    page.wait_for_url("**thread=*")
    page.reload()
    expect(page.get_by_text("Thirty days.")).to_be_visible()


def test_a_client_tool_runs_in_the_page_and_the_answer_goes_on(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["page_tools"])
    type_words(page, "tool")
    expect(page.get_by_text("The page says get_cart of me: 2 items.")).to_have_count(1)


def test_a_client_action_reaches_the_page_which_may_answer_it(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["page_tools"])
    type_words(page, "local")
    page.get_by_role("button", name="Ask the page").click()
    expect(page.get_by_text("Did opened with {'id': 4}.")).to_be_visible()


def test_an_effect_reaches_the_page_once(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["page_tools"])
    type_words(page, "effect")
    expect(page.get_by_text("Look at row three.")).to_be_visible()
    type_words(page, "hello")
    expect(page.get_by_text("You said hello.")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_text("Effects: highlight 3", exact=True)).to_be_visible()


def test_a_notice_is_shown(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["page_tools"])
    type_words(page, "notice")
    expect(page.get_by_text("Only two left.")).to_be_visible()


@pytest.mark.parametrize(
    ("words", "reason"),
    [("lock", "A colleague takes over."), ("close", "This conversation is closed.")],
)
def test_a_locked_or_closed_thread_takes_no_words(
    urls: dict[str, str], page: Page, words: str, reason: str
) -> None:
    open_chat(page, urls["page_tools"])
    type_words(page, "hello")
    expect(page.get_by_text("You said hello.")).to_be_visible()
    type_words(page, words)
    expect(page.get_by_placeholder(reason)).to_be_disabled()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("custom", "The warehouse is closed."),
        ("stream", "Something went wrong while answering."),
        ("bug", "Something went wrong while answering."),
        ("half", "Something went wrong while answering."),
    ],
)
def test_a_failed_answer_is_one_sentence_and_the_page_goes_on(
    urls: dict[str, str], page: Page, words: str, sentence: str
) -> None:
    open_chat(page, urls["failing"])
    type_words(page, words)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_have_count(
        0 if words == "custom" else 1
    )
    settled(page)
    expect(page.get_by_text("Thinking")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    type_words(page, "hello")
    expect(page.get_by_text("Fine: hello.")).to_be_visible()
    expect(page.get_by_text(sentence)).to_have_count(0)
    assert SECRET not in page.content()


def test_retry_answers_the_same_message_again(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["failing"])
    for _ in range(2):
        # The server counts its tries over all tests: the first may already succeed.
        type_words(page, "once")
        answer = page.get_by_text("Now it worked.").or_(page.get_by_text("Please try that again."))
        expect(answer.last).to_be_visible()
        if page.get_by_role("button", name="Try again").count():
            break
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Now it worked.").last).to_be_visible()
    expect(page.get_by_text("Please try that again.")).to_have_count(0)


@pytest.mark.parametrize("words", ["hang", "stubborn"])
def test_a_server_that_hangs_can_be_stopped(urls: dict[str, str], page: Page, words: str) -> None:
    open_chat(page, urls["failing"])
    type_words(page, words)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    type_words(page, "hello")
    expect(page.get_by_text("Fine: hello.")).to_be_visible()


def test_an_answer_that_is_nonsense_leaves_the_words_to_be_sent_again(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["failing"])
    type_words(page, "garbage")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    expect(bubbles(page)).to_have_text(["garbage"])
    page.get_by_role("button", name="Discard").click()
    expect(bubbles(page)).to_have_count(0)
    type_words(page, "hello")
    expect(page.get_by_text("Fine: hello.")).to_be_visible()


def test_a_store_that_deletes_nothing_is_said_so_where_it_was_asked(
    urls: dict[str, str], page: Page
) -> None:
    open_chat(page, urls["failing"])
    type_words(page, "hello")
    thread = thread_of(page)
    page.locator(f".st-key-failing-menu-{thread}").get_by_role("button").click()
    page.get_by_text("Delete", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_text("Something went wrong in the assistant.")).to_be_visible()
    assert SECRET not in page.content()
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Fine: hello.")).to_be_visible()


def test_widgets_that_make_no_sense_do_not_stop_the_rest(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["failing"])
    type_words(page, "odd")
    expect(page.get_by_text("That was odd.")).to_be_visible()


def test_a_tool_call_waits_for_its_approval_in_every_tab(
    urls: dict[str, str], page: Page, context: BrowserContext
) -> None:
    open_chat(page, urls["approver"])
    type_words(page, PARCEL)
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_visible()
    expect(page.get_by_text("Weight in kg")).to_be_visible()
    thread = thread_of(page)
    type_words(page, "hello")
    expect(page.get_by_text("Parcels are sent on request.")).to_be_visible()
    other = context.new_page()
    open_chat(other, f"{urls['approver']}/?thread={thread}")
    other.get_by_role("button", name="Approve").click()
    for one in (other, page):
        expect(one.get_by_text("I heard: parcel to Oslo is on its way.")).to_have_count(1)
        expect(one.get_by_role("button", name="Approve")).to_have_count(0)
        expect(one.get_by_text("Approved")).to_be_visible()


def test_a_rejected_tool_call_is_not_made(urls: dict[str, str], page: Page) -> None:
    open_chat(page, urls["approver"])
    type_words(page, PARCEL)
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("It was not carried out.")).to_be_visible()
    expect(page.get_by_text("Rejected")).to_be_visible()
