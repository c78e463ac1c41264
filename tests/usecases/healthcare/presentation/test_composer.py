"""The card of each step, from real sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from chatkit_core.presentation import TemplateFolder
from tests.usecases.cards import actions, texts
from tests.usecases.healthcare.desk import Desk
from usecases.healthcare.presentation.composer import (
    WIDGETS,
    AppointmentWidgetComposer,
    cards,
)


async def shown(desk: Desk) -> list[str]:
    return texts(await desk.card())


async def test_doctors_are_shown_with_their_next_free_time(desk: Desk) -> None:
    await desk.do("identify", query="PAT-2004")
    await desk.do("choose_specialty", specialty="CARDIOLOGY")
    lines = await shown(desk)
    assert {"Dr. Anika Patel", "Dr. Marcus Hale", "Whoever is free first"} <= set(lines)
    assert sum(line.startswith("Next free: ") for line in lines) == 2


async def test_the_slot_card_offers_free_times_of_one_day_and_a_date_picker(desk: Desk) -> None:
    await desk.ready(slot=None)
    await desk.do("choose_date", date="2026-12-01")
    card = await desk.card()
    fired = actions(card)
    slots = [a["payload"]["slot"] for a in fired if a["type"] == "healthcare.choose_slot"]
    assert slots
    assert all(code.startswith("2026-12-01T") for code in slots)
    assert "2026-12-01T10:00" not in slots  # somebody else has it
    assert "healthcare.choose_date" in [a["type"] for a in fired]


async def test_a_full_day_says_so_and_leads_on(desk: Desk) -> None:
    await desk.ready(provider="PRV-202", slot=None)
    await desk.do("choose_date", date="2026-12-01")  # Dr. Hale does not work on Tuesdays
    lines = await shown(desk)
    assert "Nothing is free on this day." in lines
    assert "Go to Wed, Dec 2" in lines


async def test_the_summary_names_everything(desk: Desk) -> None:
    lines = await shown(await desk.ready())
    assert "Tuesday, December 1 at 9:30 am" in lines
    assert {"Dr. Helen Brandt", "General practice", "Routine checkup, 30 minutes"} <= set(lines)


@pytest.mark.parametrize(("patient", "fee"), [("PAT-2001", "$50"), ("PAT-2002", "No fee")])
async def test_cancelling_shows_the_fee_before_anything_happens(
    desk: Desk, patient: str, fee: str
) -> None:
    await desk.do("identify", query=patient)
    which = {"PAT-2001": "Nguyen", "PAT-2002": "Patel"}[patient]
    await desk.do("cancel_appointment", appointment=which)
    lines = await shown(desk)
    assert lines[lines.index("Cancellation fee") + 1] == fee
    assert {"Yes, cancel it", "Keep it"} <= set(lines)


async def test_used_cards_say_what_was_answered(desk: Desk) -> None:
    await desk.ready()
    await desk.do("confirm")
    state = await desk.state()
    told = [
        await cards().answer_from(s, state, desk.service)
        for s in ("need", "provider", "type", "slot")
    ]
    assert told == [
        "General practice",
        "Dr. Helen Brandt",
        "Routine checkup",
        "Tuesday, December 1 at 9:30 am",
    ]
    assert cards().answer("confirm", state) == f"Confirmed as {state.appointment_id}"


async def test_a_card_does_not_depend_on_how_one_got_there(desk: Desk) -> None:
    straight = await desk.ready()
    winding = desk.another()
    await winding.do("choose_type", appointment_type="PROCEDURE")
    await winding.do("identify", query="Diego")
    await winding.do("describe_need", complaint="a rash")
    await winding.do("go_back", step="need")
    await winding.do("choose_provider", provider="Brandt")
    await winding.do("choose_slot", slot="next Tuesday")
    await winding.do("choose_type", appointment_type="ROUTINE_CHECKUP")
    await winding.do("choose_slot", slot="half nine")
    assert await winding.card() == await straight.card()


async def test_what_the_composer_fills_in_fits_the_templates(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    built: set[str] = set()
    plain = AppointmentWidgetComposer.build

    def checked(self: AppointmentWidgetComposer, name: str, **data: Any) -> Any:
        text = (WIDGETS / f"{name}.widget").read_text(encoding="utf-8")
        jsonschema.validate(data, json.loads(text)["jsonSchema"])
        built.add(name)
        return plain(self, name, **data)

    monkeypatch.setattr(AppointmentWidgetComposer, "build", checked)
    await desk.card()
    for name, payload in (
        ("identify", {"query": "PAT-2001"}),
        ("describe_need", {"complaint": "a rash on my arm"}),
        ("choose_provider", {"provider": "PRV-301"}),
        ("choose_type", {"appointment_type": "FOLLOW_UP"}),
        ("choose_slot", {"slot": "2026-12-01T09:00"}),
        ("confirm", {}),
        ("upcoming", {}),
        ("cancel_appointment", {"appointment": "APT-5C01D2A7"}),
    ):
        await desk.do(name, **payload)
        await desk.card()
    await desk.do("emergency", words="chest pain")
    cards().taken("Gone.")
    assert built == set(TemplateFolder(WIDGETS).names())


async def test_the_calendar_ends_where_the_rules_end(desk: Desk) -> None:
    await desk.ready(kind="URGENT", slot=None)
    card = str(await desk.card())
    assert (desk.now + timedelta(days=7)).date().isoformat() in card
