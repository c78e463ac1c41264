"""Two things with an answer each, where there is one answer for all of them: it takes a question."""

from __future__ import annotations

import re

from chatkit_core.offline.readings import Notes, Reading
from chatkit_core.offline.scene import Scene

SECOND = re.compile(r"(?:but |and )?(?:the|my) (?:other|second|latter|last)\b")
"""How somebody goes on about the next thing: "one is scratched, the other won't start"."""


class Divided:
    """Takes back an answer that holds for one of the things only, and asks which it should be."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes

    def note(self) -> None:
        """Leave every step open that two things were given different answers for."""
        for step, (segment, reading) in list(self._notes.answers.items()):
            alike = [r for s, number, r in self._notes.given if (s, number) == (step, segment)]
            apart = [one for one in alike if self._are_apart(one, reading)]
            if not reading.intent.code or not apart:
                continue
            del self._notes.answers[step]
            labels = (self._scene.label(r.intent) for r in alike if r in (reading, *apart))
            self._notes.divided = tuple(dict.fromkeys(filter(None, labels)))

    def _are_apart(self, one: Reading, other: Reading) -> bool:
        """Whether two answers differ and are about different things."""
        if not one.intent.code or one.intent.code == other.intent.code:
            return False
        if SECOND.match(one.text) or SECOND.match(other.text):
            return True
        about, beside = self._about(one), self._about(other)
        return bool(about and beside) and about.isdisjoint(beside)

    def _about(self, reading: Reading) -> set[str]:
        return {c.code for m in self._scene.mentions(reading.text) for c in m.choices}
