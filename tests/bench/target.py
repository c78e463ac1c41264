"""The pages that are measured: how to start their server, and what a click is there."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.server import Command

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).parent / "pages"

STOCK = "import sys; sys.modules['uvloop'] = None; from streamlit.web.cli import main; main()"
"""Streamlit as it comes: its optional faster event loop is installed here, so hide it."""

QUIET = (
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--browser.serverAddress=localhost",
    "--server.port={port}",
)


@dataclass(frozen=True)
class Target:
    """A page under measurement.

    `button` and `card` are JavaScript expressions: the element to click next (or null while there
    is none), and a text that differs once the next card is there.
    """

    name: str
    command: Command
    path: str
    button: str
    card: str


def nowhere() -> Path:
    """A folder without a `.streamlit`, so that stock means stock."""
    return Path(tempfile.mkdtemp(prefix="bench-"))


def stock(page: Path) -> Command:
    return Command((sys.executable, "-c", STOCK, "run", str(page), *QUIET), nowhere(), {})


def hello() -> Command:
    return Command((sys.executable, "-c", STOCK, "hello", *QUIET), nowhere(), {})


BARE = Target(
    name="bare page, one button",
    command=stock(PAGES / "bare.py"),
    path="/",
    button="document.querySelector('.st-key-next button')",
    card="document.querySelector('.st-key-count')?.innerText",
)


def usual(items: int) -> Target:
    """A chat written the usual way, for comparison."""
    return Target(
        name=f"usual chat, {items} items",
        command=stock(PAGES / "usual.py"),
        path=f"/?items={items}",
        button="[...document.querySelectorAll('[class*=st-key-choice-] button')].at(-1)",
        card="document.querySelector('[class*=st-key-card-]')?.className",
    )
