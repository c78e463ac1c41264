"""The scored sentences can be played on a remote model as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval.cases import Book, load
from tests.eval.judge import Judge
from tests.eval.stage import open_stage
from tests.peers.aimock import KEY, Aimock, call, say


@pytest.fixture
def book() -> Book:
    return load("retail")


async def test_a_sentence_is_played_on_a_deployment_by_its_name(
    aimock: Aimock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Book
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", aimock.url)
    monkeypatch.setenv("AZURE_OPENAI_DEPLOYMENT", "gpt-usual")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
    monkeypatch.setenv("MODEL_FALLBACKS", "offline")
    wanted = next(c for c in book.cases if dict(c.expect.changes) == {"reason_code": "DAMAGED"})
    selection = {"selection_type": "reason", "selection_code": "DAMAGED"}
    aimock.answer(wanted.say, call("set_user_selection", **selection), say("Noted."))
    async with open_stage("retail", "gpt-other", tmp_path) as stage:
        await stage.build(book)
        turn = await stage.play(wanted)
        flow = stage.services.use_cases["retail"].flow
    assert Judge(book.rules, flow).wrong(wanted, turn) == ""
    assert turn.tools == ("set_user_selection",)
    assert {request["body"]["model"] for request in aimock.requests()} == {"gpt-other"}
