"""The healthcare page under AppTest: booking, moving and cancelling, by clicks, words and mixes."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import walking
from tests.pages.walking import calm, click, labels, open_page, saying, shown, until, write

TIME = re.compile(r"\d{1,2}:\d\d [ap]m")


def healthcare() -> AppTest:
    return open_page("2_Healthcare.py")


def times(app: AppTest) -> list[str]:
    """The free times on the slot card."""
    return [label for label in labels(app) if TIME.fullmatch(label)]


def appointments_in(folder: Path, patient: str) -> dict[str, dict[str, Any]]:
    with closing(sqlite3.connect(folder / "app.sqlite3")) as opened:
        sql = "select id, body from appointments where partition = ? and id like 'APT-%'"
        return {row[0]: json.loads(row[1]) for row in opened.execute(sql, [patient])}


def up_to_the_times(app: AppTest) -> AppTest:
    click(app, "Find an appointment", then="Dermatology")
    click(app, "Dermatology", then="Whoever is free first")
    click(app, "Whoever is free first", then="Follow-up")
    click(app, "Follow-up")
    return until(app, times)


def test_an_appointment_is_booked_by_clicks(tmp_path: Path) -> None:
    app = up_to_the_times(healthcare())
    before = appointments_in(tmp_path, "PAT-2001")
    click(app, times(app)[-1], then="Book the appointment")
    assert appointments_in(tmp_path, "PAT-2001") == before
    click(app, "Book the appointment", then="Book another appointment")
    [made] = appointments_in(tmp_path, "PAT-2001").keys() - before.keys()
    assert made in shown(app)
    assert "What happens next" in shown(app)
    assert "Book the appointment" not in labels(app)


def test_an_appointment_is_booked_by_words(tmp_path: Path) -> None:
    app = write(healthcare(), "I need a dermatologist", "Whoever is free first")
    before = appointments_in(tmp_path, "PAT-2001")
    write(app, "whoever is free soonest", "Follow-up")
    write(app, "a follow-up")
    until(app, times)
    write(app, "the last one", "Book the appointment")
    assert appointments_in(tmp_path, "PAT-2001") == before
    write(app, "yes, book it", "Book another appointment")
    assert len(appointments_in(tmp_path, "PAT-2001").keys() - before.keys()) == 1


def test_an_appointment_is_moved_by_clicks_and_words(tmp_path: Path) -> None:
    app = click(healthcare(), "Find an appointment", then="My appointments")
    before = appointments_in(tmp_path, "PAT-2001")
    click(app, "My appointments", then="Move")
    click(app, "Move")
    until(app, times)
    write(app, "the first one", "Move the appointment")
    assert appointments_in(tmp_path, "PAT-2001") == before
    click(app, "Move the appointment", then="Book another appointment")
    after = appointments_in(tmp_path, "PAT-2001")
    assert after.keys() == before.keys()
    assert len([one for one in after if after[one]["start"] != before[one]["start"]]) == 1


@pytest.mark.parametrize("words", [False, True])
def test_cancelling_shows_its_fee_first_and_writes_down_the_same(
    tmp_path: Path, words: bool
) -> None:
    app = write(healthcare(), "cancel my appointment with Dr. Nguyen", "Yes, cancel it")
    said = shown(app)
    fee = next((int(fee) for fee in ("100", "50") if f"${fee}" in said), 0)
    assert fee or "No fee" in said
    if words:
        write(app, "yes, cancel it", "Book another appointment")
    else:
        click(app, "Yes, cancel it", then="Book another appointment")
    off = [
        one
        for one in appointments_in(tmp_path, "PAT-2001").values()
        if one["status"] == "cancelled"
    ]
    assert [one["fee"] for one in off] == [fee]
    assert "Your appointment is cancelled" in shown(app)


def test_an_emergency_gets_advice_and_the_card_stays(tmp_path: Path) -> None:
    app = up_to_the_times(healthcare())
    before = appointments_in(tmp_path, "PAT-2001")
    write(app, "my chest feels tight and I can't breathe")
    until(app, saying("Get help now"))
    assert "911" in shown(app)
    assert times(app)
    assert appointments_in(tmp_path, "PAT-2001") == before


def test_somebody_new_is_asked_who_they_are() -> None:
    app = walking.persona(healthcare(), "Patient", "")
    click(app, "Find an appointment", then="Find my record")
    app.text_input[0].set_value("grace.thompson@example.com")
    click(calm(app.run()), "Find my record", then="Dermatology")
    assert "Grace Thompson" in shown(app)
