"""Two answers where there can be one, for a thing each or at odds: it takes a question."""

from __future__ import annotations

import re

from chatkit_core.offline.readings import Notes, Reading
from chatkit_core.offline.scene import Scene

SECOND = re.compile(r"(?:but |and )?(?:the|my) (?:other|second|latter|last)\b")
"""How somebody goes on about the next thing: "one is scratched, the other won't start"."""
AND = r"\W*\b(?:and|plus|as well as|along with)\b.{0,20}?"
"""What joins two answers that are wanted both."""


class Divided:
    """Takes back an answer that holds for one of the things only, and asks which it should be."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes

    def note(self, text: str) -> None:
        """Leave every step open that two things, or one, were given different answers for."""
        for step, (segment, reading) in list(self._notes.answers.items()):
            alike = [r for s, number, r in self._notes.given if (s, number) == (step, segment)]
            apart = [one for one in alike if self._are_apart(one, reading, text)]
            if not reading.intent.code or not apart:
                continue
            del self._notes.answers[step]
            labels = (self._scene.label(r.intent) for r in alike if r in (reading, *apart))
            self._notes.divided = tuple(dict.fromkeys(filter(None, labels)))

    def _are_apart(self, one: Reading, other: Reading, text: str) -> bool:
        """Whether two answers differ, and are at odds or about different things."""
        if not one.intent.code or one.intent.code == other.intent.code:
            return False
        step = self._scene.language.steps.get(other.intent.step)
        if step and step.exclusive and _are_both_wanted(one.text, other.text, text):
            return True
        if SECOND.match(one.text) or SECOND.match(other.text):
            return True
        about, beside = self._about(one), self._about(other)
        return bool(about and beside) and about.isdisjoint(beside)

    def _about(self, reading: Reading) -> set[str]:
        return {c.code for m in self._scene.mentions(reading.text) for c in m.choices}


def _are_both_wanted(one: str, other: str, text: str) -> bool:
    """Whether two clauses are joined by an "and" in a tidied text."""
    first, second = re.escape(one), re.escape(other)
    return re.search(f"{first}{AND}{second}|{second}{AND}{first}", text) is not None
