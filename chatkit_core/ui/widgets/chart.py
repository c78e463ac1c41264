"""Chart as a Plotly figure; Plotly is imported only when a chart is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.boxes import item_style
from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.node import Node, as_number, as_text, is_on
from chatkit_core.ui.widgets.palette import primitive
from chatkit_core.ui.widgets.parts import Live, Part, Screen
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import css_string
from chatkit_core.ui.widgets.unknown import quiet_note

SERIES_COLORS = {
    "blue": "#0285ff",
    "purple": "#924ff7",
    "orange": "#fb6a22",
    "green": "#04b84c",
    "red": "#fa423e",
    "yellow": "#ffc300",
    "pink": "#ff66ad",
}
CURVES = {
    "linear": "linear",
    "linearClosed": "linear",
    "step": "hvh",
    "stepBefore": "vh",
    "stepAfter": "hv",
}
MOST_ROWS = 2_000
MOST_SERIES = 40
MOST_POINTS = 20_000
DEFAULT_HEIGHT = 260
KINDS = ("bar", "line", "area")
KINDS_OF = {"barchart": "bar", "linechart": "line", "areachart": "area"}
"""What the series are of in charts that are no component of ChatKit, but of others like it."""


@register("Chart", "BarChart", "LineChart", "AreaChart")
def chart(node: Node, sheet: Sheet) -> Part:
    series = _series(node)
    most = min(MOST_ROWS, MOST_POINTS // max(1, len(series)))
    rows = [row for row in node.items("data") if isinstance(row, Mapping)][:most]
    if not rows or not series:
        return quiet_note("Chart · nothing to plot")
    figure = _figure(node, rows, series, sheet.dark)
    slot = sheet.slot("chart")
    sheet.style(slot, f"width:100%;{item_style(node)}")
    height = _height(node)
    alt = _described(node, series)
    config = {"displayModeBar": False, "responsive": True}

    def paint(screen: Screen) -> None:
        st.plotly_chart(
            figure, key=screen.slot(slot), config=config, height=height, alt=as_html(alt)
        )

    return Live(paint, "flex:1 1 0%")


def _series(node: Node) -> list[Node]:
    """The series of a known kind; one that does not say its kind is of bars."""
    given = (one for one in node.items("series")[:MOST_SERIES] if isinstance(one, Mapping))
    usual = KINDS_OF.get(node.type.lower(), "bar")
    typed = ({"dataKey": one.get("key"), **one, "type": one.get("type") or usual} for one in given)
    return [Node(one) for one in typed if one["type"] in KINDS]


def _described(node: Node, series: list[Node]) -> str:
    names = ", ".join(_name(one) for one in series)
    return f"Chart of {names} by {_axis(node)[0] or 'category'}"


def _height(node: Node) -> int:
    for prop in ("height", "size", "minHeight", "minSize"):
        value = as_number(node.raw(prop))
        if value is None and as_text(node.raw(prop)).endswith("px"):
            value = as_number(as_text(node.raw(prop))[:-2])
        if value:
            return int(max(60, min(value, 2000)))
    return DEFAULT_HEIGHT


def _axis(node: Node) -> tuple[str, bool, Mapping[str, Any]]:
    value = node.raw("xAxis")
    if not isinstance(value, Mapping):
        return as_text(value), False, {}
    labels = value.get("labels")
    hidden = is_on(value.get("hide"))
    return as_text(value.get("dataKey")), hidden, labels if isinstance(labels, Mapping) else {}


def _figure(node: Node, rows: list[Any], series: list[Node], dark: bool) -> dict[str, Any]:
    key, hidden, labels = _axis(node)
    names = [as_text(row.get(key)) for row in rows]
    positions = list(range(len(rows)))
    palette = list(SERIES_COLORS)
    traces = [
        _trace(one, rows, positions, names, _series_color(one, palette[at % len(palette)], dark))
        for at, one in enumerate(series)
    ]
    _stack_bars(series, traces)
    return {"data": traces, "layout": _layout(node, positions, names, labels, hidden, dark)}


def _name(one: Node) -> str:
    return one.text("label") or one.text("name") or one.text("dataKey") or "Series"


def _trace(
    one: Node, rows: list[Any], positions: list[int], names: list[str], tone: str
) -> dict[str, Any]:
    key = one.text("dataKey")
    trace: dict[str, Any] = {
        "x": positions,
        "y": [as_number(row.get(key)) for row in rows],
        "name": as_html(_name(one)),
        "customdata": [
            [as_html(name), as_text(row.get(key))] for name, row in zip(names, rows, strict=True)
        ],
        "hovertemplate": "%{customdata[0]} · %{fullData.name}: %{customdata[1]}<extra></extra>",
    }
    if one.text("type") == "bar":
        return trace | {"type": "bar", "marker": {"color": tone, "cornerradius": 4}}
    shape = CURVES.get(one.text("curveType"), "spline")
    trace |= {
        "type": "scatter",
        "mode": "lines" if len(rows) > 1 else "markers",
        "line": {"color": tone, "width": 2, "shape": shape},
    }
    if one.text("type") == "area":
        trace["fillcolor"] = _faded(tone)
        if one.text("stack"):
            trace["stackgroup"] = one.text("stack")
        else:
            trace["fill"] = "tozeroy"
    return trace


def _stack_bars(series: list[Node], traces: list[dict[str, Any]]) -> None:
    """Bars of one stack share an offset group; each other bar has its own."""
    heights: dict[str, list[float]] = {}
    for at, (one, trace) in enumerate(zip(series, traces, strict=True)):
        if trace["type"] != "bar":
            continue
        group = one.text("stack") or f"\x00{at}"
        trace["offsetgroup"] = group
        below = heights.get(group)
        values = [value or 0.0 for value in trace["y"]]
        if below:
            trace["base"] = below
        heights[group] = [a + b for a, b in zip(below or [0.0] * len(values), values, strict=True)]


def _layout(
    node: Node,
    positions: list[int],
    names: list[str],
    labels: Mapping[str, Any],
    hidden: bool,
    dark: bool,
) -> dict[str, Any]:
    ink, line = ("#b8b8b8", "rgba(255,255,255,.12)") if dark else ("#5d5d5d", "rgba(13,13,13,.08)")
    shown = [as_html(as_text(labels.get(name)) or name) for name in names]
    step = max(1, len(positions) // 12)
    gap, category_gap = as_number(node.raw("barGap")), as_number(node.raw("barCategoryGap"))
    return {
        "barmode": "group",
        "bargap": 0.3 if category_gap is None else max(0.0, min(category_gap / 100, 0.9)),
        "bargroupgap": 0.06 if gap is None else max(0.0, min(gap / 100, 0.9)),
        "showlegend": node.allows("showLegend"),
        "legend": {"orientation": "h", "y": -0.18, "x": 0, "font": {"size": 12, "color": ink}},
        "hovermode": "closest" if node.allows("showTooltip") else False,
        "margin": {"l": 16, "r": 16, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "font": {"size": 12, "color": ink},
        "xaxis": {
            "visible": not hidden,
            "tickvals": positions[::step],
            "ticktext": shown[::step],
            "showgrid": False,
            "zeroline": False,
            "ticklabeloverflow": "allow",
            "automargin": True,
            "fixedrange": True,
            "tickfont": {"color": ink},
        },
        "yaxis": {
            "showticklabels": node.flag("showYAxis"),
            "gridcolor": line,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
            "rangemode": "tozero",
            "tickfont": {"color": ink},
        },
    }


def _series_color(one: Node, default: str, dark: bool) -> str:
    value = one.raw("color")
    if isinstance(value, Mapping):
        value = value.get("dark" if dark else "light")
    if not isinstance(value, str):
        return SERIES_COLORS[default]
    return SERIES_COLORS.get(value) or primitive(value, dark=dark) or _plotly_color(value, default)


def _plotly_color(value: str, default: str) -> str:
    """A CSS colour Plotly understands; it refuses a whole figure for one it does not."""
    from plotly.validator_cache import ValidatorCache

    safe = css_string(value)
    validator = ValidatorCache.get_validator("scatter.line", "color")
    return safe if safe and validator.perform_validate_coerce(safe) else SERIES_COLORS[default]


def _faded(tone: str) -> str:
    if tone.startswith("#") and len(tone) == 7:
        red, green, blue = (int(tone[at : at + 2], 16) for at in (1, 3, 5))
        return f"rgba({red},{green},{blue},.22)"
    return tone
