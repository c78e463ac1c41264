"""Which choices a text picks."""

from __future__ import annotations

import pytest

from chatkit_core.domain import Choice
from chatkit_core.offline.choosing import pick
from chatkit_core.offline.clauses import tidy
from chatkit_core.offline.naming import edits, mentions

SHELF = (
    Choice("O-1/A", "Blue Garden Chair", "O-1 · $40.00"),
    Choice("O-1/B", "Reading Lamp", "O-1 · $15.00"),
    Choice("O-2/C", "Winter Tyres", "O-2 · $220.00"),
    Choice("O-2/D", "Garden Hose", "O-2 · $25.00"),
    Choice("O-3/E", "Red Kettle", "O-3 · $33.00"),
)
KNOWN = frozenset(["damp", "the", "want", "return", "first", "late"])


def _picked(text: str, *, many: bool = True) -> str:
    return "".join(c.code[-1] for c in pick(tidy(text), SHELF, KNOWN, many=many).choices)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the lamp", "B"),
        ("the rest of them", "ABCDE"),
        ("my remaining items", "ABCDE"),
        ("please send back the rest", "ABCDE"),
        ("the rest is fine", ""),
        ("the rest was great, just so you know", ""),
        ("what about the rest", ""),
        ("i'll think about the rest later", ""),
        ("no refund for the rest", ""),
        ("don't send the rest", ""),
        ("the readng lmap please", "B"),
        ("the lamps please", "B"),
        ("two lambs", ""),
        ("the camp, please", ""),
        ("kettle and chair", "AE"),
        ("the second one", "B"),
        ("2 and 5", "BE"),
        ("number 3", "C"),
        ("#4", "D"),
        ("one and three", "AC"),
        ("the first two", "AB"),
        ("the last two", "DE"),
        ("the last item", "E"),
        ("the bottom one", "E"),
        ("second to last", "D"),
        ("the last but one", "D"),
        ("the middle one", "C"),
        ("the top one", "A"),
        ("the cheapest one", "B"),
        ("the most expensive", "C"),
        ("the $33 thing", "E"),
        ("the one for 25 dollars", "D"),
        ("all of them", "ABCDE"),
        ("everything", "ABCDE"),
        ("everything except the lamp and the kettle", "ACD"),
        ("all but number 2", "ACDE"),
        ("not the lamp, the kettle", "E"),
        ("the kettle, not the lamp", "E"),
        ("keep the lamp and return the kettle", "E"),
        ("the lamp stays, everything else goes back", "ACDE"),
        ("everything from o-2", "CD"),
        ("the garden chair", "A"),
    ],
)
def test_several_may_be_picked(text: str, expected: str) -> None:
    assert _picked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "it broke in the first week",
        "i bought it 2 weeks ago",
        "that's all",
        "at first it was fine",
        "it is damp",
        "20% off",
        "it cost me the last nerve",
        "first of all hello",
    ],
)
def test_other_numbers_and_words_pick_nothing(text: str) -> None:
    assert _picked(text) == ""


def test_a_name_that_fits_two_picks_neither_and_tells_both() -> None:
    picked = pick("the garden thing", SHELF, KNOWN, many=True)
    assert picked.choices == ()
    assert {c.code for c in picked.rivals} == {"O-1/A", "O-2/D"}


def test_a_place_parts_rivals() -> None:
    assert _picked("the garden thing, number 4") == "D"


def test_both_needs_two_choices() -> None:
    assert pick("both", SHELF, KNOWN, many=True).choices == ()
    assert len(pick("both", SHELF[:2], KNOWN, many=True).choices) == 2


def test_where_one_is_wanted_two_are_rivals() -> None:
    picked = pick("the lamp and the kettle", SHELF, KNOWN, many=False)
    assert (picked.choices, len(picked.rivals)) == ((), 2)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("lamp", "lmap", 1), ("lamp", "lamps", 1), ("", "ab", 2), ("a", "a", 0)],
)
def test_edits_count_a_swap_once(one: str, other: str, count: int) -> None:
    assert edits(one, other) == count


def test_all_but_something_that_is_not_on_the_card_picks_nothing() -> None:
    found = pick("all except that shiny thing", SHELF, KNOWN, many=True)
    assert not found.choices
    assert found.rivals == SHELF


def test_a_month_or_a_weekday_is_no_slip_for_a_name() -> None:
    people = (Choice("1", "Marcus Hill"), Choice("2", "Sundar Rao"))
    assert not mentions("since march, on a sunday", people, frozenset())
    assert mentions("marcos please", people, frozenset())
