"""What a message carries beside its words."""

from __future__ import annotations

import base64
from itertools import pairwise
from statistics import fmean

import pytest
from playwright.sync_api import FilePayload, Page, expect

from chatkit_core.ui.speech import as_ogg
from tests.browser.conftest import APPS, App, ServeApp
from tests.browser.handles import bubbles, composer, open_chat, type_words
from tests.speech import tone, wav

DECODE = """
async ([ogg, channels, rate]) => {
    const bytes = Uint8Array.from(atob(ogg), letter => letter.charCodeAt(0));
    const context = new OfflineAudioContext(channels, 1, rate);
    const audio = await context.decodeAudioData(bytes.buffer);
    return [...Array(audio.numberOfChannels).keys()].map(
        channel => [...audio.getChannelData(channel)].map(sample => Math.round(sample * 32768)));
}
"""


@pytest.fixture(scope="module")
def app(serve_app: ServeApp) -> App:
    return serve_app(APPS / "clerk.py")


def attach(page: Page, name: str) -> None:
    picker = page.get_by_test_id("stBottom").locator("input[type=file]").first
    picker.set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=b"content"))
    expect(page.get_by_test_id("stBottom").get_by_text(name)).to_be_visible()
    # While a file is on its way, the front end takes no Enter; it leaves the words where they are.
    expect(page.get_by_role("button", name="Send message")).to_be_enabled()


def test_a_file_is_registered_and_its_bytes_are_handed_over(app: App, page: Page) -> None:
    open_chat(page, app.url)
    attach(page, "note.txt")
    type_words(page, "here it is")
    expect(page.get_by_text('"files": ["note.txt"]')).to_be_visible()
    expect(page.locator(".ck-file")).to_have_text("note.txt")
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_text("Uploads: note.txt content")).to_be_visible()


def test_a_file_that_is_refused_leaves_the_words_in_the_input_line(app: App, page: Page) -> None:
    open_chat(page, app.url)
    attach(page, "refused.txt")
    type_words(page, "do not lose me")
    expect(page.get_by_text("The file could not be sent.")).to_be_visible()
    expect(composer(page)).to_have_value("do not lose me")
    expect(bubbles(page)).to_have_count(0)


def test_a_tool_a_model_and_a_mention_go_with_one_message(app: App, page: Page) -> None:
    open_chat(page, app.url)
    page.locator(".st-key-clerk-tool").get_by_text("Search", exact=True).click()
    page.locator(".st-key-clerk-mentions input").click()
    page.get_by_text("Order 2", exact=True).click()
    type_words(page, "look")
    carried = '{"files": [], "tags": ["Order 2"], "tool": "search", "model": "small"}'
    expect(page.get_by_text(carried)).to_be_visible()
    type_words(page, "again")
    plain = '{"files": [], "tags": [], "tool": null, "model": "small"}'
    expect(page.get_by_text(plain)).to_be_visible()


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_a_recording_as_it_goes_to_the_server_sounds_as_it_was_made(page: Page, rate: int) -> None:
    made = tone(1.0, rate)
    ogg = as_ogg(wav(made, rate=rate))
    assert ogg is not None
    (heard,) = page.evaluate(DECODE, [base64.b64encode(ogg).decode(), 1, rate])
    assert len(heard) == pytest.approx(len(made), rel=0.02)
    assert fmean(map(abs, heard)) == pytest.approx(fmean(map(abs, made)), rel=0.1)
    crossings = sum(one < 0 <= two for one, two in pairwise(heard))
    assert crossings == pytest.approx(440, rel=0.03)
