"""What the offline model knows of a use case: its intents and the steps they answer.

`phrase_file` reads it from a `phrases.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any


class Kind(StrEnum):
    """What an intent is to the interpreter, beside a tool call or a reply."""

    ANSWER = "answer"
    """Changes the session."""
    ASK = "ask"
    """Only reads; the only kind a question may become."""
    CHAT = "chat"
    """Small talk: dropped when the same message says anything else."""
    YES = "yes"
    NO = "no"
    NONE = "none"
    """Nothing is meant by it ("hmm, let me see", "please")."""
    TURN = "turn"
    """What follows it corrects what came before ("I changed my mind")."""
    OUTSIDE = "outside"
    """Not what this chat is for."""
    HOSTILE = "hostile"
    """Refused whatever else the message says."""
    FIRST = "first"
    """Called alone whatever else the message says, such as for an emergency."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function tool and the arguments for it, with placeholders."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a clause can mean.

    `step` is the step it answers, `code` the choice it names there, `at` what it means instead
    while another step is open, `only_at` the steps at which it may happen at all.
    """

    name: str
    kind: Kind
    phrases: tuple[str, ...]
    label: str = ""
    words: re.Pattern[str] | None = None
    call: Call | None = None
    reply: str = ""
    step: str = ""
    code: str = ""
    needs: str = ""
    final: bool = False
    alone: bool = False
    at: Mapping[str, str] = field(default_factory=dict)
    only_at: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()
    """Intents that go without saying beside it: who calls a return off keeps the thing."""
    opens: bool = False
    """It begins the matter, so what else its clause names counts as well."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """How one step of the flow is talked about."""

    name: str
    words: re.Pattern[str] | None = None
    choose: Call | None = None
    yes: str = ""
    no: str = ""
    many: bool = False
    names: bool = False
    known_as: str = ""
    """The field of the session with the name of whom the conversation is about."""
    amounts: bool = False
    ids: frozenset[str] = frozenset()
    browse: str = ""
    missing: str = ""
    """The intent that asks about a thing which is not among the choices."""
    again: str = ""
    """The intent that begins anew, where something is picked after all is done."""
    nobody: str = ""
    """The intent that asks about a person with a title whom no choice is called like."""
    selected: str = ""
    code_of: str = "{code}"
    ask: str = ""
    exclusive: bool = False
    """Two of its answers at once contradict each other: which of them it is takes a question."""
    times: bool = False
    """Its answers are days and times, said in too many ways for phrases."""


@dataclass(frozen=True)
class Language:
    """Everything there is to understand in one use case, in flow order."""

    scope: str
    ids: tuple[str, ...]
    steps: Mapping[str, StepWords]
    intents: Mapping[str, Intent]
    questions: re.Pattern[str] | None = None
    requests: re.Pattern[str] | None = None
    several: bool = False
    sources: tuple[Path, ...] = ()

    @cached_property
    def examples(self) -> tuple[tuple[str, str], ...]:
        """Every example phrase with the name of its intent."""
        return tuple((p, i.name) for i in self.intents.values() for p in i.phrases)

    @cached_property
    def coded(self) -> tuple[Intent, ...]:
        """The intents that name a code in words of their own."""
        return tuple(i for i in self.intents.values() if i.code and i.words)

    @cached_property
    def order(self) -> tuple[str, ...]:
        return tuple(self.steps)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the example phrases: none of these is a typo of a product's name."""
        return _words(phrase for phrase, _ in self.examples)

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """The words of what is meant in earnest: none of these is anybody's name."""
        refused = (Kind.HOSTILE, Kind.OUTSIDE)
        return _words(p for i in self.intents.values() if i.kind not in refused for p in i.phrases)

    @cached_property
    def times(self) -> StepWords | None:
        """The step whose answers are days and times."""
        return next((step for step in self.steps.values() if step.times), None)

    def choosing(self, step: str) -> str:
        """The name of the intent that picks from a step's choices."""
        return f"{step}.choose"

    def for_code(self, step: str, code: str) -> Intent | None:
        """The intent that names a code of a step."""
        return self.intents.get(f"{step}.{code}")


def tells(intent: Intent) -> bool:
    """Whether an intent hands on a story, whose names and times are part of it."""
    return intent.call is not None and "$text" in intent.call.arguments.values()


def asks_policies(intent: Intent) -> bool:
    """Whether an intent asks for a passage of the policies."""
    return intent.call is not None and "$topic" in intent.call.arguments.values()


def _words(phrases: Iterable[str]) -> frozenset[str]:
    found = (re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", phrase) for phrase in phrases)
    return frozenset(part for words in found for w in words for part in (w, *w.split("'")))
