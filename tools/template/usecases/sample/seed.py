"""Writes the demo data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from usecases.sample.cosmos_client import MEMBERS, SampleRepository
from usecases.sample.domain.models import Member, Plan

from chatkit_core.data import DocumentStore
from chatkit_core.demo_data import DemoData, SeedModel

SEED_FILE = Path(__file__).with_name("seed.json")


class SeedMember(SeedModel):
    """A demo member. `shows` says which rule one meets as this member."""

    member_id: str
    name: str
    email: str
    plan: Plan
    shows: str


class SeedData(SeedModel):
    """Everything in seed.json."""

    members: tuple[SeedMember, ...]


def read_seed() -> SeedData:
    """The demo members as written in seed.json."""
    return SeedData.model_validate_json(SEED_FILE.read_text(encoding="utf-8"))


async def seed(documents: DocumentStore, today: date) -> None:
    """Make the demo data fit a day; requests that people sent stay as they are."""
    await DEMO.seed(documents, today)


async def reset(documents: DocumentStore, today: date) -> None:
    """Put the demo data back to its beginning: requests that people sent are gone."""
    repository = SampleRepository(documents)
    for person in read_seed().members:
        await repository.forget_requests(person.member_id)
    await DEMO.seed_again(documents, today)


async def _write(documents: DocumentStore, _today: date, _mark: str) -> None:
    repository = SampleRepository(documents)
    for person in read_seed().members:
        await repository.people.keep(Member.model_validate(person.model_dump()))


DEMO = DemoData(MEMBERS, SEED_FILE, _write)
