"""One request on one conversation: what it may do, and what it has done so far."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from chatkit.types import ThreadMetadata, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel, ValidationError

from chatkit_core.approval import APPROVAL_STEP
from chatkit_core.base_server import CommandRunner, TurnContext
from chatkit_core.domain import Choice, Refused
from chatkit_core.flow import SessionContext
from chatkit_core.orchestration import Actor, Command, Outcome
from chatkit_core.presentation import offered_actions
from chatkit_core.session import OpenCard, RequestContext, Session

T = TypeVar("T", bound=BaseModel)

ANSWERED = "That card has been answered already. The newest card shows where we are."
NOT_ON_CARD = "That button is not on this card."
NOT_OPEN = "Open the newest card and use its buttons."


class Executor(Protocol):
    """What runs a turn's commands."""

    commands: dict[str, Command[Any]]

    def execute(
        self, turn: Turn, name: str, raw: Mapping[str, Any]
    ) -> Awaitable[tuple[Outcome, Session[Any]]]: ...

    def choices(self, session: Session[Any]) -> Awaitable[Mapping[str, Sequence[Choice]]]: ...


@dataclass(slots=True)
class Turn(CommandRunner):
    """One request on one conversation: who asked, from which card, and what it has done so far.

    `opening` and `before` are the open card and the state it found. It shows the next card only
    when it `claimed` that card's id; a racing request that did shows it otherwise. Where the
    question stays open so does its card, and `redraws` says that it may look different now.
    `session` is what it stored last, and `verdict` what a supervisor said in it, if one did.
    """

    server: Executor
    thread: ThreadMetadata
    context: RequestContext
    actor: Actor
    sender: WidgetItem | None = None
    opening: OpenCard | None = None
    before: SessionContext | None = None
    session: Session[Any] | None = None
    claimed: bool = False
    redraws: bool = False
    touched: bool = False
    verdict: bool | None = None
    closed: bool = False
    extras: list[DynamicWidgetRoot] = field(default_factory=list)
    order: asyncio.Lock = field(default_factory=asyncio.Lock)

    def doing(self, command: str) -> str:
        found = self.server.commands.get(command)
        return found.doing if found else ""

    async def typed(self, command: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        async with self.order:  # a model may ask for several at once: they run as it wrote them
            if self.closed:
                raise asyncio.CancelledError
            try:
                outcome, session = await self.server.execute(self, command, payload)
            except Refused as no:
                return {"ok": False, "say": no.sentence}
        step = session.state.step
        offered = (await self.server.choices(session)).get(step, ())
        next_choices = {"choices": {step: [c.as_json() for c in offered]}} if offered else {}
        return {"ok": True, "say": outcome.say, **outcome.data, "step": step, **next_choices}


def read_payload(command: Command[T], raw: Any) -> T:
    """The typed payload. Raises `Refused` with a sentence that names the value that is wrong."""
    if not isinstance(raw, Mapping):
        raise Refused("That action came without the details it needs.")
    try:
        return command.payload.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        name = str(first["loc"][0]).replace("_", " ") if first["loc"] else "details"
        if first["type"] == "missing":
            raise Refused(f"That action came without its {name}.") from problem
        shown = str(first["input"])[:40]
        raise Refused(f"“{shown}” is not something I can use as {name}.") from problem


def turn_key(session: Session[Any], turn: Turn, command: Command[Any]) -> str:
    """The idempotency key: the same for every try to answer one card with one command."""
    card = turn.opening.item_id if turn.opening else "start"
    return f"{session.root}:{card}:{command.name}"


def admit_click(session: Session[Any], turn: Turn, command: Command[Any]) -> None:
    """Refuse a click that its card does not offer, or whose card is no longer the open one."""
    if turn.sender is None:
        if not command.anytime:
            raise Refused(NOT_OPEN)
        return
    is_open = session.open_card is not None and turn.sender.id == session.open_card.item_id
    if not is_open and not command.anytime:
        raise Refused(ANSWERED)
    if command.name not in offered_actions(turn.sender.widget):
        raise Refused(NOT_ON_CARD if is_open else ANSWERED)


def has_seen_summary(session: Session[Any], turn: Turn) -> bool:
    """Whether the card that is open now was already there, for this step, when the turn began."""
    card = turn.opening
    return (
        card is not None
        and card == session.open_card
        and card.step == session.state.step
        and (not turn.touched)
    )


def settle(session: Session[Any], turn: Turn) -> None:
    """Claim the id of the next card, in the same write as the change that calls for it."""
    turn.redraws = session.card_due and stays_open(session, turn)
    if turn.redraws:
        session.keep_card()
    turn.claimed = session.card_due or session.open_card is None
    if turn.claimed:
        step = APPROVAL_STEP if session.approval else session.state.step
        seed = f"{session.root}:{session.revision + 1}"
        item_id = f"msg_{hashlib.sha256(seed.encode()).hexdigest()[:20]}"
        session.show(OpenCard(item_id, step))


def stays_open(session: Session[Any], turn: Turn) -> bool:
    """Whether what was typed answers other questions, so that the open card still asks its own.

    A click always uses its card up, or a double click would count twice. So does whatever changes
    what is to be confirmed: nobody may confirm what a card in another window does not show yet.
    """
    card, before = session.open_card, turn.before
    if turn.actor is not Actor.TYPED or not card or not before or card != turn.opening:
        return False
    step = session.state.step
    if session.approval or card.step != step or step in session.flow.closing:
        return False
    own = session.flow[step].fields
    return all(getattr(before, name) == getattr(session.state, name) for name in own)


def turn_of(context: TurnContext) -> Turn:
    if not isinstance(context.commands, Turn):
        raise TypeError("this turn was not begun by a use case server")
    return context.commands
