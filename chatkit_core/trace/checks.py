"""Invariants of a conversation, as small predicates over its log: each finds the first break.

A break is the event at which the log up to there stops being right, so that what a predicate says
of a longer log it says of every beginning of it: no sooner, no later, and never otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.fields import CHANGES
from chatkit_core.trace.frame import changes_in_order, frame
from chatkit_core.trace.wording import humanize

Predicate = Callable[[Sequence[Event]], Event | None]
"""Gives the first event that breaks the rule, or None."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, in words and as a predicate."""

    title: str
    first_break: Predicate


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of a log; `seq` is the event at which it first broke."""

    title: str
    seq: int | None

    @property
    def holds(self) -> bool:
        return self.seq is None


def gapless(log: Sequence[Event]) -> Event | None:
    return next((e for n, e in enumerate(log, start=1) if e.seq != n), None)


def no_write_after_its_request_ended(log: Sequence[Event]) -> Event | None:
    """Late events are exempt: their change was in time, only its record was not."""
    ended = {e.request: e.at for e in log if (e.kind, e.phase) == ("request", "end")}
    over: set[str | None] = set()
    for event in log:
        if (event.kind, event.phase) == ("request", "end"):
            over.add(event.request)
        elif event.kind == "state" and event.request in over:
            in_time = event.data.get("late") and event.at <= ended[event.request]
            if not in_time:
                return event
    return None


def every_start_has_one_end(log: Sequence[Event]) -> Event | None:
    """What still runs is fine while its request does: its end without theirs is the break."""
    running: dict[str, Event] = {}
    over: set[str | None] = set()
    for event in log:
        if event.phase == "start" and event.span:
            if event.span in running or event.request in over:
                return event
            running[event.span] = event
        elif event.phase == "end" and running.pop(event.span or "", None) is None:
            return event
        if (event.kind, event.phase) == ("request", "end"):
            over.add(event.request)
            if any(one.request == event.request for one in running.values()):
                return event
    return None


def every_change_starts_where_the_last_one_ended(log: Sequence[Event]) -> Event | None:
    """The session is the fold of its log only if no change is missing from it."""
    state: dict[str, Any] = {}
    for event in changes_in_order(log):
        for op in event.data["ops"]:
            if op["key"] in state and state[op["key"]] != op["old"]:
                return event
            state[op["key"]] = op["new"]
    return None


def selected_was_displayed(log: Sequence[Event]) -> Event | None:
    """By naming: what stands in a field `selected_...` was shown in a field `displayed_...`."""
    displayed: list[Any] = []
    for event in changes_in_order(log):
        ops = sorted(event.data["ops"], key=lambda op: not op["key"].startswith("displayed_"))
        for op in ops:
            if op["key"].startswith("displayed_"):
                displayed.append(op["new"])
            selected = op["new"] if op["key"].startswith("selected_") else None
            if isinstance(selected, list) and not all(_is_within(s, displayed) for s in selected):
                return event
    return None


def decided_before(field: str, rule: str | None = None) -> Predicate:
    """A rule: before `field` gets a value, a policy (that one, if named) has been asked."""

    def first_break(log: Sequence[Event]) -> Event | None:
        decided = False
        for event in log:
            decided = decided or (event.kind == "decision" and rule in (None, event.name))
            if not decided and _gives_value(event, field):
                return event
        return None

    return first_break


def _gives_value(event: Event, field: str) -> bool:
    ops = event.data.get("ops", ()) if event.kind == "state" else ()
    return any(op["key"] == field and op["new"] for op in ops)


CHECKS: Sequence[Check] = (
    Check("Events are numbered without a gap", gapless),
    Check("Nothing is written after its request ended", no_write_after_its_request_ended),
    Check("Every start has one end", every_start_has_one_end),
    Check("No change is missing from the log", every_change_starts_where_the_last_one_ended),
    Check("Only displayed items are selected", selected_was_displayed),
)


def evaluate(log: Sequence[Event], checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """What each check says of a log."""
    found = ((check, check.first_break(log)) for check in checks)
    return [Finding(check.title, broken.seq if broken else None) for check, broken in found]


def checks_for(decided: Mapping[str, str]) -> Sequence[Check]:
    """All checks; `decided` names fields with the policy that is asked before each gets a value."""
    own = (
        Check(
            f"No {humanize(field, capital=False)} without a decision", decided_before(field, rule)
        )
        for field, rule in decided.items()
    )
    return (*CHECKS, *own)


def session_equals_fold(log: Sequence[Event], state: Mapping[str, Any]) -> bool:
    """Whether a stored session's fields are what its log adds up to."""
    folded = frame(log).state
    return all(state.get(key) == value for key, value in folded.items())


def stored_session(log: Sequence[Event], session: Mapping[str, Any]) -> Finding | None:
    """Whether a session document is what its log adds up to; None while the log lags behind it."""
    known = {event.data.get("id") for event in log if event.kind in CHANGES}
    if any(change["id"] not in known for change in session.get("recent", ())):
        return None
    changes = changes_in_order(log)
    equal = session_equals_fold(log, session.get("state", {}))
    return Finding(FOLD, None if equal or not changes else changes[-1].seq)


FOLD = "The session is what its log adds up to"


def _is_within(wanted: Any, shown: Any) -> bool:
    """Whether a value, or an object whose identifiers match, appears anywhere in what was shown."""
    if wanted == shown:
        return True
    if isinstance(shown, dict):
        ids = _ids(wanted)
        if ids and ids.items() <= _ids(shown).items():
            return True
        return any(_is_within(wanted, _with_ids_of(shown, value)) for value in shown.values())
    return isinstance(shown, list) and any(_is_within(wanted, one) for one in shown)


def _ids(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if k.endswith("_id") and isinstance(v, str)}


def _with_ids_of(outer: dict[str, Any], value: Any) -> Any:
    """A nested list's objects know the identifiers of what holds them: an item, its order's."""
    if not isinstance(value, list):
        return value
    return [{**_ids(outer), **one} if isinstance(one, dict) else one for one in value]
