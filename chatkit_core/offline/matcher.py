"""Which intent a clause is nearest to, given the step that is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatkit_core.offline.classifier import Classifier
from chatkit_core.offline.encoder import Matrix
from chatkit_core.offline.index import PhraseIndex
from chatkit_core.offline.language import Intent, Kind, Language
from chatkit_core.offline.mood import Mood, affirmed

OPEN_STEP = 0.09
EARLIER_STEP = -0.03
LATER_STEP = 0.01
WORD_BONUS = 0.16
READING = 0.04
"""A plain statement is a little less likely to ask for something to be shown."""
NEIGHBOURS = 3
SAME_WORDS = 0.97
LEARNED_SHARE = 0.6
LEARNED_LIFT = 0.09
"""Brings the learned scores of what is right up to where the nearest phrases' scores are."""
MARGIN = 0.05
"""Readings no further apart than that are told apart by asking."""
FEW_WORDS = 2
DENIED = 0.04
"""So much nearer a clause comes to what it denies without its "not"."""
QUIET = frozenset({Kind.ASK, Kind.CHAT, Kind.OUTSIDE, Kind.HOSTILE, Kind.NONE})

ASKING = re.compile(
    r"^(?:(?:wait|well|so|ok|okay|and|but|sorry|excuse me|hang on|quick question|just|please)[ ,:]+)*"
    r"(?:i(?:'d| would)? (?:just |only |really |also )*(?:want|like|need|wanted)(?: just| only)? to (?:know|check|ask|find out|understand|be sure)"
    r"|(?:can|could|would|will) you (?:please |kindly |just |maybe )*(?:tell|explain|remind|clarify|confirm|let)(?: to)?(?: me| us)?(?: know)?"
    r"|do you (?:happen to )?know|i(?:'m| am| was)(?: just| only)* (?:wondering|curious|asking)|tell me|any idea"
    r"|may i (?:ask|know)|explain(?: to)? me)(?: about)?(?: (?:if|whether|that))? (?=\w)"
)
"""What leads up to a question, and says nothing of what it is about."""


@dataclass(frozen=True, slots=True)
class Match:
    """An intent and how well it fits: about 1 for a known phrase, under 0.3 for noise."""

    intent: Intent
    score: float


class Matcher:
    """Ranks a language's intents by their nearest example phrases."""

    def __init__(
        self, language: Language, index: PhraseIndex, classifier: Classifier | None = None
    ) -> None:
        self._language = language
        self._index = index
        self._classifier = classifier
        names = list(language.intents)
        place = {name: n for n, name in enumerate(names)}
        owners = np.array([place[name] for _, name in language.examples])
        self._owners = owners
        self._rows = [np.flatnonzero(owners == n) for n in range(len(names))]
        self._intents = [language.intents[name] for name in names]

    @property
    def meanings(self) -> Callable[[Sequence[str]], Matrix] | None:
        """Tells what texts mean; None where no encoder knows."""
        return self._index.meanings

    def is_word(self, word: str) -> bool:
        """Whether a word is known to be one."""
        return self._index.is_word(word)

    def rank(self, clause: str, step: str, mood: Mood) -> list[Match]:
        """The intents this clause may have at this step, best first."""
        found = self._rank(clause, step, mood)
        asked = ASKING.sub("", clause) if mood is Mood.ASKS else clause
        if asked == clause or not asked:
            return found
        return max(found, self._rank(asked, step, mood), key=lambda ranked: ranked[0].score)

    def _rank(self, clause: str, step: str, mood: Mood) -> list[Match]:
        alike = self._index.similarities(clause)
        found = [
            Match(intent, score + self._lean(intent, clause, step))
            for intent, rows, score in zip(
                self._intents, self._rows, self._scores(alike), strict=True
            )
            if len(rows) and self._possible(intent, step, mood)
        ]
        if mood is Mood.TELLS:
            found = [
                replace(m, score=m.score - READING) if m.intent.kind is Kind.ASK else m
                for m in found
            ]
        ranked = sorted(found, key=lambda match: -match.score)
        exact = self._exact(alike, step, mood)
        if exact is None:
            return ranked
        return [exact, *(match for match in ranked if match.intent is not exact.intent)]

    def denies(self, best: Match, clause: str, step: str, mood: Mood) -> bool:
        """Whether a clause says no to what it is nearest to: "I'm not new"."""
        plain = affirmed(clause)
        if plain == clause:
            return False
        rival = self.rank(plain, step, mood)[0]
        return rival.intent is best.intent and rival.score > best.score + DENIED

    def _exact(self, alike: np.ndarray, step: str, mood: Mood) -> Match | None:
        """Known words answer the open step where they may; where they are no answer, they stay so."""
        known = [self._intents[self._owners[row]] for row in np.flatnonzero(alike >= SAME_WORDS)]
        answers = [i for i in known if i.kind is Kind.ANSWER and i.step == step]
        if answers and mood is not Mood.ASKS:
            return Match(answers[0], 1.0)
        talk = [i for i in known if i.kind in QUIET and i.kind is not Kind.ASK]
        if not talk or len(talk) < len(known) or not self._possible(talk[0], step, mood):
            return None
        return Match(talk[0], 1.0)

    def _scores(self, alike: np.ndarray) -> list[float]:
        near = [self._score(alike[rows]) if len(rows) else 0.0 for rows in self._rows]
        if self._classifier is None:
            return near
        learned = self._classifier.scores(alike) + LEARNED_LIFT
        mixed = np.array(near) * (1 - LEARNED_SHARE) + learned * LEARNED_SHARE
        return [float(score) for score in mixed]

    @staticmethod
    def _score(alike: np.ndarray) -> float:
        best = np.sort(alike)[-NEIGHBOURS:]
        return float(0.8 * best[-1] + 0.2 * best.mean())

    @staticmethod
    def _possible(intent: Intent, step: str, mood: Mood) -> bool:
        if mood is Mood.ASKS and intent.kind not in QUIET:
            return False
        return not intent.only_at or step in intent.only_at or intent.final

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


def is_close(best: Match, rival: Match, sure: float) -> bool:
    """Whether it takes a question back to tell two readings apart; to look at either is no risk."""
    both_ask = best.intent.kind is rival.intent.kind is Kind.ASK
    return not both_ask and best.score < sure and best.score - rival.score < MARGIN


def needs_more(best: Match, clause: str) -> bool:
    """Whether a hint is not enough: a word or two may mean anything, and "stop" undoes all."""
    answers = best.intent.kind is Kind.ANSWER
    return answers and (best.intent.alone or len(clause.split()) <= FEW_WORDS)
