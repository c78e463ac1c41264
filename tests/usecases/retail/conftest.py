"""A returns desk on a store of its own, on a fixed day, with the demo data in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.data import CORE_CONTAINERS
from tests.usecases.retail.desk import NOW, Desk, TroubledStore
from usecases.retail.cosmos_client import CONTAINERS
from usecases.retail.seed import seed


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[TroubledStore]:
    store = TroubledStore(tmp_path / "app.sqlite3", [*CORE_CONTAINERS, *CONTAINERS])
    await seed(store, NOW.date())
    yield store
    await store.close()


@pytest.fixture
def desk(documents: TroubledStore) -> Desk:
    return Desk(documents)


@pytest.fixture
def at(desk: Desk) -> Callable[..., Awaitable[Desk]]:
    """A desk at which some questions have been answered: `await at("CUST-1001", items="all")`."""

    async def answered(customer: str, **answers: Any) -> Desk:
        await desk.do("identify", query=customer)
        for name, payload in answers.items():
            command, field = ANSWERS[name]
            await desk.do(command, **(payload if isinstance(payload, dict) else {field: payload}))
        return desk

    return answered


ANSWERS = {
    "items": ("select_items", "items"),
    "reason": ("choose_reason", "reason"),
    "offer": ("answer_offer", "accept"),
    "resolution": ("choose_resolution", "resolution"),
    "shipping": ("choose_shipping", "method"),
}
