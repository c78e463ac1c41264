"""`make soak`: many rounds, on SQLite and on the Cosmos DB stand-in in turn, and their figures."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.soak.rounds import Figures
from tests.soak.soak import soak

PER_ROUND = 20
"""The stand-in grows slow when it holds many documents, so that each round has one of its own."""


def main() -> int:
    """0 when nothing was lost or doubled; a failed assertion says what was."""
    known = argparse.ArgumentParser(prog="make soak")
    known.add_argument("--journeys", type=int, default=200)
    known.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = known.parse_args()
    print(f"{given.journeys} journeys, seed {given.seed}", flush=True)
    total = Figures()
    for number, first in enumerate(range(0, given.journeys, PER_ROUND)):
        kind = ("sqlite", "cosmos")[number % 2]
        count = min(PER_ROUND, given.journeys - first)
        with tempfile.TemporaryDirectory() as folder:
            figures = asyncio.run(soak(kind, count, Path(folder), given.seed + number))
        print(f"  {kind}: {told(figures)}", flush=True)
        total.add(figures)
    print(f"all: {told(total)}")
    for name, times in sorted(total.faults.items()):
        print(f"  {times:5} x {name}")
    print(
        "no message lost or doubled, nothing returned or booked twice, every session its log's fold"
    )
    return 0


def told(figures: Figures) -> str:
    return (
        f"{figures.lines} lines ({figures.clicks} clicks, {figures.words} typed, {figures.raced} "
        f"raced from both processes), {figures.done} journeys done, {figures.troubles} errors "
        f"shown, {sum(figures.faults.values())} faults, {figures.seconds:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
