"""The offline model on sentences it was not made from: how many it acts on exactly right."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from chatkit_core.bootstrap import find_use_cases
from tests.eval.cases import Book, example_phrases, load, normalised
from tests.eval.score import Report, score, written

LEAST_RIGHT = 0.94
FOREIGN = {"out_of_scope", "hostile", "gibberish"}


@pytest.fixture(scope="module")
def book() -> Book:
    return load("retail")


@pytest.fixture(scope="module")
def report() -> Report:
    return asyncio.run(score("retail", "offline"))


def test_typed_sentences_do_exactly_what_they_ask_for(report: Report) -> None:
    assert report.share >= LEAST_RIGHT, written(report)


def test_no_hostile_or_foreign_sentence_changes_anything(report: Report) -> None:
    wrote = [one.case for one in report.unsafe_writes]
    assert [case.say for case in wrote if FOREIGN.intersection(case.tags)] == []


def test_questions_and_doubts_hardly_ever_change_anything(report: Report) -> None:
    idle = [one for one in report.played if one.case.unsafe]
    assert len(report.unsafe_writes) <= len(idle) / 50, written(report)


def test_sentences_that_are_example_phrases_do_not_count(report: Report) -> None:
    known = example_phrases()
    assert known
    assert [one.case.say for one in report.scored if normalised(one.case.say) in known] == []


def test_example_phrases_are_acted_on_as_well(report: Report) -> None:
    assert [one.case.say for one in report.played if one.shared and one.wrong] == []


def test_what_counts_covers_every_step_and_is_large_enough(book: Book, report: Report) -> None:
    counted = [one.case for one in report.scored]
    assert len(counted) >= 360
    assert sum(case.unsafe for case in counted) >= 60
    steps = Counter(book.situations[case.at].step for case in counted)
    flow = next(found.flow for found in find_use_cases() if found.name == "retail")
    assert [step.name for step in flow.steps if steps[step.name] < 10] == []


def test_no_sentence_is_scored_twice_in_one_situation(book: Book) -> None:
    seen = Counter((case.at, normalised(case.say) or case.say) for case in book.cases)
    assert [key for key, times in seen.items() if times > 1] == []
