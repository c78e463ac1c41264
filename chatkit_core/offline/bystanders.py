"""Answers that stand beside another one in the same clause: "a follow-up with Dr. Lee on Monday"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatkit_core.offline import dates
from chatkit_core.offline.clauses import Clause
from chatkit_core.offline.language import tells
from chatkit_core.offline.mood import Mood
from chatkit_core.offline.readings import TURN, Notes, Reading
from chatkit_core.offline.scene import Scene

SCORE = 0.8


class Bystanders:
    """Notes what a clause names by the way, once it is clear that the clause answers something.

    Only exact names count: a code's own words, a choice on offer, a day or a time.
    """

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes
        self._codes = scene.language.coded

    def note(self, parts: Sequence[Clause]) -> None:
        """Read every clause that tells or requests once more."""
        for part in parts:
            held = self._held(part)
            if held:
                self._note_picks(part)
            if held and not any(tells(one.intent) for one in held):
                self._note_codes(part)
                self._note_times(part)

    def _held(self, part: Clause) -> list[Reading]:
        """What was noted of a clause's segment; nothing for a question."""
        if self._scene.mood(part.text, part.asked) is Mood.ASKS or part.text in self._notes.quiet:
            return []
        found = self._notes.answers.values()
        own = [r for number, r in found if number % TURN == part.segment]
        return [r for r in own if not tells(r.intent) or r.text in part.text]

    def _free(self, step: str) -> bool:
        """Whether nothing was noted for a step; the last correction has had its say already."""
        return step not in self._notes.answers

    def _note_codes(self, part: Clause) -> None:
        for intent in self._codes:
            named = intent.words is not None and intent.words.search(part.text)
            if named and named[0] not in self._notes.denied and self._free(intent.step):
                self._notes.answer(intent.step, part.segment, Reading(intent, part.text, SCORE))

    def _note_picks(self, part: Clause) -> None:
        for step in self._scene.picking():
            found = self._scene.mentions(part.text)
            if not self._free(step.name) or len(found) != 1 or len(found[0].choices) != 1:
                continue
            words = set(re.findall(r"\w+", part.text))
            if words.isdisjoint(re.findall(r"\w{3,}", found[0].choices[0].label.lower())):
                continue  # a near miss is enough where a name is expected, not by the way
            intent = self._scene.language.intents[self._scene.language.choosing(step.name)]
            reading = Reading(intent, part.text, SCORE, codes=(found[0].choices[0].code,))
            self._notes.answer(step.name, part.segment, reading)

    def _note_times(self, part: Clause) -> None:
        step = self._scene.language.times
        said = dates.said(part.text)
        if step is None or not said or not self._free(step.name) or dates.is_vague(said):
            return
        intent = self._scene.language.intents[self._scene.language.choosing(step.name)]
        self._notes.answer(step.name, part.segment, Reading(intent, part.text, SCORE))
