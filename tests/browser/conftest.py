"""A browser, an app in a process of its own, and a page that forgives neither errors nor calls."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).parent / "apps"
START_SECONDS = 60
PATIENCE = 30_000
"""Milliseconds until something is missing: the first page of a server imports for seconds."""
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
LOOPBACK = {"127.0.0.1", "localhost", "::1", None}


@dataclass
class App:
    """A running server; `stop` may be called by a test that wants it gone."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self, *, kill: bool = False) -> None:
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(timeout=15)


ServeApp = Callable[..., App]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; the tests download none.

    One per file: while Playwright runs, its loop keeps every other test of the process from
    running one of its own.
    """
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeApp]:
    """Start a script under `streamlit run`, or a module under `python -m`, with its own data."""
    started: list[App] = []

    def serve(entry: str | Path, env: dict[str, str] | None = None) -> App:
        folder = tmp_path_factory.mktemp("app")
        app = _start(entry, folder, env or {})
        started.append(app)
        return app

    yield serve
    for app in started:
        if app.process.poll() is None:
            app.stop()


def _start(entry: str | Path, folder: Path, env: dict[str, str]) -> App:
    port = int(env.get("PORT") or _free_port())
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
        **env,
    }
    is_script = str(entry).endswith(".py")
    command = ["-m", "streamlit", "run", str(entry)] if is_script else ["-m", str(entry)]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    _wait_until_open(port, process, log)
    return App(f"http://127.0.0.1:{port}", process, log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    waiting = iter(lambda: time.monotonic() < deadline and process.poll() is None, False)
    for _ in waiting:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            # Refused at once while nothing listens: give the server the core for a moment.
            process_wait(process)
        else:
            return
    raise AssertionError(f"The app did not start:\n{log.read_text(errors='replace')}")


def process_wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=0.05)
    except subprocess.TimeoutExpired:
        return


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with quiet_context(chromium) as found:
        yield found


@contextmanager
def quiet_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own; every page in it must stay quiet and on this machine."""
    found = chromium.new_context(viewport={"width": 1280, "height": 800})
    found.set_default_timeout(PATIENCE)
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text}")

    found.on("console", heard)
    found.on("weberror", lambda error: complaints.append(f"page error: {error.error}"))
    found.on("request", lambda request: complaints.extend(_abroad(request.url)))
    yield found
    found.close()
    assert complaints == []


def _abroad(url: str) -> list[str]:
    parts = urlsplit(url)
    if parts.scheme in ("data", "blob") or parts.hostname in LOOPBACK:
        return []
    return [f"request: {url}"]


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
