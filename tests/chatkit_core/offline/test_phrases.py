"""What every use case's own phrases must never do. Judged by n-grams alone, the weaker reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.offline.encoder import NgramEncoder, Share
from chatkit_core.offline.index import PhraseIndex
from chatkit_core.offline.interpreter import Interpreter
from chatkit_core.offline.language import Kind, Language
from chatkit_core.offline.matcher import Matcher
from chatkit_core.offline.phrase_file import GENERIC, phrases_of, read_language
from chatkit_core.offline.situation import Situation

FILES = sorted((Path(__file__).parents[3] / "usecases").glob("*/phrases.yaml"))


def _reader(language: Language) -> Interpreter:
    phrases = [phrase for phrase, _ in language.examples]
    index = PhraseIndex(phrases, (Share(NgramEncoder(), 1.0),))
    return Interpreter(language, Matcher(language, index))


def _situations(language: Language) -> list[Situation]:
    return [Situation(step) for step in language.steps]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_a_question_never_writes(file: Path) -> None:
    language = read_language(file)
    reader, situations = _reader(language), _situations(language)
    asked = [p for i in language.intents.values() if i.kind is Kind.ASK for p in i.phrases]
    openers = ("what ", "how ", "is there ", "do you ", "does ", "when ", "which ", "why ")
    questions = [phrase for phrase in asked if phrase.startswith(openers)]
    assert len(questions) > 30
    for n, phrase in enumerate(questions):
        found = reader.interpret(f"{phrase}?", situations[n % len(situations)])
        assert all(r.intent.kind is Kind.ASK for r in found.readings), phrase


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("kind", [Kind.HOSTILE, Kind.OUTSIDE], ids=str)
def test_what_is_hostile_or_foreign_never_acts(file: Path, kind: Kind) -> None:
    language = read_language(file)
    reader, situations = _reader(language), _situations(language)
    phrases = [p for i in language.intents.values() if i.kind is kind for p in i.phrases]
    assert len(phrases) > 80
    for n, phrase in enumerate(phrases):
        found = reader.interpret(phrase, situations[n % len(situations)])
        writes = [r for r in found.readings if r.intent.kind is Kind.ANSWER]
        assert not writes, phrase


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_only_its_own_step_confirms(file: Path) -> None:
    language = read_language(file)
    reader = _reader(language)
    finals = [intent for intent in language.intents.values() if intent.final]
    assert finals
    for intent in finals:
        for step in set(language.steps) - intent.only_at:
            for phrase in intent.phrases[:20]:
                found = reader.interpret(phrase, Situation(step))
                assert all(not r.intent.final for r in found.readings), (step, phrase)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_no_phrase_means_two_things(file: Path) -> None:
    language = read_language(file)
    owners: dict[str, set[str]] = {}
    for phrase, name in language.examples:
        owners.setdefault(phrase, set()).add(name)
    shared = {p: names for p, names in owners.items() if len(names) > 1}
    apart = {p: names for p, names in shared.items() if not _told_apart(language, names)}
    assert not apart


def _told_apart(language: Language, names: set[str]) -> bool:
    """Whether the open step decides between two intents with the same phrase."""
    steps = [language.intents[name].step or language.intents[name].only_at for name in names]
    return any(steps)


def test_the_shared_phrases_name_no_use_case() -> None:
    words = {word for phrase in phrases_of(GENERIC) for word in phrase.split()}
    assert not words & {path.parent.name for path in FILES}
