"""What every test shares: where it belongs, what runs one after another, and that nothing skips.

A test's place marks it: `browser` and `gallery` drive Chromium, `pages` runs a page under AppTest,
`peers` talks to a server that nobody here wrote, and the accuracy test plays hundreds of sentences.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from chatkit_core.config import Settings

HERE = Path(__file__).parent
MARKS = {
    "browser": pytest.mark.browser,
    "gallery": pytest.mark.browser,
    "pages": pytest.mark.page,
    "peers": pytest.mark.peer,
    "soak": pytest.mark.peer,
    "test_offline_accuracy.py": pytest.mark.accuracy,
}

WAITED_IN_VAIN = ("Locator expected", "Page expected", "TimeoutError")
ONCE_MORE = pytest.mark.flaky(reruns=1, only_rerun=WAITED_IN_VAIN)
"""A browser's wait that ran out on a busy machine is tried a second time, and the summary names it.
Whatever a test counts or compares itself, as messages in a database, has one try."""


def pytest_configure() -> None:
    """Settings of the machine that runs the tests must not decide how they end."""
    ours = {name.upper() for name in Settings.model_fields}
    for name in tuple(os.environ):
        if name in ours or name.startswith(("AZURE_", "COSMOS_", "OPENAI_", "STREAMLIT_")):
            del os.environ[name]
    os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nothing-skipped",
        action="store_true",
        help="fail when a test was skipped or was expected to fail: it has shown nothing",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if mark := MARKS.get(folder):
            item.add_marker(mark)
        if mark is MARKS["browser"]:
            item.add_marker(ONCE_MORE)


class OneBrowser(LoadScopeScheduling):
    """Files are spread over the workers; everything that drives the browser stays on one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "browser" if file.startswith(("tests/browser/", "tests/gallery/")) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    return OneBrowser(config, log)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("--nothing-skipped"):
        return
    idle = [kind for kind in ("skipped", "xfailed", "xpassed") if reporter.stats.get(kind)]
    if idle and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
