"""Finding events by words and by kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.trace.event import Event

EVERY: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: all of the words, anywhere in an event, of these kinds and actors.

    An empty collection asks for every kind or actor.
    """

    words: str = ""
    kinds: Collection[str] = EVERY
    actors: Collection[str] = EVERY
    failed: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.words.split() or self.kinds or self.actors or self.failed)


def find(log: Sequence[Event], query: Query) -> list[Event]:
    """The events that match, in order. Case does not matter."""
    search = _Search(query.words.casefold().split())
    return [
        event
        for event in log
        if (not query.kinds or event.kind in query.kinds)
        and (not query.actors or event.actor in query.actors)
        and (not query.failed or event.error)
        and search.matches(event)
    ]


class _Search:
    """Looks through events; a value that several events share is read once."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._known: dict[int, frozenset[str]] = {}

    def matches(self, event: Event) -> bool:
        if not self._words:
            return True
        head = f"{event.kind} {event.phase} {event.name} {event.actor} {event.error or ''}"
        found = self._in_text(head)
        return len(found) == len(set(self._words)) or (
            len(found | self._in(event.data)) == len(set(self._words))
        )

    def _in_text(self, text: str) -> frozenset[str]:
        folded = text.casefold()
        return frozenset(word for word in self._words if word in folded)

    def _in(self, value: Any) -> frozenset[str]:
        """The words that appear in a JSON value, its names included."""
        match value:
            case dict() | list():
                known = self._known.get(id(value))
                if known is None:
                    known = self._known[id(value)] = self._inside(value)
                return known
            case None:
                return frozenset()
            case _:
                return self._in_text(str(value))

    def _inside(self, value: dict[str, Any] | list[Any]) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        for part in parts:
            found |= self._in(part)
            if len(found) == len(set(self._words)):
                break
        return found
