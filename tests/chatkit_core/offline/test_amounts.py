"""Percentages where some are offered: the last that is not denied, the larger, the smaller."""

from __future__ import annotations

import pytest

from chatkit_core.offline.amounts import amount_in, is_bare

OFFERED = (10, 20, 0)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("fine, 20 off and i keep it", 20),
        ("twenty.. no let's be fair, ten will do", 10),
        ("not 10, 20", 20),
        ("make it 30", 30),
        ("a fifth off? sold", 20),
        ("a quarter of the price back", 25),
        ("not a fifth off", None),
        ("the bigger one", 20),
        ("the smaller discount is enough", 10),
        ("not 10", None),
        ("10 is a joke", None),
        ("10 isn't enough", None),
        ("20 is enough", 20),
        ("in 20 days", None),
        ("$20", None),
        ("no thanks", None),
    ],
)
def test_the_percentage_that_is_meant(text: str, percent: int | None) -> None:
    assert amount_in(text, OFFERED) == percent


def test_larger_means_nothing_where_nothing_is_offered() -> None:
    assert amount_in("the bigger one", ()) is None


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("20", True),
        ("only 20%", True),
        ("ten percent off", True),
        ("20 days", False),
        ("take 20", False),
    ],
)
def test_a_percentage_alone_is_told_from_a_sentence(text: str, bare: bool) -> None:
    assert is_bare(text) is bare
