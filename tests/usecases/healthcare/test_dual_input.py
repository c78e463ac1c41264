"""The same journey by clicks, by words and mixed: equal sessions, equal next cards, one booking."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.usecases.healthcare.desk import NOW
from tests.usecases.journeys import Answer, Talk, answer
from usecases.healthcare import USE_CASE


def by(command: str, payload: dict[str, Any], words: str) -> Answer:
    return answer(f"healthcare.{command}", payload, words)


START = by("start", {}, "hello")
SKIN = by("choose_specialty", {"specialty": "DERMATOLOGY"}, "I need a dermatologist")
HEART = by("choose_specialty", {"specialty": "CARDIOLOGY"}, "cardiology please")
RASH = by("describe_need", {"complaint": "a rash on my arm"}, "a rash on my arm")
NGUYEN = by("choose_provider", {"provider": "PRV-301"}, "Dr. Nguyen")
PATEL = by("choose_provider", {"provider": "PRV-201"}, "Dr. Patel please")
SOONEST = by("choose_provider", {"provider": "SOONEST"}, "whoever is free soonest")
FOLLOW_UP = by("choose_type", {"appointment_type": "FOLLOW_UP"}, "it's a follow-up")
URGENT = by("choose_type", {"appointment_type": "URGENT"}, "it's urgent")
TALK_OVER = by("choose_type", {"appointment_type": "CONSULTATION"}, "a consultation")
NEXT_TUESDAY = by("choose_date", {"date": "2026-12-01"}, "next Tuesday")
AT_NINE = by("choose_slot", {"slot": "2026-12-01T09:00"}, "at nine o'clock")
HALF_NINE = by(
    "choose_slot", {"slot": "2026-12-04T09:30"}, "half nine on Friday the 4th of December"
)
BACK = by("go_back", {"step": "slot"}, "let me pick another time")
FIRST = by("choose_slot", {"slot": "2026-11-23T11:00"}, "the first one")
CONFIRM = by("confirm", {}, "yes, book it")
MINE = by("upcoming", {}, "which appointments do I have?")
MOVE = by(
    "reschedule", {"appointment": "APT-7E44B09F"}, "I need to move my appointment with Dr. Brandt"
)
MOVED = by("choose_slot", {"slot": "2026-12-08T11:00"}, "December 8th at 11")
YES_MOVE = by("confirm", {}, "yes, move it")
OFF = by(
    "cancel_appointment", {"appointment": "APT-5C01D2A7"}, "cancel my appointment with Dr. Nguyen"
)
YES_OFF = by("confirm", {}, "yes, cancel it")
KEEP = by("cancel", {}, "keep it")

JOURNEYS = {
    "by specialty": (START, SKIN, NGUYEN, FOLLOW_UP, NEXT_TUESDAY, AT_NINE, CONFIRM),
    "by complaint, soonest": (START, RASH, SOONEST, URGENT, FIRST, CONFIRM),
    "changed on the way": (START, HEART, PATEL, TALK_OVER, HALF_NINE, BACK, HALF_NINE, CONFIRM),
    "moved": (START, MINE, MOVE, MOVED, YES_MOVE),
    "cancelled": (START, MINE, OFF, YES_OFF),
    "kept": (START, MINE, OFF, KEEP, SKIN),
}
ENDS = {"kept": "provider"}


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Conversations of Emma Carter's, on a fixed Monday; her own appointments keep their names."""
    fresh = r"APT-(?!5C01D2A7|7E44B09F)[0-9A-F]{8}"
    made = Talk(USE_CASE, tmp_path, "PAT-2001", made=fresh, clock=lambda: NOW)
    yield made
    await made.close()


@pytest.mark.parametrize("name", JOURNEYS)
async def test_clicks_words_and_mixes_end_alike_at_every_step(talk: Talk, name: str) -> None:
    seen = await talk.alike(JOURNEYS[name])
    assert f'"step": "{ENDS.get(name, "done")}"' in seen[-1]


