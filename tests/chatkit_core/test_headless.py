"""The headless command as people run it: lines in, JSON objects out, one sentence when it is wrong."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAMP = '/click retail.select_items {"items": ["ORD-78234/PROD-002"]}'
START = "/click retail.start"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command left behind."""

    status: int
    out: str
    err: str

    @property
    def results(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Command:
    """Runs `python -m chatkit_core.headless` on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.thread = ""

    def __call__(self, *arguments: str, lines: Sequence[str] = (), **settings: str) -> Run:
        return self.raw(*arguments, given="".join(f"{x}\n" for x in lines).encode(), **settings)

    def raw(self, *arguments: str, given: bytes, **settings: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "chatkit_core.headless", *arguments],
            input=given,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(self.folder), **settings},
            timeout=120,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def headless(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A folder that several tests look at, with one conversation of somebody called ann in it."""
    command = Command(tmp_path_factory.mktemp("data"))
    run = command("retail", "--as", "CUST-1001", "--user", "ann", "--json", lines=[START])
    command.thread = run.results[0]["thread_id"]
    return command


def test_a_line_gives_one_json_object_of_the_documented_shape(headless: Command) -> None:
    lines = [START, LAMP, "it arrived broken", "", "/session", "/quit", "never read"]
    run = headless("retail", "--as", "CUST-1001", "--json", lines=lines)
    assert (run.status, run.err) == (0, "")
    results = run.results
    assert len(results) == 4
    for result in results:
        assert list(result) == ["thread_id", "items", "session", "error"]
        assert result["thread_id"].startswith("thr_")
        assert result["error"] is None
    assert len({result["thread_id"] for result in results}) == 1
    assert {"user_message", "assistant_message", "widget"} <= {
        item["type"] for item in results[2]["items"]
    }
    assert results[2]["session"]["reason_code"] == "DAMAGED"
    assert results[3]["items"] == []
    assert results[3]["session"] == results[2]["session"]


def test_a_click_goes_to_the_newest_card_that_offers_it(headless: Command) -> None:
    lines = [
        START,
        "/click retail.history",
        LAMP,
        "/click retail.nonsense",
        "/click retail.start {",
    ]
    run = headless("retail", "--as", "CUST-1003", "--json", lines=lines)
    history, refused, nonsense, broken = run.results[1:]
    assert "Past returns" in json.dumps(history["items"])
    assert "among your orders" in refused["error"]  # a newer card shows past returns
    assert "no action called" in nonsense["error"]
    assert "must be JSON" in broken["error"]
    assert broken["session"] == history["session"]
    assert run.status == 0


def test_before_anything_was_said_there_is_no_thread(headless: Command) -> None:
    run = headless("retail", "--json", lines=["/session", "/events"])
    empty = {"thread_id": None, "items": [], "session": {}, "error": None}
    assert run.results == [empty, {**empty, "events": []}]


def test_events_are_the_log_of_the_conversation_without_gaps(headless: Command) -> None:
    run = headless("retail", "--as", "CUST-1001", "--json", lines=[START, LAMP, "/events"])
    events = run.results[-1]["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {event["thread_id"] for event in events} == {run.results[0]["thread_id"]}
    assert "retail.select_items" in {event["name"] for event in events}


def test_a_stored_conversation_is_continued_by_another_process(headless: Command) -> None:
    first = headless("retail", "--as", "CUST-1001", "--json", lines=[START, LAMP]).results[-1]
    thread = first["thread_id"]
    lines = ["/session", '/click retail.choose_reason {"reason": "DAMAGED"}']
    second = headless("retail", "--thread", thread, "--json", lines=lines)
    assert second.results[0]["session"] == first["session"]
    assert second.results[1]["session"]["reason_code"] == "DAMAGED"
    assert second.results[1]["thread_id"] == thread


def test_without_json_it_reads_like_a_conversation(headless: Command) -> None:
    lines = [START, "the desk lamp", "/click retail.nonsense"]
    run = headless("retail", "--as", "CUST-1001", lines=lines)
    assert "[card]" in run.out
    assert "retail.choose_reason" in run.out
    assert "step: reason" in run.out
    assert "no action called" in run.out
    assert run.status == 0


def test_any_bytes_are_read_and_any_character_is_written(headless: Command) -> None:
    given = "où est mon retour ? 🎁\n".encode() + b"\xff\xfe\x00\n/session\n"
    run = headless.raw(
        "retail", "--as", "CUST-1001", "--json", given=given, PYTHONIOENCODING="ascii"
    )
    assert run.status == 0, run.err
    assert len(run.results) == 3
    assert "🎁" in run.out


BAD: list[tuple[list[str], dict[str, str], str]] = [
    (["nope"], {}, "There is no use case “nope”. Known: "),
    (["retail", "--as", "CUST-9"], {}, "There is no persona “CUST-9”. Known: CUST-1001"),
    (["retail", "--as", ""], {}, "There is no persona “”"),
    (["retail", "--thread", "thr_none"], {}, "There is no conversation “thr_none”."),
    (["retail", "--thread", ""], {}, "There is no conversation “”."),
    (["retail", "--thread", "ANNS"], {}, "There is no conversation “thr_"),
    (["retail", "--user", " "], {}, "must not be empty"),
    (["retail", "--loud"], {}, "--loud"),
    ([], {}, "use_case"),
    (["retail"], {"MODEL_PROVIDER": "azure"}, "AZURE_OPENAI_ENDPOINT"),
    (["retail"], {"AZURE_OPENAI_DEPLOYMENT": "gpt"}, "AZURE_OPENAI_ENDPOINT"),
    (["retail"], {"PORT": "eighty"}, "PORT"),
    (["retail"], {"DATA_DIR": "/dev/null/nowhere"}, "/dev/null/nowhere"),
]


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"), BAD, ids=[" ".join([*a, *s]) for a, s, _ in BAD]
)
def test_a_bad_argument_is_one_sentence_and_exit_status_2(
    seeded: Command, arguments: list[str], settings: dict[str, str], sentence: str
) -> None:
    known = [seeded.thread if a == "ANNS" else a for a in arguments]
    run = seeded(*known, "--json", lines=["hello"], **settings)
    assert run.status == 2
    assert run.out == ""
    assert sentence in run.err
    assert len(run.err.splitlines()) == 1


def test_its_owner_opens_what_somebody_else_cannot(seeded: Command) -> None:
    thread = seeded.thread
    run = seeded("retail", "--thread", thread, "--user", "ann", "--json", lines=["/session"])
    assert run.results[0]["session"]["customer_id"] == "CUST-1001"


def test_a_conversation_deleted_meanwhile_is_said_so(headless: Command) -> None:
    command = [sys.executable, "-m", "chatkit_core.headless", "retail", "--json"]
    environment = {**os.environ, "DATA_DIR": str(headless.folder)}
    with subprocess.Popen(
        [*command, "--as", "CUST-1001"],
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{START}\n")
        process.stdin.flush()
        json.loads(process.stdout.readline())
        _forget_threads(headless.folder / "app.sqlite3")
        out, _ = process.communicate(f"{LAMP}\nhello\n")
    assert process.returncode == 0
    assert [json.loads(line)["error"] for line in out.splitlines()] == [
        "There is no such conversation."
    ] * 2


def _forget_threads(file: Path) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("delete from threads")
        opened.execute("delete from items")
