"""A process killed in the middle of a turn: the words, the session and the return outlive it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from chatkit_core.headless import Conversation
from chatkit_core.presentation import offered_actions
from tests.usecases.retail.counter import (
    TO_SUMMARY,
    Counter,
    items_of,
    newest_card,
    returns_of,
    send,
)
from tests.usecases.retail.hanging import MODEL_MOMENTS, WRITE_MOMENTS

ROOT = Path(__file__).resolve().parents[3]
MARCUS = "CUST-1002"
WORDS = "they are too small"
ANSWERS = {line.split()[1]: line for line in (*TO_SUMMARY[1:], "/click retail.confirm")}


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    made = Counter(tmp_path)
    yield made
    await made.close()


def killed_at(moment: str, folder: Path, lines: Sequence[str]) -> str:
    """Send lines to a process that hangs in the last one, kill it there; gives the thread."""
    command = [sys.executable, "-m", "tests.usecases.retail.hanging", moment]
    environment = {**os.environ, "DATA_DIR": str(folder)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(f"{line}\n" for line in lines))
        process.stdin.flush()
        told = []
        for said in process.stdout:
            if said == "HANGS\n":
                process.send_signal(signal.SIGKILL)
                break
            told.append(json.loads(said))
    assert process.returncode == -signal.SIGKILL
    assert len(told) == len(lines) - 1
    assert all(one["error"] is None for one in told)
    return told[-1]["thread_id"]


async def finish_by_clicks(one: Conversation) -> None:
    """Click what the newest card offers, as a person would, until the return is created."""
    for _ in range(10):
        offered = set(offered_actions((await newest_card(one))["widget"]))
        line = next((ANSWERS[kind] for kind in ANSWERS if kind in offered), None)
        if line is None:
            return
        await one.send(line)


async def one_return(one: Conversation) -> None:
    [stored] = await returns_of(one, MARCUS)
    assert (await one.send("/session"))["session"]["return_id"] == stored["id"]
    assert stored["id"] in json.dumps((await newest_card(one))["widget"])


@pytest.mark.parametrize("moment", MODEL_MOMENTS)
async def test_a_kill_while_a_message_is_answered_loses_neither_words_nor_session(
    counter: Counter, tmp_path: Path, moment: str
) -> None:
    thread = killed_at(moment, tmp_path, [*TO_SUMMARY[:2], WORDS])
    one = await counter.talk(thread=thread)
    said = [item for item in await items_of(one) if item["type"] == "user_message"]
    assert [item["content"][0]["text"] for item in said] == [WORDS]
    session = (await one.send("/session"))["session"]
    assert [item["product_id"] for item in session["selected_items"]] == ["PROD-010"]
    before_the_tool = moment == "before the model answers"
    assert session["reason_code"] == (None if before_the_tool else "WRONG_SIZE")
    await finish_by_clicks(one)
    await one_return(one)


async def test_after_a_kill_the_message_can_be_tried_again(
    counter: Counter, tmp_path: Path
) -> None:
    thread = killed_at("after a tool ran", tmp_path, [*TO_SUMMARY[:2], WORDS])
    one = await counter.talk(thread=thread)
    said = next(item for item in await items_of(one) if item["type"] == "user_message")
    params = {"thread_id": thread, "item_id": said["id"]}
    assert await one._run("threads.retry_after_item", params) is None
    session = (await one.send("/session"))["session"]
    assert (session["reason_code"], session["step"]) == ("WRONG_SIZE", "resolution")
    assert "retail.choose_resolution" in offered_actions((await newest_card(one))["widget"])


@pytest.mark.parametrize("moment", WRITE_MOMENTS)
@pytest.mark.parametrize("by_words", [False, True], ids=["clicks", "words"])
async def test_a_kill_while_the_return_is_written_ends_in_exactly_one(
    counter: Counter, tmp_path: Path, moment: str, by_words: bool
) -> None:
    thread = killed_at(moment, tmp_path, [*TO_SUMMARY, "/click retail.confirm"])
    one = await counter.talk(thread=thread)
    before = (await one.send("/session"))["session"]
    assert (before["return_id"] is not None) == (moment == "before the next card is shown")
    if by_words:
        await send(one, ["yes, confirm it"])
    else:
        await one.send("/click retail.confirm")
    await one_return(one)
