"""The session board: every field with its value, who wrote it and when; it opens to its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from chatkit_core.orchestration import UseCase
from chatkit_core.trace.frame import Field, Frame, Write
from chatkit_core.trace.wording import humanize, shorten, spoken
from chatkit_core.ui.inspector.jump import jump_link
from chatkit_core.ui.inspector.markup import chip, clock, escaped, json_block
from chatkit_core.ui.inspector.view import Mode, View

EMPTY = (None, "", [], {})


def draw_board(view: View) -> None:
    """Draw the session as of the step. Each field opens in place, so that it stays open."""
    st.subheader("Session", anchor=False)
    st.html(f'<div class="in-board">{_headline(view.frame, view.use_case)}{_own_rules(view)}</div>')
    with st.container(key="in-fields", gap=None):
        for name in _order(view.frame, view.use_case):
            st.html(_row(name, view.frame.fields.get(name), view))


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


def _own_rules(view: View) -> str:
    """What this conversation has been given of its own; nothing where it follows the usual rules."""
    rules = view.frame.rules
    told = "; ".join(
        f"{humanize(rule)}: {spoken(values)}" for rule, values in rules.items() if values
    )
    return f'<p class="in-own"><b>Own rules</b> {escaped(told)}</p>' if told else ""


def _row(name: str, field: Field | None, view: View) -> str:
    label = f'<span class="in-name" title="{escaped(name)}">{escaped(humanize(name))}</span>'
    if field is None:
        return f'<div class="in-row in-unset">{label}<span class="in-value">—</span></div>'
    value = escaped(_words(field.value, view, 120))
    return (
        f'<details class="in-row {_change(field, view.step)}"><summary>{label}'
        f'<span class="in-value">{value}{_before(field, view)}</span>'
        f"{_writer(field.last, view)}</summary>{_opened(field, view)}</details>"
    )


def _change(field: Field, step: int) -> str:
    """Whether this request changed it, or this very step."""
    if field.last.seq == step:
        return "in-changed in-fresh"
    return "in-changed" if field.changed else ""


def _before(field: Field, view: View) -> str:
    """The old value, where the newest request replaced one."""
    if not field.changed or field.last.old in EMPTY:
        return ""
    return f'<span class="in-old">was {escaped(_words(field.last.old, view, 80))}</span>'


def _writer(last: Write, view: View) -> str:
    """Who wrote the value, through which tool, and in which event."""
    named = last.tool and view.mode is not Mode.STORY
    tool = f'<span class="in-through">tool {escaped(last.tool)}</span>' if named else ""
    return (
        f'<span class="in-writer">{chip(last.writer)}'
        f"{jump_link(view.href(last.seq), f'#{last.seq}')}{tool}</span>"
    )


def _opened(field: Field, view: View) -> str:
    """The whole history, newest first, each write with what led to it."""
    value = view.shown(field.value)
    whole = json_block(value) if view.mode.raw and isinstance(value, list | dict) else ""
    writes = "".join(_write(write, view) for write in reversed(field.history))
    return f'<div class="in-history">{whole}<ol>{writes}</ol></div>'


def _write(write: Write, view: View) -> str:
    old = f"<s>{escaped(_words(write.old, view, 60))}</s> → " if write.old not in EMPTY else ""
    return (
        f"<li><div>{chip(write.writer)}<b>{old}{escaped(_words(write.value, view, 90))}</b></div>"
        f'<div class="in-because">{escaped(view.shown(write.why))}</div>{_chain(write.chain)}'
        f'<div class="in-at">{clock(write.at)} {jump_link(view.href(write.seq), f"#{write.seq}")}'
        "</div></li>"
    )


def _chain(chain: Sequence[str]) -> str:
    """The causes, from the request down to what wrote the field."""
    causes = [cause for cause in reversed(chain) if not cause.startswith(("turn ", "agent "))]
    links = " <i>›</i> ".join(f"<span>{escaped(_cause(cause))}</span>" for cause in causes)
    return f'<div class="in-chain">{links}</div>' if links else ""


def _cause(cause: str) -> str:
    kind, _, name = cause.partition(" ")
    return f"{kind} {name if kind == 'tool' else humanize(name, capital=False)}"


def _words(value: Any, view: View, length: int) -> str:
    return shorten(spoken(view.shown(value)), length)
