"""Finding the passage of a use case's texts that answers a question, or that none does."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HINTS = re.compile(r"<!--\s*asked as:(.*?)-->", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")
_COMMON = frozenset(
    _WORD.findall(
        "a about am an and any are as at be been by can cannot cant could did do does doesnt dont "
        "for from get give go going got had has have havent hello help hey hi how i id if ill im in "
        "instead into is isnt it its ive just kind know let like many may me might mine much must my need no "
        "not now of off ok on one or other our out please policies policy question rule rules say "
        "says should so some someone something still stuff sure tell than thanks that thats the "
        "their them then there these they thing things this those to too us very want was we were "
        "what whats when which who whos why will with wont would yes you your youre"
    )
)
_HEADING_WEIGHT, _HINT_WEIGHT, _TEXT_WEIGHT = 3.0, 3.0, 1.0
_ENOUGH = 0.51
"""How much of what a question is about a passage must speak of to count as an answer."""
_CLOSE = 0.6
"""A passage whose score is this share of the best one's is as good an answer."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of a text: what it says, and what people ask it for."""

    source: str
    heading: str
    text: str
    hints: str = ""

    @property
    def lines(self) -> list[str]:
        """Its heading, sentences and hints one by one, in lower case."""
        told = [self.heading, *_SENTENCE.split(self.text), *self.hints.split(",")]
        return [line.strip().lower() for line in told if line.strip()]


def passages(source: str, markdown: str) -> list[Passage]:
    """The sections of a Markdown text, one per second-level heading.

    A comment `<!-- asked as: ... -->` in a section adds phrases to find it by, and is not shown.
    """
    sections = re.split(r"^## +", markdown, flags=re.MULTILINE)[1:]
    return [_passage(source, section) for section in sections]


def _passage(source: str, section: str) -> Passage:
    heading, _, body = section.partition("\n")
    hints = " ".join(_HINTS.findall(body))
    return Passage(source, heading.strip(), _HINTS.sub("", body).strip(), hints)


@dataclass(frozen=True, slots=True)
class _Indexed:
    passage: Passage
    heading: frozenset[str]
    text: frozenset[str]
    hints: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, passage: Passage) -> _Indexed:
        phrases = (frozenset(_words(phrase)) for phrase in passage.hints.split(","))
        return cls(
            passage,
            frozenset(_words(passage.heading)),
            frozenset(_words(passage.text)),
            tuple(phrase for phrase in phrases if phrase),
        )

    @property
    def words(self) -> frozenset[str]:
        return self.heading.union(self.text, *self.hints)

    def hinted(self, word: str, asked: frozenset[str]) -> float:
        """How much of a hint that has this word was asked: “gift” alone is little of “gift card”."""
        shares = [len(phrase & asked) / len(phrase) for phrase in self.hints if word in phrase]
        return max(shares, default=0.0) ** 2

    def weight(self, word: str, asked: frozenset[str]) -> float:
        """How loudly the passage speaks of a word."""
        return (
            _HEADING_WEIGHT * (word in self.heading)
            + _HINT_WEIGHT * self.hinted(word, asked)
            + _TEXT_WEIGHT * (word in self.text)
        )

    def share(self, word: str, asked: frozenset[str]) -> float:
        """How far the passage speaks of a word at all, from 0 to 1."""
        return 1.0 if word in self.heading | self.text else self.hinted(word, asked)


class Handbook:
    """All passages of a use case, their words weighed by how telling each of them is."""

    def __init__(self, found: Sequence[Passage]) -> None:
        self._indexed = [_Indexed.of(passage) for passage in found]
        self._seen = Counter(word for one in self._indexed for word in one.words)

    @property
    def headings(self) -> list[str]:
        return [one.passage.heading for one in self._indexed]

    def search(self, question: str, limit: int = 2) -> list[Passage]:
        """The passages that answer a question best, best first; none when none is about it.

        The very heading of a passage asks for that passage alone.
        """
        named = [p.passage for p in self._indexed if p.passage.heading == question.strip()]
        if named:
            return named[:limit]
        asked = frozenset(_words(question))
        fitting = [one for one in self._indexed if self._covered(one, asked) >= _ENOUGH]
        scored = [(self._score(one, asked), one.passage) for one in fitting]
        best = max((score for score, _ in scored), default=0.0)
        close = [(score, passage) for score, passage in scored if score > _CLOSE * best]
        close.sort(key=lambda found: -found[0])
        return [passage for _, passage in close[:limit]]

    def coverage(self, question: str) -> list[float]:
        """Which share of a question each passage speaks of, from 0 to 1, in their order."""
        asked = frozenset(_words(question))
        return [self._covered(one, asked) for one in self._indexed]

    def _score(self, one: _Indexed, asked: frozenset[str]) -> float:
        return sum(self._rarity(word) * one.weight(word, asked) for word in asked)

    def _covered(self, one: _Indexed, asked: frozenset[str]) -> float:
        """Which share of a question a passage speaks of, its telling words counting most.

        Words that stand everywhere say nothing of what is asked, unless there are no others.
        """
        telling = {word for word in asked if self._seen[word] <= len(self._indexed) / 2} or asked
        total = sum(self._rarity(word) for word in telling)
        spoken = sum(self._rarity(word) * one.share(word, asked) for word in telling)
        return spoken / total if total else 0.0

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._indexed) / max(self._seen[word], 1))


def read_passages(folder: Path) -> list[Passage]:
    """Every passage of a folder's Markdown files."""
    texts = sorted(folder.glob("*.md"))
    return [p for path in texts for p in passages(path.name, path.read_text(encoding="utf-8"))]


def read_handbook(folder: Path) -> Handbook:
    """The handbook of a folder's Markdown files."""
    return Handbook(read_passages(folder))


def _words(text: str) -> list[str]:
    found = _WORD.findall(text.lower().replace("’", "").replace("'", ""))
    return [_stem(word) for word in found if word not in _COMMON]


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    return word.removesuffix(ending) if ending else word