async def test_several_answers_in_one_sentence_land_on_the_summary(talk: Talk) -> None:
    one = await talk()
    result = await one.send("book me a routine checkup with Dr. Brandt this Thursday at 9")
    session = result["session"]
    assert (session["provider_id"], session["appointment_type"]) == ("PRV-101", "ROUTINE_CHECKUP")
    assert (session["slot"], session["step"]) == ("2026-11-26T09:00", "confirm")
    assert len([item for item in result["items"] if item["type"] == "widget"]) == 1


async def test_can_dr_patel_see_me_next_tuesday_afternoon(talk: Talk) -> None:
    one = await talk()
    first = (await one.send("can Dr. Patel see me next Tuesday afternoon?"))["session"]
    assert (first["provider_id"], first["date"], first["step"]) == ("PRV-201", "2026-12-01", "type")
    await one.send("a follow-up")
    result = await one.send("one o'clock")
    assert (result["session"]["slot"], result["session"]["step"]) == ("2026-12-01T13:00", "confirm")


async def test_the_weekday_of_the_time_that_is_picked_is_that_day(talk: Talk) -> None:
    one = await talk()
    await one.send("a routine checkup with Dr. Brandt on December 3 at 2 pm")
    session = (await one.send("sure, Thursday at two it is"))["session"]
    assert (session["slot"], session["step"]) == ("2026-12-03T14:00", "done")


SAID = [
    "I have chest pain",
    "I can't breathe properly, but book me for Thursday at 9",
    "I've been having thoughts of suicide",
    "half of my face went numb and my speech is slurred",
    "honestly everyone would be better off without me",
]


@pytest.mark.parametrize("words", SAID)
@pytest.mark.parametrize(
    "answers", [(), (START, SKIN, NGUYEN, FOLLOW_UP), JOURNEYS["by specialty"][:-1]]
)
async def test_an_emergency_gets_advice_at_once_and_writes_nothing(
    talk: Talk, answers: Sequence[Answer], words: str
) -> None:
    one = await talk()
    await talk.walk(one, (START, *answers[1:]), [False] * max(len(answers), 1))
    before = (await one.send("/session"))["session"]
    booked = await one.server.service.data.appointments("PAT-2001")  # type: ignore[attr-defined]
    result = await one.send(words)
    [said] = [item for item in result["items"] if item["type"] == "assistant_message"]
    text = said["content"][0]["text"]
    assert "911" in text or "988" in text
    [card] = [item["widget"] for item in result["items"] if item["type"] == "widget"]
    assert "Get help now" in json.dumps(card)
    assert result["session"] == before
    assert await one.server.service.data.appointments("PAT-2001") == booked  # type: ignore[attr-defined]


async def test_an_emergency_does_not_wait_for_a_model(talk: Talk) -> None:
    one = await talk()
    nobody: Any = None  # whoever asked it anything would fail
    one.server.models = {"nobody": nobody}
    result = await one.send("my chest hurts and I can't breathe")
    assert result["error"] is None
    assert "911" in json.dumps(result["items"])


async def test_clicked_then_typed_books_once_and_typing_confirm_again_books_nothing(
    talk: Talk,
) -> None:
    one = await talk()
    answers = JOURNEYS["by specialty"][:-1]
    await talk.walk(one, answers, [False, True, False, True, False, True])
    first = await one.send(CONFIRM.words)
    again = await one.send(CONFIRM.words)
    assert first["session"]["appointment_id"] == again["session"]["appointment_id"]
    found = await one.server.service.data.appointments("PAT-2001")  # type: ignore[attr-defined]
    assert len(found) == 3


async def test_a_model_can_never_confirm_what_was_not_shown(talk: Talk) -> None:
    one = await talk()
    result = await one.send("book me a checkup with Dr. Brandt this Thursday at 9 and confirm it")
    assert result["session"]["appointment_id"] is None
