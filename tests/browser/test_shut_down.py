"""What a server leaves behind when it is stopped."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import ServeApp
from tests.browser.handles import bubbles, open_chat, settled, thread_of, type_words


def test_a_server_that_is_stopped_has_closed_its_clients_and_its_file(
    page: Page, serve_app: ServeApp
) -> None:
    app = serve_app("chatkit_core.ui.serve")
    open_chat(page, f"{app.url}/Retail")
    type_words(page, "the lamp please")
    expect(bubbles(page).first).to_be_visible()
    thread_of(page)
    settled(page)
    page.close()
    data = app.log.parent / "data"
    assert beside(data) != []
    app.stop()
    # SQLite takes its side files away with the last connection, and only then.
    assert beside(data) == []
    assert "Traceback" not in app.log.read_text()


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("app.sqlite3-*"))
