"""The returns desk as a ChatKit server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from chatkit_core.data import DocumentStore
from chatkit_core.domain import Choice
from chatkit_core.handbook import read_handbook
from chatkit_core.session import Session
from chatkit_core.use_case_server import UseCaseServer
from usecases.retail.cosmos_client import RetailRepository
from usecases.retail.domain.models import REASONS, RESOLUTIONS, SHIPPING, dollars
from usecases.retail.domain.policies import retail_policies
from usecases.retail.domain.service import Assessed, RetailService
from usecases.retail.domain.session import RetailSession

ROOT = Path(__file__).resolve().parent


class RetailServer(UseCaseServer):
    """Tells the model what can be chosen at each step, and what can not."""

    service: RetailService

    async def choices(self, session: Session[Any]) -> Mapping[str, Sequence[Choice]]:
        state: RetailSession = session.state
        returned = {item.code for item in state.selected_items} if state.return_id else set()
        return {
            "items": [
                Choice(item.code, item.name, f"{dollars(item.price)}, order {item.order_id}")
                for item in state.offered_items
                if item.code not in returned
            ],
            "reason": REASONS,
            "retention": _offers(state, self.service_for(session)),
            "resolution": RESOLUTIONS,
            "shipping": () if state.keeps_items else SHIPPING,
        }

    async def not_offered(self, session: Session[Any]) -> Sequence[Choice]:
        bought = await _bought(session.state, self.service_for(session))
        refused = [one for one in bought if not one.decision.allowed]
        return [Choice(one.code, one.item.name, one.decision.because) for one in refused]


def _offers(state: RetailSession, service: RetailService) -> list[Choice]:
    """The answers to the offer; the code is the percentage, 0 for no."""
    offers = [
        Choice(str(percent), f"Keep it, {percent}% back", "asks a supervisor" if asks else "")
        for percent, asks in service.offers(state.customer_tier)
    ]
    return [*offers, Choice("0", "No thanks, return it")]


async def _bought(state: RetailSession, service: RetailService) -> list[Assessed]:
    if state.customer_id is None or state.customer_tier is None:
        return []
    return await service.assessed(state.customer_id, state.customer_tier)


def build_service(documents: DocumentStore, clock: Callable[[], datetime]) -> RetailService:
    """The rules, the shop's data and the policy texts."""
    handbook = read_handbook(ROOT / "policies")
    return RetailService(retail_policies(), clock, RetailRepository(documents), handbook)
