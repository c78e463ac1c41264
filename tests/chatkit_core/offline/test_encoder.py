"""How alike texts are."""

from __future__ import annotations

import numpy as np
import pytest

from chatkit_core.offline import encoder as encoders
from chatkit_core.offline.encoder import Encoder, NgramEncoder, best_encoders


def _alike(encoder: Encoder, one: str, other: str) -> float:
    a, b = encoder.encode([one, other])
    return float(a @ b)


def test_every_text_becomes_a_unit_row() -> None:
    rows = NgramEncoder().encode(["send it back", "ok", "¿qué?"])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1])


def test_an_empty_text_is_like_nothing() -> None:
    assert _alike(NgramEncoder(), "...", "refund") == pytest.approx(0, abs=0.2)


def test_a_typo_stays_nearer_than_another_word() -> None:
    encoder = NgramEncoder()
    assert _alike(encoder, "replacement please", "replacment please") > 0.6
    assert _alike(encoder, "replacement please", "voucher please") < 0.6


def test_the_order_of_words_counts() -> None:
    encoder = NgramEncoder()
    assert _alike(encoder, "the lamp not the chair", "the chair not the lamp") < 0.99


def test_without_the_wheel_the_ngrams_carry_all_the_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.importlib.util, "find_spec", lambda _: None)
    (only,) = best_encoders.__wrapped__()  # the process has its own mix already
    assert (only.encoder.name, only.weight) == ("ngram-1", 1.0)


def test_the_weights_of_the_mix_add_up_to_one() -> None:
    assert sum(share.weight for share in best_encoders()) == pytest.approx(1)
