"""Approval by a supervisor: an approval belongs to its command, and Approve runs it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from chatkit_core.domain import NeedsApproval, Refused
from chatkit_core.orchestration import Command, CommandContext, Outcome
from chatkit_core.session import Session

APPROVAL_STEP = "approval"
APPROVE, REJECT = "core.approve", "core.reject"
VERDICTS = {APPROVE: True, REJECT: False}
GONE = "That request is no longer waiting for an answer."


class ApprovalAnswer(BaseModel):
    """Which waiting request is answered."""

    model_config = ConfigDict(extra="forbid")

    approval_id: str


def ask_supervisor(
    session: Session[Any],
    command: Command[Any],
    payload: BaseModel,
    key: str,
    asked: NeedsApproval,
) -> Outcome:
    """Keep a command in the session until somebody answers for it; nothing else changes."""
    digest = hashlib.sha256(f"{key}:{session.revision}".encode()).hexdigest()
    session.ask_approval(
        {
            "id": f"apr_{digest[:16]}",
            "command": command.name,
            "payload": payload.model_dump(mode="json"),
            "key": key,
            "because": asked.sentence,
        }
    )
    return Outcome(say=asked.sentence, data={"approval": "waiting"})


def approval_commands(commands: Sequence[Command[Any]]) -> tuple[Command[Any], ...]:
    """Approve and Reject, for a use case with these commands."""
    by_name = {command.name: command for command in commands}

    async def approve(context: CommandContext[Any, Any], answer: ApprovalAnswer) -> Outcome:
        asked = _waiting(context, answer)
        command = by_name[asked["command"]]
        payload = command.payload.model_validate(asked["payload"])
        context.session.ask_approval(None)
        return await command.run(replace(context, approved=True, key=asked["key"]), payload)

    async def reject(context: CommandContext[Any, Any], answer: ApprovalAnswer) -> Outcome:
        _waiting(context, answer)
        context.session.ask_approval(None)
        return Outcome(say="The supervisor said no. Please choose something else.")

    return (
        Command(APPROVE, ApprovalAnswer, approve, doing="Approving"),
        Command(REJECT, ApprovalAnswer, reject, doing="Rejecting"),
    )


def _waiting(context: CommandContext[Any, Any], answer: ApprovalAnswer) -> dict[str, Any]:
    asked = context.session.approval
    if asked is None or asked["id"] != answer.approval_id:
        raise Refused(GONE)
    return asked
