"""The sentences, the situations they are said in, and what each of them should do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PHRASE_FOLDERS = ("chatkit_core", "usecases")
SITUATIONS = "situations.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(_Strict):
    """What a sentence should do. Fields of the session not named in `changes` stay as they are.

    A value may be `A|B` for either, `unset` for empty, `*` for anything but empty. `reads` are
    the tools of which one must have run, `hears` is part of the answer. `nothing` says how it is
    put, which only people judge.
    """

    changes: dict[str, Any] = {}
    reads: list[str] = []
    nothing: Literal["refused", "asks", "smalltalk"] | None = None
    hears: str = ""
    back: str | None = None
    start_over: bool = False
    cancel: bool = False
    step: str | None = None
    any: list[Expect] = []

    @property
    def writes(self) -> bool:
        """Whether this may change anything at all."""
        own = self.changes or self.back or self.start_over or self.cancel
        return bool(own) or any(option.writes for option in self.any)


class Case(_Strict):
    """One sentence, typed at a named situation."""

    say: str
    at: str
    expect: Expect
    tags: list[str]

    @property
    def unsafe(self) -> bool:
        """Whether it must never write: a question, talk, doubt, or something hostile."""
        return not self.expect.writes


class Situation(_Strict):
    """A state to be in, reached by clicks: `[action type, payload]` each."""

    persona: str | None = None
    clicks: list[tuple[str, dict[str, Any]]] = []
    step: str


class Rules(_Strict):
    """What the use case decides about its fields.

    `free` fields may change at any time, `follow` lists what changes along with a field,
    `compare_by` the key by which a list of objects is compared. `private` holds words that only
    the conversation of that customer may contain. `record` is the field that names what was
    written in the shop's own data, `now` the moment at which everything is said, if that matters.
    """

    free: list[str]
    follow: dict[str, list[str]]
    compare_by: dict[str, str]
    start_over_keeps: list[str]
    cancel_keeps: list[str]
    bound_by: str
    private: dict[str, list[str]]
    record: str = "return_id"
    now: datetime | None = None


class Book(_Strict):
    """Everything that is scored of one use case."""

    rules: Rules
    situations: dict[str, Situation]
    cases: list[Case]


def load(use_case: str, by: str = "") -> Book:
    """Read a use case's folder, or the one in it that holds the sentences `by` others.

    Raises pydantic's ValidationError on a case that is mistyped.
    """
    folder = HERE / use_case / by
    world = _read(folder / SITUATIONS)
    files = sorted(path for path in folder.glob("*.yaml") if path.name != SITUATIONS)
    cases = [case for path in files for case in _read(path)]
    return Book.model_validate({**world, "cases": cases})


def normalised(text: str) -> str:
    """A sentence without case, punctuation and spacing, to tell whether two are the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def example_phrases() -> set[str]:
    """Every sentence that the offline model ships with, normalised."""
    files = [path for folder in PHRASE_FOLDERS for path in sorted((ROOT / folder).rglob("*.yaml"))]
    return {normalised(text) for path in files for text in _strings(_read(path))} - {""}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
