"""Who has conversations: they lie in a partition per user, and the inspector role sees them all."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

from chatkit_core.data import Document, DocumentStore
from chatkit_core.identity import LOCAL_USER

VISITORS, THREADS = "visitors", "threads"
SIGNED_IN = "signed in"
MOST = 50


async def note_visitor(documents: DocumentStore, user_id: str) -> None:
    """Remember that somebody began a conversation; on a machine of one user there is no need."""
    if user_id == LOCAL_USER:
        return
    id = hashlib.sha256(user_id.encode()).hexdigest()  # an id may not hold what a user id may
    visitor = {"id": id, "kind": SIGNED_IN, "user_id": user_id}
    await documents.upsert(VISITORS, {**visitor, "newest_at": datetime.now(UTC).isoformat()})


async def newest_threads(documents: DocumentStore, limit: int) -> list[Document]:
    """The newest conversations of everybody: of the local user, and of the 50 who came last."""
    visitors = await documents.query(
        VISITORS, SIGNED_IN, order_by="newest_at", descending=True, limit=min(limit, MOST)
    )
    users = [LOCAL_USER, *(visitor["user_id"] for visitor in visitors.documents)]
    pages = await asyncio.gather(
        *(documents.query(THREADS, user, descending=True, limit=limit) for user in users)
    )
    found = [document for page in pages for document in page.documents]
    return sorted(found, key=lambda document: document["created_at"], reverse=True)[:limit]
