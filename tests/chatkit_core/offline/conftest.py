"""A made-up use case's reader, built once: n-grams only, as they need no wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.domain import Choice
from chatkit_core.offline.encoder import NgramEncoder, Share
from chatkit_core.offline.index import PhraseIndex
from chatkit_core.offline.interpreter import Interpreter
from chatkit_core.offline.language import Language
from chatkit_core.offline.matcher import Matcher
from chatkit_core.offline.phrase_file import read_language
from chatkit_core.offline.situation import Situation

HERE = Path(__file__).parent
PARCELS = (
    Choice("P-1", "Blue Garden Chair", "$40.00"),
    Choice("P-2", "Reading Lamp", "$15.00"),
    Choice("P-3", "Winter Tyres", "$220.00"),
)
SPEEDS = (Choice("FAST", "Express"), Choice("SLOW", "By ship"), Choice("GREEN", "By bike"))


@pytest.fixture(scope="session")
def language() -> Language:
    return read_language(HERE / "kiosk.yaml")


@pytest.fixture(scope="session")
def interpreter(language: Language) -> Interpreter:
    phrases = [phrase for phrase, _ in language.examples]
    index = PhraseIndex(phrases, (Share(NgramEncoder(), 1.0),))
    return Interpreter(language, Matcher(language, index))


@pytest.fixture
def at_parcels() -> Situation:
    return Situation(step="parcels", choices={"parcels": PARCELS, "speed": SPEEDS})


@pytest.fixture
def at_speed() -> Situation:
    session = {"parcels": [{"id": "P-2"}]}
    return Situation("speed", session=session, choices={"parcels": PARCELS, "speed": SPEEDS})


@pytest.fixture
def at_sure() -> Situation:
    session = {"parcels": [{"id": "P-2"}], "speed": "FAST"}
    return Situation("sure", session=session, choices={"parcels": PARCELS, "speed": SPEEDS})
