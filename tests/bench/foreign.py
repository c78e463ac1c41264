"""A foreign server's conversation of mixed items: how fast it opens, and clicks in it."""

from __future__ import annotations

import sys
import time
from statistics import median

from playwright.sync_api import Browser

from tests.bench.server import Command, serving
from tests.bench.target import PAGES, ROOT, Target
from tests.servers.mixed import THREAD

CHOICES = (
    "[...document.querySelectorAll('button')].filter(one => /^Blue \\d+$/.test(one.innerText))"
)
NEWEST = "button:has-text('Blue 1')"


def mixed(items: int) -> Target:
    """The conversation with so many items, its newest a card with two buttons."""
    env = {
        "MIXED_ITEMS": str(items),
        "PYTHONPATH": str(ROOT),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    page = str(PAGES / "mixed.py")
    argv = (sys.executable, "-m", "streamlit", "run", page, "--server.port={port}")
    return Target(
        name=f"foreign server, {items} mixed items",
        command=Command(argv, ROOT, env),
        path=f"/?thread={THREAD}",
        button=f"{CHOICES}.filter(one => !one.disabled).at(-1) ?? null",
        card=f"{CHOICES}.at(-1)?.innerText",
    )


def opening(browser: Browser, target: Target, times: int = 5) -> float:
    """Milliseconds from the address to the newest card on screen, the first visit left out."""
    with serving(target.command) as server:
        taken = [_open(browser, server.url + target.path) for _ in range(times + 1)]
    return median(taken[1:])


def _open(browser: Browser, url: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(NEWEST, timeout=60_000)
    taken = (time.perf_counter() - start) * 1000
    context.close()
    return taken
