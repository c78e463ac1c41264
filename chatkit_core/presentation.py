"""Cards: widget templates from files, and the composer that picks one for a step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from chatkit.widgets import DynamicWidgetRoot, WidgetTemplate
from pydantic import BaseModel

from chatkit_core.domain import Choice, DomainService
from chatkit_core.flow import SessionContext
from chatkit_core.session import Session

S = TypeVar("S", bound=SessionContext)
D = TypeVar("D", bound=DomainService)

Card: TypeAlias = Callable[[S, D], Awaitable[DynamicWidgetRoot]]

CORE_TEMPLATES = Path(__file__).parent / "templates"


class WidgetTheme:
    """The words and signs that cards of every use case share."""

    clicked = "clicked"
    typed = "typed"
    answered_icon = "check-circle"
    answered_color = "success"
    passed_icon = "reload"
    passed_color = "tertiary"
    passed_answer = "No longer needed"
    approved_answer = "Approved"
    rejected_answer = "Rejected"
    waiting_answer = "Waiting for a supervisor"
    waiting_icon = "clock"
    waiting_color = "warning"

    def sign(self, answer: str) -> tuple[str, str]:
        """Icon and colour of a used card's answer."""
        if answer == self.waiting_answer:
            return self.waiting_icon, self.waiting_color
        if answer and answer != self.rejected_answer:
            return self.answered_icon, self.answered_color
        return self.passed_icon, self.passed_color


class TemplateFolder:
    """The `.widget` files of a folder, each read once, when first built."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._templates: dict[str, WidgetTemplate] = {}

    def names(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.widget"))

    def build(self, name: str, data: dict[str, Any]) -> DynamicWidgetRoot:
        """One card from its template; every value the template names must be given."""
        if name not in self._templates:
            path = self._folder / f"{name}.widget"
            self._templates[name] = WidgetTemplate.from_file(str(path))
        return self._templates[name].build(data)


class WidgetComposer(Generic[S, D]):
    """Builds a use case's cards. A card depends on the session alone, never on how it came about."""

    def __init__(
        self,
        folder: Path,
        cards: Mapping[str, Card[S, D]] | None = None,
        answers: Mapping[str, Callable[[S], str]] | None = None,
    ) -> None:
        """`cards` builds the card of each step; `answers` says in words what was answered there."""
        self.theme = WidgetTheme()
        self._own = TemplateFolder(folder)
        self._core = TemplateFolder(CORE_TEMPLATES)
        self._cards = cards or {}
        self._answers = answers or {}

    async def for_step(self, session: Session[S], service: D) -> DynamicWidgetRoot:
        """The card that asks what is open now."""
        return await self._cards[session.state.step](session.state, service)

    def answer(self, step: str, state: S) -> str:
        """What was answered at a step, in words; empty when it has no answer."""
        return self._answers[step](state)

    async def answer_from(self, step: str, state: S, service: D) -> str:
        """The same, for composers that must look up a name which the session does not hold."""
        return self.answer(step, state)

    def build(self, name: str, **data: Any) -> DynamicWidgetRoot:
        """A card from one of the use case's own templates."""
        return self._own.build(name, data)

    def locked(self, title: str, answer: str, how: str) -> DynamicWidgetRoot:
        """The compact form of a used card: what was chosen, and whether clicked or typed."""
        icon, color = self.theme.sign(answer)
        answer = answer or self.theme.passed_answer
        shown = {"title": title, "answer": answer, "how": how, "icon": icon, "color": color}
        return self._core.build("locked", shown)

    def approval(self, approval_id: str, because: str) -> DynamicWidgetRoot:
        """The card that waits for a supervisor."""
        return self._core.build("approval", {"approval_id": approval_id, "because": because})


def option(choice: Choice) -> dict[str, str]:
    """A choice as templates take it."""
    return {**choice.as_json(), "icon": choice.icon}


def offered_actions(node: Any) -> Iterator[str]:
    """The type of every action that a widget, or a widget's JSON, can fire."""
    if isinstance(node, BaseModel):  # walked as it is: dumping a card costs more than the click
        node = {**node.__dict__, **(node.model_extra or {})}
    if isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("Action") or key == "action":
                kind = (
                    value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
                )
                if isinstance(kind, str):
                    yield kind
            elif key != "payload":
                yield from offered_actions(value)
    elif isinstance(node, list):
        for child in node:
            yield from offered_actions(child)
