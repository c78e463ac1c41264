"""The timeline: what ran when, in lanes, and what every turn took."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from chatkit_core.trace.timeline import LANES, Bar, Timeline, timeline
from chatkit_core.trace.turns import TurnFigures, turns
from chatkit_core.trace.wording import shorten
from chatkit_core.ui.inspector.colors import accent, clicked_seq, faint
from chatkit_core.ui.inspector.details import draw_details
from chatkit_core.ui.inspector.markup import clock, duration
from chatkit_core.ui.inspector.pulse import STALE_SECONDS
from chatkit_core.ui.inspector.view import View

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CHART, TABLE = "in-timeline", "in-turns"
TURNS = 100
NARROWEST = 0.004
"""The width of the shortest bar, as a share of the axis: it must be seen and hit."""
LABELLED = 0.14
"""The width from which a request's bar carries its words."""
BAD = "#e5484d"


def draw_timeline(view: View) -> None:
    """Draw the requests around the step; a click on a bar or a row goes there."""
    found = timeline(view.followed.frame(), view.step, _now(view))
    if not found.bars:
        st.html('<p class="in-quiet">Nothing has run yet.</p>')
        return
    st.plotly_chart(
        _figure(found, view),
        key=CHART,
        on_select=lambda: clicked_seq(CHART, view.cursor),
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False},
        alt=f"{len(found.bars)} bars in the lanes {', '.join(LANES)}",
    )
    _draw_turns(view)
    draw_details(view)


def _now(view: View) -> float:
    """Until when what runs is drawn: of a process that died long ago, no further than its last word."""
    newest = view.events[-1].at if view.events else 0.0
    now = time.time()
    return now if now - newest < STALE_SECONDS else newest


def _figure(found: Timeline, view: View) -> Figure:
    import plotly.graph_objects as go  # a second of imports, which only this panel needs

    figure = go.Figure([_trace(go, state, found, view) for state in _colors()])
    figure.add_vline(x=found.cursor, line_width=1.5, line_color=accent(), opacity=0.8)
    figure.update_layout(
        barmode="overlay",
        height=270,
        margin={"l": 0, "r": 8, "t": 8, "b": 28},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        bargap=0.32,
        xaxis=_axis(found),
        yaxis={
            "categoryorder": "array",
            "categoryarray": LANES[::-1],
            "range": [-0.5, len(LANES) - 0.5],
            "fixedrange": True,
            "ticklen": 6,
        },
    )
    return figure


def _axis(found: Timeline) -> dict[str, Any]:
    """Clock times where requests begin, as far apart as their labels need."""
    ticks, last = [], -1.0
    for tick in found.ticks:
        if tick.place - last >= found.length / 8:
            ticks.append(tick)
            last = tick.place
    return {
        "tickvals": [tick.place for tick in ticks],
        "ticktext": [clock(tick.at) for tick in ticks],
        "range": [-found.length * 0.01, found.length * 1.01],
        "showgrid": True,
        "zeroline": False,
        "fixedrange": True,
    }


def _colors() -> Mapping[str, str]:
    """A bar's colour by its state; one accent, and red for what failed."""
    return {
        "ahead": faint(0.13),
        "done": accent(),
        "running": accent(),
        "failed": BAD,
        "lost": faint(0.5),
    }


def _trace(go: Any, state: str, found: Timeline, view: View) -> Any:
    bars = [bar for bar in found.bars if bar.state == state]
    return go.Bar(
        orientation="h",
        y=[bar.lane for bar in bars],
        base=[bar.begin for bar in bars],
        x=[max(bar.end - bar.begin, found.length * NARROWEST) for bar in bars],
        customdata=[bar.seq for bar in bars],
        text=[_label(bar, found, view) for bar in bars],
        textangle=0,
        hovertext=[_hover(bar, view) for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        textposition="inside",
        insidetextanchor="start",
        insidetextfont={"color": "white", "size": 12},
        marker={
            "color": _colors()[state],
            "pattern": {"shape": "/" if state == "running" else "", "fillmode": "replace"},
            "opacity": [0.55 if bar.lane == "request" else 1.0 for bar in bars],
            "line": {"width": 0},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.75}},
    )


def _label(bar: Bar, found: Timeline, view: View) -> str:
    """A request's words, where its bar has the room for some."""
    share = (bar.end - bar.begin) / found.length
    if bar.lane != "request" or share < LABELLED:
        return ""
    return shorten(view.shown(bar.text), int(share * 70)).replace("<", "&lt;")


def _hover(bar: Bar, view: View) -> str:
    text = shorten(view.shown(bar.text), 70).replace("<", "&lt;")
    return f"{bar.lane} · {text}<br>{duration(bar.ms)} · #{bar.seq}"


def _draw_turns(view: View) -> None:
    """Time, tokens and money of every turn, the newest first."""
    found = turns(view.frame, TURNS)[::-1]
    st.html(f'<p class="in-sums">{_sums(found)}</p>')
    st.dataframe(
        [_row(turn, view) for turn in found],
        key=TABLE,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(found), 240),
        on_select=lambda: _go_to_turn(found, view),
        selection_mode="single-row",
        column_config=_columns(),
    )


def _row(turn: TurnFigures, view: View) -> dict[str, Any]:
    return {
        "seq": turn.seq,
        "who": turn.writer,
        "what": shorten(view.shown(turn.title), 60),
        "ms": turn.ms,
        "in": turn.tokens_in or None,
        "out": turn.tokens_out or None,
        "cost": turn.cost_usd,
        "first": turn.first_token_ms,
        "calls": turn.calls or None,
        "store": turn.store_ms,
    }


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "seq": column.NumberColumn("#", width=44, format="%d"),
        "who": column.TextColumn("Who", width=56),
        "what": column.TextColumn("What", width=150),
        "ms": column.NumberColumn("Latency", format="%.0f ms", width=66),
        "in": column.NumberColumn("Tokens in", width=76),
        "out": column.NumberColumn("Tokens out", width=84),
        "cost": column.NumberColumn("Cost", format="$%.4f", width=60),
        "first": column.NumberColumn("First token", format="%.0f ms", width=84),
        "calls": column.NumberColumn("Model calls", width=90),
        "store": column.NumberColumn("Store", format="%.1f ms", width=60),
    }


def _sums(found: Sequence[TurnFigures]) -> str:
    """All turns in one line: how many, tokens, cost, the slowest."""
    tokens = sum(one.tokens_in + one.tokens_out for one in found)
    costs = [one.cost_usd for one in found if one.cost_usd is not None]
    slowest = max((one.ms or 0 for one in found), default=0)
    parts = [
        f"<b>{len(found)}</b> turns" if len(found) < TURNS else f"the newest <b>{TURNS}</b> turns",
        f"<b>{sum(one.calls for one in found)}</b> model calls",
        f"<b>{tokens:,}</b> tokens",
        f"<b>${sum(costs):.4f}</b>" if costs else "no price known",
        f"slowest <b>{duration(slowest)}</b>",
    ]
    return " · ".join(parts)


def _go_to_turn(found: Sequence[TurnFigures], view: View) -> None:
    rows = st.session_state[TABLE].selection.rows
    if rows:
        view.cursor.go(found[rows[0]].last_seq)
