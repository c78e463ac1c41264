"""Weights over all phrases: they tell crowded intents apart, and belong to their phrases only."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from chatkit_core.offline.classifier import Classifier, WeightsFile, digest_of, fit
from chatkit_core.offline.encoder import NgramEncoder, Share
from chatkit_core.offline.index import PhraseIndex

EXAMPLES = [
    ("the parcel came broken", "damaged"),
    ("it is cracked", "damaged"),
    ("the glass was broken", "damaged"),
    ("it came too late", "late"),
    ("the parcel came after the party", "late"),
    ("it took weeks to arrive", "late"),
]


def index() -> PhraseIndex:
    return PhraseIndex([phrase for phrase, _ in EXAMPLES], [Share(NgramEncoder(), 1.0)])


def classifier() -> Classifier:
    owners = np.array([0, 0, 0, 1, 1, 1])
    return Classifier(fit(index().pairs(), owners, 2))


def test_known_phrases_score_near_one_and_strange_ones_near_nothing() -> None:
    known = classifier().scores(index().similarities("it is cracked"))
    assert known[0] > 0.7 > 0.3 > known[1]
    strange = classifier().scores(index().similarities("zzz qqq"))
    assert abs(strange).max() < known[0]


def test_an_unseen_sentence_goes_to_the_intent_whose_phrases_it_shares_most_with() -> None:
    scores = classifier().scores(index().similarities("the parcel was broken"))
    assert scores[0] > scores[1]


def test_weights_are_good_for_their_own_examples_only(tmp_path: Path) -> None:
    file = WeightsFile(tmp_path / "intents.npz")
    digest = digest_of(EXAMPLES, ["ngram-1"])
    written = classifier().weights
    file.write(digest, written)
    read = file.read(digest)
    assert read
    np.testing.assert_allclose(read.weights, written, atol=2e-3)  # stored as half floats
    assert file.read(digest_of(EXAMPLES[1:], ["ngram-1"])) is None
    assert file.read(digest_of(EXAMPLES, ["another"])) is None
    assert WeightsFile(tmp_path / "missing.npz").read(digest) is None
