"""The newest items of a thread, page by page, from stores that page well and from those that do not."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Any, NamedTuple

from chatkit_core.ui.client import PAGE_SIZE, ChatKitClient, Json


class Pages(NamedTuple):
    """Items, oldest first, the cursor of what is before them, and whether there is anything.

    `is_deaf` says that the store gives its items in one order whatever it is asked for.
    """

    items: list[Json]
    cursor: str | None
    more: bool
    is_deaf: bool = False


async def items_before(
    client: ChatKitClient,
    thread_id: str,
    cursor: str | None,
    wanted: int,
    known: Set[str] = frozenset(),
) -> Pages:
    """At least `wanted` visible items before `cursor`, oldest first, where there are so many.

    Hidden items are left out by the server, so that one page may show less than it holds. Some
    stores give their oldest items first whatever they are asked for: all of those are read. A page
    that repeats what is `known`, the ids of what comes after it, or itself, shows that this store
    cannot find its place again: it is asked for all of the newest items at once.
    """
    found = await _paged(client, thread_id, cursor, wanted)
    ids = [item["id"] for item in found.items]
    if found.is_deaf or (known.isdisjoint(ids) and len(set(ids)) == len(ids)):
        return found
    whole = await _at_once(client, thread_id, len(known) + wanted)
    return whole if len(whole.items) > len(known) else found


async def stored_id(client: ChatKitClient, thread_id: str, said: Json) -> str:
    """The id under which the store has the newest words of a user.

    Some stores give every item a new id, and a server asked about the one that was shown finds
    nothing, and does nothing.
    """
    found = await items_before(client, thread_id, None, PAGE_SIZE)
    if said["id"] in {item["id"] for item in found.items}:
        return said["id"]
    messages = (item for item in reversed(found.items) if item["type"] == "user_message")
    newest = next(messages, None)
    return newest["id"] if newest and newest["content"] == said["content"] else said["id"]


async def _at_once(client: ChatKitClient, thread_id: str, wanted: int) -> Pages:
    limit, before = wanted, 0
    while True:
        page = await client.list_items(thread_id, limit=limit)
        found, more = page.get("data", []), bool(page.get("has_more"))
        if not more or len(found) >= wanted or len(found) <= before:
            return Pages(found[::-1], page.get("after"), more and len(found) >= wanted)
        limit, before = 2 * limit, len(found)


async def _paged(client: ChatKitClient, thread_id: str, cursor: str | None, wanted: int) -> Pages:
    found: list[Json] = []
    seen: set[str | None] = {cursor}
    is_deaf: bool | None = None
    while True:
        page = await client.list_items(thread_id, limit=wanted, after=cursor)
        found += page.get("data", [])
        if is_deaf is None:
            is_deaf = await _is_deaf(client, thread_id, found, wanted) if cursor is None else False
        cursor = page.get("after")
        more = bool(page.get("has_more")) and cursor not in {None, *seen}
        seen.add(cursor)
        if not more or (len(found) >= wanted and not is_deaf):
            return Pages(found, None, False, True) if is_deaf else Pages(found[::-1], cursor, more)


async def _is_deaf(client: ChatKitClient, thread_id: str, newest: list[Json], limit: int) -> bool:
    """Whether asking for the oldest first gives the same; most stores show by their times that it
    would not. The times of some are all the same, or mean nothing.
    """
    if len(newest) < 2 or is_oldest_first([item.get("created_at") for item in reversed(newest)]):
        return False
    oldest = await client.list_items(thread_id, limit=limit, order="asc")
    return [item["id"] for item in oldest.get("data", [])] == [item["id"] for item in newest]


def is_oldest_first(stamps: Sequence[Any]) -> bool:
    """Whether these times only grow."""
    pairs = list(pairwise(stamps))
    return any(one < other for one, other in pairs) and all(one <= other for one, other in pairs)
