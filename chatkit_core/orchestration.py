"""Use cases: the manifest, the command table, and the server on which clicks and words meet."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from chatkit.errors import CustomStreamError
from chatkit.types import (
    Action,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel, ValidationError

from chatkit_core.data import Container
from chatkit_core.domain import DomainService, NeedsApproval, Refused
from chatkit_core.session import Flow, OpenCard, RequestContext, Session, SessionContext

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


@dataclass(frozen=True, slots=True)
class UseCase:
    """Everything the app needs to know of a use case; found as `USE_CASE` in its package.

    `identify` is the command (payload field, command name) that binds a conversation to a persona.
    `server` builds the use case's server on the core services.
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
    prompts: Sequence[Prompt]
    identify: tuple[str, str]
    start: str
    server: Callable[..., Any]

    def command(self, name: str) -> Command[Any] | None:
        return next((c for c in self.commands if c.name == name), None)
