"""The phrase index: how near a text is to every example phrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chatkit_core.offline.encoder import (
    NGRAM_DIMENSIONS,
    Encoder,
    Matrix,
    NgramEncoder,
    Share,
    unit,
)
from chatkit_core.offline.vectors import phrase_vectors

QUERIES_KEPT = 512


class DenseSpace:
    """Meaning vectors, moved to their common centre: raw ones all lie in one narrow cone."""

    def __init__(self, encoder: Encoder, rows: Matrix) -> None:
        self.encoder, self.name = encoder, encoder.name
        self._centre: Matrix = rows.mean(axis=0, keepdims=True).astype(np.float32)
        self.rows = unit(rows - self._centre)
        self._meaning = lru_cache(QUERIES_KEPT)(lambda text: encoder.encode([text])[0])

    def meanings(self, texts: Sequence[str]) -> Matrix:
        """The texts as they are encoded, each worked out once."""
        return np.stack([self._meaning(text) for text in texts])

    def pairs(self) -> Matrix:
        return self.rows @ self.rows.T

    def centred(self, text: str) -> NDArray[np.float32]:
        """What a text means, seen from the phrases' common centre; as the rows are."""
        return unit(self.meanings([text]) - self._centre)[0]

    def similarities(self, text: str) -> NDArray[np.float32]:
        return self.centred(text) @ self.rows.T


class _SparseSpace:
    """N-gram vectors weighted by rarity; only what is not zero is kept."""

    def __init__(self, encoder: NgramEncoder, phrases: Sequence[str]) -> None:
        self._encoder, self.name = encoder, encoder.name
        self._phrases = tuple(phrases)
        found = [encoder.features(phrase) for phrase in phrases]
        sizes = np.array([len(columns) for columns, _ in found])
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self._columns = np.concatenate([columns for columns, _ in found])
        counts = np.bincount(self._columns, minlength=NGRAM_DIMENSIONS)
        self._rarity = (np.log((1 + len(phrases)) / (1 + counts)) + 0.5).astype(np.float32)
        values = np.concatenate([weights for _, weights in found]) * self._rarity[self._columns]
        lengths = np.sqrt(np.add.reduceat(values**2, self._starts))
        self._values = (values / np.repeat(np.maximum(lengths, 1e-9), sizes)).astype(np.float32)

    def pairs(self) -> Matrix:
        rows = unit(self._encoder.encode(self._phrases) * self._rarity)
        return rows @ rows.T

    def similarities(self, text: str) -> NDArray[np.float32]:
        query = unit(self._encoder.encode([text]) * self._rarity)[0]
        alike = np.add.reduceat(self._values * query[self._columns], self._starts)
        return alike.astype(np.float32)


class PhraseIndex:
    """How alike a text is to every example phrase, by a weighted mix of encoders."""

    def __init__(
        self,
        phrases: Sequence[str],
        encoders: Sequence[Share],
        vectors: Callable[[Encoder, Sequence[str]], Matrix] = phrase_vectors,
    ) -> None:
        self.phrases = tuple(phrases)
        self._spaces = [
            (
                _SparseSpace(share.encoder, phrases)
                if isinstance(share.encoder, NgramEncoder)
                else DenseSpace(share.encoder, vectors(share.encoder, phrases)),
                share.weight,
            )
            for share in encoders
        ]
        self.similarities = lru_cache(QUERIES_KEPT)(self._similarities)

    @property
    def encoders(self) -> list[str]:
        """The names of what reads, in their order."""
        return [space.name for space, _ in self._spaces]

    @property
    def meanings(self) -> Callable[[Sequence[str]], Matrix] | None:
        """Tells what texts mean, one unit row each; None where no encoder knows meanings."""
        return self.dense.meanings if self.dense else None

    @property
    def dense(self) -> DenseSpace | None:
        """The space of meanings; None where no encoder knows meanings."""
        return next((s for s, _ in self._spaces if isinstance(s, DenseSpace)), None)

    def is_word(self, word: str) -> bool:
        """Whether a word is known to be one; False where no encoder knows words."""
        knows = getattr(self.dense and self.dense.encoder, "is_word", None)
        return bool(knows and knows(word))

    def pairs(self) -> Matrix:
        """How alike every two phrases are; as large as it sounds."""
        mixed = np.zeros((len(self.phrases), len(self.phrases)), dtype=np.float32)
        for space, weight in self._spaces:
            mixed += space.pairs() * np.float32(weight)
        return mixed

    def _similarities(self, text: str) -> NDArray[np.float32]:
        """One value per phrase, about 1 for the same words and about 0 for unrelated ones."""
        mixed = sum(space.similarities(text) * weight for space, weight in self._spaces)
        return np.asarray(mixed, dtype=np.float32)
