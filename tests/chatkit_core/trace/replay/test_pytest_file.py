"""A conversation saved as a test is one file, which passes when pytest runs it, and can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chatkit_core.bootstrap import build_services
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.log import Event
from chatkit_core.trace.replay.pytest_file import as_test, slim, slug
from chatkit_core.trace.replay.recording import RecordingError
from chatkit_core.trace.replay.run import replay
from chatkit_core.trace.replay.script import script_of
from chatkit_core.trace.secrets import SecretRemover
from usecases.retail import USE_CASE

REPOSITORY = Path(__file__).parents[4]
TITLE = "It's a \"lamp\" \\ ''' return"


@pytest.fixture
async def events(tmp_path: Path) -> list[Event]:
    settings = Settings(data_dir=tmp_path / "data", _env_file=None)  # type: ignore[call-arg]
    services = await build_services(settings, [USE_CASE])
    one = Conversation(services.servers["retail"], RequestContext(persona="CUST-1001"), services)
    await one.send("the lamp, it's '''broken''' \\ and I'd like my money back")
    await one.send('/click retail.choose_shipping {"method": "DROP_OFF"}')
    found = await services.log.read_all(one.thread_id or "")
    await services.close()
    return found


def pytest_on(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)


async def test_the_saved_file_passes_and_fails_when_a_change_is_another(
    events: list[Event], tmp_path: Path
) -> None:
    file = tmp_path / "test_saved.py"
    text = as_test(events, TITLE)
    file.write_text(text, encoding="utf-8")
    passed = pytest_on(file)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "1 passed" in passed.stdout
    head, mark, rest = text.partition("RECORDING =")
    assert "'shipping_method': 'DROP_OFF'" in head
    other = head.replace("'shipping_method': 'DROP_OFF'", "'shipping_method': 'PREPAID_LABEL'")
    file.write_text(other + mark + rest, encoding="utf-8")
    assert pytest_on(file).returncode == 1


async def test_what_a_replay_does_not_need_is_left_out(events: list[Event]) -> None:
    kept = list(slim(events))
    assert [event.seq for event in kept] == list(range(1, len(kept) + 1))
    assert sum(len(str(e.data)) for e in kept) < sum(len(str(e.data)) for e in events) / 1.5
    assert len(script_of(kept).steps) == len(script_of(events).steps)
    assert (await replay(USE_CASE, kept)).difference is None


async def test_a_conversation_that_changed_nothing_is_no_test(events: list[Event]) -> None:
    silent = [event for event in events if event.kind != "state"]
    with pytest.raises(RecordingError, match="changed nothing"):
        as_test(silent, "Quiet")


@pytest.mark.parametrize(
    ("title", "name"),
    [("Retail · Jane Smith", "retail_jane_smith"), ("…", "conversation"), ("Größe 3", "gr_e_3")],
)
def test_a_title_becomes_part_of_a_name(title: str, name: str) -> None:
    assert slug(title) == name


async def test_a_secret_is_not_saved(events: list[Event]) -> None:
    """Not in the title and not in what was said; the flow's own words stay."""
    assert "broken" in as_test(events, "A broken lamp")
    text = as_test(events, "A broken lamp", SecretRemover(["broken"]))
    assert "broken" not in text
    assert "DROP_OFF" in text
