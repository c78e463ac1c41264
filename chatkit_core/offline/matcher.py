"""Which intent a clause is nearest to, given the step that is open."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from chatkit_core.offline.index import PhraseIndex
from chatkit_core.offline.language import Intent, Kind, Language
from chatkit_core.offline.mood import Mood

OPEN_STEP = 0.09
EARLIER_STEP = -0.03
LATER_STEP = 0.01
WORD_BONUS = 0.16
READING = 0.04
"""A plain statement is a little less likely to ask for something to be shown."""
NEIGHBOURS = 3
QUIET = frozenset({Kind.ASK, Kind.CHAT, Kind.OUTSIDE, Kind.HOSTILE, Kind.NONE})


@dataclass(frozen=True, slots=True)
class Match:
    """An intent and how well it fits: about 1 for a known phrase, under 0.3 for noise."""

    intent: Intent
    score: float


class Matcher:
    """Ranks a language's intents by their nearest example phrases."""

    def __init__(self, language: Language, index: PhraseIndex) -> None:
        self._language = language
        self._index = index
        names = list(language.intents)
        place = {name: n for n, name in enumerate(names)}
        owners = np.array([place[name] for _, name in language.examples])
        self._rows = [np.flatnonzero(owners == n) for n in range(len(names))]
        self._intents = [language.intents[name] for name in names]

    def rank(self, clause: str, step: str, mood: Mood) -> list[Match]:
        """The intents this clause may have at this step, best first."""
        alike = self._index.similarities(clause)
        found = [
            Match(intent, self._score(alike[rows]) + self._lean(intent, clause, step))
            for intent, rows in zip(self._intents, self._rows, strict=True)
            if len(rows) and self._possible(intent, step, mood)
        ]
        if mood is Mood.TELLS:
            found = [
                replace(m, score=m.score - READING) if m.intent.kind is Kind.ASK else m
                for m in found
            ]
        return sorted(found, key=lambda match: -match.score)

    @staticmethod
    def _score(alike: np.ndarray) -> float:
        best = np.sort(alike)[-NEIGHBOURS:]
        return float(0.8 * best[-1] + 0.2 * best.mean())

    @staticmethod
    def _possible(intent: Intent, step: str, mood: Mood) -> bool:
        if mood is Mood.ASKS and intent.kind not in QUIET:
            return False
        return not intent.only_at or step in intent.only_at

    def _lean(self, intent: Intent, clause: str, step: str) -> float:
        lean = WORD_BONUS if intent.words and intent.words.search(clause) else 0.0
        if not intent.step or intent.step not in self._language.steps:
            return lean
        if intent.step == step or step in intent.at:
            return lean + OPEN_STEP
        if step not in self._language.steps:
            return lean
        order = self._language.order
        return lean + (EARLIER_STEP if order.index(intent.step) < order.index(step) else LATER_STEP)
