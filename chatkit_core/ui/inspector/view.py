"""What a panel draws from: one conversation as of one step, for one kind of reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chatkit_core.orchestration import UseCase
from chatkit_core.trace.checks import Finding
from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import Frame
from chatkit_core.trace.mask import Masker
from chatkit_core.ui.inspector.cursor import Cursor
from chatkit_core.ui.inspector.follow import Followed
from chatkit_core.ui.inspector.source import Conversation, Source


class Mode(StrEnum):
    """Who is looking: a customer, a product manager, an engineer."""

    STORY = "Story"
    PM = "PM"
    DEBUG = "Debug"

    @property
    def raw(self) -> bool:
        """Whether JSON may be shown."""
        return self is Mode.DEBUG


@dataclass(frozen=True, slots=True)
class View:
    """One drawing of the page. `frame` is the conversation at `step`; `masker` hides what is personal."""

    source: Source
    conversation: Conversation
    use_case: UseCase | None
    followed: Followed
    cursor: Cursor
    frame: Frame
    masker: Masker | None
    mode: Mode
    findings: Sequence[Finding] = ()
    """What the checks say of the log up to the step."""

    @property
    def step(self) -> int:
        return self.frame.step

    @property
    def events(self) -> list[Event]:
        """The whole log, what is ahead of the step included."""
        return self.followed.events

    def shown(self, value: Any) -> Any:
        """A value as this reader may see it."""
        return self.masker.mask(value) if self.masker else value

    def href(self, step: int) -> str:
        """The address of another step of this conversation."""
        return f"?thread={self.conversation.id}&step={step}"


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the page's panels: `draw` gets the view; `modes` are the readers it is for."""

    title: str
    icon: str
    draw: Callable[[View], None]
    modes: tuple[Mode, ...] = tuple(Mode)
