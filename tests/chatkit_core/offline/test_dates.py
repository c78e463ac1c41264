"""Days and times as people say them, against a Monday."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from chatkit_core.offline.dates import blanked, is_vague, masked, said
from chatkit_core.offline.when import read_when

MONDAY = date(2026, 11, 23)

SPOKEN: list[tuple[str, dict[str, Any]]] = [
    ("half nine", {"at": time(9, 30)}),
    ("friday @ 930", {"day": date(2026, 11, 27), "at": time(9, 30)}),
    ("a week on friday", {"day": date(2026, 12, 4)}),
    ("a week tomorrow at ten", {"day": date(2026, 12, 1), "at": time(10)}),
    ("tuesday afternoon next week", {"day": date(2026, 12, 1), "part": (time(12), time(17))}),
    ("friday 4th at nine", {"day": date(2026, 12, 4), "at": time(9)}),
    ("quarter to four", {"at": time(15, 45)}),
    ("twenty past eleven", {"at": time(11, 20)}),
    ("3 pm", {"at": time(15)}),
    ("noon", {"at": time(12)}),
    ("nine thirty", {"at": time(9, 30)}),
    ("tomorrow at 3", {"day": date(2026, 11, 24), "at": time(15)}),
    ("tuesday", {"day": date(2026, 11, 24)}),
    ("next tuesday", {"day": date(2026, 12, 1)}),
    ("monday", {"day": date(2026, 11, 30)}),
    ("next tuesday afternoon", {"day": date(2026, 12, 1), "part": (time(12), time(17))}),
    ("december 3rd at 2:30 pm", {"day": date(2026, 12, 3), "at": time(14, 30)}),
    ("12/8 at 11", {"day": date(2026, 12, 8), "at": time(11)}),
    ("the 14th", {"day": date(2026, 12, 14)}),
    ("in two weeks", {"day": date(2026, 12, 7)}),
    ("a week from thursday", {"day": date(2026, 12, 3)}),
    ("the day after tomorrow", {"day": date(2026, 11, 25)}),
    ("next week", {"day": date(2026, 11, 30), "until": date(2026, 12, 4)}),
    ("an hour later", {"shift": timedelta(hours=1)}),
    ("half an hour earlier", {"shift": timedelta(minutes=-30)}),
    ("push it back a week", {"shift": timedelta(weeks=1)}),
    ("bring it forward by two days", {"shift": timedelta(days=-2)}),
    ("same time next week", {"shift": timedelta(weeks=1), "same_time": True}),
    ("a bit later", {"nudge": 1}),
    ("the second one", {"place": 1}),
    ("as soon as possible", {"soonest": True}),
    ("as early as you've got", {"soonest": True}),
    ("after 2", {"part": (time(14), time(17))}),
    ("july 4", {"day": date(2027, 7, 4)}),
    ("the first friday in december", {"day": date(2026, 12, 4)}),
    ("the last working day of the month", {"day": date(2026, 11, 30)}),
    ("not this friday, the one after", {"day": date(2026, 12, 4)}),
    ("that friday", {"after_known": (4, "after")}),
    ("the friday before", {"after_known": (4, "before")}),
    ("fifteen thirty", {"at": time(15, 30)}),
    ("1430 hours", {"at": time(14, 30)}),
    ("2 in the arvo", {"at": time(14)}),
    ("a las diez", {"at": time(10)}),
    ("as late as possible", {"place": -1}),
]


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_it_is_read_as_it_is_meant(text: str, expected: dict[str, Any]) -> None:
    when = read_when(text, MONDAY)
    assert {key: getattr(when, key) for key in expected} == expected


@pytest.mark.parametrize("text", ["hello", "good morning", "a cardiologist", "may i come in", ""])
def test_other_words_say_nothing(text: str) -> None:
    assert read_when(text, MONDAY).empty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not tuesday, wednesday at nine", "wednesday at nine"),
        ("wednesday, not tuesday", "wednesday"),
        ("i can't do monday, thursday at 3 is fine", "thursday at 3"),
        ("monday at 9, no wait, friday at 10", "friday at 10"),
        ("it can't wait till next week", ""),
        ("can't do monday or tuesday", ""),
        ("mornings don't work", ""),
        ("thursdays are usually no good", ""),
        ("away next week", ""),
        ("monday at nine, no, ten. actually half past ten", "monday at nine half past ten"),
        ("monday 8am please, i start work at 9", "monday 8am"),
        ("at 8 because i've got a meeting at 10", "at 8"),
        ("i finish work at 4", ""),
        ("i work until 5", ""),
        ("i am at work until 5", ""),
        ("i have to be at school by 9 so tuesday at 8", "tuesday at 8"),
        ("i have time at 10", "at 10"),
        ("i'm busy tuesday at 10", ""),
        ("not tuesday at 10 but at 11", "tuesday at 10 at 11"),
        ("not tuesday at 10, 11 please", "tuesday at 10 at 11"),
        ("not tuesday, at 11", "at 11"),
        ("not tuesday at 10 but wednesday at 11", "wednesday at 11"),
        ("tuesday at 10 is when i pick up my kids", ""),
        ("tuesday at 10 is where i'm at the dentist", ""),
        ("tuesday at 10 is the time my son has school", ""),
        ("tuesday at 10 is when my kids come home", ""),
        ("tuesday at 10 i have a meeting", ""),
        ("tuesday at 10 is when i'm free", "tuesday at 10"),
        ("tuesday at 10 is when the doctor is free", "tuesday at 10"),
        ("tuesday at 10 is when i want it", "tuesday at 10"),
        ("tuesday at 10 works, i pick up my kids later", "tuesday at 10"),
        ("i'll let you know on monday", ""),
        ("ask me again on monday", ""),
        ("i saw him last monday at 9", ""),
        ("last monday was no good, tuesday please", "tuesday"),
        ("the last monday in november", "the last monday in november"),
        ("afternoons only", ""),
        ("on monday, mornings only", "on monday mornings"),
        ("mornings next week", "mornings next week"),
    ],
)
def test_what_is_denied_or_corrected_does_not_count(text: str, words: str) -> None:
    assert said(text) == words


def test_another_time_of_a_day_that_is_named_only_to_deny_its_time() -> None:
    when = read_when(said("not tuesday at 10 but at 11"), MONDAY)
    assert (when.day, when.at) == (date(2026, 11, 24), time(11))


def test_expressions_look_alike_once_masked() -> None:
    assert masked("dr lee next tuesday at half nine please") == "dr lee sometime please"


def test_blanking_keeps_every_position() -> None:
    text = "move it to half nine"
    assert len(blanked(text)) == len(text)
    assert "half" not in blanked(text)


def test_a_place_in_another_list_can_be_left_out() -> None:
    assert masked("the second one", places=False) == "the second one"


def test_soon_and_last_name_no_day_or_time() -> None:
    assert is_vague("the earliest")
    assert not is_vague("tomorrow")


def test_a_day_that_no_calendar_has_is_told_from_no_day_at_all() -> None:
    when = read_when("november 31", MONDAY)
    assert when.impossible
    assert when.day is None
