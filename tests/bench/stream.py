"""From a model's first word to the first painted one, and how far behind the last one is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median

from playwright.sync_api import Browser, Page

from tests.bench import app
from tests.bench.browser import open_page
from tests.bench.server import serving
from tests.peers.raw_model import Answer, RawModel, closed, opened, words

TOKENS = 500
PER_SECOND = 200
OPENING = len(opened())

SEEN = """
([first, last]) => new Promise((done, failed) => {
    const now = () => (performance.timeOrigin + performance.now()) / 1000;
    const painted = note => requestAnimationFrame(() => setTimeout(note, 0));
    const seen = {};
    setTimeout(() => failed(new Error(`not seen: ${JSON.stringify(seen)}`)), 30000);
    const look = () => {
        const text = document.querySelector('[data-testid=stMainBlockContainer]').textContent;
        if (!seen.first && text.includes(first)) {
            seen.first = true;
            painted(() => seen.first = now());
        }
        if (!seen.last && text.includes(last)) {
            seen.last = true;
            watch.disconnect();
            painted(() => done({...seen, last: now()}));
        }
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, {subtree: true, childList: true, characterData: true});
})
"""


@dataclass(frozen=True)
class Figures:
    """Milliseconds between what the model sent and what was painted, medians of some turns."""

    first: float
    last: float


def measure(browser: Browser, turns: int) -> Figures:
    """Type so many sentences into the real page, answered by a model over HTTP."""
    with paced_model() as model:
        command = app.command()
        away = {
            "MODEL_PROVIDER": "azure",
            "AZURE_OPENAI_ENDPOINT": model.url,
            "AZURE_OPENAI_DEPLOYMENT": "paced",
            "AZURE_OPENAI_API_KEY": "any",
        }
        with serving(replace(command, env={**command.env, **away})) as server:
            page = open_page(browser, server.url + app.PATH)
            page.wait_for_selector(app.USABLE)
            found = [turn(page, model, number) for number in range(1 + turns)][1:]
            page.context.close()
    return Figures(median(one.first for one in found), median(one.last for one in found))


def turn(page: Page, model: RawModel, number: int) -> Figures:
    """One typed sentence and its answer of so many words."""
    marks = [f"Alpha{number}x", f"Omega{number}x"]
    item_id = f"msg_paced_{number}"
    spoken = [f"{marks[0]} ", *["word "] * (TOKENS - 2), marks[1]]
    part = {"type": "output_text", "text": "".join(spoken), "annotations": []}
    events = [*opened(item_id), *words(*spoken, item_id=item_id), *closed(part, item_id)]
    model.sent.clear()
    model.answers.append(Answer(events))
    box = page.locator("[data-testid=stChatInput] textarea")
    box.fill("Tell me something long")
    # The watch starts first, and ends long after the key is pressed.
    page.evaluate(f"window.watched = ({SEEN})({marks}); null")
    box.press("Enter")
    seen = page.evaluate("window.watched")
    page.wait_for_selector(app.USABLE)
    first, last = model.sent[OPENING], model.sent[OPENING + TOKENS - 1]
    return Figures((seen["first"] - first) * 1000, (seen["last"] - last) * 1000)


@contextmanager
def paced_model() -> Iterator[RawModel]:
    """The model's server on a thread of its own, at its pace."""
    loop, model = asyncio.new_event_loop(), RawModel(every=1 / PER_SECOND)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(model.__aenter__(), loop).result()
    try:
        yield model
    finally:
        asyncio.run_coroutine_threadsafe(model.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
