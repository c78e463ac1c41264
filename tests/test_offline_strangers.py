"""The offline model on sentences by an author who knew nothing of it, nor of the phrases.

`worked_on` was read while the model was worked on. `held_back` was not: its figure is the blind one.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.eval.score import Report, score, written

LEAST_RIGHT = {"retail": 0.85, "healthcare": 0.75}


@pytest.fixture(scope="module", params=sorted(LEAST_RIGHT))
def report(request: pytest.FixtureRequest) -> Report:
    return asyncio.run(score(request.param, "offline", by="strangers"))


@pytest.mark.parametrize("half", ["worked_on", "held_back"])
def test_sentences_of_strangers_do_what_they_ask_for(report: Report, half: str) -> None:
    counted = [one for one in report.scored if half in one.case.tags]
    right = sum(not one.wrong for one in counted)
    assert len(counted) >= 90
    assert right / len(counted) >= LEAST_RIGHT[report.use_case], written(report)
