"""Answers that need no likeness to phrases: a place in a list, a percentage, a swap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatkit_core.offline.amounts import NUMBER, amount_in
from chatkit_core.offline.choosing import pick
from chatkit_core.offline.clauses import Clause
from chatkit_core.offline.doubts import is_soft
from chatkit_core.offline.language import Intent
from chatkit_core.offline.mood import Mood
from chatkit_core.offline.naming import Mention
from chatkit_core.offline.positions import NUMBERED, pointed_at
from chatkit_core.offline.readings import Notes, Reading
from chatkit_core.offline.scene import Scene
from chatkit_core.offline.values import percent_in

NOT_FIRST = re.compile(r"(?:but |and )?not\b")
OTHER_ONE = re.compile(r"\b(?:the|that) other (?:one|item|thing|product|doctor)\b")
HELD = re.compile(r"\b(?:i|we)(?:'ve| have| had)\b")
"""The other one that somebody has already is not the other one on the card."""
SWAPS = re.compile(
    r"\b(?:swap|replace|change|exchange|switch|substitute)\b.*?\b(?:for|with|to|by)\b"
)
JOINS = re.compile(r"\b(?:please|pls|thanks|then|with|for|via|by|the|and|just|full)\b")
OF_TIMES = re.compile(r"\b(?:slots?|times?|dates?|days?|openings?)\b")
"""What "the first one" is of, where times are not what the card lists."""
ONLY_PERCENT = re.compile(
    r"(?:(?:just|for|at|with|the|i'll take|i want|give me|only) )*\w+ ?(?:%|percent|per cent)"
    r"(?: (?:off|discount|please|then|back))*$"
)
KEYWORDS = 8
BARE_WORDS = 5
PLACE_WORDS = 7
PLACE_SCORE = 0.9


class Shortcuts:
    """Notes what such a clause means; every method says whether it was one."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes

    def by_place(self, text: str, part: Clause) -> bool:
        """ "The second one" at a step whose codes are known: a position in its list."""
        step = self._scene.open
        asks = self._scene.mood(text, part.asked) is Mood.ASKS
        if step is None or asks or step.times or step in self._scene.picking():
            return False
        if len(text.split()) > PLACE_WORDS:
            return False
        offered = self._scene.offered(step.name)
        if any(int(n) > len(offered) for n in NUMBERED.findall(text)):
            self._notes.nudge = True
            return True
        exact = [c for c in offered if c.label.lower() == text]
        unnamed = [replace(c, label="", detail="") for c in offered]
        plain = self._scene.nameable(text)
        if NOT_FIRST.match(text) and pointed_at(plain, unnamed):
            self._notes.nudge = True
            return True
        found = exact or pick(plain, unnamed, frozenset(), many=False).choices
        if len(found) != 1:
            self._notes.nudge = self._notes.nudge or bool(found)
            return False
        if not exact and self._scene.language.times and OF_TIMES.search(plain):
            self._notes.nudge = True
            return True
        code = found[0].code
        intent = self._scene.language.for_code(step.name, code)
        if step.amounts:
            intent = self._scene.language.intents[step.yes if int(code) else step.no]
        if intent is None:
            return False
        percent = int(code) if step.amounts else None
        reading = Reading(intent, text, PLACE_SCORE, percent=percent)
        self._notes.answer(step.name, part.segment, reading)
        return True

    def by_keywords(self, text: str, part: Clause) -> bool:
        """ "Lamp damaged refund label": nothing but the names of answers to several questions."""
        if part.asked or len(text.split()) > KEYWORDS:
            return False
        named = [i for i in self._scene.language.coded if i.words and i.words.search(text)]
        picked = self._scene.mentions(text)
        steps = {intent.step for intent in named}
        if not named or len(steps) < len(named) or len(steps) + bool(picked) < 2:
            return False
        if any(intent.at for intent in named) or self._beside(text, named, picked):
            return False
        for intent in named:
            self._notes.answer(intent.step, part.segment, Reading(intent, text, PLACE_SCORE))
        return True

    @staticmethod
    def _beside(text: str, named: Sequence[Intent], picked: Sequence[Mention]) -> str:
        """What a text says beside the answers that it names."""
        for mention in reversed(picked):
            text = f"{text[: mention.start]} {text[mention.end :]}"
        for intent in named:
            text = intent.words.sub(" ", text) if intent.words else text
        return JOINS.sub("", text).strip(" ,.;!/+&")

    def by_amount(self, text: str, part: Clause) -> bool:
        """A bare percentage where percentages are on offer takes that one; "not 10" takes none."""
        if self._by_percent(text, part):
            return True
        step, offered = self._scene.open, self._scene.amounts
        if step is None or not offered or len(text.split()) > BARE_WORDS or part.asked:
            return False
        percent = amount_in(text, offered)
        if percent is None:
            return NUMBER.search(text) is not None
        if self._scene.mood(text, part.asked) is Mood.ASKS:
            return False
        if is_soft(text):
            self._notes.nudge = True
            return True
        intent = self._scene.language.intents[step.yes]
        self._notes.answer(step.name, part.segment, Reading(intent, text, percent=percent))
        return True

    def _by_percent(self, text: str, part: Clause) -> bool:
        """A bare percentage where percentages are no answers, and one answer is about them."""
        step, percent = self._scene.open, percent_in(text)
        if (
            not step
            or step.amounts
            or percent is None
            or part.asked
            or not ONLY_PERCENT.match(text)
        ):
            return False
        here = [i for i in self._scene.language.coded if i.step == step.name]
        about = [i for i in here if "percent" in i.at]
        said = f"{percent} percent"
        others = [p for i in here if i not in about for p in i.phrases]
        if len(about) != 1 or any(said in phrase for phrase in others):
            return False
        intent = self._scene.language.intents[about[0].at["percent"]]
        reading = Reading(intent, text, percent=percent)
        self._notes.answer(intent.step or step.name, part.segment, reading)
        return True

    def by_swap(self, text: str, part: Clause) -> bool:
        """ "Swap the lamp for the rug" among what is picked, and not for a new lamp."""
        other = OTHER_ONE.search(text) and not (HELD.search(text) or self._notes.denied)
        if other and self._takes_other(text, part):
            return True
        swap = SWAPS.search(text)
        named = self._scene.mentions(text) if swap else []
        if not swap or len(named) < 2 or not named[0].end <= swap.end() <= named[-1].start:
            return False
        self._notes.quiet.append(part.text)
        for step in self._scene.picking():
            gone = {c.code for c in named[0].choices}
            new = [c.code for c in named[-1].choices]
            kept = [c for c in self._scene.selected(step) if c not in gone]
            intent = self._scene.language.intents[self._scene.language.choosing(step.name)]
            reading = Reading(intent, text, codes=tuple(dict.fromkeys([*kept, *new])))
            self._notes.answer(step.name, part.segment, reading)
        return True

    def _takes_other(self, text: str, part: Clause) -> bool:
        """ "The other one", where one of two is picked."""
        for step in self._scene.picking():
            had = self._scene.selected(step)
            left = [c.code for c in self._scene.offered(step.name) if c.code not in had]
            if had and len(left) == 1:
                intent = self._scene.language.intents[self._scene.language.choosing(step.name)]
                self._notes.answer(step.name, part.segment, Reading(intent, text, codes=(left[0],)))
                self._notes.quiet.append(part.text)
                return True
        return False
