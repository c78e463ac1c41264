"""What a use case asks for: the fields of its session context, and the steps that fill them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict


class SessionContext(BaseModel):
    """The fields of one use case's session. Frozen: `Session.commit` makes the next value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a flow.

    `fields` are the session fields it answers, cleared when the step is re-opened.
    `is_open` says whether the question is still to be asked in a given session.
    """

    name: str
    title: str
    fields: tuple[str, ...]
    is_open: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Flow:
    """The ordered steps of a use case. The last one is where a finished conversation rests."""

    steps: tuple[Step, ...]

    def __getitem__(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def __contains__(self, name: object) -> bool:
        return any(step.name == name for step in self.steps)

    def current(self, state: SessionContext) -> str:
        """The first step that is still open."""
        return next((step.name for step in self.steps if step.is_open(state)), self.steps[-1].name)

    @property
    def closing(self) -> tuple[str, ...]:
        """The steps after every question: where it is confirmed, and where it rests."""
        return tuple(step.name for step in self.steps[-2:])

    def index(self, name: str) -> int:
        return next(n for n, step in enumerate(self.steps) if step.name == name)

    def fields_from(self, name: str) -> tuple[str, ...]:
        """The fields answered at a step and at every later one."""
        return tuple(f for step in self.steps[self.index(name) :] for f in step.fields)
