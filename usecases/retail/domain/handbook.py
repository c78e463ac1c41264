"""Finding the passage of our policy texts that answers a question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_HINTS = re.compile(r"<!--\s*asked as:(.*?)-->", re.DOTALL)
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")
_COMMON = frozenset(
    _WORD.findall(
        "a about an and any are as at be by can could do does for from get give go got had has "
        "have how i if in is it its know many me much my of on or our please policy policies rule rules say "
        "says should so tell that the their them there they this to us was we what whats "
        "which why will with would you your"
    )
)
_HINT_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of a policy file: what it says, and what people ask it for."""

    source: str
    heading: str
    text: str
    hints: str = ""


def passages(source: str, markdown: str) -> list[Passage]:
    """The sections of a policy file, one per second-level heading.

    A comment `<!-- asked as: ... -->` in a section adds words to find it by, and is not shown.
    """
    sections = re.split(r"^## +", markdown, flags=re.MULTILINE)[1:]
    return [_passage(source, section) for section in sections]


def _passage(source: str, section: str) -> Passage:
    heading, _, body = section.partition("\n")
    hints = " ".join(_HINTS.findall(body))
    return Passage(source, heading.strip(), _HINTS.sub("", body).strip(), hints)


class Handbook:
    """All policy passages, weighed by how telling each of their words is."""

    def __init__(self, found: Sequence[Passage]) -> None:
        self._passages = [(passage, _weights(passage)) for passage in found]
        seen = Counter(word for _, weights in self._passages for word in weights)
        self._rarity = {word: math.log(1 + len(found) / count) for word, count in seen.items()}

    @property
    def headings(self) -> list[str]:
        return [passage.heading for passage, _ in self._passages]

    def search(self, question: str, limit: int = 2) -> list[Passage]:
        """The passages that fit a question best, best first; none when no telling word fits."""
        words = set(_words(question))
        scored = [(self._score(words, weights), passage) for passage, weights in self._passages]
        best = max((score for score, _ in scored), default=0.0)
        close = [(score, passage) for score, passage in scored if score and score > 0.6 * best]
        close.sort(key=lambda found: -found[0])
        return [passage for _, passage in close[:limit]]

    def _score(self, words: set[str], weights: Mapping[str, float]) -> float:
        return sum(self._rarity[word] * weights[word] for word in words if word in weights)


def _weights(passage: Passage) -> dict[str, float]:
    """A word counts once per place it stands in; headings and hints say most."""
    weights: Counter[str] = Counter()
    for word in set(_words(passage.text)):
        weights[word] += 1
    for word in set(_words(f"{passage.heading} {passage.hints}")):
        weights[word] += _HINT_WEIGHT
    return dict(weights)


def _words(text: str) -> list[str]:
    found = _WORD.findall(text.lower().replace("’", "").replace("'", ""))
    return [_stem(word) for word in found if word not in _COMMON]


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    return word.removesuffix(ending) if ending else word
