"""The server's processor time for one action of the retail app on SQLite, without a page."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.journey import BACK, REASON, Journey, retail

WARM_UP = 20


def measure(actions: int) -> float:
    """Milliseconds of processor time, all threads, the median over `actions` clicks."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder), actions))


async def run(folder: Path, actions: int) -> float:
    async with retail(folder) as client:
        journey = Journey(client)
        await journey.begin()
        gc.collect()
        gc.freeze()
        times: list[float] = []
        for number in range(WARM_UP + actions):
            start = time.process_time()
            await journey.act(BACK if number % 2 else REASON)
            times.append((time.process_time() - start) * 1000)
    return median(times[WARM_UP:])
