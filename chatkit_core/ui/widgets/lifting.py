"""Boxes around one thing, taken away: each one is a container that the browser would build."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chatkit_core.ui.widgets.parts import Block, Live, Part

if TYPE_CHECKING:
    from chatkit_core.ui.widgets.sheet import Sheet


def lifted(part: Part, sheet: Sheet, *, into_row: bool) -> Part:
    """What the box holds, where its parent lays that out as the box did; else the box."""
    if not isinstance(part, Block) or not part.plain or len(part.parts) != 1:
        return part
    inner = part.parts[0]
    if isinstance(inner, Live) and inner.slot:
        return _control(part, inner, sheet, into_row=into_row)
    if isinstance(inner, Block) and part.horizontal and not into_row and _is_share(inner.item):
        sheet.forget(part.slot)
        sheet.forget(inner.slot, inner.item)
        return replace(inner, item=part.item)
    return part


def _control(box: Block, inner: Live, sheet: Sheet, *, into_row: bool) -> Part:
    """A button stretched by a column, or at the start of a row."""
    stretched = not box.horizontal and (not into_row or _is_share(box.item))
    at_start = box.horizontal and not into_row and not inner.wide
    if not (stretched or at_start):
        return box
    sheet.forget(box.slot)
    sheet.style(inner.slot, box.item)
    return inner


def _is_share(item: str) -> bool:
    """Nothing is said of the box but its share of the row."""
    return item.startswith("flex:") and ";" not in item and not item.startswith("flex:0")
