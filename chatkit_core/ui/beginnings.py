"""What an untitled thread is called by: the first words of its user."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from chatkit_core.ui.client import ChatKitClient, Json


async def beginnings(thread_ids: Sequence[str], client: ChatKitClient) -> dict[str, str]:
    """What each of these threads began with; nothing for one that cannot be read."""
    pages = await asyncio.gather(
        *(client.list_items(one, limit=3, order="asc") for one in thread_ids),
        return_exceptions=True,
    )
    found = [page.get("data", []) if isinstance(page, dict) else [] for page in pages]
    return {one: beginning(items) for one, items in zip(thread_ids, found, strict=True)}


def beginning(items: Iterable[Json]) -> str:
    """The first words of the user among these items, cut to a title's length."""
    said = next((item for item in items if item.get("type") == "user_message"), {})
    words = " ".join(part.get("text", "") for part in said.get("content") or [])
    return words.strip()[:60]
