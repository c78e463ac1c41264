"""Resetting the demo data: what was booked is free again, what was moved or cancelled is back."""

from __future__ import annotations

from typing import Any

from tests.usecases.healthcare.desk import NOW, Desk
from usecases.healthcare.seed import reset

CONTAINERS = {
    "appointments": ("PAT-2001", "PAT-2002", "PRV-101", "PRV-301"),
    "patients": ("demo",),
    "providers": ("demo",),
}


async def everything(desk: Desk) -> list[dict[str, Any]]:
    """All documents of two patients and their doctors, but for their ETags."""
    found = []
    for container, partitions in CONTAINERS.items():
        for partition in partitions:
            page = await desk.documents.query(container, partition, limit=1000)
            found += [
                {k: v for k, v in document.items() if k not in ("_etag", "created_at")}
                for document in page.documents
            ]
    return found


async def test_a_reset_undoes_what_people_booked_moved_and_cancelled(desk: Desk) -> None:
    before = await everything(desk)
    booked = await desk.ready(patient="PAT-2001")
    await booked.do("confirm")
    moved = desk.another()
    await moved.do("identify", query="PAT-2001")
    await moved.do("reschedule", appointment="APT-7E44B09F", when="December 8th at 11")
    await moved.do("confirm")
    off = desk.another()
    await off.do("identify", query="PAT-2001")
    await off.do("cancel_appointment", appointment="APT-5C01D2A7")
    await off.do("confirm")
    assert await everything(desk) != before
    await reset(desk.documents, NOW.date())
    assert await everything(desk) == before


async def test_a_reset_may_be_repeated(desk: Desk) -> None:
    before = await everything(desk)
    await reset(desk.documents, NOW.date())
    await reset(desk.documents, NOW.date())
    assert await everything(desk) == before
