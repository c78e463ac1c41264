"""What one conversation remembers, and the order of its questions."""

from __future__ import annotations

from enum import StrEnum

from usecases.sample.domain.models import Contact, Plan, Topic

from chatkit_core.flow import Flow, SessionContext, Step


class Question(StrEnum):
    """The steps that can be asked again."""

    TOPIC = "topic"
    CONTACT = "contact"


class SampleSession(SessionContext):
    """The session fields; `request_id` is set once the request is sent."""

    member_id: str | None = None
    member_name: str | None = None
    member_plan: Plan | None = None
    topic: Topic | None = None
    contact: Contact | None = None
    request_id: str | None = None


FLOW = Flow(
    (
        Step(
            "identify",
            "Who the request is from",
            ("member_id", "member_name", "member_plan"),
            lambda s: s.member_id is None,
        ),
        Step(Question.TOPIC.value, "What it is about", ("topic",), lambda s: s.topic is None),
        Step(
            Question.CONTACT.value,
            "How you hear from us",
            ("contact",),
            lambda s: s.contact is None,
        ),
        Step("confirm", "Summary", ("request_id",), lambda s: s.request_id is None),
        Step("done", "Request sent", (), lambda _: False),
    )
)


def previous_step(state: SampleSession) -> Question | None:
    """The question before the one that is open."""
    if state.request_id:
        return None
    earlier = [step.name for step in FLOW.steps[: FLOW.index(state.step)]]
    asked = [name for name in earlier if name in {*Question}]
    return Question(asked[-1]) if asked else None
