"""The newest items of a thread, page by page, from stores that page well and from those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from chatkit_core.ui.client import ChatKitClient, Json

Pages = tuple[list[Json], str | None, bool]
"""Items, oldest first, the cursor of what is before them, and whether there is anything."""


async def items_before(
    client: ChatKitClient, thread_id: str, cursor: str | None, wanted: int
) -> Pages:
    """At least `wanted` visible items before `cursor`, oldest first, where there are so many.

    Hidden items are left out by the server, so that one page may show less than it holds. Some
    stores give their oldest items first whatever they are asked for: all of those are read.
    """
    found: list[Json] = []
    seen: set[str | None] = {cursor}
    while True:
        page = await client.list_items(thread_id, limit=wanted, after=cursor)
        found += page.get("data", [])
        backwards = is_oldest_first([item.get("created_at") for item in found])
        cursor = page.get("after")
        more = bool(page.get("has_more")) and cursor not in {None, *seen}
        seen.add(cursor)
        if not more or (len(found) >= wanted and not backwards):
            return (found, None, False) if backwards else (found[::-1], cursor, more)


def is_oldest_first(stamps: Sequence[Any]) -> bool:
    """Whether these times only grow."""
    pairs = list(pairwise(stamps))
    return any(one < other for one, other in pairs) and all(one <= other for one, other in pairs)
