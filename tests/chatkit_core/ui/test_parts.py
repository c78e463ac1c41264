"""Items keep the part that they were first drawn in, whatever comes, goes or changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chatkit_core.ui.page import PageState
from chatkit_core.ui.parts import MOST, SPARE, opened, rated_turns, split, with_turn
from chatkit_core.ui.thread_view import ThreadView


def items(*ids: str) -> list[dict[str, str]]:
    return [{"id": one} for one in ids]


def ids(of: list[dict[str, str]], *cuts: frozenset[str]) -> list[list[str]]:
    return [[item["id"] for item in part.items] for part in split(of, cuts, {})]


def test_without_a_cut_all_is_one_part() -> None:
    assert ids(items("a", "b")) == [["a", "b"]]
    assert ids([]) == [[]]


def test_a_turn_has_the_part_after_what_was_there_before() -> None:
    cut = frozenset("ab")
    assert ids(items("a", "b"), cut) == [["a", "b"], []]
    assert ids(items("a", "b", "c", "d"), cut) == [["a", "b"], ["c", "d"]]


def test_what_goes_and_what_is_read_in_front_leaves_the_others_where_they_are() -> None:
    cuts = frozenset("ab"), frozenset("abcd")
    assert ids(items("a", "c", "d", "e"), *cuts) == [["a"], ["c", "d"], ["e"]]
    assert ids(items("x", "y", "a", "b", "d", "e"), *cuts) == [["x", "y", "a", "b"], ["d"], ["e"]]
    assert ids(items("d", "e"), *cuts) == [[], ["d"], ["e"]]


def test_a_turn_takes_an_empty_last_part_instead_of_a_new_one() -> None:
    assert with_turn([], [], frozenset()) == []
    first = with_turn(items("a"), [], frozenset("a"))
    assert first == [frozenset("a")]
    assert with_turn(items("a"), first, frozenset("a")) == first
    assert len(with_turn(items("a", "b"), first, frozenset("ab"))) == 2


def test_a_very_long_conversation_begins_again_as_one_part() -> None:
    cuts = [frozenset(map(str, range(number + 1))) for number in range(MOST)]
    shown = items(*map(str, range(MOST + 1)))
    before = frozenset(map(str, range(MOST + 1)))
    assert with_turn(shown, cuts, before) == [before]


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=12))
def test_no_item_ever_changes_its_part(turns: list[tuple[int, bool]]) -> None:
    shown: list[dict[str, str]] = []
    cuts: list[frozenset[str]] = []
    places: dict[str, int] = {}
    for added, followed in turns:
        before = frozenset(item["id"] for item in shown)
        if followed:
            cuts = with_turn(shown, cuts, before)
        shown += items(*(f"{len(shown) + number}" for number in range(added)))
        for at, part in enumerate(split(shown, cuts, {})):
            for item in part.items:
                assert places.setdefault(item["id"], at) == at
    assert [item for part in split(shown, cuts, {}) for item in part.items] == shown


def test_a_part_knows_the_turns_that_end_in_it() -> None:
    said = [
        {"id": "hi", "type": "user_message"},
        {"id": "one", "type": "assistant_message"},
        {"id": "card", "type": "widget"},
        {"id": "again", "type": "user_message"},
        {"id": "two", "type": "assistant_message"},
    ]
    rated = rated_turns(said, goes_on=False)
    assert rated == {"card": ("one",), "two": ("two",)}
    first, second = split(said, [frozenset({"hi", "one", "card"})], rated)
    assert (first.rated, second.rated) == ({"card": ("one",)}, {"two": ("two",)})


def test_an_answer_that_no_store_has_is_not_rated() -> None:
    said = [
        {"id": "one", "type": "assistant_message"},
        {"id": "stopped", "type": "assistant_message"},
        {"id": "again", "type": "user_message"},
        {"id": "cut", "type": "assistant_message"},
    ]
    loose = frozenset({"stopped", "cut"})
    assert rated_turns(said, goes_on=False, loose=loose) == {"stopped": ("one",)}


def test_a_turn_that_goes_on_is_not_rated_yet() -> None:
    said = [{"id": "one", "type": "assistant_message"}, {"id": "card", "type": "widget"}]
    assert rated_turns(said, goes_on=True) == {}


def test_an_opened_conversation_ends_in_a_part_of_its_own() -> None:
    assert opened(items("a", "b")) == []
    assert ids(items("a", "b", "c", "d"), *opened(items("a", "b", "c", "d"))) == [
        ["a", "b"],
        ["c", "d"],
    ]


def state_with(*shown: str) -> PageState:
    state = PageState()
    state.begin_run(ThreadView(items=tuple(items(*shown))), None)
    return state


def test_a_turn_gets_a_part_of_its_own_once_the_last_one_is_full() -> None:
    state = state_with("a")
    (few,) = split(items(*"abcde"), [], {})
    state.make_room(few, frozenset("abcd"))
    assert state.cuts == []
    (full,) = split(items(*"abcdefgh"), [], {})
    state.make_room(full, frozenset("abcdef"))
    assert state.cuts == [frozenset("abcdef")]


def test_no_turn_gets_a_part_that_has_no_place_on_the_page() -> None:
    state = state_with("a")
    (full,) = split(items(*"abcdefgh"), [], {})
    for _ in range(2 * SPARE):
        state.make_room(full, frozenset("abcdefgh"))
    assert len(state.cuts) == SPARE == state.ready - 1


def test_only_a_conversation_that_comes_on_screen_is_cut_anew() -> None:
    state = state_with(*"abcde")
    assert state.cuts == [frozenset("abc")]
    state.begin_run(ThreadView(items=tuple(items(*"abcdefgh"))), None)
    assert state.cuts == [frozenset("abc")]
    state.turn_to("thr_2")
    assert state.cuts == []
