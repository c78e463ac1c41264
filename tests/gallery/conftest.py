"""One Chromium and one server with the gallery for all tests of this folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import ARGUMENTS, executable

ROOT = Path(__file__).parents[2]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "tests/gallery/app.py"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")  # not longer: its loop stops all others of the process
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def open_page(chromium: Browser, gallery_url: str):
    """Open a query on the gallery's server; pages close with the browser."""

    def open_page(query: str, *, width: int = 1280, scheme: str = "light") -> Page:
        page = chromium.new_page(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        _wait_for(gallery_url, page)
        page.goto(f"{gallery_url}/?embed=true&{query}")
        settle(page)
        return page

    return open_page


def _wait_for(url: str, page: Page) -> None:
    """The server needs some seconds to import; a browser tab is a patient clock."""
    for _ in range(120):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            page.wait_for_timeout(250)
    raise TimeoutError("The gallery's server did not start.")


def settle(page: Page) -> None:
    """Wait until the script has ended and the fonts are there."""
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_selector("[data-testid=stVerticalBlock]", timeout=60_000)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
