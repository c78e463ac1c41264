"""The panels, one at a time: a new one is a module with a draw function, and a line in here."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from chatkit_core.ui.edge import page_edge
from chatkit_core.ui.inspector.decisions import draw_decisions
from chatkit_core.ui.inspector.events import draw_events
from chatkit_core.ui.inspector.feed import draw_feed
from chatkit_core.ui.inspector.flow import draw_flow
from chatkit_core.ui.inspector.replaying import draw_replaying
from chatkit_core.ui.inspector.timeline import draw_timeline
from chatkit_core.ui.inspector.view import Mode, Panel, View

CHOSEN = "inspector.panel"
PARAMETER = "panel"
MINE = (Mode.PM, Mode.DEBUG)

PANELS: Sequence[Panel] = (
    Panel("Story", ":material/menu_book:", draw_feed),
    Panel("Timeline", ":material/view_timeline:", draw_timeline, (Mode.DEBUG,)),
    Panel("Flow", ":material/route:", draw_flow, MINE),
    Panel("Decisions", ":material/gavel:", draw_decisions, MINE),
    Panel("Events", ":material/list:", draw_events, (Mode.DEBUG,)),
    Panel("Replay", ":material/replay:", draw_replaying, MINE),
)


def draw_panels(view: View) -> None:
    """Draw the row of panels that this reader gets, and the chosen one below it."""
    panels = {panel.title: panel for panel in PANELS if view.mode in panel.modes}
    if len(panels) == 1:
        st.subheader("What happened", anchor=False)
        chosen = next(iter(panels))
    else:
        chosen = _pick(panels)
    with page_edge():
        panels[chosen].draw(view)


def _pick(panels: dict[str, Panel]) -> str:
    key = f"in-panel-{len(panels)}"
    wanted: str = st.session_state.get(CHOSEN) or st.query_params.get(PARAMETER, "")
    st.session_state[key] = wanted if wanted in panels else next(iter(panels))
    st.segmented_control(
        "Panel",
        list(panels),
        key=key,
        required=True,
        format_func=lambda title: f"{panels[title].icon} {title}",
        on_change=lambda: _choose(st.session_state[key]),
        label_visibility="collapsed",
    )
    return st.session_state[key]


def _choose(title: str) -> None:
    st.session_state[CHOSEN] = title
    st.query_params[PARAMETER] = title
