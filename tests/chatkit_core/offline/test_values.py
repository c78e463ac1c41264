"""Values with a shape of their own."""

from __future__ import annotations

import pytest

from chatkit_core.offline.clauses import tidy
from chatkit_core.offline.values import bare_name, name_in, number_of_who, percent_in, read_values

KNOWN = frozenset(
    [
        "the",
        "lamp",
        "is",
        "green",
        "brown",
        "broken",
        "i",
        "want",
        "to",
        "return",
        "here",
        "there's",
        "a",
        "fire",
        "moi",
        "une",
    ]
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Jane Smith", "Jane Smith"),
        ("yo its jane smith", "Jane Smith"),
        ("im jane smith", "Jane Smith"),
        ("This is Robert Brown", "Robert Brown"),
        ("I'm Anne-Marie O'Neil here", "Anne-Marie O'neil"),
        ("it's broken", ""),
        ("i'm here", ""),
    ],
)
def test_a_name_said_as_one(text: str, name: str) -> None:
    assert name_in(tidy(text), KNOWN) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jane smith", "Jane Smith"),
        ("Robert Brown", "Robert Brown"),
        ("Brown lamp", ""),
        ("there's a fire", ""),
        ("raconte-moi une blague", ""),
        ("jane please", "Jane"),
    ],
)
def test_a_name_alone(text: str, name: str) -> None:
    assert bare_name(tidy(text), KNOWN) == name


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("20% off", 20),
        ("ten percent", 10),
        ("make it 15 per cent", 15),
        ("10%, no, 20%", 20),
        ("thirty off", 30),
        ("20 dollars", None),
    ],
)
def test_percentages(text: str, percent: int | None) -> None:
    assert percent_in(text) == percent


def test_ids_are_found_however_they_are_typed() -> None:
    found = read_values(tidy("cust 1001, CUST-1002 and order ORD#78234"), ["CUST", "ORD"])
    assert found.ids == ("CUST-1001", "CUST-1002", "ORD-78234")


def test_an_address_is_taken_out_of_the_text() -> None:
    found = read_values(tidy("Mail: Jane.Smith+x@Mail.example.com please"), [])
    assert found.emails == ("jane.smith+x@mail.example.com",)
    assert "@" not in found.text


@pytest.mark.parametrize(
    ("text", "digits"),
    [("customer 1003", "1003"), ("my number is 2004", "2004"), ("1003", "1003"), ("78 euros", "")],
)
def test_a_number_of_who_it_is_about_needs_no_letters(text: str, digits: str) -> None:
    assert number_of_who(text) == digits
