"""Each invariant holds for a real recording, and finds the first event that breaks it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from chatkit_core.trace.checks import (
    FOLD,
    Check,
    Finding,
    checks_for,
    decided_before,
    evaluate,
    every_change_starts_where_the_last_one_ended,
    every_start_has_one_end,
    gapless,
    no_write_after_its_request_ended,
    selected_was_displayed,
    session_equals_fold,
    stored_session,
)
from chatkit_core.trace.frame import frame
from chatkit_core.trace.log import Event
from tests.chatkit_core.trace.recordings import change, made, recorded


def broken_at(event: Event | None) -> int | None:
    return event.seq if event else None


def test_every_check_holds_for_a_recorded_conversation() -> None:
    findings = evaluate(recorded())
    assert len(findings) >= 5
    assert all(finding.holds for finding in findings), findings


def test_a_gap_is_found() -> None:
    log = recorded()
    assert broken_at(gapless([*log[:4], *log[5:]])) == 6


def test_a_write_after_its_request_ended_is_found() -> None:
    log = made(
        ("request", "start", "r", None),
        ("request", "end", "r", None),
        ("state", "point", "late", "r"),
        late=change(color="red"),
    )
    assert broken_at(no_write_after_its_request_ended(log)) == 3
    in_time = replace(log[2], at=1.5, data={**log[2].data, "late": True})
    assert no_write_after_its_request_ended([*log[:2], in_time]) is None


def test_a_start_without_an_end_and_an_end_without_a_start_are_found() -> None:
    log = made(
        ("request", "start", "r", None),
        ("tool", "start", "t", "r"),
        ("request", "end", "r", None),
        ("tool", "start", "u", "r"),
    )
    assert broken_at(every_start_has_one_end(log)) == 3
    assert every_start_has_one_end(log[:2]) is None
    assert broken_at(every_start_has_one_end(log[2:])) == 3
    assert broken_at(every_start_has_one_end([log[0], log[2], log[3]])) == 4


def test_a_change_that_is_missing_from_the_log_is_found() -> None:
    log = [e for e in recorded() if e.kind == "state"]
    assert every_change_starts_where_the_last_one_ended(log) is None
    doctored = replace(log[-1], data={**log[-1].data, "ops": [
        {"key": "reason", "old": "NEVER", "new": "TOO_SMALL"}]})  # fmt: skip
    assert broken_at(every_change_starts_where_the_last_one_ended([*log[:-1], doctored])) == (
        log[-1].seq
    )


def test_selecting_what_was_never_displayed_is_found() -> None:
    shown = [{"order_id": "O-1", "items": [{"product_id": "P-1", "name": "Lamp"}]}]
    lamp = {"order_id": "O-1", "product_id": "P-1", "quantity": 1}
    other = {"order_id": "O-2", "product_id": "P-1", "quantity": 1}
    log = made(
        ("state", "point", "shown", None),
        ("state", "point", "picked", None),
        shown=change(displayed_orders=shown),
        picked=change(selected_items=[lamp]),
    )
    assert selected_was_displayed(log) is None
    forged = replace(log[1], data=change(selected_items=[lamp, other]))
    assert broken_at(selected_was_displayed([log[0], forged])) == 2


def test_a_field_set_without_asking_a_policy_is_found() -> None:
    log = made(
        ("decision", "point", "refund", None),
        ("state", "point", "resolved", None),
        resolved=change(resolution="FULL_REFUND"),
    )
    assert decided_before("resolution")(log) is None
    assert decided_before("resolution", "refund")(log) is None
    assert broken_at(decided_before("resolution", "window")(log)) == 2
    assert broken_at(decided_before("resolution")(log[1:])) == 2


def test_a_use_case_names_the_fields_that_wait_for_a_decision() -> None:
    log = made(("state", "point", "resolved", None), resolved=change(resolution="FULL_REFUND"))
    findings = evaluate(log, checks_for({"resolution": "refund"}))
    assert [(f.title, f.seq) for f in findings if not f.holds] == [
        ("No resolution without a decision", 1)
    ]


def test_what_a_check_says_of_a_log_it_says_of_every_beginning_of_it() -> None:
    chance = Random(7)
    checks = checks_for({"reason": "window"})
    for _ in range(120):
        log = recorded()
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(log))
            match chance.randrange(3):
                case 0:
                    del log[at]
                case 1:
                    log.insert(chance.randrange(len(log)), log[at])
                case _:
                    log.insert(chance.randrange(len(log)), log.pop(at))
        log = [replace(e, seq=n) for n, e in enumerate(log, start=1)]
        for check in checks:
            first = broken_at(check.first_break(log))
            for step in range(len(log) + 1):
                expected = first if first and first <= step else None
                assert broken_at(check.first_break(log[:step])) == expected, (check.title, step)


def test_the_stored_session_is_compared_with_the_fold() -> None:
    state = {"shown": ["O-1", "O-2"], "reason": "TOO_SMALL", "step": "done", "picked": []}
    assert session_equals_fold(recorded(), state)
    assert not session_equals_fold(recorded(), {**state, "reason": "DAMAGED"})


def test_a_stored_session_is_compared_once_its_log_has_caught_up() -> None:
    log = recorded()
    last = [e for e in log if e.kind == "state"][-1]
    state = frame(log).state
    stored = {"state": state, "recent": [{"id": last.data["id"]}]}
    assert stored_session(log, stored) == Finding(FOLD, None)
    other = {**stored, "state": {**state, "reason": "DAMAGED"}}
    assert stored_session(log, other) == Finding(FOLD, last.seq)
    assert stored_session(log[: last.seq - 1], stored) is None


def test_a_use_case_may_add_checks_of_its_own() -> None:
    never = Check("Nothing is ever decided", lambda log: log[0])
    (finding,) = evaluate(recorded(), (never,))
    assert (finding.title, finding.seq) == ("Nothing is ever decided", 1)
