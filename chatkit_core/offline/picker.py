"""What a message picks from the choices on the card, segment by segment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatkit_core.offline.choosing import Picked, pick
from chatkit_core.offline.clauses import Clause, segments
from chatkit_core.offline.language import StepWords
from chatkit_core.offline.mood import Mood
from chatkit_core.offline.naming import mentions
from chatkit_core.offline.readings import Notes, Reading
from chatkit_core.offline.scene import Scene

ADDS = re.compile(r"\b(?:include|also|too|as well|add|plus|along with|on top)\b")
IT = re.compile(r"\b(?:it|them|that one|those|these)\b")
BARE = re.compile(
    r"the|a|an|my|this|that|i|i'd|i'll|want|would|like|to|please|too|also|as|well|add|and|only|just|"
    r"instead|actually|wait|hold|on|no|return|send|back|now|next|hmm|oh|one|ones|for|of|not|but|it|it's|make|"
    r"should|be|include|take|remove|drop|without|plus|item|items|rather|both|all|from"
)


class Picker:
    """Notes picks, also where they were said beside something else."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes

    def pick(self, text: str, parts: Sequence[Clause]) -> None:
        """Note what a tidied text picks; its later segments correct the earlier ones."""
        if self._asks_back(parts):
            self._point_back(text)
            return
        for step in self._scene.picking():
            for number, segment in enumerate(segments(text)):
                said = self._told(segment, [p for p in parts if p.segment == number])
                self._take(self._picked(said, step), said, number, step)

    def _asks_back(self, parts: Sequence[Clause]) -> bool:
        """Whether a thing is only named for a question about it: "the lamp broke, can I return it?"."""
        asked = [p for p in parts if self._scene.mood(p.text, p.asked) is Mood.ASKS]
        return not self._notes.answers and any(IT.search(p.text) for p in asked)

    def _point_back(self, text: str) -> None:
        """Say which thing the questions mean by "it", where only one is named."""
        codes = {c.code for mention in self._scene.mentions(text) for c in mention.choices}
        if len(codes) == 1:
            self._notes.asks = [
                replace(one, codes=tuple(codes)) if IT.search(one.text) else one
                for one in self._notes.asks
            ]

    def _told(self, segment: str, parts: Sequence[Clause]) -> str:
        """A segment without its questions, and without what is about something else."""
        for part in parts:
            asks = self._scene.mood(part.text, part.asked) is Mood.ASKS
            unsaid = asks or part.text in self._notes.quiet
            if unsaid and len(parts) == 1:
                return ""  # it may be put together from pieces, and be nowhere as it is
            if unsaid:
                segment = segment.replace(part.text, " ")
        return self._scene.nameable(segment).strip(" ,.;?!")

    def _picked(self, said: str, step: StepWords) -> Picked:
        known = self._scene.language.vocabulary
        picked = pick(said, self._scene.offered(step.name), known, many=step.many)
        if picked.choices or picked.rivals or picked.dropped:
            return picked
        refused = mentions(said, self._scene.situation.not_offered, known)
        return Picked(tuple(dict.fromkeys(c for m in refused for c in m.choices)), (), True)

    def _take(self, picked: Picked, said: str, segment: int, step: StepWords) -> None:
        had = self._scene.selected(step)
        dropped = tuple(c.code for c in picked.dropped if c.code in had)
        if not said or not (picked.choices or picked.rivals or dropped):
            return
        held = self._notes.answers.get(step.name)
        if held is not None and held[0] > segment:
            return  # corrected already
        choosing = held is not None and held[0] == segment
        if had and step.many and ADDS.search(said) and self._is_over():
            self._notes.answers.pop(step.name, None)
            meant = picked.named and _only_names(said, picked)
            if not meant or not self._begins_anew():
                return
        is_open = self._scene.situation.step == step.name
        if not is_open and not choosing and not (picked.named and _only_names(said, picked)):
            return
        if picked.rivals and not picked.choices:
            self._notes.rivals = self._notes.rivals or tuple(c.label for c in picked.rivals[:3])
            self._notes.answers.pop(step.name, None)
            return
        intent = self._scene.language.intents[self._scene.language.choosing(step.name)]
        reading = Reading(intent, said, codes=self._codes(picked, said, step))
        self._notes.answers[step.name] = (segment, reading)

    def _begins_anew(self) -> bool:
        """Note that it all begins anew, where the open step has that; nothing else can take more."""
        again = self._scene.open.again if self._scene.open else ""
        if again:
            self._notes.answers.setdefault(
                again, (0, Reading(self._scene.language.intents[again], ""))
            )
        return bool(again)

    def _is_over(self) -> bool:
        """Whether the open step has nothing left to choose or to confirm: nothing can be added."""
        step = self._scene.open
        return step is not None and not (step.choose or step.yes or step.amounts)

    def _codes(self, picked: Picked, said: str, step: StepWords) -> tuple[str, ...]:
        """The picked codes, added to or taken from what was picked before where that is said."""
        codes = tuple(c.code for c in picked.choices)
        had = self._scene.selected(step)
        gone = {c.code for c in picked.dropped}
        if self._is_over():
            return codes
        kept = tuple(c for c in had if c not in gone)
        if had and ((step.many and ADDS.search(said)) or not codes):
            return (*kept, *(c for c in codes if c not in kept)) or had
        return codes


def _only_names(said: str, picked: Picked) -> bool:
    """Whether a text is little more than the names of what it picks."""
    named = (*picked.choices, *picked.dropped)
    names = {w for c in named for w in re.findall(r"\w+", c.label.lower())}
    words = [w for w in re.findall(r"[\w']+", said) if w not in names and not BARE.fullmatch(w)]
    return not words
