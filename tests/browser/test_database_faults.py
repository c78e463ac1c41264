"""The pages while Cosmos DB fails: what they say, that they stay usable, and how they recover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from chatkit_core.bootstrap import containers_of, find_use_cases
from chatkit_core.config import load_settings
from chatkit_core.cosmos import CosmosDocumentStore
from chatkit_core.data import CORE_CONTAINERS, Document, read_all
from chatkit_core.provision import provision
from chatkit_core.ui.runtime import LoopThread
from tests.browser.conftest import App, ServeApp
from tests.browser.handles import bubbles, composer, open_chat, thread_of, type_words
from tests.peers.fault_proxy import Fault, FaultProxy
from tests.peers.stand_ins import cosmos_server

KEY = "c3RhbmQtaW4="
DATABASE = "chatkit"
SILENT = "does not answer"


@dataclass
class Database:
    """The stand-in with a proxy before it, which runs on a loop of its own."""

    loop: LoopThread
    address: str
    proxy: FaultProxy

    @property
    def settings(self) -> dict[str, str]:
        return {
            "COSMOS_ENDPOINT": self.proxy.url,
            "COSMOS_DATABASE": DATABASE,
            "COSMOS_KEY": KEY,
        }

    def fail(self, fault: Fault) -> None:
        self.loop.soon(lambda: self.proxy.inject(fault, path="/", times=10_000))

    def heal(self) -> None:
        self.loop.soon(self.proxy.heal)

    def messages(self, thread_id: str) -> list[Document]:
        """The user's, as they are stored."""
        found = self.loop.call(_items(self.address, thread_id))
        return [one for one in found if one["type"] == "user_message"]


async def _items(address: str, thread_id: str) -> list[Document]:
    documents = CosmosDocumentStore(address, DATABASE, CORE_CONTAINERS, KEY)
    found = [one["item"] async for one in read_all(documents, "items", thread_id)]
    await documents.close()
    return found


@pytest.fixture
def database() -> Iterator[Database]:
    loop = LoopThread()
    with cosmos_server() as address:
        containers = containers_of(load_settings(_env_file=None), find_use_cases())
        loop.call(provision(address, DATABASE, containers, KEY), 60)
        proxy = FaultProxy(address)
        loop.call(proxy.__aenter__())
        yield Database(loop, address, proxy)
        loop.call(proxy.__aexit__(None, None, None))
    loop.stop()


def begin(page: Page, app: App) -> str:
    """A return with everything picked; gives the thread."""
    page.goto(f"{app.url}/Retail")
    expect(composer(page)).to_be_visible(timeout=90_000)
    type_words(page, "I want to return both of them")
    expect(page.get_by_role("button", name="Arrived damaged")).to_be_visible()
    return thread_of(page)


def test_a_database_that_is_down_at_the_start_is_told_and_the_page_comes_by_itself(
    context: BrowserContext, serve_app: ServeApp, database: Database
) -> None:
    database.fail(Fault.LOSE_REQUEST)
    page = context.new_page()
    page.goto(serve_app("chatkit_core.ui.serve", database.settings).url + "/Retail")
    expect(page.get_by_text(SILENT)).to_be_visible(timeout=90_000)
    expect(page.get_by_role("button", name="Check the set-up")).to_be_visible()
    database.heal()
    expect(page.get_by_role("button", name="Start a return")).to_be_visible()


def test_a_database_that_goes_silent_in_mid_turn_is_told_and_the_words_are_sent_once(
    context: BrowserContext, serve_app: ServeApp, database: Database
) -> None:
    app = serve_app("chatkit_core.ui.serve", database.settings)
    page, other = context.new_page(), context.new_page()
    thread = begin(page, app)
    open_chat(other, f"{app.url}/Retail?thread={thread}")
    before = len(database.messages(thread))
    database.fail(Fault.SWALLOW)
    type_words(page, "it arrived broken")
    # The page answers to its user meanwhile: words are kept, a panel opens.
    composer(page).fill("and something else")
    expect(composer(page)).to_have_value("and something else")
    expect(page.get_by_text(SILENT).first).to_be_visible(timeout=60_000)
    database.heal()
    retry = page.get_by_role("button", name="Send again")
    retry.or_(page.get_by_role("button", name="Try again")).first.click()
    # Who only looked on sees it too, without a reload.
    for one in (page, other):
        expect(one.get_by_role("button", name="Full refund").first).to_be_visible()
    assert len(database.messages(thread)) == before + 1
    expect(bubbles(page)).to_have_count(before + 1)
