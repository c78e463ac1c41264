"""Brings a log up to its session, after a process died between the two writes."""

from __future__ import annotations

from typing import Any

from chatkit_core.data import DocumentNotFoundError, DocumentStore
from chatkit_core.trace.capture import record_change
from chatkit_core.trace.fields import CHANGES
from chatkit_core.trace.log import EventLog

SESSIONS = "sessions"


async def catch_up(documents: DocumentStore, log: EventLog, thread_id: str) -> int:
    """Append the changes that a session remembers and its log lacks; gives how many.

    Two readers at once may append one twice: whoever folds the log takes each change's id once.
    """
    try:
        session = await documents.read(SESSIONS, thread_id, thread_id)
    except DocumentNotFoundError:
        return 0
    recent: list[dict[str, Any]] = session.get("recent", [])
    await log.flush(thread_id)
    missing = await _missing(log, thread_id, {change["id"] for change in recent})
    for change in recent:
        if change["id"] in missing:
            record_change(
                log, thread_id, change["id"], change["why"], change["ops"], change["origin"],
                kind=change.get("kind", "state"), late=True,
            )  # fmt: skip
    if missing:
        await log.flush(thread_id)
    return len(missing)


async def _missing(log: EventLog, thread_id: str, wanted: set[str]) -> set[str]:
    """The change ids that no event carries; reads from the end, and no further than it must."""
    if not wanted:
        return wanted
    async for event in log.backwards(thread_id):
        if event.kind in CHANGES:
            wanted.discard(event.data["id"])
            if not wanted:
                break
    return wanted
