"""The newest items, from a store that pages as it is asked and from one that does not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from chatkit_core.ui.client import ChatKitClient
from chatkit_core.ui.item_pages import is_oldest_first, items_before

DAY = datetime(2026, 1, 1)  # noqa: DTZ001
ITEMS = [
    {"id": str(at), "created_at": (DAY + timedelta(minutes=at)).isoformat()} for at in range(7)
]


class Pages:
    """Lists these items; `deaf` to the order it is asked for, `stuck` on its first page.

    With `timeless` its items bear times that say nothing.
    """

    def __init__(self, *, deaf: bool = False, stuck: bool = False, timeless: bool = False) -> None:
        times = [
            item["created_at"] if at % 2 else "1970-01-01T00:00:00" for at, item in enumerate(ITEMS)
        ]
        self.items = [
            {**item, "created_at": time} if timeless else item
            for item, time in zip(ITEMS, times, strict=True)
        ]
        self.deaf = deaf
        self.stuck = stuck
        self.calls = 0

    async def list_items(
        self, _: str, *, limit: int, after: str | None = None, order: str = "desc"
    ) -> dict[str, Any]:
        self.calls += 1
        items = self.items if self.deaf or order == "asc" else self.items[::-1]
        ids = [item["id"] for item in items]
        start = ids.index(after) + 1 if after and not self.stuck else 0
        data = items[start : start + limit]
        more = self.stuck or start + limit < len(items)
        return {"data": data, "has_more": more, "after": data[-1]["id"] if more else None}


def read(pages: Pages, wanted: int) -> tuple[list[str], str | None, bool]:
    client = cast(ChatKitClient, pages)
    found = asyncio.run(items_before(client, "thr_1", None, wanted))
    return [item["id"] for item in found.items], found.cursor, found.more


def test_as_many_as_wanted_are_read_and_no_more() -> None:
    pages = Pages()
    assert read(pages, 3) == (["4", "5", "6"], "4", True)
    assert pages.calls == 1


@pytest.mark.parametrize("timeless", [False, True])
def test_a_store_that_gives_its_oldest_first_is_read_whole_and_in_order(timeless: bool) -> None:
    pages = Pages(deaf=True, timeless=timeless)
    assert read(pages, 3) == ([str(at) for at in range(7)], None, False)


def test_times_that_say_nothing_do_not_turn_a_conversation_round() -> None:
    assert read(Pages(timeless=True), 3) == (["4", "5", "6"], "4", True)


def test_a_store_that_gives_one_page_for_ever_is_a_few_times_at_most() -> None:
    pages = Pages(deaf=True, stuck=True)
    assert read(pages, 3)[2] is False
    assert pages.calls == 3


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [([], False), ([1], False), ([1, 1], False), ([1, 2, 2], True), ([2, 1], False)],
)
def test_times_that_only_grow(stamps: list[int], expected: bool) -> None:
    assert is_oldest_first(stamps) is expected


class ByName(Pages):
    """Takes the items whose ids are greater than the cursor for those that come after it."""

    def __init__(self, ids: str, most: int = 1000) -> None:
        super().__init__()
        self.items = [{**ITEMS[0], "id": one} for one in ids]
        self.most = most

    async def list_items(
        self, _: str, *, limit: int, after: str | None = None, order: str = "desc"
    ) -> dict[str, Any]:
        self.calls += 1
        later = [item for item in self.items[::-1] if after is None or item["id"] > after]
        data = later[: min(limit, self.most)]
        more = len(data) < len(later)
        return {"data": data, "has_more": more, "after": data[-1]["id"] if more else None}


def earlier(pages: Pages, cursor: str, known: str) -> tuple[str, bool]:
    client = cast(ChatKitClient, pages)
    found = asyncio.run(items_before(client, "thr_1", cursor, 3, set(known)))
    return "".join(item["id"] for item in found.items), found.more


def test_a_store_that_cannot_find_its_place_again_is_read_from_the_end() -> None:
    pages = ByName("eadgbfc")
    assert earlier(pages, "b", "bfc") == ("adgbfc", True)
    assert earlier(pages, "a", "adgbfc") == ("eadgbfc", False)


def test_a_store_that_gives_no_more_than_so_many_at_once_shows_what_it_gives() -> None:
    pages = ByName("eadgbfc", most=3)
    assert earlier(pages, "b", "bfc") == ("gfc", True)
    assert pages.calls < 5


def test_pages_that_follow_each_other_are_asked_for_once() -> None:
    pages = Pages()
    assert earlier(pages, "4", "456") == ("123", True)
    assert pages.calls == 1
