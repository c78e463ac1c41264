"""Clicks in a real Chromium, timed inside the page from the click to the painted answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium as system

ARGUMENTS = [
    *system.ARGUMENTS,
    # Fifty pages are fifty visitors: none of them is "in the background".
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]

READY = "[data-testid=stApp][data-test-script-state=notRunning]"

CLICKS = """
async ({button, card, clicks, pause, first}) => {
    const next = new Function(`return (${button})`), shown = new Function(`return (${card})`);
    const sleep = ms => new Promise(done => setTimeout(done, ms));
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
    const usable = async () => {
        for (let waited = 0; waited < 60000; waited += 20) {
            const element = next();
            if (element && !element.disabled) return element;
            await sleep(20);
        }
        throw new Error(`nothing to click; the newest card is ${shown()}`);
    };
    const changed = before => new Promise(done => {
        const limit = setTimeout(() => { watch.disconnect(); done(false); }, 15000);
        const look = () => {
            const now = shown();
            if (!now || now === before) return;
            watch.disconnect();
            clearTimeout(limit);
            done(true);
        };
        const watch = new MutationObserver(look);
        watch.observe(document.body,
            {subtree: true, childList: true, characterData: true, attributes: true});
        look();
    });
    const times = [];
    await sleep(first);
    for (let number = 0; number < clicks; number++) {
        const element = await usable(), before = shown(), start = performance.now();
        element.click();
        const answered = await changed(before);
        await painted();
        times.push(answered ? performance.now() - start : null);
        await sleep(pause);
    }
    return times;
}
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.executable(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, url: str) -> Page:
    """A visitor of their own (no shared cookies), with the page drawn."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(url)
    page.wait_for_selector(READY, timeout=60_000)
    return page


@dataclass(frozen=True)
class Plan:
    """How a visitor clicks: so often, with a pause after each answer, beginning after a while.

    Pauses are in seconds. `button` and `card` are those of a Target.
    """

    button: str
    card: str
    clicks: int
    pause: float
    first: float = 0.0

    @property
    def arguments(self) -> dict[str, str | float]:
        """What the script in the page takes; its times are milliseconds."""
        return {**asdict(self), "pause": self.pause * 1000, "first": self.first * 1000}


def click_times(page: Page, plan: Plan) -> list[float | None]:
    """Milliseconds of each click of a visitor; None where no new card was last for 15 seconds."""
    return page.evaluate(CLICKS, plan.arguments)
