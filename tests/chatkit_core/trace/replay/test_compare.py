"""Two conversations side by side: what both changed, what only one did, and where they part."""

from __future__ import annotations

from pathlib import Path

from chatkit_core.trace.log import Event
from chatkit_core.trace.replay.compare import changes, compare, parting
from tests.chatkit_core.trace.replay.shop import Shop
from tests.chatkit_core.trace.replay.test_run import START

RED = '/click tiny.choose_color {"color": "red"}'
BLUE = '/click tiny.choose_color {"color": "blue"}'
LARGE = '/click tiny.choose_size {"size": "LARGE"}'


async def log_of(folder: Path, *lines: str) -> list[Event]:
    async with Shop(folder, ()) as shop:
        await shop.say(*lines)
        return await shop.events()


async def test_a_change_names_its_field_value_request_and_writer(tmp_path: Path) -> None:
    found = changes(await log_of(tmp_path, START, RED))
    assert [(c.key, c.value, c.request, c.writer) for c in found] == [
        ("who", "ann", 1, "clicked"),
        ("color", "red", 2, "clicked"),
    ]


async def test_the_same_conversation_twice_has_only_rows_that_agree(tmp_path: Path) -> None:
    log = await log_of(tmp_path, START, RED, LARGE)
    rows = compare(log, log)
    assert [row.key for row in rows] == ["who", "color", "size"]
    assert all(row.same for row in rows)
    assert parting(rows) == "Both changed the same, in the same order."


async def test_a_field_with_two_values_stands_in_one_row_and_what_one_lacks_in_its_own(
    tmp_path: Path,
) -> None:
    left = await log_of(tmp_path / "a", START, RED, LARGE)
    right = await log_of(tmp_path / "b", START, BLUE)
    rows = compare(left, right)
    told = [(r.left and r.left.value, r.right and r.right.value, r.same) for r in rows]
    assert told == [("ann", "ann", True), ("red", "blue", False), ("LARGE", None, False)]
    assert parting(rows) == (
        "They part at “Color”, in request 2 of this one and request 2 of the other."
    )


def test_logs_without_changes_have_no_rows() -> None:
    assert compare([], []) == []
