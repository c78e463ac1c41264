"""Where a message is cut, and what a correction takes back."""

from __future__ import annotations

import pytest

from chatkit_core.offline.clauses import clauses, segments, tidy


def _texts(message: str) -> list[str]:
    return [clause.text for clause in clauses(tidy(message))]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Both, they're broken, full refund", ["both", "they're broken", "full refund"]),
        ("a refund and a label", ["a refund", "a label"]),
        ("It’s late because you were slow.", ["it's late", "you were slow"]),
        ("Hello! So, the lamp please.", ["hello", "the lamp please"]),
        ("the $79.99 one", ["the $79.99 one"]),
        ("The lamp please, if that's possible.", ["the lamp please"]),
        ("By bike, if it rains.", ["by bike", "if it rains"]),
        ("Go ahead if it's free", ["go ahead if it's free"]),
        ("I see nothing amiss so submit it", ["i see nothing amiss", "submit it"]),
        ("Scrap this parcel", ["scrap this parcel"]),
        ("The lamp. Scrap this, the chair.", ["the lamp", "the chair"]),
        ("Never mind the lamp, what does it cost", ["what does it cost"]),
        ("I lied before, it never worked", ["it never worked"]),
        ("PAR-9999 noooooo", ["par-9999 noo"]),
        ("everything but the lamp", ["everything but the lamp"]),
        ("it was so big", ["it was so big"]),
        ("mail me at a.b@example.com, ok?", ["mail me at a.b@example.com", "ok"]),
    ],
)
def test_a_message_falls_into_clauses(message: str, expected: list[str]) -> None:
    assert _texts(message) == expected


def test_what_is_joined_to_a_question_is_part_of_it() -> None:
    (only,) = clauses(tidy("What is the difference between a refund and a voucher?"))
    assert "voucher" in only.text


def test_what_is_supposed_goes_on_after_an_and() -> None:
    (whole,) = clauses(tidy("what if it rains and I can't come?"))
    assert whole.text == "what if it rains and i can't come"


def test_what_is_supposed_goes_on_after_a_but() -> None:
    (whole,) = clauses(tidy("what if I chose the bike but it's too heavy?"))
    assert whole.text == "what if i chose the bike but it's too heavy"


def test_a_statement_after_a_question_stands_alone() -> None:
    asked, told = clauses(tidy("How long does it take? I want the lamp"))
    assert (asked.asked, told.asked) == (True, False)


@pytest.mark.parametrize(
    "message",
    [
        "the lamp, no wait, the chair",
        "the lamp. Actually, the chair",
        "the lamp... scratch that, the chair",
        "the lamp, sorry, I meant the chair",
        "the lamp - on second thought the chair",
        "the lamp, no, the chair",
        "the lamp. Sorry, the chair",
        "the lamp, oops, the chair",
    ],
)
def test_a_correction_starts_a_new_segment(message: str) -> None:
    first, *_, last = segments(tidy(message))
    assert (first.strip(" ,.-"), last) == ("the lamp", "the chair")


def test_a_leading_correction_changes_an_earlier_answer() -> None:
    assert segments(tidy("Actually make it a bike")) == ("", "make it a bike")


def test_a_plain_no_at_the_start_corrects_nothing() -> None:
    assert len(segments(tidy("no, the lamp"))) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("I dont want it pls", "i don't want it please"),
        ("“Quoted” it’s", "quoted it's"),
        ("sooooo late", "soo late"),
        ("tom_b@example.org", "tom_b@example.org"),
    ],
)
def test_typing_is_tidied(typed: str, meant: str) -> None:
    assert tidy(typed) == meant
