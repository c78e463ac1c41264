"""A frame is a pure view of the log at any step: fields with their writers, spans, what runs."""

from __future__ import annotations

from dataclasses import replace

from chatkit_core.trace.frame import Fold, Frame, Span, frame
from tests.chatkit_core.trace.recordings import change, made, recorded


def at(step: int) -> Frame:
    return frame(recorded(), step)


def seq_of(kind: str, nth: int = 0) -> int:
    return [event.seq for event in recorded() if event.kind == kind][nth]


def test_a_frame_knows_who_wrote_each_field_when_and_through_what() -> None:
    fields = frame(recorded()).fields
    shown = fields["shown"].last
    assert (shown.value, shown.writer, shown.tool) == (["O-1", "O-2"], "typed", "look_up")
    assert shown.why == "orders looked up"
    assert shown.seq == seq_of("state", 0)
    reason = fields["reason"]
    assert [(w.value, w.writer, w.tool) for w in reason.history] == [
        ("DAMAGED", "clicked", None),
        ("TOO_SMALL", "typed", "set_reason"),
    ]
    assert reason.last.old == "DAMAGED"
    assert reason.last.chain[:2] == ("command demo.choose_reason", "tool set_reason")


def test_a_frame_of_an_earlier_step_knows_nothing_of_what_came_later() -> None:
    after_click = at(seq_of("state", 1))
    assert after_click.state["reason"] == "DAMAGED"
    assert len(after_click.requests) == 2
    before_click = at(seq_of("state", 1) - 1)
    assert "reason" not in before_click.state
    assert at(0).state == {}
    assert at(0).requests == []


def test_only_fields_of_the_newest_request_count_as_changed() -> None:
    fields = at(seq_of("state", 1)).fields
    assert fields["reason"].changed
    assert not fields["shown"].changed


def test_spans_nest_as_they_ran() -> None:
    asked = frame(recorded()).requests[0]

    def kinds(span: Span) -> list[str]:
        return [span.kind, *(kind for child in span.children for kind in kinds(child))]

    assert kinds(asked) == ["request", "agent", "turn", "model", "tool", "command", "turn", "model"]
    tool = next(span for span in asked.inner() if span.kind == "tool")
    assert tool.data == {"input": {"customer": "C-9"}, "output": ["O-1", "O-2"]}
    assert tool.ms is not None
    assert not tool.running


def test_what_has_begun_and_not_ended_is_running() -> None:
    inside_tool = at(seq_of("tool", 0))
    assert [span.kind for span in inside_tool.running] == ["request", "agent", "turn", "tool"]
    assert frame(recorded()).running == []


def test_what_had_not_ended_when_the_next_request_began_is_lost_not_running() -> None:
    log = made(
        ("request", "start", "r1", None),
        ("command", "start", "c1", "r1"),
        ("request", "start", "r2", None),
    )
    view = frame(log)
    assert [(span.id, span.lost) for span in view.requests] == [("r1", True), ("r2", False)]
    assert [span.id for span in view.running] == ["r2"]
    assert view.requests[0].children[0].lost


def test_errors_stay_with_the_span_they_happened_in() -> None:
    failed = frame(recorded()).requests[-1]
    assert failed.error == "ValueError: there is no reason called NONSENSE"
    assert [span.error for span in failed.inner()] == [failed.error]


def test_every_version_of_an_item_is_kept_and_a_removed_one_is_gone() -> None:
    done = {"item": {"id": "i", "type": "widget", "widget": {"n": 1}}}
    again = {"item": {"id": "i", "type": "widget", "widget": {"n": 2}}}
    log = made(
        ("request", "start", "r", None),
        ("sent", "point", "thread.item.done", "r"),
        ("sent", "point", "thread.item.replaced", "r"),
        ("sent", "point", "thread.item.removed", "r"),
        **{
            "thread.item.done": done,
            "thread.item.replaced": again,
            "thread.item.removed": {"item_id": "i"},
        },
    )
    assert [v["widget"]["n"] for v in frame(log, 3).items["i"]] == [1, 2]
    assert frame(log).items["i"] == []


def test_revisions_order_changes_whatever_the_clocks_say() -> None:
    first, second = made(
        ("state", "point", "second", None),
        ("state", "point", "first", None),
        second={**change(color="red"), "id": "2", "revision": 2},
        first={**change(color="blue"), "id": "1", "revision": 1},
    )
    assert frame([first, replace(second, at=99.0)]).state == {"color": "red"}


def test_a_log_taken_in_pieces_adds_up_to_the_same_as_the_whole() -> None:
    log = recorded()
    fold = Fold()
    for event in log:
        fold.take([event])
        assert fold.frame() == frame(log, event.seq)


def test_a_late_change_takes_its_place_in_a_fold_that_is_ahead_of_it() -> None:
    first, second = made(
        ("state", "point", "second", None),
        ("state", "point", "first", None),
        second={**change(color="red"), "id": "2", "revision": 2},
        first={**change(color="blue"), "id": "1", "revision": 1},
    )
    fold = Fold().take([first])
    assert fold.frame().state == {"color": "red"}
    taken = fold.take([second]).frame().fields["color"]
    assert [write.value for write in taken.history] == ["blue", "red"]


def test_a_change_that_two_readers_appended_counts_once() -> None:
    (one,) = made(("state", "point", "s", None), s={**change(color="red"), "id": "1"})
    assert len(frame([one, replace(one, seq=2)]).fields["color"].history) == 1


def test_a_click_beside_a_turn_does_not_end_the_turn() -> None:
    log = made(
        ("request", "start", "threads.add_user_message", None),
        ("request", "start", "threads.sync_custom_action", None),
    )
    assert [span.lost for span in frame(log).requests] == [False, False]


def test_what_was_lost_and_ends_after_all_is_lost_no_more() -> None:
    log = made(
        ("request", "start", "r1", None),
        ("request", "start", "r2", None),
        ("request", "end", "r1", None),
    )
    assert [span.lost for span in frame(log, 2).requests] == [True, False]
    assert [span.lost for span in frame(log).requests] == [False, False]


def test_rules_of_its_own_are_known_by_policy_and_gone_when_given_back() -> None:
    def own(value: int | None) -> dict[str, object]:
        return {"ops": [{"key": "window.days", "old": 30, "new": value}]}

    log = made(
        ("rules", "point", "given", None), ("rules", "point", "back", None),
        given=own(60), back=own(None),
    )  # fmt: skip
    assert frame(log, 1).rules == {"window": {"days": 60}}
    assert frame(log).rules == {}
