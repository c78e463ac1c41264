"""Finding the items somebody names among what they bought."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatkit_core.domain import Refused
from usecases.retail.domain.models import listed
from usecases.retail.domain.service import Assessed

EVERYTHING = frozenset({"all", "both", "everything", "all items", "all of them", "*"})

_WORD = re.compile(r"[\w'’-]+")


def pick(assessed: Sequence[Assessed], wanted: Sequence[str]) -> list[Assessed]:
    """The items that some names mean, in the order of the orders, each once.

    A name is a code (ORD-1/PROD-1), an order or product number, some words of an item's name, or
    “all”. Raises `Refused` when one is unknown, fits several items, or may not come back.
    """
    names = [name.strip() for name in wanted if name.strip()]
    if not names:
        raise Refused("Please pick at least one item.")
    picked = [found for name in names for found in _named(assessed, name)]
    return [found for found in assessed if found in picked]


def find(assessed: Sequence[Assessed], name: str) -> list[Assessed]:
    """What a name fits best, whether or not it may come back. Raises `Refused` for nothing."""
    meant = _candidates(assessed, name.strip().casefold())
    if not meant:
        raise Refused(f"I can’t find “{name[:60]}” among your orders.")
    return meant


def _named(assessed: Sequence[Assessed], name: str) -> list[Assessed]:
    allowed = [found for found in assessed if found.decision.allowed]
    if name.casefold() in EVERYTHING:
        if not allowed:
            raise Refused("Nothing you bought can be returned right now.")
        return allowed
    meant = find(assessed, name)
    returnable = [found for found in meant if found.decision.allowed]
    if not returnable:
        raise Refused(meant[0].decision.because, meant[0].decision)
    if len(returnable) > 1 and not _is_order(returnable, name):
        options = listed([f"{found.item.name} ({found.order.order_id})" for found in returnable])
        raise Refused(f"“{name[:60]}” could be {options}. Which one do you mean?")
    return returnable


def _candidates(assessed: Sequence[Assessed], name: str) -> list[Assessed]:
    """What fits a name best: exactly, else by some of its words."""
    exact = [found for found in assessed if name in _exact_names(found)]
    words = set(_WORD.findall(name))
    return exact or [
        found for found in assessed if words <= set(_WORD.findall(found.item.name.casefold()))
    ]


def _exact_names(found: Assessed) -> set[str]:
    names = (found.code, found.order.order_id, found.item.product_id, found.item.name)
    return {name.casefold() for name in names}


def _is_order(found: Sequence[Assessed], name: str) -> bool:
    return all(one.order.order_id.casefold() == name.casefold() for one in found)
