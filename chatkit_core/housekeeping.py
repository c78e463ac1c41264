"""What the app sees to by itself, now and then: expired conversations, and demo data of today."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import date

from chatkit_core.data import DocumentStore, StoreUnavailableError
from chatkit_core.orchestration import UseCase

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0


async def keep_house(
    documents: DocumentStore,
    use_cases: Sequence[UseCase],
    today: Callable[[], date],
    every: float = EVERY_SECONDS,
) -> None:
    """Remove what has expired, then date the demo data anew when the day has changed; for ever.

    Several processes may do this at the same time. A store that does not answer is asked again.
    """
    while True:
        try:
            if gone := await documents.sweep():
                logger.info("%d expired documents were removed", gone)
            await asyncio.sleep(every)
            for use_case in use_cases:
                await use_case.seed(documents, today())
        except StoreUnavailableError as error:
            logger.warning("Housekeeping is put off: %s", error)
            await asyncio.sleep(every)
