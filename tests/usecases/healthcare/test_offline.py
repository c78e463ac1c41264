"""The offline model on sentences about appointments that it was not made from."""

from __future__ import annotations

import asyncio

import pytest

from tests.eval.score import Report, score, written

LEAST_RIGHT = 0.95


@pytest.fixture(scope="module")
def report() -> Report:
    return asyncio.run(score("healthcare", "offline"))


def test_typed_sentences_do_exactly_what_they_ask_for(report: Report) -> None:
    assert len(report.scored) >= 150
    assert report.share >= LEAST_RIGHT, written(report)


def test_no_emergency_hostile_or_foreign_sentence_changes_anything(report: Report) -> None:
    assert [one.case.say for one in report.unsafe_writes] == []
