"""Click to the next card painted, and the server's processor time for it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser

from tests.bench.browser import Plan, click_times, open_page
from tests.bench.server import Server, serving
from tests.bench.target import Target

ROUNDS, WARM_UP, CLICKS = 3, 3, 15
PAUSE = 0.25
"""Seconds between clicks: a page that is still busy after its answer is not hurried."""
IDLE = 3.0
"""Seconds for which an open page is left alone, to know what merely being open costs."""


@dataclass
class Clicks:
    """Milliseconds from click to paint, and of server time per click beyond an idle page's.

    `lost` counts the clicks after which the new card was not the last one on the page.
    """

    painted: list[float] = field(default_factory=list)
    lost: int = 0
    server: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.painted)

    @property
    def cpu(self) -> float:
        return median(self.server)


def measure(browser: Browser, targets: Sequence[Target]) -> dict[str, Clicks]:
    """All targets in turn, several rounds: what else the machine does hits each of them alike."""
    results = {target.name: Clicks() for target in targets}
    with ExitStack() as stack:
        running: list[tuple[Target, Server, str]] = []
        for target in targets:
            server = stack.enter_context(serving(target.command))
            running.append((target, server, server.url + target.path))
        for _ in range(ROUNDS):
            for target, server, url in running:
                one_round(browser, target, server, url, results[target.name])
    return results


def one_round(browser: Browser, target: Target, server: Server, url: str, into: Clicks) -> None:
    page = open_page(browser, url)
    click_times(page, Plan(target.button, target.card, WARM_UP, PAUSE))
    idle = server.cpu()
    time.sleep(IDLE)
    idle = (server.cpu() - idle) / IDLE
    before, start = server.cpu(), time.perf_counter()
    times = click_times(page, Plan(target.button, target.card, CLICKS, PAUSE))
    seconds = time.perf_counter() - start
    into.server.append((server.cpu() - before - idle * seconds) / CLICKS * 1000)
    into.painted += [time for time in times if time is not None]
    into.lost += times.count(None)
    page.context.close()
