"""Finding the items somebody names among what they bought."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatkit_core.domain import Decision, Refused, listed
from usecases.retail.domain.service import Assessed

EVERYTHING = frozenset({"all", "both", "everything", "all items", "all of them", "*"})

NOTHING_RETURNABLE = "Nothing you bought can be returned right now."

_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Picked:
    """The items that some names mean, and the rule that keeps each other named one from it."""

    items: list[Assessed]
    left_out: list[Decision]


def pick(assessed: Sequence[Assessed], wanted: Sequence[str]) -> Picked:
    """What some names mean, in the order of the orders, each once.

    A name is a code (ORD-1/PROD-1), an order or product number, some words of an item's name, or
    “all”. Raises `Refused` when one is unknown or fits several items, and when none may come back.
    """
    names = [name.strip() for name in wanted if _WORD.search(name) or name.strip() in EVERYTHING]
    if not names:
        raise Refused("Please pick at least one item.")
    meant = [found for name in names for found in _named(assessed, name)]
    named = [found for found in assessed if found in meant]
    left_out = [found.decision for found in named if not found.decision.allowed]
    if len(left_out) == len(named):
        raise Refused(" ".join(no.because for no in left_out), left_out[0])
    return Picked([found for found in named if found.decision.allowed], left_out)


def find(assessed: Sequence[Assessed], name: str) -> list[Assessed]:
    """What a name fits best, whether or not it may come back. Raises `Refused` for nothing."""
    meant = _candidates(assessed, name.strip().casefold())
    if not meant:
        raise Refused(f"I can’t find “{name[:60]}” among your orders.")
    return meant


def _named(assessed: Sequence[Assessed], name: str) -> list[Assessed]:
    """What one name means: a whole order, else what may come back, or all of it if nothing may."""
    allowed = [found for found in assessed if found.decision.allowed]
    if name.casefold() in EVERYTHING:
        if not allowed:
            raise Refused(NOTHING_RETURNABLE)
        return allowed
    meant = find(assessed, name)
    if all(found.order.order_id.casefold() == name.casefold() for found in meant):
        return meant
    returnable = [found for found in meant if found.decision.allowed]
    if len(returnable) > 1:
        options = listed([f"{found.item.name} ({found.order.order_id})" for found in returnable])
        raise Refused(f"“{name[:60]}” could be {options}. Which one do you mean?")
    return returnable or meant


def _candidates(assessed: Sequence[Assessed], name: str) -> list[Assessed]:
    """What fits a name best: exactly, else by some of its words."""
    exact = [found for found in assessed if name in _exact_names(found)]
    words = set(_WORD.findall(name))
    if exact or not words:  # no words at all would fit every name
        return exact
    return [found for found in assessed if words <= set(_WORD.findall(found.item.name.casefold()))]


def _exact_names(found: Assessed) -> set[str]:
    names = (found.code, found.order.order_id, found.item.product_id, found.item.name)
    return {name.casefold() for name in names}
