"""The session board: every field with its value, who wrote it, and in which event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from chatkit_core.orchestration import UseCase
from chatkit_core.trace.frame import Field, Frame
from chatkit_core.trace.mask import Masker
from chatkit_core.trace.wording import humanize, shorten, spoken
from chatkit_core.ui.inspector.markup import chip, clock, escaped, folded, json_block


def draw_board(frame: Frame, use_case: UseCase | None, masker: Masker | None) -> None:
    """Draw the session as of a frame. `masker` hides personal data."""
    rows = "".join(_row(name, frame.fields.get(name), masker) for name in _order(frame, use_case))
    st.html(f'<div class="in-board">{_headline(frame, use_case)}{rows}</div>')


def _order(frame: Frame, use_case: UseCase | None) -> list[str]:
    """The use case's own order, then whatever else the log knows."""
    declared = list(use_case.context.model_fields) if use_case else []
    names = [*declared, *(name for name in frame.fields if name not in declared)]
    return [name for name in names if name != "step"]


def _headline(frame: Frame, use_case: UseCase | None) -> str:
    step = frame.fields.get("step")
    if step is None:
        return '<p class="in-step">Nothing has been decided yet.</p>'
    known = use_case.flow if use_case else ()
    title = use_case.flow[step.value].title if use_case and step.value in known else step.value
    progress = _progress(use_case, step.value) if use_case else ""
    return (
        f'<p class="in-step"><span>Open step</span> <strong>{escaped(title)}</strong></p>{progress}'
    )


def _progress(use_case: UseCase, step: str) -> str:
    """The flow as a row of dots: behind, here, ahead."""
    if step not in use_case.flow:
        return ""
    here = use_case.flow.index(step)
    dots = "".join(
        f'<i class="{_place(n, here)}" title="{escaped(one.title)}"></i>'
        for n, one in enumerate(use_case.flow.steps)
    )
    return f'<div class="in-dots" aria-hidden="true">{dots}</div>'


def _place(n: int, here: int) -> str:
    return "behind" if n < here else "here" if n == here else "ahead"


def _row(name: str, field: Field | None, masker: Masker | None) -> str:
    label = f'<span class="in-name" title="{escaped(name)}">{escaped(humanize(name))}</span>'
    if field is None:
        return f'<div class="in-row in-unset">{label}<span class="in-value">—</span></div>'
    changed = " in-changed" if field.changed else ""
    value = _value(field.value, masker)
    return (
        f'<div class="in-row{changed}">{label}<div class="in-value">{value}'
        f"{_before(field, masker)}</div>{_writer(field)}</div>"
    )


def _value(value: Any, masker: Masker | None) -> str:
    shown = masker.mask(value) if masker else value
    text = escaped(shorten(spoken(shown), 120))
    return folded(text, json_block(shown)) if isinstance(shown, list | dict) and shown else text


def _before(field: Field, masker: Masker | None) -> str:
    """The old value, where the newest request replaced one."""
    old = field.last.old
    if not field.changed or old in (None, "", [], {}):
        return ""
    shown = masker.mask(old) if masker else old
    return f'<span class="in-old">was {escaped(shorten(spoken(shown), 80))}</span>'


def _writer(field: Field) -> str:
    """Who wrote the value, through which tool, and in which event."""
    last = field.last
    chips: Iterable[str] = (
        (chip(last.writer), chip(f"tool {last.tool}", "tool"))
        if last.tool
        else (chip(last.writer),)
    )
    tip = f"{clock(last.at)}: {last.why}" + _earlier(field.history)
    return (
        f'<span class="in-writer" title="{escaped(tip)}">{"".join(chips)}'
        f'<span class="in-seq">#{last.seq}</span></span>'
    )


def _earlier(history: Sequence[Any]) -> str:
    return f" (written {len(history)} times)" if len(history) > 1 else ""
