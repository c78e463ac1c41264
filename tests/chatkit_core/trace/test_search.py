"""Events found by words, kinds and actors."""

from __future__ import annotations

import pytest

from chatkit_core.trace.search import Query, find
from tests.chatkit_core.trace.recordings import made, recorded


def kinds(query: Query) -> list[str]:
    return [event.kind for event in find(recorded(), query)]


def test_nothing_asked_finds_everything() -> None:
    assert find(recorded(), Query()) == recorded()
    assert not Query("  ").narrows


@pytest.mark.parametrize("words", ["too_small", "TOO_SMALL", "reason too_small", "too small"])
def test_words_are_found_anywhere_in_the_data_whatever_their_case(words: str) -> None:
    found = find(recorded(), Query(words))
    assert found
    assert len(found) < len(recorded())
    assert all("small" in str(e.to_json()).casefold() for e in found)


def test_all_words_have_to_be_there() -> None:
    assert find(recorded(), Query("DAMAGED look_up zebra")) == []


def test_kinds_actors_and_failures_narrow_it_down() -> None:
    assert set(kinds(Query(kinds=frozenset({"tool"})))) == {"tool"}
    clicked = find(recorded(), Query(actors=frozenset({"click"})))
    assert {event.actor for event in clicked} == {"click"}
    failed = find(recorded(), Query(failed=True))
    assert failed
    assert all(event.error for event in failed)
    nonsense = find(recorded(), Query("NONSENSE", failed=True))
    assert nonsense
    assert all(event in failed for event in nonsense)


def test_names_errors_numbers_and_keys_are_searched_too() -> None:
    log = made(("tool", "point", "weigh", None), weigh={"grams": 1250, "fragile": True})
    assert find(log, Query("weigh"))
    assert find(log, Query("grams"))
    assert find(log, Query("1250"))
    assert not find(log, Query("1251"))
