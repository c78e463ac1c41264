"""Clicks and words on the tiny use case: one path, one card, and bad input that changes nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call
from chatkit.store import NotFoundError

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.data import StoreUnavailableError
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.turn import NOT_OPEN
from chatkit_core.use_case_server import NO_RETRY
from tests.chatkit_core.tiny import USE_CASE

Talk = Callable[..., Awaitable[Conversation]]


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Makes conversations with the tiny shop whose model follows a script."""
    opened: list[Services] = []
    made = 0

    async def services(script: list[Any]) -> Services:
        settings = Settings(data_dir=tmp_path, _env_file=None)  # type: ignore[call-arg]
        found = await build_services(
            settings,
            [USE_CASE],
            models={"scripted": ScriptedModel([steps(step) for step in script])},
        )
        opened.append(found)
        return found

    async def make(*script: Any, persona: str | None = "ann", **where: Any) -> Conversation:
        nonlocal made
        made += 1
        found = await services(list(script))
        context = RequestContext(user_id=where.get("user", "local"), persona=persona)
        return Conversation(found.servers["tiny"], context, found, where.get("thread"))

    yield make
    for found in opened:
        await found.close()


def steps(step: Any) -> Any:
    """One model answer: an error, or a list of output items."""
    return step if isinstance(step, list | Exception) else [step]


def say(text: str, id: str) -> Any:
    return assistant_message(text, item_id=id)


def call(name: str, id: str, **arguments: Any) -> Any:
    return function_call(name, arguments, call_id=id)


async def card_of(one: Conversation) -> dict[str, Any]:
    page = await one.server.threads.load_items_json(
        one.thread_id or "", None, 50, "desc", one.context
    )
    return next(item for item in page.data if item["type"] == "widget")


async def items_of(one: Conversation) -> list[dict[str, Any]]:
    page = await one.server.threads.load_items_json(
        one.thread_id or "", None, 100, "asc", one.context
    )
    return page.data


async def test_a_click_needs_no_model_and_leads_to_the_next_card(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    result = await one.send('/click tiny.choose_color {"color": "red"}')
    assert result["error"] is None
    assert result["session"]["color"] == "red"
    assert result["session"]["step"] == "size"
    locked, following = result["items"]
    assert "red" in json.dumps(locked["widget"])
    assert "clicked" in json.dumps(locked["widget"])
    assert following["widget"]["children"][0]["value"] == "size"


async def test_words_and_clicks_leave_equal_sessions_and_equal_cards(talk: Talk) -> None:
    clicked = await talk()
    await clicked.send("/click tiny.start")
    by_click = await clicked.send('/click tiny.choose_color {"color": "red"}')
    typed = await talk(call("pick_color", "c1", color="red"), say("Red it is.", "msg_a1"))
    by_words = await typed.send("the red one please")
    assert by_click["session"] == by_words["session"]
    assert (await card_of(clicked))["widget"] == (await card_of(typed))["widget"]


async def test_several_answers_in_one_message_land_on_the_next_open_step_with_one_card(
    talk: Talk,
) -> None:
    one = await talk(
        [call("pick_color", "c1", color="red"), call("pick_size", "c2", size="SMALL")],
        say("Done.", "msg_a1"),
    )
    result = await one.send("a small red one")
    assert result["session"]["step"] == "confirm"
    cards = [item for item in await items_of(one) if item["type"] == "widget"]
    assert [card["widget"]["children"][0]["value"] for card in cards] == ["confirm"]


async def test_a_typed_answer_locks_the_card_that_was_open(talk: Talk) -> None:
    one = await talk(call("pick_color", "c1", color="blue"), say("Blue.", "msg_a1"))
    await one.send("/click tiny.start")
    await one.send("blue")
    first = next(item for item in await items_of(one) if item["type"] == "widget")
    assert "typed" in json.dumps(first["widget"])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/click tiny.paint {}", "no action called"),
        ('/click tiny.choose_color {"color": "green"}', "only red and blue"),
        ("/click tiny.choose_color {}", "without its color"),
        ('/click tiny.choose_size {"size": "TINY"}', "“TINY” is not something I can use"),
        ('/click tiny.choose_color {"color": "red", "price": 0}', "price"),
        ("/click tiny.choose_color [1]", "details"),
        ("/click tiny.choose_color {", "must be JSON"),
        ("/click", "TYPE"),
        ("/click tiny.confirm", "nothing to confirm yet"),
    ],
)
async def test_bad_input_gets_one_sentence_and_changes_nothing(
    talk: Talk, line: str, sentence: str
) -> None:
    one = await talk()
    before = await one.send("/click tiny.start")
    stored = await items_of(one)
    after = await one.send(line)
    assert sentence in after["error"]
    assert after["session"] == before["session"]
    assert await items_of(one) == stored


