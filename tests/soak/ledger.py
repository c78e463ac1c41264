"""What must be true of a store after any number of journeys, whatever happened on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.data import Document, DocumentStore, read_all
from chatkit_core.trace.checks import gapless, session_equals_fold
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.reconcile import catch_up


@dataclass(frozen=True)
class Finding:
    """What one conversation left in the store."""

    thread_id: str
    said: list[str]
    session: Document
    has_card: bool
    is_fold: bool
    has_gap: bool


async def look(documents: DocumentStore, thread_id: str) -> Finding:
    """Read one conversation as it is stored."""
    items = [document["item"] async for document in read_all(documents, "items", thread_id)]
    session = await documents.read("sessions", thread_id, thread_id)
    log = EventLog(documents)
    await catch_up(documents, log, thread_id)
    events = await log.read(thread_id, limit=100_000)
    return Finding(
        thread_id=thread_id,
        said=[words_of(item) for item in items if item["type"] == "user_message"],
        session=session,
        has_card=session["card"]["item_id"] in {item["id"] for item in items},
        is_fold=session_equals_fold(events, session["state"]),
        has_gap=gapless(events) is not None,
    )


def words_of(item: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in item["content"])


async def stored(
    documents: DocumentStore, container: str, partitions: Sequence[str], kind: str
) -> list[Document]:
    """All records of some customers or patients."""
    return [
        document
        for partition in partitions
        async for document in read_all(documents, container, partition, equals={"kind": kind})
    ]


def doubled_returns(returns: Sequence[Document]) -> list[str]:
    """Items that are in more than one return."""
    items = Counter(
        f"{item['order_id']}/{item['product_id']}" for one in returns for item in one["items"]
    )
    return [item for item, count in items.items() if count > 1]


def overlaps(appointments: Sequence[Document]) -> list[tuple[str, str]]:
    """Pairs of appointments of one doctor or patient, both still on, that are at the same time."""
    found = []
    active = [one for one in appointments if one["status"] != "cancelled"]
    for calendar in ("provider_id", "patient_id"):
        for mine in active:
            for other in active:
                same = mine[calendar] == other[calendar]
                if same and mine["id"] < other["id"] and _meet(mine, other):
                    found.append((mine["id"], other["id"]))
    return found


def _meet(one: Document, other: Document) -> bool:
    from datetime import datetime, timedelta

    def span(document: Document) -> tuple[datetime, datetime]:
        start = datetime.fromisoformat(document["start"])
        return start, start + timedelta(minutes=document["minutes"])

    (a, b), (c, d) = span(one), span(other)
    return a < d and c < b
