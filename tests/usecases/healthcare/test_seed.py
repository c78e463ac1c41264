"""Demo data: complete, dated relative to the day, repeatable, and never in the way of real bookings."""

from __future__ import annotations

from datetime import timedelta

from chatkit_core.sqlite import SqliteDocumentStore
from tests.usecases.healthcare.desk import NOW, Desk
from usecases.healthcare import USE_CASE
from usecases.healthcare.cosmos_client import APPOINTMENTS, ClinicRepository
from usecases.healthcare.domain.clinic_time import clinic
from usecases.healthcare.domain.models import Specialty, Tier
from usecases.healthcare.seed import read_seed, seed


def test_there_are_enough_providers_and_patients_to_meet_every_rule() -> None:
    found = read_seed()
    assert len(found.providers) >= 6
    assert {one.specialty for one in found.providers} == set(Specialty)
    assert len(found.patients) >= 5
    assert {one.tier for one in found.patients} == set(Tier)
    titles = {one.title: one.specialty for one in found.providers}
    assert titles["Dr. Patel"] == "CARDIOLOGY"
    assert titles["Dr. Nguyen"] == "DERMATOLOGY"
    assert USE_CASE.personas[0].id == "PAT-2001"


async def rows(documents: SqliteDocumentStore, calendar: str) -> list[str]:
    page = await documents.query(APPOINTMENTS, calendar, limit=1000)
    return sorted(f"{one['id']} {one['start']}" for one in page.documents)


async def test_seeding_again_changes_nothing(documents: SqliteDocumentStore) -> None:
    before = await rows(documents, "PRV-301")
    await seed(documents, NOW.date())
    assert await rows(documents, "PRV-301") == before


async def test_a_new_day_moves_the_demo_appointments_along_and_leaves_nothing_behind(
    documents: SqliteDocumentStore,
) -> None:
    before = await rows(documents, "PRV-301")
    await seed(documents, NOW.date() + timedelta(days=1))
    repository = ClinicRepository(documents)
    [first, _] = await repository.appointments("PAT-2001")
    assert clinic(first.start).date() == NOW.date() + timedelta(days=2)
    after = await rows(documents, "PRV-301")
    assert len(after) == len(before)
    assert after != before


async def test_demo_appointments_lie_within_hours_and_overlap_nothing(desk: Desk) -> None:
    found = read_seed()
    hours = {one.provider_id: one for one in found.providers}
    for person in found.patients:
        for one in await desk.service.data.appointments(person.patient_id):
            start = clinic(one.start)
            works = hours[one.provider_id].works_on(start.date())
            assert any(a <= start.time() and clinic(one.end).time() <= b for a, b in works)


async def test_conflicts_are_there_to_be_met(desk: Desk) -> None:
    for provider in read_seed().providers:
        taken = await desk.service.data.taken(provider.provider_id, NOW, NOW + timedelta(days=14))
        assert len(taken) >= 4


async def test_a_real_booking_keeps_its_time_when_the_demo_data_is_dated_anew(desk: Desk) -> None:
    await desk.ready(slot="2026-12-01T13:00")
    await desk.do("confirm")
    for days in range(1, 6):
        await seed(desk.documents, NOW.date() + timedelta(days=days))
    [mine] = await desk.service.data.appointments("PAT-2004")
    rival = await desk.another().ready(patient="PAT-2002", slot=None)
    outcome = await rival.do("choose_slot", slot="2026-12-01T13:00")
    assert "taken" in outcome.say
    assert clinic(mine.start).hour == 13
