"""Whatever is asked for somebody else's conversation: it is not there, and nothing changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from agents.testing import ScriptedModel
from chatkit.server import StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import ChatKitReq

from chatkit_core.bootstrap import DATABASE, Services, build_services
from chatkit_core.config import ConfigurationError, load_settings
from chatkit_core.headless import Conversation, open_conversation
from chatkit_core.session import RequestContext
from tests.chatkit_core.tiny import USE_CASE

ADA, BOB = RequestContext(user_id="ada", persona="ann"), RequestContext(user_id="bob")
SECRET = "the colour of Ada"
INPUT = {
    "content": [{"type": "input_text", "text": "Show me"}],
    "attachments": [],
    "inference_options": {},
}


@pytest.fixture
async def ada(tmp_path: Path) -> AsyncIterator[Conversation]:
    """A conversation of Ada's, with a card to click on."""
    settings = load_settings(data_dir=tmp_path, _env_file=None)
    services = await build_services(settings, [USE_CASE], models={"none": ScriptedModel([])})
    talk = Conversation(services.servers["tiny"], ADA, services)
    await talk.send("/click tiny.start {}")
    await services.servers["tiny"].process(rename(talk.thread_id, SECRET), ADA)
    await services.log.flush()
    yield talk
    await services.close()


def rename(thread_id: str | None, title: str) -> str:
    params = {"thread_id": thread_id, "title": title}
    return json.dumps({"type": "threads.update", "params": params})


def everything(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All documents of the store, as they lie there."""
    with sqlite3.connect(folder / DATABASE) as db:
        names = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        found = {name: sorted(db.execute(f'SELECT * FROM "{name}"'), key=str) for name in names}
    db.close()
    return found


REQUESTS: dict[str, dict[str, Any]] = {
    "threads.get_by_id": {},
    "threads.update": {"title": "Mine now"},
    "threads.delete": {},
    "threads.add_user_message": {"input": INPUT},
    "threads.add_client_tool_output": {"result": {"ok": True}},
    "threads.add_structured_input": {"item_id": "ITEM", "input": {"status": "skipped"}},
    "threads.custom_action": {
        "item_id": "ITEM",
        "action": {"type": "tiny.choose_color", "payload": {"color": "red"}},
    },
    "threads.sync_custom_action": {
        "item_id": "ITEM",
        "action": {"type": "tiny.choose_color", "payload": {"color": "red"}},
    },
    "threads.retry_after_item": {"item_id": "ITEM"},
    "items.list": {},
    "items.feedback": {"item_ids": ["ITEM"], "kind": "positive"},
}
"""Every request that names a thread, without its thread."""

ELSEWHERE = {
    "threads.create",
    "threads.list",
    "input.transcribe",
    "attachments.create",
    "attachments.delete",
}
"""Those that name none."""


def test_no_request_type_was_forgotten() -> None:
    union = get_args(ChatKitReq)[0]
    known = {kind.model_fields["type"].default for kind in get_args(union)}
    assert known == set(REQUESTS) | ELSEWHERE


@pytest.mark.parametrize("kind", REQUESTS)
async def test_a_request_for_somebody_elses_thread_finds_none_and_leaves_no_trace(
    ada: Conversation, tmp_path: Path, kind: str
) -> None:
    page = await ada.server.threads.load_items_json(ada.thread_id or "", None, 1, "desc", ADA)
    (card,) = page.data
    params = json.loads(json.dumps(REQUESTS[kind]).replace("ITEM", card["id"]))
    before = everything(tmp_path)
    told = await ask(ada.services, kind, {**params, "thread_id": ada.thread_id}, BOB)
    await ada.services.log.flush()
    assert everything(tmp_path) == before
    assert SECRET not in told
    assert "blue" not in told  # what the card offers


async def ask(services: Services, kind: str, params: dict[str, Any], who: RequestContext) -> str:
    """All that somebody gets to read for a request."""
    request = json.dumps({"type": kind, "params": params})
    try:
        result = await services.servers["tiny"].process(request, who)
        if not isinstance(result, StreamingResult):
            pytest.fail(f"{kind} was answered: {result.json!r}")
        return "".join([chunk.decode() async for chunk in result])
    except NotFoundError as missing:
        return str(missing)


async def test_a_list_holds_only_ones_own(ada: Conversation) -> None:
    request = json.dumps({"type": "threads.list", "params": {"limit": 100, "order": "desc"}})
    result = await ada.server.process(request, BOB)
    assert not isinstance(result, StreamingResult)
    assert json.loads(result.json)["data"] == []


async def test_a_click_with_somebody_elses_card_in_ones_own_thread_is_refused(
    ada: Conversation, tmp_path: Path
) -> None:
    page = await ada.server.threads.load_items_json(ada.thread_id or "", None, 1, "desc", ADA)
    bob = Conversation(ada.server, BOB, ada.services)
    await bob.send("/click tiny.start {}")
    await ada.services.log.flush()
    before = {
        k: [row for row in rows if "ada" in str(row)] for k, rows in everything(tmp_path).items()
    }
    action = {"type": "tiny.choose_color", "payload": {"color": "red"}}
    params = {"thread_id": bob.thread_id, "item_id": page.data[0]["id"], "action": action}
    await ask(ada.services, "threads.custom_action", params, BOB)
    await ada.services.log.flush()
    after = {
        k: [row for row in rows if "ada" in str(row)] for k, rows in everything(tmp_path).items()
    }
    assert after == before
    assert (await ada.send("/session"))["session"]["color"] is None


async def test_a_headless_run_of_somebody_else_is_refused(ada: Conversation) -> None:
    with pytest.raises(ConfigurationError, match="There is no conversation"):
        await open_conversation(ada.services, "tiny", BOB, ada.thread_id)
    stray = Conversation(ada.server, BOB, ada.services, ada.thread_id)
    for line in ("/session", "/events", "hello", "/click tiny.choose_color {}"):
        told = await stray.send(line)
        assert told["error"]
        assert not told["session"]
        assert not told.get("events")
        assert not told["items"]


async def test_ratings_of_somebody_elses_conversation_are_refused(ada: Conversation) -> None:
    with pytest.raises(NotFoundError):
        await ada.server.keep_feedback(ada.thread_id or "", ["x"], "positive", "mine", BOB)
