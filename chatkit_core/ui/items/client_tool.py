"""A tool that runs in the page: a quiet line while it waits, and nothing once it is done."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.escaping import plain
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.thread_view import Json


def draw(_: Drawing, item: Json) -> None:
    """The call itself is run by `client_tools`, not by its drawing."""
    if item.get("status") == "pending":
        name = str(item.get("name", "tool")).replace("_", " ")
        st.markdown(f":shimmer[Running {plain(name)}]")
