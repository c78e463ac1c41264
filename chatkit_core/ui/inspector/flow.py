"""The flow: the use case's steps as a line, what was walked of it, and the time in each."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import streamlit as st

from chatkit_core.trace.path import Move, Path, Stop, path
from chatkit_core.ui.inspector.colors import accent, clicked_seq, faint
from chatkit_core.ui.inspector.jump import jump_link
from chatkit_core.ui.inspector.markup import duration, escaped
from chatkit_core.ui.inspector.view import View

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CHART = "in-flow"
ROW = 46
VISITS = 8
"""So many visits of a step are listed, the newest."""
TIMES = 6.2
"""Where the bars of time begin; the line with its titles has the space before."""


def draw_flow(view: View) -> None:
    """Draw the way through the steps up to the step on screen; a click on a stop goes there."""
    found = path(view.frame, _declared(view), _now(view))
    if not found.stops:
        st.html('<p class="in-quiet">This conversation follows no declared steps.</p>')
        return
    st.plotly_chart(
        _figure(found),
        key=CHART,
        on_select=lambda: clicked_seq(CHART, view.cursor),
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False},
        alt=_in_words(found),
    )
    st.html(_visits(found, view))


def _declared(view: View) -> list[tuple[str, str]]:
    steps = view.use_case.flow.steps if view.use_case else ()
    return [(step.name, step.title) for step in steps]


def _now(view: View) -> float:
    """Live, the stay in the newest step goes on; a finished conversation rests where it ended."""
    finished = view.use_case is not None and _is_last(view)
    return view.frame.at if view.cursor.step is not None or finished else time.time()


def _is_last(view: View) -> bool:
    steps = view.use_case.flow.steps if view.use_case else ()
    return bool(steps) and view.frame.state.get("step") == steps[-1].name


def _figure(found: Path) -> Figure:
    import plotly.graph_objects as go  # a second of imports, which only the charts need

    rows = {stop.name: -n for n, stop in enumerate(found.stops)}
    figure = go.Figure([_times(go, found), _stops(go, found)])
    for move in found.moves:
        figure.add_shape(**_line(move, rows))
    blank = {"visible": False, "fixedrange": True}
    figure.update_layout(
        height=ROW * len(found.stops) + 16,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        barmode="overlay",
        xaxis={**blank, "range": [-1.7, 11.5]},
        yaxis={**blank, "range": [-len(found.stops) + 0.45, 0.55]},
    )
    return figure


def _stops(go: Any, found: Path) -> Any:
    """The stops with their titles; one that was never visited leads nowhere."""
    stops = found.stops
    fills = {"here": accent(), "visited": accent(), "ahead": "rgba(128,128,128,0.25)"}
    return go.Scatter(
        x=[0] * len(stops),
        y=[-n for n in range(len(stops))],
        mode="markers+text",
        text=[f"   {_title(stop)}" for stop in stops],
        textposition="middle right",
        textfont={"size": 14},
        customdata=[stop.seqs[-1] if stop.seqs else None for stop in stops],
        hovertext=[_hover(stop) for stop in stops],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "size": [22 if stop.here else 15 for stop in stops],
            "color": [fills[stop.state] for stop in stops],
            "opacity": 1,
            "line": {
                "width": [6 if stop.here else 0 for stop in stops],
                "color": "rgba(78,161,255,0.35)",
            },
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _title(stop: Stop) -> str:
    title = escaped(stop.title)
    return f"<b>{title}</b>" if stop.here else title


def _times(go: Any, found: Path) -> Any:
    longest = max((stop.seconds for stop in found.stops), default=0) or 1
    return go.Bar(
        orientation="h",
        y=[-n for n in range(len(found.stops))],
        base=[TIMES] * len(found.stops),
        x=[3.6 * stop.seconds / longest for stop in found.stops],
        width=0.26,
        text=[_spent(stop) for stop in found.stops],
        textposition="outside",
        textfont={"size": 13},
        cliponaxis=False,
        hoverinfo="skip",
        customdata=[stop.seqs[-1] if stop.seqs else None for stop in found.stops],
        marker={"color": faint(0.22), "line": {"width": 0}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _spent(stop: Stop) -> str:
    if not stop.visits:
        return ""
    times = f" · {stop.visits}×" if stop.visits > 1 else ""
    return f"{duration(stop.seconds * 1000)}{times}"


def _hover(stop: Stop) -> str:
    if not stop.visits:
        return f"{escaped(stop.title)}: not yet"
    return f"{escaped(stop.title)}: {_spent(stop)}<br>since #{stop.seqs[-1]}"


def _line(move: Move, rows: dict[str, int]) -> dict[str, Any]:
    """To the next stop straight down; past others, or back, in a bow on the left."""
    begin, end = rows[move.begin], rows[move.end]
    back = end >= begin
    style = {"color": accent(), "width": min(2 + move.count, 6), "dash": "dot" if back else "solid"}
    if begin - end == 1:
        return {
            "type": "line", "x0": 0, "x1": 0, "y0": begin, "y1": end, "line": style, "layer": "below",
        }  # fmt: skip
    bow = -0.55 - 0.22 * min(abs(begin - end), 4)
    curve = f"M 0,{begin} Q {bow * 1.6},{(begin + end) / 2} 0,{end}"
    return {"type": "path", "path": curve, "line": style, "layer": "below", "opacity": 0.7}


def _visits(found: Path, view: View) -> str:
    """The visits as links, for keyboards and for steps that were visited more than once."""
    rows = "".join(
        f"<li><span>{escaped(stop.title)}</span>"
        + _earlier(len(stop.seqs) - VISITS)
        + " ".join(jump_link(view.href(seq), f"#{seq}") for seq in stop.seqs[-VISITS:])
        + "</li>"
        for stop in found.stops
        if stop.seqs
    )
    return f'<ul class="in-visits">{rows}</ul>'


def _earlier(number: int) -> str:
    return f"<span>{number} earlier,</span>" if number > 0 else ""


def _in_words(found: Path) -> str:
    visited = [f"{stop.title} {duration(stop.seconds * 1000)}" for stop in found.stops if stop.seqs]
    here = next((stop.title for stop in found.stops if stop.here), "nowhere")
    return f"Now at {here}. Visited: {', '.join(visited)}."
