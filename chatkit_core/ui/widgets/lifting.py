"""Boxes that look like nothing, taken away: each one is a container that the browser would build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from chatkit_core.ui.widgets.parts import Block, Live, Part, Raw

if TYPE_CHECKING:
    from chatkit_core.ui.widgets.layout import Flow
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


def dissolved(parts: Sequence[Part], how: Flow, sheet: Sheet) -> list[Part]:
    """The parts of a column with those of plain columns in it; static neighbours share an element."""
    if not how.stacks:
        return list(parts)
    flat: list[Part] = []
    for part in parts:
        flat += _out_of(part, how.gap, sheet) or [part]
    found: list[Part] = []
    for static, run in groupby(flat, key=lambda part: isinstance(part, Raw) and not part.grows):
        same = [*run]
        found += _joined(same, how) if static else same
    return found


def _out_of(part: Part, gap: str, sheet: Sheet) -> list[Part]:
    """What a plain column holds, moved to where it stood in there; empty where that cannot be."""
    if not isinstance(part, Block) or part.horizontal or not part.plain or part.item:
        return []
    first, *others = part.parts
    shift = f"margin-top:calc({_unit(part.gap)} - {_unit(gap)})" if part.gap != gap else ""
    if any(isinstance(one, Raw) and one.grows for one in part.parts):
        return []
    if shift and any(isinstance(one, Live) and not one.slot for one in others):
        return []
    sheet.forget(part.slot)
    return [first, *(_moved(one, shift, sheet) for one in others)]


def _moved(part: Part, shift: str, sheet: Sheet) -> Part:
    if not shift:
        return part
    if isinstance(part, Raw):
        return replace(part, html=f'<div style="{shift}">{part.html}</div>')
    if isinstance(part, Block):
        sheet.style(part.slot, shift, sheet.wrapper)
    elif isinstance(part, Live):
        sheet.style(part.slot, shift)
    return part


def _joined(run: Sequence[Part], how: Flow) -> Sequence[Part]:
    html = "".join(part.html for part in run if isinstance(part, Raw))
    return [Raw(f'<div style="{how.css()}">{html}</div>')] if len(run) > 1 else run


def _unit(length: str) -> str:
    """CSS cannot reckon with a bare 0."""
    return "0px" if length == "0" else length
