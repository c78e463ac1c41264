"""The one path on which clicks and words meet: a command, run on the session of its conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from chatkit_core.approval import VERDICTS, approval_commands, ask_supervisor
from chatkit_core.domain import DomainService, NeedsApproval, Refused
from chatkit_core.orchestration import Actor, Command, CommandContext, Outcome, UseCase
from chatkit_core.session import Session, SessionManager
from chatkit_core.trace.capture import span
from chatkit_core.turn import Turn, admit_click, has_seen_summary, read_payload, settle, turn_key

T = TypeVar("T", bound=BaseModel)

NOT_SHOWN = "Please look at the summary first, and confirm it there."


@dataclass(frozen=True, slots=True)
class Execution:
    """Runs a use case's commands, each in one read-modify-write of the session document."""

    use_case: UseCase
    service: DomainService
    sessions: SessionManager[Any]
    commands: Mapping[str, Command[Any]]

    async def run(
        self, turn: Turn, name: str, raw: Mapping[str, Any]
    ) -> tuple[Outcome, Session[Any]]:
        """Run one command for a turn. Gives its outcome and the session as stored.

        Raises `Refused` with nothing changed, or `StoreUnavailableError`.
        """
        with span(
            "command", name, arguments=dict(raw) if isinstance(raw, Mapping) else raw
        ) as note:
            command = self.commands.get(name)
            if command is None:
                raise Refused(f"This chat has no action called “{name}”.")
            payload = read_payload(command, raw)

            async def work(session: Session[Any]) -> tuple[Outcome, Session[Any]]:
                return await self._work(session, turn, command, payload), session

            outcome, session = await self.sessions.update(
                turn.thread.id, turn.context.user_id, work
            )
            turn.session = session
            turn.verdict = VERDICTS.get(name, turn.verdict)
            note["say"], note["step"] = outcome.say, session.state.step
            turn.touched = turn.touched or bool(session.changes)
            if outcome.card:
                turn.extras.append(outcome.card)
            return outcome, session

    async def greet(self, session: Session[Any], turn: Turn, unless: str = "") -> None:
        """Bind a brand-new conversation to the persona it was opened for.

        `unless` is the command under way: the one that identifies somebody does it by itself.
        """
        name, field_name = self.use_case.identify
        if session.etag is not None or not turn.context.persona or unless == name:
            return
        command = self.commands[name]
        payload = command.payload.model_validate({field_name: turn.context.persona})
        with span("command", name, arguments={field_name: turn.context.persona}):
            await command.run(self._context(session, turn, command), payload)

    async def _work(
        self, session: Session[Any], turn: Turn, command: Command[T], payload: T
    ) -> Outcome:
        if turn.actor is Actor.CLICK:
            turn.opening, turn.before = session.open_card, session.state
            await self.greet(session, turn, unless=command.name)
            admit_click(session, turn, command)
            if turn.thread.title is None:
                turn.thread.title = self._clicked_title(turn)
        if command.final and not has_seen_summary(session, turn):
            raise Refused(NOT_SHOWN)
        before = session.state
        try:
            outcome = await command.run(self._context(session, turn, command), payload)
        except NeedsApproval as asked:
            outcome = ask_supervisor(
                session, command, payload, turn_key(session, turn, command), asked
            )
        if session.state != before:
            session.ask_approval(None)
        if turn.actor is Actor.CLICK:
            settle(session, turn)
        return outcome

    def _context(
        self, session: Session[Any], turn: Turn, command: Command[Any]
    ) -> CommandContext[Any, Any]:
        key = turn_key(session, turn, command)
        service = self.service.under(session.rules)
        return CommandContext(session, service, turn.actor, key)

    def _clicked_title(self, turn: Turn) -> str:
        people = {persona.id: persona.name for persona in self.use_case.personas}
        name = people.get(turn.context.persona or "")
        return f"{self.use_case.title} · {name}" if name else self.use_case.title


def command_table(commands: Sequence[Command[Any]]) -> dict[str, Command[Any]]:
    """A use case's commands by name, with Approve and Reject for what needs a supervisor."""
    return {command.name: command for command in (*commands, *approval_commands(commands))}
