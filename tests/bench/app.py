"""The app under measurement: its server, its retail page, and what one clicks there."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.bench.journey import filled_thread
from tests.bench.server import Command
from tests.bench.target import ROOT, Target

PATH = "/Retail"
USABLE = (
    "[data-testid=stApp][data-test-script-state=notRunning]"
    " [data-testid=stChatInput] textarea:not([disabled])"
)

CONTROLS = """
(() => {
    const card = button => button.closest('[class*=st-key-]')?.className
        .match(/st-key-retail-(msg_[0-9a-zA-Z]+|start)\\S*-button/)?.[1];
    const all = [...document.querySelectorAll('button:not([disabled])')].filter(card);
    const newest = all.length ? card(all.at(-1)) : null;
    return {card: newest, buttons: all.filter(button => card(button) === newest)};
})()
"""

# Nothing final is clicked: the summary is cancelled, and any other card goes on.
BUTTON = f"""
(({{buttons}}) => {{
    const named = pattern => buttons.find(button => pattern.test(button.innerText));
    return named(/confirm/i) ? named(/cancel/i)
        : named(/both items|arrived damaged|full refund|prepaid label/i) ?? buttons[0] ?? null;
}})({CONTROLS})
"""


CARD = f"({CONTROLS}).card"


def command(data_dir: Path | None = None) -> Command:
    """`make run` without make, on data of its own."""
    folder = data_dir or Path(tempfile.mkdtemp(prefix="bench-"))
    env = {
        "PORT": "{port}",
        "DATA_DIR": str(folder),
        "MODEL_PROVIDER": "offline",
        "STORE": "sqlite",
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
        "LOG_LEVEL": "WARNING",
    }
    return Command((sys.executable, "-m", "chatkit_core.ui.serve"), ROOT, env)


def newcomers() -> Target:
    """Every visitor begins a conversation of their own."""
    return Target("retail page", command(), PATH, BUTTON, CARD)


def retail(items: int) -> Target:
    """The retail page, opened on a stored conversation with that many items."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    return Target(
        name=f"retail page, {items} items",
        command=command(folder),
        path=f"{PATH}?thread={asyncio.run(filled_thread(folder, items))}",
        button=BUTTON,
        card=CARD,
    )
