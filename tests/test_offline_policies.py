"""Which passage of the policies answers a question that nobody wrote into them, and which none does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from chatkit_core.bootstrap import find_use_cases
from chatkit_core.handbook import read_handbook
from chatkit_core.offline.encoder import best_encoders
from chatkit_core.offline.mind import Mind, shipped_vectors
from chatkit_core.offline.phrase_file import read_language
from chatkit_core.offline.topics import Topics, lines_beside

HERE = Path(__file__).parent
NOWHERE = "none"


@dataclass(frozen=True)
class Asked:
    """A use case's questions by the heading that answers them, and what finds headings."""

    questions: dict[str, list[str]]
    topics: Topics
    headings: list[str]
    lines: list[str]

    def share(self, *headings: str) -> float:
        told = [(heading, question) for heading in headings for question in self.questions[heading]]
        right = sum(
            self.topics.heading(question.lower()) == heading.replace(NOWHERE, "")
            for heading, question in told
        )
        return right / len(told)


@pytest.fixture(scope="module", params=["healthcare", "retail"])
def asked(request: pytest.FixtureRequest) -> Asked:
    root = next(found.root for found in find_use_cases() if found.name == request.param)
    language = read_language(root / "phrases.yaml")
    mind = Mind(language, best_encoders, shipped_vectors(language), cache=None)
    topics = mind.interpreter().topics
    assert topics
    told = (HERE / "eval" / request.param / "asked.yml").read_text(encoding="utf-8")
    headings = read_handbook(root / "policies").headings
    return Asked(yaml.safe_load(told), topics, headings, lines_beside(root / "phrases.yaml"))


def test_most_questions_find_the_passage_that_answers_them(asked: Asked) -> None:
    assert sorted(asked.headings) == sorted(set(asked.questions) - {NOWHERE})
    assert asked.share(*asked.headings) >= 0.8


def test_most_questions_that_no_passage_answers_find_none(asked: Asked) -> None:
    assert len(asked.questions[NOWHERE]) >= 20
    assert asked.share(NOWHERE) >= 0.8


def test_no_question_is_one_that_the_policies_are_found_by(asked: Asked) -> None:
    known = {line.strip(" ?") for line in asked.lines}
    told = {q.lower().strip(" ?") for questions in asked.questions.values() for q in questions}
    assert len(told) >= 80
    assert not known & told
