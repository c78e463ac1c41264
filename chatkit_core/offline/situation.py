"""The situation a model call is made in, as the server tells it in the input."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chatkit_core.domain import Choice

MARK = "SITUATION"


@dataclass(frozen=True)
class Situation:
    """Where the conversation stands: the open step, what is known, what can be picked."""

    step: str = ""
    now: datetime | None = None
    session: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    not_offered: tuple[Choice, ...] = ()

    def learned(self, output: Mapping[str, Any]) -> Situation:
        """The situation after a tool's output, which may carry a new step and new choices."""
        fresh = output.get("choices")
        choices = (
            {**self.choices, **_choices(fresh)} if isinstance(fresh, Mapping) else self.choices
        )
        held = output.get("not_offered")
        not_offered = _listed(held) if isinstance(held, list) else self.not_offered
        step = str(output.get("step") or self.step)
        return replace(self, step=step, choices=choices, not_offered=not_offered)


def read_situation(text: str) -> Situation:
    """The situation behind the mark; an empty one when there is none."""
    try:
        told = json.loads(text.partition(MARK)[2])
    except ValueError:
        return Situation()
    return Situation(
        step=told.get("step", ""),
        now=_now(told),
        session=told.get("session", {}),
        choices=_choices(told.get("choices", {})),
        not_offered=_listed(told.get("not_offered", [])),
    )


def _choices(told: Mapping[str, Any]) -> dict[str, tuple[Choice, ...]]:
    return {step: _listed(found) for step, found in told.items()}


def _listed(found: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(c["code"], c.get("label", ""), c.get("detail", "")) for c in found)


def _now(told: Mapping[str, Any]) -> datetime | None:
    if told.get("now"):
        return datetime.fromisoformat(told["now"])
    if told.get("today"):
        today = date.fromisoformat(told["today"])
        return datetime(today.year, today.month, today.day)  # noqa: DTZ001 - a wall clock
    return None
