"""One slot is given once: to one of two tabs, of two processes, of many at the same moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from chatkit_core.sqlite import SqliteDocumentStore
from tests.usecases.healthcare.desk import NOW, Desk
from usecases.healthcare.cosmos_client import APPOINTMENTS, ClinicRepository, claim_documents
from usecases.healthcare.domain.clinic_time import grains, slot_start
from usecases.healthcare.domain.models import Appointment
from usecases.healthcare.domain.service import SlotTakenError

WANTED = "2026-12-01T09:30"


async def test_of_two_processes_one_gets_the_slot_and_the_other_the_next(
    desk: Desk, other_process: SqliteDocumentStore
) -> None:
    first = await desk.ready(patient="PAT-2002")
    second = await desk.another(other_process).ready(patient="PAT-2003")
    await asyncio.gather(first.do("confirm"), second.do("confirm"))
    states = [await first.state(), await second.state()]
    winners = [state for state in states if state.step == "done"]
    losers = [state for state in states if state.step == "confirm"]
    assert [state.slot for state in winners] == [WANTED]
    assert [state.slot for state in losers] == ["2026-12-01T10:30"]  # 10:00 is somebody's already


async def test_the_loser_is_offered_the_next_free_time_in_one_sentence(desk: Desk) -> None:
    late = await desk.another().ready(patient="PAT-2003")
    await (await desk.ready(patient="PAT-2002")).do("confirm")
    outcome = await late.do("confirm")
    assert outcome.say.count(".") <= 1
    assert "has just been taken; the next free time is" in outcome.say
    assert outcome.data == {"taken": True}
    assert outcome.card is not None
    await late.do("confirm", key="again")
    assert (await late.state()).slot == "2026-12-01T10:30"


async def test_of_many_at_once_each_gets_a_time_of_its_own(
    desk: Desk, other_process: SqliteDocumentStore
) -> None:
    stores = [desk.documents, other_process]
    people = ["PAT-2001", "PAT-2002", "PAT-2003", "PAT-2004", "PAT-2005"]
    desks = [await desk.another(stores[n % 2]).ready(patient=who) for n, who in enumerate(people)]
    for round_number in range(8):
        waiting = [one for one in desks if (await one.state()).step == "confirm"]
        await asyncio.gather(
            *(one.do("confirm", key=f"{one.thread}:{round_number}") for one in waiting)
        )
    found = [one for who in people for one in await desk.service.data.appointments(who)]
    mine = [one for one in found if one.provider_id == "PRV-101" and one.start.day == 1]
    taken = [grain for one in mine for grain in grains(one.start, one.minutes)]
    assert len(mine) == len(people)
    assert len(taken) == len(set(taken))


async def test_one_patient_in_two_tabs_cannot_be_in_two_places(desk: Desk) -> None:
    here = await desk.ready(patient="PAT-2004", provider="PRV-101", slot="2026-12-04T09:00")
    there = await desk.another().ready(
        patient="PAT-2004", provider="PRV-202", slot="2026-12-04T09:15"
    )
    await asyncio.gather(here.do("confirm"), there.do("confirm"))
    steps = sorted([(await here.state()).step, (await there.state()).step])
    assert steps == ["confirm", "done"]


def appointment(number: str, patient: str, slot: str = WANTED, minutes: int = 30) -> Appointment:
    return Appointment.model_validate(
        {
            "appointment_id": f"APT-{number}",
            "patient_id": patient,
            "provider_id": "PRV-101",
            "provider_name": "Dr. Helen Brandt",
            "specialty": "GENERAL_PRACTICE",
            "appointment_type": "ROUTINE_CHECKUP",
            "start": slot_start(slot),
            "minutes": minutes,
        }
    )


async def outcome_of(repository: ClinicRepository, wanted: Appointment) -> bool:
    try:
        await repository.book(wanted, wanted.appointment_id, NOW)
    except SlotTakenError:
        return False
    return True


async def test_of_two_that_overlap_in_part_exactly_one_is_kept(
    documents: SqliteDocumentStore, other_process: SqliteDocumentStore
) -> None:
    here, there = ClinicRepository(documents), ClinicRepository(other_process)
    for n in range(12):
        hour = 8 + n % 4
        day = f"2027-01-{4 + n // 4:02}"
        long = appointment(f"L{n}", "PAT-2002", f"{day}T{hour:02}:00", 60)
        short = appointment(f"S{n}", "PAT-2003", f"{day}T{hour:02}:30")
        kept = await asyncio.gather(outcome_of(here, long), outcome_of(there, short))
        assert sorted(kept) == [False, True]
        for one in (long, short):
            await here.forget(one.appointment_id, one.patient_id)


async def test_what_a_loser_claimed_stays_free_for_others(documents: SqliteDocumentStore) -> None:
    repository = ClinicRepository(documents)
    await repository.book(appointment("A", "PAT-2002", "2027-01-04T09:30"), "a", NOW)
    assert not await outcome_of(repository, appointment("B", "PAT-2003", "2027-01-04T09:00", 60))
    assert await outcome_of(repository, appointment("C", "PAT-2004", "2027-01-04T09:00"))


async def test_a_claim_left_behind_by_a_cut_off_writer_is_taken_over_after_a_minute(
    documents: SqliteDocumentStore,
) -> None:
    repository = ClinicRepository(documents)
    ghost = appointment("GHOST", "PAT-2002", "2027-01-04T09:00")
    for claim in claim_documents(ghost, NOW):
        await documents.create(APPOINTMENTS, claim)
    wanted = appointment("REAL", "PAT-2003", "2027-01-04T09:00")
    assert not await outcome_of(repository, wanted)
    await repository.book(wanted, "real", NOW + timedelta(minutes=2))
    found = await repository.appointment("APT-REAL", "PAT-2003")
    assert found is not None


async def test_a_taken_slot_is_refused_already_when_it_is_picked(desk: Desk) -> None:
    await (await desk.ready(patient="PAT-2002")).do("confirm")
    late = await desk.another().ready(patient="PAT-2003", slot=None)
    outcome = await late.do("choose_slot", slot=WANTED)
    assert "is taken" in outcome.say
    assert (await late.state()).slot is None
