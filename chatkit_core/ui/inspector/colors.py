"""Colours for charts, and what a click on one means."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.inspector.cursor import Cursor

ACCENT = {"light": "#0a7cff", "dark": "#4ea1ff"}


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def accent() -> str:
    """The one accent of the page, as the style sheet has it."""
    return ACCENT["dark" if is_dark() else "light"]


def faint(share: float) -> str:
    """The text colour at a share of its strength."""
    tone = 255 if is_dark() else 0
    return f"rgba({tone},{tone},{tone},{share})"


def clicked_seq(key: str, cursor: Cursor) -> None:
    """Go to the event of the bar or point that was clicked in a chart; for its callback."""
    for point in st.session_state[key].selection.points:
        seq = point.get("customdata")
        seq = seq[0] if isinstance(seq, list) else seq
        if isinstance(seq, int | float):
            cursor.go(int(seq))
            return
