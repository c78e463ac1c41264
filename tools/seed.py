"""Loads the demo data into the store that the settings name: `make seed`.

Dates are relative to today, or to `--day`; on another day it dates the same data anew. Safe to
repeat. With `--reset` it also takes away what people did with it; conversations stay.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date, datetime

from chatkit_core.bootstrap import find_use_cases, open_documents
from chatkit_core.config import ConfigurationError, Settings, load_settings
from chatkit_core.data import StoreUnavailableError


async def load(settings: Settings, day: date, *, reset: bool) -> None:
    """Says what is there, one line for each use case. Raises `StoreUnavailableError`."""
    use_cases = find_use_cases()
    documents = open_documents(settings, use_cases)
    try:
        for use_case in use_cases:
            fill = use_case.reset if reset and use_case.reset else use_case.seed
            await fill(documents, day)
            print(f"{use_case.title}: the demo data is there, as of {day.isoformat()}.", flush=True)
    finally:
        await documents.close()


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="make seed", description="Load the demo data.")
    known.add_argument(
        "--day", type=date.fromisoformat, default=datetime.now().astimezone().date(),
        help="the day that dates are relative to, such as 2026-12-24; today unless given",
    )  # fmt: skip
    known.add_argument("--reset", action="store_true", help="take away what people did with it")
    return known


def main() -> int:
    """0 when all is there; 1 with one sentence on standard error."""
    arguments = parser().parse_args()
    try:
        asyncio.run(load(load_settings(), arguments.day, reset=arguments.reset))
    except (ConfigurationError, StoreUnavailableError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
