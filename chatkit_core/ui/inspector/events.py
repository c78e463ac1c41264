"""Every event, searched and filtered; the one on screen in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import WRITERS
from chatkit_core.trace.search import Query, find
from chatkit_core.ui.inspector.details import draw_details
from chatkit_core.ui.inspector.markup import clock
from chatkit_core.ui.inspector.view import View

TABLE = "in-events"
WORDS, KINDS, ACTORS, FAILED = "in-words", "in-kinds", "in-actors", "in-failed"
ROWS = 200
AHEAD = 3
"""Rows in the browser, and how many of them lie ahead of the step."""


def draw_events(view: View) -> None:
    """Draw the filters, the events that pass them, and the details of the one on screen."""
    query = _query(view)
    found = find(view.events, query)[::-1]
    shown = found[:ROWS] if query.narrows and len(found) <= ROWS else _around(found, view.step)
    st.html(f'<p class="in-sums">{_count(len(found), len(shown), len(view.events))}</p>')
    if shown:
        st.dataframe(
            [_row(event, view) for event in shown],
            key=TABLE,
            hide_index=True,
            placeholder="",
            height=min(38 + 35 * len(shown), 300),
            on_select=lambda: _go(shown, view),
            selection_mode="single-row",
            column_config=_columns(),
        )
    draw_details(view)


def _query(view: View) -> Query:
    kinds = list(dict.fromkeys(event.kind for event in view.events))
    actors = list(dict.fromkeys(event.actor for event in view.events))
    with st.container(key="in-filters", horizontal=True, vertical_alignment="center"):
        words = st.text_input(
            "Search",
            key=WORDS,
            type="search",
            placeholder="Search in everything",
            icon=":material/search:",
            label_visibility="collapsed",
        )
        chosen = st.multiselect(
            "Kinds", kinds, key=KINDS, placeholder="All kinds", label_visibility="collapsed"
        )
        who = st.multiselect(
            "Actors",
            actors,
            key=ACTORS,
            placeholder="Everybody",
            format_func=lambda actor: WRITERS.get(actor, actor),
            label_visibility="collapsed",
        )
        failed = st.toggle("Failed only", key=FAILED)
    plain = view.masker.unmask(words or "") if view.masker else words or ""
    return Query(plain, frozenset(chosen), frozenset(who), failed)


def _around(found: Sequence[Event], step: int) -> Sequence[Event]:
    """Newest first, from a few behind the step on screen: a table cannot be scrolled from here."""
    ahead = sum(1 for event in found if event.seq > step)
    first = max(0, ahead - AHEAD)
    return found[first : first + ROWS]


def _count(found: int, shown: int, every: int) -> str:
    if not found:
        return f"None of {every:,} events matches."
    rest = f", {shown} from this step back are shown" if shown < found else ""
    return f"<b>{found:,}</b> of {every:,} events{rest}"


def _row(event: Event, view: View) -> dict[str, Any]:
    return {
        "here": "●" if event.seq == view.step else "",
        "seq": event.seq,
        "at": clock(event.at),
        "kind": event.kind,
        "phase": event.phase,
        "name": view.shown(event.name),
        "actor": WRITERS.get(event.actor, event.actor),
        "ms": event.ms,
        "error": view.shown(event.error) if event.error else None,
    }


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "here": column.TextColumn("", width=24),
        "seq": column.NumberColumn("#", width=50, format="%d"),
        "at": column.TextColumn("At", width=66),
        "kind": column.TextColumn("Kind", width=72),
        "phase": column.TextColumn("Phase", width=56),
        "name": column.TextColumn("Name", width="medium"),
        "actor": column.TextColumn("Who", width=66),
        "ms": column.NumberColumn("Time", format="%.1f ms", width=72),
        "error": column.TextColumn("Error", width="medium"),
    }


def _go(shown: Sequence[Event], view: View) -> None:
    rows = st.session_state[TABLE].selection.rows
    if rows:
        view.cursor.go(shown[rows[0]].seq)
