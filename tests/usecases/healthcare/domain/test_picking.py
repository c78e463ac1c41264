"""Which specialty a complaint leads to."""

from __future__ import annotations

import pytest

from usecases.healthcare.domain.models import Specialty
from usecases.healthcare.domain.picking import specialty_for


@pytest.mark.parametrize(
    "complaint",
    ["a two week old cough", "my 2 week old headache", "a three day and two week old cut"],
)
def test_how_old_a_complaint_is_makes_no_child_of_it(complaint: str) -> None:
    assert specialty_for(complaint) is Specialty.GENERAL_PRACTICE


@pytest.mark.parametrize(
    "complaint",
    [
        "my two year old has fever",
        "my 5 year old cut his finger",
        "our six month old",
        "my two year old keeps coughing",
    ],
)
def test_how_old_a_child_is_does(complaint: str) -> None:
    assert specialty_for(complaint) is Specialty.PEDIATRICS
