"""Every command on a real store: answers, refusals, moving and cancelling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chatkit_core.domain import Refused
from tests.usecases.cards import actions
from tests.usecases.healthcare.desk import NOW, Desk
from usecases.healthcare.domain.clinic_time import slot_code
from usecases.healthcare.domain.emergency import ADVICE
from usecases.healthcare.domain.session import HealthcareSession


@pytest.mark.parametrize(
    "query", ["PAT-2001", "pat 2001", "EMMA.CARTER@example.com", "emma carter", "Emma"]
)
async def test_a_patient_is_found_by_number_mail_or_name(desk: Desk, query: str) -> None:
    await desk.do("identify", query=query)
    state = await desk.state()
    assert (state.patient_id, state.patient_name, state.patient_tier) == (
        "PAT-2001",
        "Emma Carter",
        "Standard",
    )
    assert state.step == "need"


async def test_a_shared_name_asks_and_somebody_else_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="More than one"):
        await desk.do("identify", query="Carter")
    await desk.do("identify", query="PAT-2001")
    with pytest.raises(Refused, match="Emma Carter"):
        await desk.do("identify", query="PAT-2002")


@pytest.mark.parametrize(
    ("complaint", "specialty"),
    [
        ("a rash on my arm", "DERMATOLOGY"),
        ("my heart skips a beat", "CARDIOLOGY"),
        ("my son has a rash", "PEDIATRICS"),
        ("a cough, for my 6-year-old", "PEDIATRICS"),
        ("my 60 year old mother has a cough", "GENERAL_PRACTICE"),
        ("I have had a two year old rash on my leg", "DERMATOLOGY"),
        ("I am tired all the time", "GENERAL_PRACTICE"),
    ],
)
async def test_a_complaint_finds_the_specialty_and_no_diagnosis(
    desk: Desk, complaint: str, specialty: str
) -> None:
    await desk.do("identify", query="PAT-2001")
    outcome = await desk.do("describe_need", complaint=complaint)
    state = await desk.state()
    assert (state.specialty, state.step) == (specialty, "provider")
    assert state.reason
    assert state.reason.lower() == complaint.lower()
    assert outcome.say.endswith("is the right place for that.")


async def test_an_emergency_in_a_complaint_gets_advice_and_writes_nothing(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2001")
    before = await desk.state()
    outcome = await desk.do("describe_need", complaint="there is a pressure on my chest")
    assert outcome.say == ADVICE
    assert outcome.card is not None
    assert await desk.state() == before


async def test_naming_a_doctor_answers_the_specialty_too(desk: Desk) -> None:
    await desk.do("choose_provider", provider="Dr. Patel")
    state = await desk.state()
    assert (state.provider_id, state.specialty) == ("PRV-201", "CARDIOLOGY")


@pytest.mark.parametrize("name", ["Dr. Nobody", "house"])
async def test_an_unknown_doctor_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(Refused, match="no doctor called"):
        await desk.do("choose_provider", provider=name)


async def test_whoever_is_free_soonest_is_the_one_with_the_earliest_opening(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2004")
    with pytest.raises(Refused, match="What is it about"):
        await desk.do("choose_provider", provider="SOONEST")
    await desk.do("choose_specialty", specialty="CARDIOLOGY")
    free = await desk.service.openings(
        await desk.service.providers((await desk.state()).specialty), await desk.state()
    )
    await desk.do("choose_provider", provider="SOONEST")
    chosen = (await desk.state()).provider_id
    assert chosen is not None
    assert free[chosen] == min(start for start in free.values() if start)


WORDS: list[tuple[str, dict[str, Any]]] = [
    ("half nine on Thursday", {"slot": "2026-11-26T09:30"}),
    ("next Tuesday at 11", {"slot": "2026-12-01T11:00"}),
    ("2026-12-01T13:00", {"slot": "2026-12-01T13:00"}),
    ("next Tuesday afternoon", {"slot": None, "date": "2026-12-01"}),
    ("next week", {"slot": None, "date": "2026-11-30"}),
    ("the earliest", {"slot": "2026-11-24T10:30"}),
    ("the second one", {"slot": "2026-11-24T11:00"}),
    ("the last one", {"slot": "2026-11-24T16:30"}),
]


@pytest.mark.parametrize(("words", "expected"), WORDS)
async def test_times_are_understood_as_they_are_said(
    desk: Desk, words: str, expected: dict[str, Any]
) -> None:
    await desk.ready(slot=None)
    await desk.do("choose_slot", slot=words)
    state = (await desk.state()).model_dump(mode="json")
    assert {key: state[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("words", "slot"),
    [
        ("an hour later", "2026-12-01T10:30"),
        ("half an hour earlier", "2026-12-01T09:00"),
        ("push it back a week", "2026-12-08T09:30"),
        ("same time the next day", "2026-12-02T09:30"),
        ("a bit earlier", "2026-12-01T09:00"),
    ],
)
async def test_later_and_earlier_count_from_the_time_that_was_picked(
    desk: Desk, words: str, slot: str
) -> None:
    await desk.ready()
    await desk.do("choose_slot", slot=words)
    assert (await desk.state()).slot == slot


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Saturday at 10", "closed on Saturdays"),
        ("today at 4 pm", "24 hours’ notice"),
        ("2027-03-30", "until"),
        ("at 6 in the evening", "open from"),
        ("an hour later", "than what"),
        ("hmm", "Which day and time"),
        ("2026-11-25T10:00", "taken"),
    ],
)
async def test_what_cannot_be_had_is_refused_with_the_reason(
    desk: Desk, words: str, reason: str
) -> None:
    await desk.ready(slot=None)
    await desk.do("choose_date", date="2026-11-25")
    before = await desk.state()
    with pytest.raises(Refused, match=reason):
        await desk.do("choose_slot", slot=words)
    assert await desk.state() == before


async def test_a_day_said_early_waits_until_the_kind_is_known(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2004")
    await desk.do("choose_provider", provider="Patel")
    await desk.do("choose_slot", slot="next Tuesday afternoon")
    state = await desk.state()
    assert (state.step, str(state.date)) == ("type", "2026-12-01")


async def test_a_longer_kind_asks_for_the_time_again(desk: Desk) -> None:
    await desk.ready()
    await desk.do("choose_type", appointment_type="PROCEDURE")
    state = await desk.state()
    assert (state.step, state.slot, str(state.date)) == ("slot", None, "2026-12-01")


async def test_another_specialty_asks_for_the_doctor_again(desk: Desk) -> None:
    await desk.ready()
    await desk.do("choose_specialty", specialty="DERMATOLOGY")
    state = await desk.state()
    assert (state.step, state.provider_id, state.slot) == ("provider", None, None)


async def booked(desk: Desk) -> HealthcareSession:
    await desk.ready()
    await desk.do("confirm")
    return await desk.state()


async def test_confirming_books_once_however_often_it_is_said(desk: Desk) -> None:
    state = await booked(desk)
    assert state.step == "done"
    assert state.appointment_id
    assert state.appointment_id.startswith("APT-")
    await desk.do("confirm")
    assert await desk.state() == state
    found = await desk.service.data.appointments("PAT-2004")
    assert [one.appointment_id for one in found] == [state.appointment_id]


async def test_a_repeat_after_a_lost_answer_finds_the_appointment_it_made(desk: Desk) -> None:
    await desk.ready()
    await desk.do("confirm", key="one try")
    twin = desk.another()
    await twin.ready()
    await twin.do("confirm", key="one try")
    assert (await twin.state()).appointment_id == (await desk.state()).appointment_id


async def test_what_is_incomplete_is_not_booked(desk: Desk) -> None:
    await desk.ready(slot=None)
    with pytest.raises(Refused, match="day and time"):
        await desk.do("confirm")


async def test_moving_frees_the_old_time_and_takes_the_new_one(desk: Desk) -> None:
    state = await booked(desk)
    await desk.do("choose_slot", slot="push it back a week")
    moving = await desk.state()
    assert (moving.step, moving.slot) == ("confirm", "2026-12-08T09:30")
    assert moving.appointment_id == f"{state.appointment_id}:move"
    await desk.do("confirm", key="move")
    moved = await desk.state()
    assert (moved.step, moved.appointment_id) == ("done", state.appointment_id)
    rival = await desk.another().ready(patient="PAT-2002", slot="2026-12-01T09:30")
    await rival.do("confirm")
    assert (await rival.state()).slot == "2026-12-01T09:30"
    late = await rival.another().ready(patient="PAT-2003", slot="2026-12-08T09:30")
    assert (await late.state()).slot is None


async def test_the_time_an_appointment_has_is_not_offered_for_moving_it(desk: Desk) -> None:
    await (await desk.ready(slot="2026-12-01T09:30")).do("confirm")
    number = (await desk.state()).known_id
    await desk.do("reschedule", appointment=number or "", when="December 1st")
    offered = [a["payload"]["slot"] for a in actions(await desk.card()) if "slot" in a["payload"]]
    assert offered
    assert "2026-12-01T09:30" not in offered
    assert "2026-12-01T09:00" in offered


async def test_a_move_by_half_its_length_does_not_stand_in_its_own_way(desk: Desk) -> None:
    await booked(desk)
    await desk.do("choose_slot", slot="9:15")
    await desk.do("confirm", key="move")
    assert (await desk.state()).slot == "2026-12-01T09:15"
    taken = await desk.service.data.taken("PAT-2004", NOW, NOW + timedelta(days=30))
    assert [slot_code(one) for one in sorted(taken)] == ["2026-12-01T09:15", "2026-12-01T09:30"]


@pytest.mark.parametrize(
    ("patient", "appointment", "fee"),
    [("PAT-2001", "Dr. Nguyen", 50), ("PAT-2001", "Dr. Brandt", 0), ("PAT-2002", "", 0)],
)
async def test_cancelling_asks_with_the_fee_and_then_frees_the_time(
    desk: Desk, patient: str, appointment: str, fee: int
) -> None:
    await desk.do("identify", query=patient)
    outcome = await desk.do("cancel_appointment", appointment=appointment)
    assert outcome.data["fee"] == fee
    asked = await desk.state()
    assert asked.step == "confirm"
    assert asked.known_id
    held = await desk.service.data.appointment(asked.known_id, patient)
    assert held is not None
    assert held.status == "booked"
    await desk.do("confirm")
    state = await desk.state()
    assert (state.step, state.slot, state.appointment_id) == ("done", None, asked.known_id)
    off = await desk.service.data.appointment(asked.known_id, patient)
    assert off is not None
    assert (off.status, off.fee) == ("cancelled", fee)
    taken = await desk.service.data.taken(
        held.provider_id, held.start, held.start + timedelta(minutes=15)
    )
    assert list(taken) == []


async def test_keeping_an_appointment_leaves_it_alone(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2002")
    await desk.do("cancel_appointment")
    outcome = await desk.do("cancel")
    assert "stays as it is" in outcome.say
    assert (await desk.state()).step == "need"
    assert len(await desk.service.upcoming("PAT-2002")) == 1


async def test_which_appointment_is_asked_when_several_fit(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2001")
    outcome = await desk.do("cancel_appointment")
    assert outcome.say.startswith("Which appointment do you mean")
    assert outcome.card is not None
    assert (await desk.state()).appointment_id is None


@pytest.mark.parametrize(
    ("words", "slot"),
    [
        ("my appointment with Dr. Brandt to December 8th at 11", "2026-12-08T11:00"),
        ("the checkup with Brandt to Monday the 7th at half nine", "2026-12-07T09:30"),
        ("the one with dr brandt", None),
    ],
)
async def test_an_appointment_is_moved_as_it_is_said(
    desk: Desk, words: str, slot: str | None
) -> None:
    await desk.do("identify", query="PAT-2001")
    await desk.do("reschedule", appointment=words, when=words)
    state = await desk.state()
    assert (state.appointment_id, state.slot) == ("APT-7E44B09F:move", slot)


async def test_only_the_time_of_an_existing_appointment_can_be_changed(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2001")
    await desk.do("reschedule", appointment="Brandt")
    with pytest.raises(Refused, match="Only the time"):
        await desk.do("choose_provider", provider="Patel")
    with pytest.raises(Refused):
        await desk.do("go_back")


async def test_going_back_clears_that_answer_and_all_later_ones(desk: Desk) -> None:
    await desk.ready()
    await desk.do("go_back", step="provider")
    state = await desk.state()
    assert state.step == "provider"
    assert (state.appointment_type, state.date, state.slot) == (None, None, None)
    assert state.specialty == "GENERAL_PRACTICE"


async def test_starting_over_keeps_the_patient_only(desk: Desk) -> None:
    await desk.ready()
    await desk.do("start_over")
    state = await desk.state()
    assert state == HealthcareSession(
        patient_id="PAT-2004",
        patient_name="Diego Alvarez",
        patient_tier=state.patient_tier,
        step="need",
    )


async def test_after_an_appointment_another_one_can_be_begun_by_naming_it(desk: Desk) -> None:
    await booked(desk)
    await desk.do("choose_specialty", specialty="DERMATOLOGY")
    state = await desk.state()
    assert (state.step, state.appointment_id, state.specialty) == ("provider", None, "DERMATOLOGY")


@pytest.mark.parametrize(
    ("question", "source", "says"),
    [
        ("what does it cost to cancel late?", "cancellation.md", "$50"),
        ("how long is a consultation", "appointments.md", "45"),
        ("are you open on weekends", "appointments.md", "8 am to 5 pm"),
        ("can you diagnose me?", "emergencies.md", "no diagnosis"),
        ("who sees my data", "privacy.md", "one patient"),
    ],
)
async def test_policies_are_quoted_with_their_file(
    desk: Desk, question: str, source: str, says: str
) -> None:
    outcome = await desk.do("search_policies", query=question)
    assert f"(Source: {source})" in outcome.say
    assert says in outcome.say


async def test_free_times_are_told_without_choosing_any(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2004")
    before = await desk.state()
    outcome = await desk.do("find_slots", when="next tuesday afternoon", provider="Dr. Patel")
    assert "Tuesday, December 1" in outcome.say
    assert all(code.startswith("2026-12-01T1") for code in outcome.data["slots"])
    assert await desk.state() == before
