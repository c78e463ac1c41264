"""From the command to the first page that can be used, with a browser that is already open."""

from __future__ import annotations

import time
from statistics import median

from playwright.sync_api import Browser, Error

from tests.bench.browser import READY
from tests.bench.server import Command, serving

RUNS = 3
LIMIT = 60.0


def measure(browser: Browser, command: Command, *, path: str = "/", usable: str = READY) -> float:
    """Seconds, the median of some runs; one before them fills the disk cache."""
    return median([once(browser, command, path, usable) for _ in range(1 + RUNS)][1:])


def once(browser: Browser, command: Command, path: str, usable: str) -> float:
    page = browser.new_context().new_page()
    with serving(command, wait=False) as server:
        while True:
            try:
                page.goto(server.url + path)
                page.wait_for_selector(usable, timeout=LIMIT * 1000)
                seconds = time.perf_counter() - server.started
                break
            except Error:
                if time.perf_counter() - server.started > LIMIT:
                    raise
                time.sleep(0.02)
    page.context.close()
    return seconds
