"""Twenty of the soak's journeys; `make soak` plays two hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.soak import soak

SEED = 7
HASTY = 4
"""Of ten people, who click twice whatever the dice say."""

OFTEN = {"sqlite": {"full", "locked"}, "cosmos": {"storm", "refuse"}}


@pytest.mark.parametrize("kind", ["sqlite", "cosmos"])
async def test_ten_journeys_on_two_processes_under_faults_lose_and_double_nothing(
    kind: str, tmp_path: Path
) -> None:
    figures = await soak(kind, 10, tmp_path, SEED)
    assert figures.done >= 5
    assert figures.clicks > 20
    assert figures.words >= 20
    assert figures.raced >= HASTY
    assert sum(figures.faults.values()) >= 20
    assert OFTEN[kind] <= {name.split(" ")[0] for name in figures.faults}
