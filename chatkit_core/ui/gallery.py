"""A page that shows every widget component: for designers, and for the pictures in the tests."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets import render_widget

FOLDER = Path(__file__).with_name("widgets") / "gallery"


@lru_cache(maxsize=1)
def gallery_widgets() -> dict[str, dict[str, Any]]:
    """`{title, widget}` by file name, in the order of the page."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*.json"))
    }


def render_gallery(only: str | None = None) -> None:
    """Draw all widgets, or one by name; what was pressed last stands below its widget."""
    for name, entry in gallery_widgets().items():
        if only in (None, name):
            with st.container(key=f"gallery-{name}"):
                st.caption(entry["title"])
                render_widget(entry["widget"], key=name, on_action=_note(name))
                fired = st.session_state.get(f"{name}-fired")
                if fired:
                    st.json(fired, expanded=2)


def _note(name: str) -> Any:
    def note(action: dict[str, Any], values: dict[str, Any]) -> None:
        st.session_state[f"{name}-fired"] = {"action": action, "values": values}

    return note
