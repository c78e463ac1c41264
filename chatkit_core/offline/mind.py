"""An interpreter that is ready at once: with n-grams until the meaning vectors are there."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatkit_core.offline.classifier import Classifier, WeightsFile, digest_of, fit
from chatkit_core.offline.encoder import Encoder, Matrix, NgramEncoder, Share
from chatkit_core.offline.index import PhraseIndex
from chatkit_core.offline.interpreter import Interpreter
from chatkit_core.offline.language import Kind, Language
from chatkit_core.offline.matcher import Matcher
from chatkit_core.offline.readings import Interpretation
from chatkit_core.offline.situation import Situation
from chatkit_core.offline.topics import Topics, passages_beside
from chatkit_core.offline.vectors import VectorFile, phrase_key, phrase_vectors, shipped_file

AT_ONCE = 80
"""So many phrases may be encoded while somebody waits: under a second and a half."""
WEIGHED_AT_ONCE = 4_000
"""So many may be weighed against each other meanwhile: about a second."""


class Mind:
    """Builds the phrase index once and interprets with the best one there is so far."""

    def __init__(
        self,
        language: Language,
        encoder_factory: Callable[[], Sequence[Share]],
        shipped: Sequence[VectorFile],
        cache: Path | None,
    ) -> None:
        self._language = language
        self._encoder_factory = encoder_factory
        self._shipped = shipped
        self._cache = cache
        phrases = "\0".join(phrase for phrase, _ in language.examples)
        self._digest = hashlib.blake2b(phrases.encode(), digest_size=6).hexdigest()
        self._passages = passages_beside(language.sources[0])
        self._lines = [line for passage in self._passages for line in passage.lines]
        self._ready: Interpreter | None = None
        self._learning: threading.Thread | None = None
        self._lock = threading.Lock()

    def interpret(self, text: str, situation: Situation) -> Interpretation:
        """What a message means, by the best index there is. Blocks for some milliseconds."""
        return self.interpreter().interpret(text, situation)

    def interpreter(self) -> Interpreter:
        """The interpreter; the first call builds it."""
        with self._lock:
            if self._ready is None:
                self._ready = self._first()
            return self._ready

    def _first(self) -> Interpreter:
        encoders = self._encoder_factory()
        phrases = [phrase for phrase, _ in self._language.examples] + self._lines
        slow = [share.encoder for share in encoders if share.encoder.slow]
        if all(self._missing(encoder, phrases) <= AT_ONCE for encoder in slow):
            return self._build(encoders)
        self._learning = threading.Thread(
            target=self._learn, args=(encoders,), name="phrase-index", daemon=True
        )
        self._learning.start()
        return self._build((Share(NgramEncoder(), 1.0),))

    def _learn(self, encoders: Sequence[Share]) -> None:
        learned = self._build(encoders)
        with self._lock:
            self._ready = learned

    def _missing(self, encoder: Encoder, phrases: Sequence[str]) -> int:
        known = {key for file in self._files(encoder) for key in file.read()}
        return sum(phrase_key(encoder.name, phrase) not in known for phrase in phrases)

    def _build(self, encoders: Sequence[Share]) -> Interpreter:
        phrases = [phrase for phrase, _ in self._language.examples]
        index = PhraseIndex(phrases, encoders, self._vectors)
        matcher = Matcher(self._language, index, self._classifier(index))
        return Interpreter(self._language, matcher, self._topics(index))

    def _topics(self, index: PhraseIndex) -> Topics | None:
        """The policies by meaning, where an encoder knows meanings."""
        space = index.dense
        if space is None or not self._passages:
            return None
        foreign = [
            self._language.intents[name].kind is Kind.OUTSIDE for _, name in self._language.examples
        ]
        cache = self._cache / f"policies-{self._digest}.npz" if self._cache else None
        rows = phrase_vectors(
            space.encoder, self._lines, self._shipped, VectorFile(cache) if cache else None
        )
        return Topics(self._passages, rows, space.rows[foreign], space.centred)

    def _classifier(self, index: PhraseIndex) -> Classifier | None:
        """The shipped one, one worked out before, or a new one where that is quick or can wait."""
        digest = digest_of(self._language.examples, index.encoders)
        cached = WeightsFile(self._cache / f"intents-{digest}.npz") if self._cache else None
        for file in filter(None, (shipped_weights(self._language), cached)):
            if found := file.read(digest):
                return found
        waiting = threading.current_thread() is not self._learning
        if waiting and len(index.phrases) > WEIGHED_AT_ONCE:
            return None
        weights = fit(index.pairs(), owners_of(self._language), len(self._language.intents))
        if cached:
            cached.write(digest, weights)
        return Classifier(weights)

    def _vectors(self, encoder: Encoder, phrases: Sequence[str]) -> Matrix:
        return phrase_vectors(encoder, phrases, self._shipped, self._cache_file(encoder))

    def _files(self, encoder: Encoder) -> list[VectorFile]:
        cache = self._cache_file(encoder)
        return [*self._shipped, *([cache] if cache else [])]

    def _cache_file(self, encoder: Encoder) -> VectorFile | None:
        return (
            VectorFile(self._cache / f"{encoder.name}-{self._digest}.npz") if self._cache else None
        )


def owners_of(language: Language) -> NDArray[np.intp]:
    """The place of each example's intent among the language's intents."""
    place = {name: n for n, name in enumerate(language.intents)}
    return np.array([place[name] for _, name in language.examples])


def shipped_weights(language: Language) -> WeightsFile:
    """The weights that lie beside a use case's phrases."""
    return WeightsFile(language.sources[0].with_name("intents.npz"))


def shipped_vectors(language: Language) -> tuple[VectorFile, ...]:
    """The vectors that lie beside the phrase files they belong to (`phrases.npz`)."""
    return tuple(shipped_file(source) for source in language.sources)
