"""Takes the README's pictures from the running app: `make shots`.

Serves the app on a free port with data of its own, walks a return the way a customer would, and
writes `docs/images/*.png`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
DESK = {"width": 1280, "height": 860}
START_SECONDS = 90
WARM_MS = 10_000
"""The offline model is made ready soon after the start; the Inspector shows how long a turn took."""
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def served() -> Iterator[str]:
    """The app's address, for as long as the pictures take."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA_DIR": data, "PORT": port}
        process = subprocess.Popen(
            [sys.executable, "-m", "chatkit_core.ui.serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str) -> None:
    """Until the server answers. Raises TimeoutError."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - our own address
        except OSError:
            continue
        return
    raise TimeoutError("The app did not start.")


def open_page(browser: Browser, address: str, scheme: str = "light") -> Page:
    """A page in a profile of its own, twice as sharp as a screen."""
    context = browser.new_context(
        viewport=DESK,  # pyright: ignore[reportArgumentType]
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2,
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator(READY)).to_be_visible()
    return page


def type_words(page: Page, words: str) -> None:
    box = page.get_by_test_id("stBottom").get_by_test_id("stChatInputTextArea")
    box.fill(words)
    box.press("Enter")


def take(page: Page, name: str) -> None:
    """Save what is on screen once it has come to rest."""
    expect(page.locator(READY)).to_be_visible()
    page.mouse.move(2, 2)
    page.wait_for_timeout(700)
    page.screenshot(path=IMAGES / f"{name}.png")


def walk(browser: Browser, address: str) -> None:
    """Every picture, in the order of a demo."""
    page = open_page(browser, f"{address}/Retail")
    page.get_by_role("button", name="Start a return").click()
    page.get_by_text("Smart Desk Lamp").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Arrived damaged")).to_be_visible()
    page.wait_for_timeout(WARM_MS)
    type_words(page, "it came broken, and I'd like store credit")
    expect(page.get_by_role("button", name="Home pickup")).to_be_visible()
    take(page, "retail")
    page.get_by_role("button", name="Home pickup").click()
    expect(page.get_by_role("button", name="Confirm return")).to_be_visible()
    take(page, "summary")
    thread = page.url.partition("thread=")[2]
    page.goto(f"{address}/Inspector?thread={thread}")
    expect(page.locator(".in-caption")).to_be_visible()
    take(page, "inspector")
    take(open_page(browser, address, "dark"), "home-dark")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    expect.set_options(timeout=30_000)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or chromium, args=ARGUMENTS
        )
        walk(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
