"""Requests told in plain words."""

from __future__ import annotations

from chatkit_core.trace.frame import frame
from chatkit_core.trace.story import Story, doing_now, tell
from tests.chatkit_core.trace.recordings import made, recorded

CARD = {
    "type": "Card",
    "children": [
        {"type": "Title", "value": "Why?"},
        {
            "type": "Button",
            "label": "Arrived damaged",
            "onClickAction": {"type": "retail.choose_reason", "payload": {"reason": "DAMAGED"}},
        },
    ],
}


def stories() -> list[Story]:
    view = frame(recorded())
    return [tell(view, request) for request in view.requests]


def test_a_story_says_who_did_what_and_how_it_ended() -> None:
    assert [(s.writer, s.title, s.state) for s in stories()] == [
        ("typed", "“show me my orders”", "done"),
        ("clicked", "Choose reason · reason DAMAGED", "done"),
        ("typed", "“no, it is too small”", "done"),
        ("clicked", "Choose reason · reason NONSENSE", "failed"),
    ]


def test_a_typed_turn_is_told_step_by_step_without_the_scaffolding() -> None:
    told = [(line.kind, line.text) for line in stories()[0].lines]
    assert told == [
        ("model", "The model chose look_up"),
        ("tool", "Tool look_up"),
        ("command", "Show orders"),
        ("state", "Shown: O-1, O-2"),
        ("model", "The model answered"),
        ("sent", "Answered “Here are your orders.”"),
    ]


def test_a_policy_is_told_with_its_verdict_and_its_sentence() -> None:
    lines = stories()[1].lines
    assert "Policy “window”: allowed. It is in time." in [line.text for line in lines]


def test_a_policy_asked_for_several_items_is_one_line_that_counts() -> None:
    said = {"verdict": "allowed", "because": "In time."}
    log = made(
        ("request", "start", "r", None),
        *[("decision", "point", "window", "r")] * 3,
        ("request", "end", "r", None),
        window=said,
    )
    log[2].data["verdict"] = "allowed"
    (line,) = tell(frame(log), frame(log).requests[0]).lines
    assert line.text == "Policy “window”: 3 allowed"
    assert len(line.events) == 3


def test_a_click_is_told_by_the_words_on_its_button_even_after_the_card_was_locked() -> None:
    action = CARD["children"][1]["onClickAction"]  # type: ignore[index]
    log = made(
        ("request", "start", "r0", None),
        ("sent", "point", "thread.item.done", "r0"),
        ("request", "end", "r0", None),
        ("request", "start", "threads.custom_action", None),
        ("sent", "point", "thread.item.replaced", "threads.custom_action"),
        **{
            "thread.item.done": {"item": {"id": "i", "type": "widget", "widget": CARD}},
            "thread.item.replaced": {"item": {"id": "i", "type": "widget", "widget": {}}},
            "threads.custom_action": {"params": {"item_id": "i", "action": action}},
        },
    )
    view = frame(log)
    assert tell(view, view.requests[1]).title == "“Arrived damaged”"
    assert tell(view, view.requests[0]).lines[0].text == "Showed the card “Why?”"


def test_what_runs_now_is_the_innermost_thing_people_know() -> None:
    log = recorded()
    tool = next(e.seq for e in log if e.kind == "tool")
    now = doing_now(frame(log, tool))
    assert now is not None
    assert (now.text, now.state) == ("Tool look_up", "running")
    assert doing_now(frame(log)) is None


def test_an_event_that_was_too_long_to_record_is_told_by_its_name() -> None:
    log = made(
        ("request", "start", "r", None),
        ("sent", "point", "thread.item.done", "r"),
        **{"thread.item.done": {"too_long": 2_000_000, "begins": "{"}},
    )
    view = frame(log)
    assert [line.text for line in tell(view, view.requests[0]).lines] == ["Done"]
