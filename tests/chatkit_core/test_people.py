"""Finding the person that some words mean, and keeping a conversation to one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatkit_core.data import Container
from chatkit_core.domain import Person, Refused
from chatkit_core.people import People, the_one
from chatkit_core.sqlite import SqliteDocumentStore


class Guest(Person):
    id_field = "guest_id"

    guest_id: str


ANN = Guest(guest_id="GST-1001", name="Ann Lee", email="Ann@Example.com")
BOB = Guest(guest_id="GST-1002", name="Bob van Dyke", email="bob@example.com")
CAT = Guest(guest_id="GST-1003", name="Cat Lee", email="cat@example.com")


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People[Guest]]:
    store = SqliteDocumentStore(tmp_path / "app.sqlite3", [Container("guests", "tenant", ("id",))])
    found = People(store, "guests", Guest, "GST")
    for person in (ANN, BOB, CAT):
        await found.keep(person)
    yield found
    await store.close()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("GST-1001", ["Ann Lee"]),
        ("my number is gst 1002, thanks", ["Bob van Dyke"]),
        ("I am ANN@example.COM", ["Ann Lee"]),
        ("  ann   LEE ", ["Ann Lee"]),
        ("Bob", ["Bob van Dyke"]),
        ("dyke", ["Bob van Dyke"]),
        ("Lee", ["Ann Lee", "Cat Lee"]),
        ("GST-1001, ann@example.com", ["Ann Lee"]),
        ("GST-1001 and GST-1002", ["Ann Lee", "Bob van Dyke"]),
        ("GST-1001 or nobody@example.com", []),
        ("GST-9999", []),
        ("somebody else", []),
        ("", []),
    ],
)
async def test_who_some_words_mean(people: People[Guest], words: str, names: list[str]) -> None:
    assert sorted(person.name for person in await people.find(words)) == names


def one(found: list[Guest], bound_to: str | None = None) -> Guest:
    return the_one(found, bound_to=bound_to, name="Ann Lee", several="Which?", nobody="Who?")


def test_one_person_is_the_one() -> None:
    assert one([ANN]) is ANN
    assert one([ANN], bound_to="GST-1001") is ANN


@pytest.mark.parametrize(
    ("found", "bound_to", "sentence"),
    [
        ([], None, "Who?"),
        ([ANN, CAT], None, "Which?"),
        ([BOB], "GST-1001", "This conversation is about Ann Lee. Start a new chat for somebody"),
        ([], "GST-1001", "This conversation is about Ann Lee."),
        ([ANN, CAT], "GST-1001", "This conversation is about Ann Lee."),
    ],
)
def test_anybody_else_is_refused(found: list[Guest], bound_to: str | None, sentence: str) -> None:
    with pytest.raises(Refused) as no:
        one(found, bound_to)
    assert no.value.sentence.startswith(sentence)
