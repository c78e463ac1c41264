"""Names by meaning what is on the card: "la lámpara" or "the coffee maker"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set

import numpy as np

from chatkit_core.domain import Choice
from chatkit_core.offline.encoder import Matrix

ALIKE = 0.843
"""So alike are a name and another word for the same thing."""
APART = 0.024
"""So much less alike must every other name on the card be."""
FILLER = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "this",
        "that",
        "these",
        "those",
        "i",
        "i'd",
        "i'll",
        "we",
        "it",
        "please",
        "pls",
        "just",
        "only",
        "want",
        "would",
        "like",
        "to",
        "return",
        "send",
        "back",
        "one",
        "for",
        "of",
        "and",
        "with",
        "too",
        "also",
        "is",
        "will",
        "be",
        "going",
        "take",
        "put",
        "no",
        "not",
        "yes",
        "ok",
        "okay",
        "la",
        "el",
        "los",
        "las",
        "un",
        "una",
        "por",
        "favor",
        "bitte",
        "die",
        "der",
        "das",
        "den",
        "ein",
        "eine",
        "le",
        "les",
        "s'il",
        "vous",
        "plaît",
    ]
)
LONGEST = 3
FEWEST = 4

Means = Callable[[Sequence[str]], Matrix]


def renamed(text: str, choices: Sequence[Choice], known: Set[str], means: Means) -> str:
    """The text with the names of what its words mean; only words that fit one name alone.

    `known` are the words of the example phrases: by themselves they name nothing.
    """
    labels = tuple(dict.fromkeys(choice.label.lower() for choice in choices))
    if len(labels) < 2:
        return text
    for words in _candidates(text, known):
        if name := _kin(words, labels, means):
            return re.sub(rf"\b{re.escape(words)}\b", name, text)
    return text


def _candidates(text: str, known: Set[str]) -> Iterable[str]:
    """What may be another word for a thing: a short text's own words, or words nobody knows."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)
    told = [word for word in words if word not in FILLER]
    if 0 < len(told) <= LONGEST and " ".join(told) in text:
        yield " ".join(told)
    fresh = (w for w in told if w not in known and len(w) >= FEWEST)
    yield from list(dict.fromkeys(fresh))[:LONGEST]


def _kin(words: str, labels: Sequence[str], means: Means) -> str:
    alike = means(labels) @ means([words])[0]
    first, second = np.argsort(-alike)[:2]
    fits = alike[first] >= ALIKE and alike[first] - alike[second] >= APART
    return labels[int(first)] if fits else ""
