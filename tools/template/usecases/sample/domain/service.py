"""What commands and cards may ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from usecases.sample.domain.models import Contact, Member, Plan, Request, Topic
from usecases.sample.domain.policies import ReplyInputs
from usecases.sample.domain.session import SampleSession

from chatkit_core.domain import Decision, DomainService, PolicyEngine
from chatkit_core.handbook import Handbook


class SampleData(Protocol):
    """The members and their requests, wherever they are kept.

    Every method may raise the store's `StoreUnavailableError`.
    """

    async def find_members(self, query: str) -> list[Member]:
        """Who a member number, an e-mail address or a name belongs to."""
        ...

    async def requests(self, member_id: str) -> list[Request]:
        """Somebody's requests, newest first."""
        ...

    async def create_request(self, request: Request, key: str) -> Request:
        """Keep a request, or find the one that the same key made before."""
        ...


class SampleService(DomainService):
    """The rule, the data and the policy texts."""

    def __init__(
        self,
        policies: PolicyEngine,
        clock: Callable[[], datetime],
        data: SampleData,
        handbook: Handbook,
    ) -> None:
        super().__init__(policies, clock, handbook)
        self.data = data

    def reply(self, topic: Topic, contact: Contact, plan: Plan | None) -> Decision:
        """Whether an answer may come this way, and by when it does."""
        inputs = ReplyInputs(
            topic=topic, contact=contact, plan=plan or Plan.BASIC, today=self.today()
        )
        return self.policies.decide("reply", inputs)

    def offered(self, state: SampleSession) -> list[tuple[Contact, Decision]]:
        """Every way to be answered, with the rule's verdict on it."""
        topic = state.topic or Topic.QUESTION
        return [(one, self.reply(topic, one, state.member_plan)) for one in Contact]
