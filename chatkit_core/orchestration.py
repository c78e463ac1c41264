"""Use cases as data: the manifest, its commands, personas and starter prompts."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel

from chatkit_core.data import Container, DocumentStore
from chatkit_core.domain import DomainService
from chatkit_core.flow import Flow, SessionContext
from chatkit_core.presentation import WidgetComposer
from chatkit_core.session import Session

if TYPE_CHECKING:
    from chatkit_core.use_case_server import UseCaseServer

S = TypeVar("S", bound=SessionContext)
P = TypeVar("P", bound=BaseModel)
D = TypeVar("D", bound=DomainService)


class Actor(StrEnum):
    """Who set a change going."""

    TYPED = "typed"
    CLICK = "click"
    RETRY = "retry"
    CLIENT = "client"
    INSPECTOR = "inspector"
    REPLAY = "replay"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command gives back.

    `say` is one sentence for the customer, `data` what a model may use to answer,
    `card` an extra card to show that answers no step.
    """

    say: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    card: DynamicWidgetRoot | None = None


@dataclass(slots=True)
class CommandContext(Generic[S, D]):
    """What a command works with.

    `key` is the idempotency key: the same for every try at one thing (thread, card, command).
    `approved` is True when somebody with the right role has agreed.
    """

    session: Session[S]
    service: D
    actor: Actor
    key: str
    approved: bool = False

    @property
    def state(self) -> S:
        return self.session.state

    def number(self, prefix: str) -> str:
        """The number of what this command makes, such as REQ-4A7F01C2: the same at every try."""
        return f"{prefix}-{hashlib.sha256(self.key.encode()).hexdigest()[:8].upper()}"


@dataclass(frozen=True, slots=True)
class Command(Generic[P]):
    """One thing a user can do, by a click or in words.

    `doing` is shown while it runs. `final` commands need their confirm card to have been shown
    before the request began. `anytime` commands may be clicked on a card that is no longer open.
    """

    name: str
    payload: type[P]
    run: Callable[[CommandContext[Any, Any], P], Awaitable[Outcome]]
    doing: str
    final: bool = False
    anytime: bool = False


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody from the demo data whom a conversation can be about."""

    id: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A starter prompt: a label on the start screen and the sentence it sends."""

    label: str
    text: str
    icon: str


@dataclass(frozen=True)
class UseCase:
    """Everything the app needs to know of a use case; found as `USE_CASE` in its package.

    `identify` is (command, payload field): what binds a new conversation to a persona's id.
    `tools` are the functions a model may call, `agent` is who it answers as; what it is told
    stands in `instructions.md` in `root`.
    `persona_label` is what its people are called ("Customer"); the first persona is the default.
    `start` is the command that the start screen's button fires.
    `build_service` gives what commands may ask, `build_composer` its cards, `server` the class
    that answers; `seed` writes the demo data for a day and is safe to repeat; `reset`, where there
    is one, also takes away what people did with it.
    """

    name: str
    title: str
    tagline: str
    icon: str
    root: Path
    containers: Sequence[Container]
    context: type[SessionContext]
    flow: Flow
    commands: Sequence[Command[Any]]
    personas: Sequence[Persona]
    persona_label: str
    prompts: Sequence[Prompt]
    identify: tuple[str, str]
    start: str
    greeting: str
    start_label: str
    build_service: Callable[[DocumentStore, Callable[[], datetime]], DomainService]
    build_composer: Callable[[], WidgetComposer[Any, Any]]
    server: Callable[..., UseCaseServer]
    seed: Callable[[DocumentStore, date], Awaitable[None]]
    reset: Callable[[DocumentStore, date], Awaitable[None]] | None = None
    tools: Sequence[Callable[..., Any]] = ()
    agent: str = "Assistant"
    decided: Mapping[str, str] = field(default_factory=dict)
    """Fields that get a value only after a policy was asked, with its name: a check sees to it."""

    def command(self, name: str) -> Command[Any] | None:
        """The command of that name, None when there is none."""
        return next((c for c in self.commands if c.name == name), None)
