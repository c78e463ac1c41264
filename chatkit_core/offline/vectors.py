"""Phrase vectors on disk, so that no start waits for the encoder."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatkit_core.offline.encoder import Encoder, Matrix, unit
from chatkit_core.offline.phrase_file import phrases_of
from chatkit_core.offline.topics import lines_beside

BATCH = 64
LEVELS = 31
"""Steps from zero to a row's largest value: coarser than a byte, and so much smaller when packed."""


def phrase_key(encoder: str, phrase: str) -> int:
    """What a phrase's vector is filed under: the phrase and who encoded it."""
    digest = hashlib.blake2b(f"{encoder}\0{phrase}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class VectorFile:
    """Phrase vectors on disk, a few bits a dimension; a file that cannot be read counts as empty."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[int, NDArray[np.int8]]:
        try:
            with self.path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))
        except (FileNotFoundError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
            return {}

    def write(self, rows: Mapping[int, NDArray[np.int8]]) -> None:
        """Replace the file in one step, so that a reader never sees half of it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        ordered = sorted(rows)
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, suffix=".npz")
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(
                file,
                keys=np.array(ordered, dtype=np.uint64),
                rows=np.stack([rows[key] for key in ordered]),
            )
        Path(temporary).chmod(0o644)
        Path(temporary).replace(self.path)


def _shrink(rows: Matrix) -> NDArray[np.int8]:
    peak = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9)
    return np.round(rows / peak * LEVELS).astype(np.int8)


def phrase_vectors(
    encoder: Encoder,
    phrases: Sequence[str],
    shipped: Iterable[VectorFile] = (),
    cache: VectorFile | None = None,
) -> Matrix:
    """The phrases' vectors; only those found neither in `shipped` nor in `cache` are worked out."""
    known: dict[int, NDArray[np.int8]] = {}
    for file in [*shipped, *([cache] if cache else [])]:
        known |= file.read()
    keys = [phrase_key(encoder.name, phrase) for phrase in phrases]
    missing = [n for n, key in enumerate(keys) if key not in known]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        rows = _shrink(encoder.encode([phrases[n] for n in batch]))
        known |= {keys[n]: row for n, row in zip(batch, rows, strict=True)}
    if missing and cache:
        cache.write({keys[n]: known[keys[n]] for n in range(len(keys))})
    return unit(np.stack([known[key] for key in keys]).astype(np.float32))


def shipped_file(phrases: Path) -> VectorFile:
    """The vectors that lie beside a phrases file."""
    return VectorFile(phrases.with_suffix(".npz"))


def ship(phrases: Path, encoder: Encoder) -> None:
    """Write the vectors of one phrases file, and of the policies there, and drop all others."""
    texts = (*phrases_of(phrases), *lines_beside(phrases))
    file = shipped_file(phrases)
    known = file.read()
    keys = {phrase_key(encoder.name, text): text for text in texts}
    missing = [key for key in keys if key not in known]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        rows = _shrink(encoder.encode([keys[key] for key in batch]))
        known |= dict(zip(batch, rows, strict=True))
    if missing or len(known) > len(keys):
        file.write({key: known[key] for key in keys})
