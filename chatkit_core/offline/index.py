"""The phrase index: how near a text is to every example phrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chatkit_core.offline.encoder import Encoder, Matrix, Share, unit
from chatkit_core.offline.vectors import BATCH, phrase_vectors

QUERIES_KEPT = 512


class _DenseSpace:
    """Meaning vectors, moved to their common centre: raw ones all lie in one narrow cone."""

    def __init__(self, encoder: Encoder, rows: Matrix) -> None:
        self._encoder = encoder
        self._centre: Matrix = rows.mean(axis=0, keepdims=True).astype(np.float32)
        self._rows = unit(rows - self._centre)

    def similarities(self, texts: Sequence[str]) -> Matrix:
        return unit(self._encoder.encode(texts) - self._centre) @ self._rows.T


class _SparseSpace:
    """N-gram vectors weighted by rarity; only what is not zero is kept."""

    def __init__(self, encoder: Encoder, phrases: Sequence[str]) -> None:
        self._encoder = encoder
        columns: list[NDArray[np.int64]] = []
        values: list[Matrix] = []
        for start in range(0, len(phrases), BATCH):
            for row in encoder.encode(phrases[start : start + BATCH]):
                columns.append(np.flatnonzero(row))
                values.append(row[columns[-1]])
        self._starts = np.cumsum([0, *(len(c) for c in columns)])[:-1]
        self._columns = np.concatenate(columns)
        counts = np.bincount(self._columns, minlength=encoder.encode([""]).shape[1])
        self._rarity = (np.log((1 + len(phrases)) / (1 + counts)) + 0.5).astype(np.float32)
        weighted = np.concatenate(values) * self._rarity[self._columns]
        lengths = np.sqrt(np.add.reduceat(weighted**2, self._starts))
        sizes = np.diff([*self._starts, len(weighted)])
        self._values = (weighted / np.repeat(np.maximum(lengths, 1e-9), sizes)).astype(np.float32)

    def similarities(self, texts: Sequence[str]) -> Matrix:
        queries = unit(self._encoder.encode(texts) * self._rarity)
        rows = [np.add.reduceat(self._values * q[self._columns], self._starts) for q in queries]
        return np.stack(rows).astype(np.float32)


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
                _DenseSpace(s.encoder, vectors(s.encoder, phrases))
                if s.encoder.slow
                else _SparseSpace(s.encoder, phrases),
                s.weight,
            )
            for s in encoders
        ]
        self.similarities = lru_cache(QUERIES_KEPT)(self._similarities)

    def _similarities(self, text: str) -> NDArray[np.float32]:
        """One value per phrase, about 1 for the same words and about 0 for unrelated ones."""
        mixed = sum(space.similarities([text])[0] * weight for space, weight in self._spaces)
        return np.asarray(mixed, dtype=np.float32)
