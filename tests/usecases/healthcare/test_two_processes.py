"""Two app processes on one SQLite file want one slot: it is given once, the other one hears so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.presentation import offered_actions
from usecases.healthcare.domain.clinic_time import slot_code, slot_start

ROOT = Path(__file__).resolve().parents[3]


class Process:
    """A headless run of the app in a process of its own; a line in, a line of JSON out."""

    def __init__(self, folder: Path, persona: str) -> None:
        command = [sys.executable, "-m", "chatkit_core.headless", "healthcare"]
        self.process = subprocess.Popen(
            [*command, "--as", persona, "--json"],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def send(self, command: str, **payload: str) -> dict[str, Any]:
        self.say(f"/click healthcare.{command} {json.dumps(payload)}")
        answer = self.hear()
        assert answer["error"] is None, answer
        return answer

    def stop(self) -> None:
        self.process.communicate(timeout=30)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Process, Process]]:
    found = (Process(tmp_path, "PAT-2003"), Process(tmp_path, "PAT-2004"))
    yield found
    for one in found:
        one.stop()


def slots_on(answer: dict[str, Any]) -> list[str]:
    """The codes of the times on the newest card."""
    card = [item["widget"] for item in answer["items"] if item["type"] == "widget"][-1]
    assert "healthcare.choose_slot" in set(offered_actions(card))
    text = json.dumps(card)
    return [part.split('"')[0] for part in text.split('"slot": "')[1:]]


def to_the_summary(one: Process, wanted: str | None) -> str:
    one.send("start")
    one.send("choose_specialty", specialty="GENERAL_PRACTICE")
    one.send("choose_provider", provider="PRV-101")
    answer = one.send("choose_type", appointment_type="ROUTINE_CHECKUP")
    slot = wanted or slots_on(answer)[0]
    assert one.send("choose_slot", slot=slot)["session"]["step"] == "confirm"
    return slot


def test_one_slot_is_given_once(pair: tuple[Process, Process]) -> None:
    first, second = pair
    slot = to_the_summary(first, None)
    assert to_the_summary(second, slot) == slot
    for one in pair:
        one.say("/click healthcare.confirm {}")
    sessions = [one.hear()["session"] for one in pair]
    [winner] = [session for session in sessions if session["step"] == "done"]
    [loser] = [session for session in sessions if session["step"] == "confirm"]
    assert winner["slot"] == slot
    assert loser["appointment_id"] is None
    assert slot_start(loser["slot"]) >= slot_start(slot) + timedelta(minutes=30)
    assert slot_code(slot_start(loser["slot"])) == loser["slot"]
