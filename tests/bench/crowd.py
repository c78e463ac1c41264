"""Many visitors at once: what each waits for a click, and what each costs in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from statistics import median, quantiles

from playwright.async_api import Browser, Page, async_playwright

from tests.bench.browser import ARGUMENTS, CLICKS, READY, Plan
from tests.bench.server import serving
from tests.bench.target import Target
from tests.chromium import executable

PAUSE = 3.0
"""Seconds a visitor thinks."""
SHARED = 3
AT_ONCE = 4
"""Pages that are being opened at any time: more would only wait for each other."""
SETTLE = 5.0
"""Seconds the server is left alone before its memory is read."""


@dataclass(frozen=True)
class Crowd:
    """Milliseconds from click to paint over everybody, and megabytes a visitor adds."""

    median: float
    p95: float
    megabytes: float
    lost: int


def measure(target: Target, *, visitors: int, clicks: int) -> Crowd:
    return asyncio.run(run(target, visitors, clicks))


async def run(target: Target, visitors: int, clicks: int) -> Crowd:
    with serving(target.command) as server:
        url = server.url + target.path
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            # The first few load what everybody shares; they stay and are not counted.
            pages = [await visit(browser, url) for _ in range(SHARED)]
            await asyncio.gather(*(clicking(page, target, 1, 0) for page in pages))
            await asyncio.sleep(SETTLE)
            before = server.memory()
            pages += await visits(browser, url, visitors - SHARED)
            arrivals = [PAUSE * number / visitors for number in range(visitors)]
            answers = await asyncio.gather(
                *(
                    clicking(page, target, clicks, first)
                    for page, first in zip(pages, arrivals, strict=True)
                )
            )
            await asyncio.sleep(SETTLE)
            megabytes = (server.memory() - before) / (visitors - SHARED)
            await browser.close()
    everything = [time for visitor in answers for time in visitor]
    times = [time for time in everything if time is not None]
    return Crowd(median(times), quantiles(times, n=20)[-1], megabytes, everything.count(None))


async def visits(browser: Browser, url: str, count: int) -> list[Page]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one() -> Page:
        async with room:
            return await visit(browser, url)

    return await asyncio.gather(*(one() for _ in range(count)))


async def visit(browser: Browser, url: str) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_selector(READY, timeout=120_000)
    return page


async def clicking(page: Page, target: Target, clicks: int, first: float) -> list[float | None]:
    plan = Plan(target.button, target.card, clicks, PAUSE, first)
    return await page.evaluate(CLICKS, plan.arguments)
