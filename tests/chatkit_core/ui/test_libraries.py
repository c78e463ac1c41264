"""Two visitors at once while the server starts: both pages import, neither finds anything half made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

TWO_VISITORS = """
import sys, threading

first_page, second_page, circle = sys.argv[1:]
failed = []

def load(page):
    try:
        __import__(page)
    except BaseException as error:
        failed.append(repr(error))

class Pause:
    # Half way through the circle, the second visitor comes and gets as far as it can.
    met = False

    def find_spec(self, name, path=None, target=None):
        if name == circle and not Pause.met:
            Pause.met = True
            second.start()
            second.join(1.0)

sys.meta_path.insert(0, Pause())
first = threading.Thread(target=load, args=(first_page,))
second = threading.Thread(target=load, args=(second_page,))
first.start()
first.join()
second.join()
print(Pause.met, failed)
"""


@pytest.mark.parametrize("circle", ["agents.util._json", "agents.agent"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("chatkit_core.ui.chat", "chatkit_core.ui.home"),
        ("chatkit_core.ui.use_case_page", "chatkit_core.ui.inspector"),
    ],
)
def test_two_pages_may_be_imported_at_once(first: str, second: str, circle: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TWO_VISITORS, first, second, circle],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.stdout.strip() == "True []", ran.stdout + ran.stderr


MCP_LATER = """
import sys
import chatkit_core.ui.libraries
print([name for name in sys.modules if name.partition(".")[0] == "mcp"])
import agents.mcp.server, mcp.client.session, mcp.server
from agents.mcp import MCPServerStdio
from agents.mcp._compat import MCPError
print(MCPError is mcp.MCPError, hasattr(mcp, "ClientSession"))
"""


def test_an_mcp_client_is_imported_when_it_is_asked_for_and_not_before() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MCP_LATER],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = "['mcp.shared', 'mcp.shared.exceptions']\nTrue True\n"
    assert ran.stdout == found, ran.stdout + ran.stderr
