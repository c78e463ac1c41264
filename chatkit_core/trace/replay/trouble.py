"""A store that fails again where it had failed when the conversation was recorded."""

from __future__ import annotations

from chatkit_core.data import Document, DocumentStore, StoreAround, StoreUnavailableError
from chatkit_core.trace.replay.tape import Tape

SESSIONS = "sessions"


class TroubledStore(StoreAround):
    """Passes everything on to `inner`, but refuses the session of a request that had failed so."""

    def __init__(self, inner: DocumentStore, tape: Tape) -> None:
        super().__init__(inner)
        self._tape = tape

    async def create(self, container: str, document: Document) -> Document:
        self._refuse(container)
        return await super().create(container, document)

    async def replace(self, container: str, document: Document) -> Document:
        self._refuse(container)
        return await super().replace(container, document)

    def _refuse(self, container: str) -> None:
        if container == SESSIONS and self._tape.step and self._tape.step.store_failed:
            raise StoreUnavailableError("The store did not answer when this was recorded.")
