"""Where two recordings of one conversation part: request by request, fact by fact. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from chatkit_core.trace.replay.script import Fact, Script, Step
from chatkit_core.trace.wording import humanize

MISSING = "nothing"
NEVER_THE_SAME = {("thread", "created_at"), ("workflow", "summary")}
"""What is measured while it happens, and says nothing of the conversation."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that came out otherwise: in which request, where in it, and both values."""

    step: int
    request: str
    where: str
    recorded: Any
    replayed: Any

    @property
    def sentence(self) -> str:
        return (
            f"Request {self.step} ({humanize(self.request)}) came out otherwise: {self.where} was "
            f"{_shown(self.recorded)} and is now {_shown(self.replayed)}."
        )


def first_difference(
    recorded: Script, replayed: Script, *, times: bool = True
) -> Difference | None:
    """The first difference, None where both are the same.

    `times` says whether items must bear the same times, too; a fork makes them anew. What was
    under way when its process died is not compared: nobody knows how far it had come.
    """
    if len(recorded.steps) != len(replayed.steps):
        was, now = len(recorded.steps), len(replayed.steps)
        return Difference(min(was, now) + 1, "end", "the number of requests", was, now)
    for step, again in zip(recorded.steps, replayed.steps, strict=True):
        if step.outcome == "open":
            continue
        renamed = {replayed.thread_id: recorded.thread_id}
        if found := _in_step(step, again, renamed, times=times):
            return found
    return None


def _in_step(step: Step, again: Step, renamed: dict[str, str], *, times: bool) -> Difference | None:
    for kind in ("state", "sent", "end"):
        pairs = zip_longest(_of(step, kind), _of(again, kind))
        for number, (fact, other) in enumerate(pairs, start=1):
            left, right = _value(fact, {}, times=times), _value(other, renamed, times=times)
            for path, was, now in _unlike(left, right):
                where = f"{WORDS[kind]} {number}{path}"
                return Difference(step.number, step.name, where, was, now)
    return None


WORDS = {"state": "change", "sent": "item", "end": "outcome"}


def _of(step: Step, kind: str) -> Sequence[Fact]:
    return [fact for fact in step.facts if fact.kind == kind]


def _value(fact: Fact | None, renamed: dict[str, str], *, times: bool) -> Any:
    if fact is None:
        return MISSING
    return {fact.name: _plain(fact.value, renamed, "", times=times)}


def _plain(value: Any, renamed: dict[str, str], within: str, *, times: bool) -> Any:
    """A value without what is never the same twice, under the recorded conversation's name."""
    match value:
        case dict():
            return {
                key: _plain(one, renamed, key, times=times)
                for key, one in value.items()
                if (within, key) not in NEVER_THE_SAME
                and (times or key != "created_at")
                and (within, key) != ("thread", "metadata")
            }
        case list():
            return [_plain(one, renamed, within, times=times) for one in value]
        case str():
            return renamed.get(value, value)
        case _:
            return value


def _unlike(left: Any, right: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every place in which two JSON values are not alike, the first one first."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in (*left, *(k for k in right if k not in left)):
            yield from _unlike(left.get(key, MISSING), right.get(key, MISSING), f"{path} › {key}")
    elif isinstance(left, list) and isinstance(right, list):
        for at, (one, other) in enumerate(zip_longest(left, right, fillvalue=MISSING), start=1):
            yield from _unlike(one, other, f"{path} › {at}")
    elif left != right:
        yield path, left, right


def _shown(value: Any) -> str:
    text = f"“{value}”" if isinstance(value, str) and value != MISSING else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
