"""The one rule there is: how a member may be answered, and by when."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import BaseModel
from usecases.sample.domain.models import Contact, Plan, Topic, day_in_words

from chatkit_core.domain import Clause, Decision, Policy, PolicyEngine, Verdict


class ReplyInputs(BaseModel):
    """What was asked, how the answer should come, and who asked on which day."""

    topic: Topic
    contact: Contact
    plan: Plan
    today: date


class ReplyParameters(BaseModel):
    """Working days until the answer, and who is called back."""

    working_days: dict[Topic, int] = {Topic.QUESTION: 2, Topic.PROBLEM: 1, Topic.CHANGE: 3}
    letter_adds: int = 3
    phone_topics: list[Topic] = [Topic.PROBLEM]
    phone_plans: list[Plan] = [Plan.PLUS]


class ReplyPolicy(Policy[ReplyInputs, ReplyParameters]):
    """Whether a contact may be chosen. `outputs`: working_days, answer_by (a day as ISO text)."""

    name = "reply"
    inputs = ReplyInputs
    parameters = ReplyParameters

    def decide(self, inputs: ReplyInputs, parameters: ReplyParameters) -> Decision:
        days = parameters.working_days[inputs.topic]
        days += parameters.letter_adds if inputs.contact is Contact.LETTER else 0
        last = after_working_days(inputs.today, days)
        called = (
            inputs.topic in parameters.phone_topics
            or inputs.plan in parameters.phone_plans
            or inputs.contact is not Contact.PHONE
        )
        clauses = (
            Clause(
                "call_is_offered",
                called,
                "This contact is offered."
                if called
                else "We call back for problems, and for members of the Plus plan.",
            ),
        )
        return Decision(
            rule=self.name,
            verdict=Verdict.ALLOWED if called else Verdict.REFUSED,
            clauses=clauses,
            because=f"You hear from us by {day_in_words(last)}." if called else clauses[0].detail,
            inputs=inputs.model_dump(mode="json"),
            outputs={"working_days": days, "answer_by": last.isoformat()},
        )


def after_working_days(day: date, days: int) -> date:
    """The day that many working days after another one."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def sample_policies() -> PolicyEngine:
    """Every rule of this use case, with its parameters as they are."""
    return PolicyEngine([ReplyPolicy()])
