"""Puts typing errors right: a word nobody uses becomes the common word it is nearest to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Set

from chatkit_core.offline.naming import edits

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
VOWELS = frozenset("aeiouy")
COMMON = 4
"""A word in so many example phrases is one to correct to."""
SHORTEST = 5
RARE = 2
"""A word in no more phrases than this may itself be a slip that somebody typed into one."""
LONG = 8
"""From this length on two letters in the middle may be wrong."""


class Speller:
    """Corrects towards the words of the example phrases.

    `is_word` tells words of any language from slips, as far as anybody here knows.
    """

    def __init__(self, phrases: Iterable[str], is_word: Callable[[str], bool]) -> None:
        self._is_word = is_word
        self._counts = Counter(word for phrase in phrases for word in set(WORD.findall(phrase)))
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word, count in self._counts.items():
            if count >= COMMON and len(word) >= SHORTEST - 1 and "'" not in word:
                self._by_letter[word[0]].append(word)
        self._known: dict[str, str] = {}

    def corrected(self, text: str, names: Set[str]) -> str:
        """A tidied text with its slips put right; `names` and what is near them are left alone."""

        def right(match: re.Match[str]) -> str:
            word = match[0]
            beside = text[max(match.start() - 1, 0) : match.end() + 1]
            if len(word) < SHORTEST or "'" in word or set(beside) & set("@-_.#/") - {"."}:
                return word
            if (self._counts[word] and not self._is_rare_slip(word)) or any(
                _near(word, name) for name in names
            ):
                return word
            return self._nearest(word)

        return WORD.sub(right, text)

    def _is_rare_slip(self, word: str) -> bool:
        """Whether a long word of hardly any phrase is one letter off a common one, and no form of it."""
        if self._counts[word] > RARE or len(word) < LONG:
            return False
        near = (w for w in self._by_letter[word[0]] if _is_slip(word, w) and edits(word, w) == 1)
        return any(not (w.startswith(word) or word.startswith(w)) for w in near)

    def _is_word_or_form(self, word: str) -> bool:
        """Whether it is a word, or one with an "s" behind it: "thinks" is no slip for "thanks"."""
        stem = word.removesuffix("s")
        return self._is_word(word) or (stem != word and self._is_word(stem))

    def _nearest(self, word: str) -> str:
        if word not in self._known and self._is_word_or_form(word):
            self._known[word] = word
        if word not in self._known:
            found = [w for first in {word[0], word[1]} for w in self._by_letter[first]]
            near = [(edits(word, w), -self._counts[w], w) for w in found if _is_slip(word, w)]
            self._known[word] = min(near)[2] if near else word
        return self._known[word]


def _is_slip(word: str, other: str) -> bool:
    """Whether a letter was dropped, doubled or swapped; another letter makes another word."""
    apart = abs(len(word) - len(other))
    if apart > 2:
        return False
    slips = edits(word, other)
    if slips == 1 and len(word) > SHORTEST and _only_vowels_differ(word, other):
        return True
    if slips == 1:
        return apart == 1 or sorted(word) == sorted(other)
    return slips == 2 and len(word) >= LONG and (word[0], word[-1]) == (other[0], other[-1])


def _only_vowels_differ(word: str, other: str) -> bool:
    """ "Docter" and "doctor": the consonants are the same, at the same places."""
    return len(word) == len(other) and all(
        a == b or (a in VOWELS and b in VOWELS) for a, b in zip(word, other, strict=True)
    )


def _near(word: str, name: str) -> bool:
    return abs(len(word) - len(name)) <= 2 and edits(word, name) <= 2
