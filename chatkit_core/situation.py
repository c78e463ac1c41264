"""What a model is told of a conversation: where it stands, and what can be picked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chatkit_core.domain import Choice, DomainService
from chatkit_core.orchestration import UseCase
from chatkit_core.session import Session


def told(
    use_case: UseCase,
    service: DomainService,
    session: Session[Any],
    choices: Mapping[str, Sequence[Choice]],
    not_offered: Sequence[Choice],
) -> str:
    """The session, its open step and the codes on offer, as JSON under a heading."""
    state = session.state
    facts = {
        "use_case": use_case.name,
        "now": service.clock().isoformat(timespec="minutes"),
        "today": service.today().isoformat(),
        "step": state.step,
        "step_title": use_case.flow[state.step].title,
        "session": state.model_dump(mode="json", exclude={"step"}),
        "choices": {step: [c.as_json() for c in found] for step, found in choices.items()},
        "not_offered": [c.as_json() for c in not_offered],
        "approval_waiting": bool(session.approval),
    }
    return "SITUATION\n" + json.dumps(facts, ensure_ascii=False)
