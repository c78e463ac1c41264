"""The Inspector: what recording an event costs, how far it lags, and how a long session opens."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page

from chatkit_core.config import load_settings
from chatkit_core.data import CORE_CONTAINERS
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.trace.log import EventLog
from tests.bench.long_session import long_session
from tests.bench.server import Command, Server, serving
from tests.bench.target import ROOT

EVENTS = 10_000
T = TypeVar("T")
CAPTION = "document.querySelector('.in-caption b')?.innerText"
BACK = ".st-key-in-back button"
LIMIT = 120_000
"""Milliseconds until something that is waited for counts as missing."""


@dataclass(frozen=True)
class Capture:
    """Microseconds for one event: on the request's own path, and all in all with its writing."""

    emit: float
    whole: float


def capture(events: int) -> Capture:
    """The cost of recording, with a decision's data."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_capture(Path(folder), events))


async def _capture(folder: Path, events: int) -> Capture:
    store = SqliteDocumentStore(folder / "log.sqlite3", CORE_CONTAINERS)
    log = EventLog(store)
    clauses = [{"name": f"clause_{n}", "passed": True, "detail": "It is so."} for n in range(6)]
    data = {"rule": "return_eligibility", "verdict": "allowed", "clauses": clauses}
    begun = time.process_time()
    for number in range(events):
        log.emit("thr_bench", kind="decision", name=f"rule {number}", data=data)
    emitted = time.process_time()
    await log.flush()
    written = time.process_time()
    await log.close()
    await store.close()
    return Capture((emitted - begun) / events * 1e6, (written - begun) / events * 1e6)


@dataclass(frozen=True)
class Long:
    """Milliseconds: to open it, to go a step back, and from an event's record to its painting.

    `memory` is the server's growth in megabytes, `idle` its share of a core while nothing happens.
    """

    open: float
    step: float
    follow: float
    memory: float
    idle: float


def long(browser: Browser, *, times: int) -> Long:
    """A session of 10,000 events."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        thread = _apart(long_session(folder, EVENTS))
        with _app(folder) as server:
            _opened(browser, server, thread).close()  # the first visitor pays for the imports
            before = server.memory()
            begun = time.perf_counter()
            page = _opened(browser, server, thread)
            opened = time.perf_counter() - begun
            memory = server.memory() - before
            step = median(_step(page) for _ in range(times))
            page.keyboard.press("l")
            page.wait_for_function(f"{CAPTION} === '{EVENTS}'", timeout=LIMIT)
            follow = median(_follow(page, folder, thread, n) for n in range(1, times + 1))
            idle = _idle(server)
        return Long(opened * 1000, step, follow, memory, idle)


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Run it on a thread of its own: while Playwright runs, this one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@contextmanager
def _app(folder: Path) -> Iterator[Server]:
    env = {
        "DATA_DIR": str(folder),
        "PORT": "{port}",
        "MODEL_PROVIDER": "offline",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    with serving(Command((sys.executable, "-m", "chatkit_core.ui.serve"), ROOT, env)) as server:
        yield server


def _opened(browser: Browser, server: Server, thread: str) -> Page:
    page = browser.new_page()
    page.goto(f"{server.url}/Inspector?thread={thread}&mode=debug")
    page.wait_for_function(f"{CAPTION} === '{EVENTS}'", timeout=LIMIT)
    page.wait_for_selector(BACK, timeout=LIMIT)  # its key works once it is there
    return page


def _step(page: Page) -> float:
    """One press of the left arrow, until the page says so."""
    wanted = int(page.evaluate(CAPTION)) - 1
    begun = time.perf_counter()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{CAPTION} === '{wanted}'", timeout=LIMIT)
    return (time.perf_counter() - begun) * 1000


def _follow(page: Page, folder: Path, thread: str, number: int) -> float:
    """An event that another process records, until the page counts it."""
    _apart(_append(folder, thread))
    begun = time.perf_counter()
    page.wait_for_function(f"{CAPTION} === '{EVENTS + number}'", timeout=LIMIT)
    return (time.perf_counter() - begun) * 1000


async def _append(folder: Path, thread: str) -> None:
    settings = load_settings(data_dir=folder)
    store = SqliteDocumentStore(settings.data_dir / "app.sqlite3", CORE_CONTAINERS)
    log = EventLog(store)
    log.emit(thread, kind="note", name="something happened")
    await log.close()
    await store.close()


def _idle(server: Server) -> float:
    """The share of a core that one open page costs while nothing happens."""
    begun, used = time.perf_counter(), server.cpu()
    time.sleep(4)
    return (server.cpu() - used) / (time.perf_counter() - begun)


def lag(browser: Browser, *, times: int) -> float:
    """Milliseconds from a request's beginning in one browser to its title in another's Inspector."""
    with tempfile.TemporaryDirectory() as name, _app(Path(name)) as server:
        chat, inspector = browser.new_context().new_page(), browser.new_context().new_page()
        chat.goto(f"{server.url}/Retail")
        box = chat.locator("[data-testid=stBottom] [data-testid=stChatInputTextArea]")
        box.fill("I want to return something")
        box.press("Enter")
        chat.wait_for_url("**thread=*", timeout=LIMIT)
        inspector.goto(f"{server.url}/Inspector?thread={chat.url.split('thread=')[1]}")
        inspector.wait_for_selector(".in-title", timeout=LIMIT)
        found: list[float] = []
        for number in range(times):
            words = f"hello number {number}"
            box.fill(words)
            begun = time.perf_counter()
            box.press("Enter")
            inspector.wait_for_selector(f".in-title:has-text('{words}')", timeout=LIMIT)
            found.append((time.perf_counter() - begun) * 1000)
            chat.wait_for_selector("[data-test-script-state=notRunning]", timeout=LIMIT)
        return median(found)
