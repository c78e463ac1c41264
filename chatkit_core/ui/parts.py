"""A conversation on screen in parts that never move: what a turn added stays where it was drawn.

An element that wandered from one container to another would be seen in both until the run that
moves it is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatkit_core.ui.thread_view import Json

MOST = 40
"""Cuts kept: a conversation longer than that begins again as one part."""
ROOM = 6
"""Items in the last part after which a turn gets a part of its own: what it leaves stays as it is."""
SPARE = 6
"""Empty parts kept ready behind the last one, for turns that need no whole run."""

Cut = frozenset[str]
"""Ids of the items that stand before it."""


@dataclass(frozen=True)
class Part:
    """Items that are drawn together; `rated` has the answers of a turn by the item that ends it."""

    items: tuple[Json, ...]
    rated: dict[str, tuple[str, ...]]

    def has(self, item: Json) -> bool:
        return any(one["id"] == item["id"] for one in self.items)


def split(
    items: Sequence[Json], cuts: Sequence[Cut], rated: dict[str, tuple[str, ...]]
) -> list[Part]:
    """The items by part, in order; one part more than there are cuts, some of them empty."""
    edges = [0]
    for cut in cuts:
        after = next((at + 1 for at in range(len(items) - 1, -1, -1) if items[at]["id"] in cut), 0)
        edges.append(max(edges[-1], after))
    slices = [tuple(items[start:end]) for start, end in pairwise([*edges, len(items)])]
    return [
        Part(own, {item["id"]: rated[item["id"]] for item in own if item["id"] in rated})
        for own in slices
    ]


def opened(items: Sequence[Json]) -> list[Cut]:
    """The cuts of a conversation that comes on screen: its end is where things happen."""
    history = frozenset(item["id"] for item in items[:-2])
    return [history] if history else []


def with_turn(items: Sequence[Json], cuts: Sequence[Cut], before: Cut) -> list[Cut]:
    """The cuts once a turn is followed that began after the items `before`.

    No cut is added where the last part is empty anyway: there the turn finds its place.
    """
    kept = list(cuts) if len(cuts) < MOST else []
    newest = split(items, kept, {})[-1].items
    return [*kept, before] if any(item["id"] in before for item in newest) else kept


def rated_turns(
    items: Sequence[Json], *, goes_on: bool, loose: Cut = frozenset()
) -> dict[str, tuple[str, ...]]:
    """What the assistant said in each turn that is over, by the last item of that turn.

    Typed words begin a turn of their own; a click goes on with the one that is open. An answer that
    no store has, one of `loose`, is nothing that a server could be told about.
    """
    found: dict[str, tuple[str, ...]] = {}
    answers: tuple[str, ...] = ()
    last = ""
    for item in items:
        if item.get("type") in ("user_message", "end_of_turn"):
            if answers:
                found[last] = answers
            answers = ()
        elif item.get("type") == "assistant_message" and item["id"] not in loose:
            answers = (*answers, item["id"])
        last = item["id"]
    if answers and not goes_on:
        found[last] = answers
    return found
