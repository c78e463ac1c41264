"""Decisions: every policy that was asked, why it said what it said, and what it would say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from chatkit_core.trace.event import Event
from chatkit_core.trace.wording import humanize, shorten
from chatkit_core.ui.inspector.clauses import decision_card
from chatkit_core.ui.inspector.markup import clock, escaped
from chatkit_core.ui.inspector.view import View
from chatkit_core.ui.inspector.what_if import draw_what_if

TABLE = "in-decisions"
SHOWN = 100


def draw_decisions(view: View) -> None:
    """Draw the decisions up to the step; the newest one is open, and a click on another goes there."""
    made = [e for e in view.events[: view.step] if e.kind == "decision" and _is_whole(e)]
    if not made:
        st.html('<p class="in-quiet">No policy has been asked yet.</p>')
        return
    newest = made[::-1][:SHOWN]
    st.dataframe(
        [_row(event, view) for event in newest],
        key=TABLE,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(newest), 215),
        on_select=lambda: _go(newest, view),
        selection_mode="single-row",
        column_config=_columns(),
    )
    event = newest[0]
    decision: Mapping[str, Any] = view.shown(event.data)
    st.html(
        f'<h4 class="in-detail-title">#{event.seq} <span>{clock(event.at)}</span> '
        f"{escaped(humanize(event.name))}</h4>{decision_card(decision)}"
    )
    draw_what_if(view, event)


def _is_whole(event: Event) -> bool:
    """An event that was too long to record tells nothing."""
    return isinstance(event.data, dict) and "verdict" in event.data


def _row(event: Event, view: View) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": clock(event.at),
        "rule": humanize(event.name),
        "verdict": humanize(str(event.data["verdict"])),
        "because": shorten(view.shown(str(event.data.get("because", ""))), 120),
    }


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "seq": column.NumberColumn("#", width=50, format="%d"),
        "at": column.TextColumn("At", width=66),
        "rule": column.TextColumn("Policy", width=120),
        "verdict": column.TextColumn("Verdict", width=76),
        "because": column.TextColumn("Because", width="large"),
    }


def _go(shown: Sequence[Event], view: View) -> None:
    rows = st.session_state[TABLE].selection.rows
    if rows:
        view.cursor.go(shown[rows[0]].seq)
