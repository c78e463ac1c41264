"""Tells intents apart by every example phrase at once: kernel ridge regression on likeness.

The nearest phrase alone is a poor judge where intents crowd together; weighing all phrases reads
more sentences right. The weights follow from the phrases; working them out takes long for
thousands, so they lie beside a use case's phrases.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatkit_core.offline.encoder import Matrix

SHARPNESS = 2.0
RIDGE = 0.1


def nearness(alike: Matrix) -> Matrix:
    """The kernel: 1 for the same words, falling off faster than likeness does."""
    return np.exp(SHARPNESS * (alike - 1.0)).astype(np.float32)


def fit(alike: Matrix, owners: NDArray[np.intp], intents: int) -> Matrix:
    """Weights of each phrase for each intent. `alike` is the likeness of all pairs; it is spent.

    Memory: three times `alike` for a moment; 12,000 phrases take 600 MB each and a minute.
    """
    kernel = nearness(alike)
    kernel[np.diag_indices_from(kernel)] += RIDGE
    wanted = np.zeros((len(owners), intents), dtype=np.float32)
    wanted[np.arange(len(owners)), owners] = 1.0
    return np.linalg.solve(kernel, wanted).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Classifier:
    """Scores every intent for a text's likeness to the phrases; about 1 for a sure one."""

    weights: Matrix

    def scores(self, alike: Matrix) -> Matrix:
        return nearness(alike) @ self.weights


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """Weights on disk, good for exactly the examples and encoders they were worked out from."""

    path: Path

    def read(self, digest: str) -> Classifier | None:
        """The classifier, or None when there is none for these examples."""
        if not self.path.is_file():
            return None
        with np.load(self.path, allow_pickle=False) as stored:
            if str(stored["digest"]) != digest:
                return None
            return Classifier(stored["weights"].astype(np.float32))

    def write(self, digest: str, weights: Matrix) -> None:
        """Replace the file in one step."""
        content = io.BytesIO()
        np.savez_compressed(content, digest=np.array(digest), weights=weights.astype(np.float16))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_bytes(content.getvalue())
        part.replace(self.path)


def digest_of(examples: Sequence[tuple[str, str]], encoders: Sequence[str]) -> str:
    """Names the examples (phrase, intent) in their order, and what reads them."""
    text = "\n".join([*encoders, *(f"{intent}\t{phrase}" for phrase, intent in examples)])
    return hashlib.sha256(f"{SHARPNESS} {RIDGE}\n{text}".encode()).hexdigest()[:24]
