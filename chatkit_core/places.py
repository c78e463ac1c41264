"""Where known items stand, so that writing one again need not read it first."""

from __future__ import annotations

from typing import NamedTuple

from chatkit_core.data import Document

PLACES_KEPT = 2_000


class Place(NamedTuple):
    """An item's thread and user, its order, and the version last seen."""

    owner: tuple[str, str]
    sort: str
    etag: str


class Places:
    """The places of the items seen last. What changed since is noticed by its version."""

    def __init__(self) -> None:
        self._known: dict[str, Place] = {}

    def saw(self, document: Document) -> None:
        """Remember an item document as it is stored."""
        if len(self._known) >= PLACES_KEPT:
            self._known.pop(next(iter(self._known)))
        place = Place(_owner(document), document["sort"], document["_etag"])
        self._known[document["id"]] = place

    def forget(self, item_id: str) -> None:
        self._known.pop(item_id, None)

    def put_back(self, document: Document) -> Document | None:
        """An item's new content at its old place, to replace what was seen; None if not seen."""
        place = self._known.pop(document["id"], None)
        if place is None or place.owner != _owner(document):
            return None
        return {**document, "sort": place.sort, "_etag": place.etag}


def _owner(document: Document) -> tuple[str, str]:
    return document["thread_id"], document["user_id"]