async def test_a_stale_card_is_refused(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    stale = await card_of(one)
    await one.send('/click tiny.choose_color {"color": "red"}')
    action = {"type": "tiny.choose_color", "payload": {"color": "blue"}}
    error = await one._run(
        "threads.custom_action",
        {"thread_id": one.thread_id, "item_id": stale["id"], "action": action},
    )
    assert error is not None
    assert "answered already" in error
    assert (await one.send("/session"))["session"]["color"] == "red"


async def test_an_action_without_a_card_is_refused(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    action = {"type": "tiny.choose_color", "payload": {"color": "blue"}}
    error = await one._run("threads.custom_action", {"thread_id": one.thread_id, "action": action})
    assert error == NOT_OPEN
    assert (await one.send("/session"))["session"]["color"] is None


async def test_two_clicks_on_one_card_in_two_processes_have_one_effect(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    other = await talk(thread=one.thread_id)
    results = await asyncio.gather(
        one.send('/click tiny.choose_color {"color": "red"}'),
        other.send('/click tiny.choose_color {"color": "blue"}'),
    )
    assert sorted(result["error"] is None for result in results) == [False, True]
    cards = [item for item in await items_of(one) if item["type"] == "widget"]
    assert len(cards) == 2


async def test_racing_words_and_clicks_on_one_summary_show_one_next_card(talk: Talk) -> None:
    one = await talk()
    for line in (
        "/click tiny.start",
        '/click tiny.choose_color {"color": "red"}',
        '/click tiny.choose_size {"size": "SMALL"}',
    ):
        await one.send(line)
    order, done = call("place_order", "c1"), say("Ordered.", "msg_a1")
    second = await talk(order, done, thread=one.thread_id)
    third = await talk(call("place_order", "c2"), say("Yes.", "msg_a2"), thread=one.thread_id)
    results = await asyncio.gather(
        second.send("yes"), one.send("/click tiny.confirm"), third.send("confirm")
    )
    assert all("went wrong" not in (result["error"] or "") for result in results)
    items = await items_of(one)
    cards = [i for i in items if i["type"] == "widget" and i["widget"]["children"]]
    newest = [c for c in cards if c["widget"]["children"][0].get("value") == "done"]
    assert len(newest) == 1
    orders = await one.services.documents.query("tiny_orders", "ann", limit=10)
    assert len(orders.documents) == 1


async def test_a_finished_card_stays_what_it_was_when_a_new_round_begins(talk: Talk) -> None:
    one = await talk()
    for line in (
        "/click tiny.start",
        '/click tiny.choose_color {"color": "red"}',
        '/click tiny.choose_size {"size": "SMALL"}',
        "/click tiny.confirm",
    ):
        done = await one.send(line)
    back = await one.send('/click tiny.go_back {"step": "color"}')
    assert done["session"]["order_id"] in json.dumps(back["items"][0]["widget"])


async def test_the_confirm_step_cannot_be_skipped_in_words(talk: Talk) -> None:
    one = await talk(
        [
            call("pick_color", "c1", color="red"),
            call("pick_size", "c2", size="SMALL"),
            call("place_order", "c3"),
        ],
        say("Please confirm.", "msg_a1"),
        call("place_order", "c4"),
        say("Ordered.", "msg_a2"),
    )
    first = await one.send("small red one, order it now")
    assert first["session"]["order_id"] is None
    second = await one.send("yes")
    assert second["session"]["order_id"]


async def test_what_needs_approval_waits_in_the_store_until_somebody_approves(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    await one.send('/click tiny.choose_color {"color": "red"}')
    asked = await one.send('/click tiny.choose_size {"size": "HUGE"}')
    assert asked["session"]["size"] is None
    later = await talk(thread=one.thread_id)
    card = await card_of(later)
    assert "Supervisor" in json.dumps(card["widget"])
    approval = (await later.server.sessions.load(one.thread_id or "", "local")).approval
    assert approval is not None
    wrong = await later.send('/click core.approve {"approval_id": "apr_forged"}')
    assert "no longer waiting" in wrong["error"]
    done = await later.send(f'/click core.approve {{"approval_id": "{approval["id"]}"}}')
    assert done["error"] is None
    assert done["session"]["size"] == "HUGE"
    again = await later.send(f'/click core.approve {{"approval_id": "{approval["id"]}"}}')
    assert again["error"] is not None


async def test_a_rejected_approval_changes_nothing_and_asks_again(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    await one.send('/click tiny.choose_color {"color": "red"}')
    await one.send('/click tiny.choose_size {"size": "HUGE"}')
    approval = (await one.server.sessions.load(one.thread_id or "", "local")).approval
    assert approval is not None
    done = await one.send(f'/click core.reject {{"approval_id": "{approval["id"]}"}}')
    assert done["session"]["size"] is None
    assert (await card_of(one))["widget"]["children"][0]["value"] == "size"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('/click core.approve {{"approval_id": "{id}"}}', "Approved"),
        ('/click core.reject {{"approval_id": "{id}"}}', "Rejected"),
        ("small then", "No longer needed"),
    ],
)
async def test_an_answered_approval_says_what_the_supervisor_said(
    talk: Talk, line: str, said: str
) -> None:
    one = await talk(call("pick_size", "c1", size="SMALL"), say("Small it is.", "msg_a1"))
    await one.send("/click tiny.start")
    await one.send('/click tiny.choose_color {"color": "red"}')
    await one.send('/click tiny.choose_size {"size": "HUGE"}')
    approval = (await one.server.sessions.load(one.thread_id or "", "local")).approval
    assert approval is not None
    await one.send(line.format(id=approval["id"]))
    cards = [item["widget"] for item in await items_of(one) if item["type"] == "widget"]
    answered = next(card for card in cards if "Supervisor approval" in json.dumps(card))
    assert said in json.dumps(answered)


async def test_a_store_that_fails_gives_a_sentence_and_invents_nothing(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await talk()
    for line in ("/click tiny.start", '/click tiny.choose_color {"color": "red"}'):
        await one.send(line)
    await one.send('/click tiny.choose_size {"size": "SMALL"}')

    async def broken(order_id: str, who: str) -> None:
        raise StoreUnavailableError("The disk is full.")

    monkeypatch.setattr(one.server.service, "place", broken)
    failed = await one.send("/click tiny.confirm")
    assert "nothing was changed" in failed["error"]
    assert failed["session"]["order_id"] is None
    monkeypatch.undo()
    assert (await one.send("/click tiny.confirm"))["session"]["order_id"]


async def test_a_failed_model_turn_leaves_the_session_as_it_was_and_keeps_the_words(
    talk: Talk,
) -> None:
    one = await talk(call("pick_color", "c1", color="red"), RuntimeError("the wire broke"))
    failed = await one.send("red")
    assert "could not answer" in failed["error"]
    assert failed["session"]["color"] is None
    kinds = [item["type"] for item in await items_of(one)]
    assert kinds[0] == "user_message"


async def test_a_retry_rewinds_the_session_to_before_the_message(talk: Talk) -> None:
    one = await talk(
        call("pick_color", "c1", color="red"),
        say("Red.", "msg_a1"),
        call("pick_color", "c2", color="blue"),
        say("Blue.", "msg_a2"),
    )
    await one.send("some colour")
    message = next(item for item in await items_of(one) if item["type"] == "user_message")
    params = {"thread_id": one.thread_id, "item_id": message["id"]}
    assert await one._run("threads.retry_after_item", params) is None
    assert (await one.send("/session"))["session"]["color"] == "blue"
    texts = [i["content"][0]["text"] for i in await items_of(one) if i["type"] != "widget"]
    assert texts == ["some colour", "Blue."]


async def test_a_retry_never_undoes_something_final(talk: Talk) -> None:
    one = await talk(call("place_order", "c1"), say("Ordered.", "msg_a1"))
    for line in (
        "/click tiny.start",
        '/click tiny.choose_color {"color": "red"}',
        '/click tiny.choose_size {"size": "SMALL"}',
    ):
        await one.send(line)
    done = await one.send("yes, order it")
    stored = await items_of(one)
    message = next(item for item in stored if item["type"] == "user_message")
    params = {"thread_id": one.thread_id, "item_id": message["id"]}
    error = await one._run("threads.retry_after_item", params)
    assert error == NO_RETRY
    assert await items_of(one) == stored
    assert (await one.send("/session"))["session"] == done["session"]


async def test_a_card_that_a_dead_process_did_not_show_is_shown_by_the_next_click(
    talk: Talk,
) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    old = await card_of(one)
    await one.send('/click tiny.choose_color {"color": "red"}')
    lost = await card_of(one)
    await one.server.store.delete_thread_item(one.thread_id or "", lost["id"], one.context)
    action = {"type": "tiny.choose_color", "payload": {"color": "blue"}}
    await one._run(
        "threads.custom_action",
        {"thread_id": one.thread_id, "item_id": old["id"], "action": action},
    )
    assert (await card_of(one))["id"] == lost["id"]


async def test_somebody_elses_conversation_cannot_be_read_or_clicked(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    card = await card_of(one)
    thief = await talk(user="mallory", persona=None, thread=one.thread_id)
    action = {"type": "tiny.choose_color", "payload": {"color": "blue"}}
    with pytest.raises(Exception, match=one.thread_id or "-"):
        await thief._run(
            "threads.custom_action",
            {"thread_id": one.thread_id, "item_id": card["id"], "action": action},
        )
    assert (await one.send("/session"))["session"]["color"] is None


async def test_every_change_in_the_session_is_in_its_event_log(talk: Talk) -> None:
    one = await talk(call("pick_size", "c1", size="SMALL"), say("Small.", "msg_a1"))
    await one.send("/click tiny.start")
    await one.send('/click tiny.choose_color {"color": "red"}')
    result = await one.send("a small one")
    await one.services.log.flush()
    folded: dict[str, Any] = {}
    actors: dict[str, str] = {}
    for event in await one.services.log.read(one.thread_id or ""):
        if event.kind == "state":
            for op in event.data["ops"]:
                folded[op["key"]] = op["new"]
                actors[op["key"]] = event.actor
    assert {k: v for k, v in result["session"].items() if v is not None} == folded
    assert actors["color"] == "click"
    assert actors["size"] == "typed"


async def test_a_rating_is_kept_once_per_answer_with_its_comment(talk: Talk) -> None:
    one = await talk()
    await one.send("/click tiny.start")
    card, thread = (await card_of(one))["id"], one.thread_id or ""
    for kind, comment in (("negative", "too slow"), ("positive", "better now")):
        await one.server.keep_feedback(thread, [card], kind, comment, one.context)
    [kept] = (await one.services.documents.query("feedback", thread, limit=10)).documents
    assert (kept["kind"], kept["comment"], kept["user_id"]) == ("positive", "better now", "local")
    stranger = RequestContext(user_id="mallory")
    with pytest.raises(NotFoundError):
        await one.server.keep_feedback(thread, [card], "negative", "", stranger)
