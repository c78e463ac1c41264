"""Claims: documents that make sure that one thing is given to one record only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chatkit_core.data import (
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
)

CLAIM = "claim"

ABANDONED_AFTER = timedelta(minutes=1)
"""How long a claim without its record is taken for one that is just being written."""


class ClaimedError(Exception):
    """Another record has a thing already; `claim` is what could not be had."""

    def __init__(self, claim: Document, holder: str) -> None:
        super().__init__(f"{claim['id']} belongs to {holder}")
        self.claim = claim
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims things in one container. The id of a claim is made of the thing, so it exists once.

    A record first claims everything it needs, and only then comes into being. A claim alone means
    nothing: one that was left behind, because its writer was cut off, is taken over.
    `partition` and `owner` name the fields with the partition and with the record's id;
    `is_needed` says whether a claim's record exists and still needs it.
    """

    documents: DocumentStore
    container: str
    partition: str
    owner: str
    is_needed: Callable[[Document], Awaitable[bool]]

    async def take(self, claims: Sequence[Document], now: datetime) -> None:
        """Claim everything, in order, or nothing. Raises `ClaimedError`."""
        taken: list[Document] = []
        try:
            for claim in claims:
                if await self._take(claim, now):
                    taken.append(claim)  # noqa: PERF401 - kept for when a later one fails
        except ClaimedError:
            for claim in taken:  # what this record cannot use stays free for another
                await self._delete(claim)
            raise

    async def release(self, claims: Sequence[Document]) -> None:
        """Give back those that are really this record's."""
        for claim in claims:
            held = await self._read(claim)
            if held and held[self.owner] == claim[self.owner]:
                await self._delete(claim)

    async def _take(self, claim: Document, now: datetime) -> bool:
        """Claim one thing; False when it was this record's already."""
        try:
            await self.documents.create(self.container, claim)
        except DocumentExistsError:
            held = await self._read(claim)
            if held is None:  # given back just now
                return await self._take(claim, now)
            if held[self.owner] == claim[self.owner]:
                return False
            await self._take_over(held, claim, now)
        return True

    async def _take_over(self, held: Document, claim: Document, now: datetime) -> None:
        taken = ClaimedError(claim, held[self.owner])
        fresh = now - datetime.fromisoformat(held["created_at"]) < ABANDONED_AFTER
        if fresh or await self.is_needed(held):
            raise taken
        try:
            await self.documents.replace(self.container, {**claim, "_etag": held["_etag"]})
        except (PreconditionFailedError, DocumentNotFoundError):
            raise taken from None

    async def _read(self, claim: Document) -> Document | None:
        try:
            return await self.documents.read(self.container, claim["id"], claim[self.partition])
        except DocumentNotFoundError:
            return None

    async def _delete(self, claim: Document) -> None:
        await self.documents.delete(self.container, claim["id"], claim[self.partition])


def claim_document(id: str, now: datetime, **fields: str) -> Document:
    """A claim on a thing, in UTC."""
    stamp = now.astimezone(UTC).isoformat()
    return {"id": f"{CLAIM}:{id}", "kind": CLAIM, "created_at": stamp, **fields}
