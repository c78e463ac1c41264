"""Ratings of answers: one per item and user, so that rating again replaces the first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from chatkit_core.data import Document

FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thought of an item. `kind` is ChatKit's word: positive or negative."""

    thread_id: str
    item_id: str
    user_id: str
    kind: str
    comment: str

    def document(self) -> Document:
        """As stored, in the partition of its thread."""
        return {
            "id": f"{self.item_id}:{self.user_id}",
            **asdict(self),
            "created_at": datetime.now(UTC).isoformat(),
        }
