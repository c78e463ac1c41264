"""Recordings on the command line: export, replay, test; one sentence where something is wrong."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from chatkit_core import headless, recordings
from chatkit_core.bootstrap import build_services, find_use_cases
from chatkit_core.config import load_settings
from chatkit_core.session import RequestContext


@pytest.fixture
def thread_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A conversation in a folder that is this test's own, and the working directory as well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    async def talk() -> str:
        services = await build_services(load_settings(), find_use_cases())
        context = RequestContext(persona="CUST-1001")
        one = headless.Conversation(services.servers["retail"], context, services)
        await one.send("/click retail.start")
        await one.send("the lamp please")
        await services.close()
        return one.thread_id or ""

    return asyncio.run(talk())


def test_the_newest_conversation_is_exported_replayed_and_made_a_test(
    thread_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recordings.main(["export"]) == 0
    assert (
        "“Retail returns · Jane Smith” is in retail_returns_jane_smith.jsonl"
        in capsys.readouterr().out
    )
    file = tmp_path / "retail_returns_jane_smith.jsonl"
    assert {json.loads(line)["thread_id"] for line in file.read_text().splitlines()} == {thread_id}
    assert recordings.main(["replay", str(file)]) == 0
    assert capsys.readouterr().out.startswith("Identical: 2 requests")
    assert recordings.main(["test", str(file)]) == 0
    assert (
        "def test_retail_returns_jane_smith_changes"
        in Path("test_retail_returns_jane_smith.py").read_text()
    )


def test_a_conversation_is_exported_by_its_id(thread_id: str, tmp_path: Path) -> None:
    assert recordings.main(["export", thread_id, "-o", "mine.jsonl"]) == 0
    assert (tmp_path / "mine.jsonl").exists()


def test_a_difference_is_an_error_with_both_values(
    thread_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings.main(["export", "-o", "mine.jsonl"])
    file = tmp_path / "mine.jsonl"
    file.write_text(file.read_text().replace('"new": "Gold"', '"new": "Silver"'))
    assert recordings.main(["replay", str(file)]) == 1
    told = capsys.readouterr().err
    assert "Request 1" in told
    assert "“Silver”" in told
    assert "“Gold”" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["export", "thr_none"], "There is no conversation “thr_none”."),
        (["export", "--user", "mallory"], "There is no conversation yet."),
        (["export", "-o", "no/such/folder.jsonl"], "cannot be written"),
        (["replay", "no_such_file.jsonl"], "no_such_file.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    thread_id: str, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recordings.main(arguments) == 1
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
    assert not list(Path().glob("*.jsonl"))


def test_a_bad_argument_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        recordings.main(["sing"])
    assert refused.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
