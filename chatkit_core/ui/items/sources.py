"""Where an answer comes from: one quiet line that names every source once."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from chatkit_core.ui.escaping import plain
from chatkit_core.ui.thread_view import Json

_ENCODED = str.maketrans({one: quote(one) for one in ' ()<>\\`"\n'})
"""What would end a link in markdown, as it may stand in an address."""


def draw_sources(sources: Sequence[Json]) -> None:
    """Files, pages and entities, in the order they were first cited."""
    named = list(dict.fromkeys(source_line(source) for source in sources if source))
    if named:
        st.caption(":material/menu_book: " + " · ".join(named))


def source_line(source: Json) -> str:
    """One source as markdown; only http(s) addresses become links."""
    title = source.get("title") or source.get("filename") or source.get("url") or "Source"
    filename = source.get("filename")
    label = plain(title)
    if filename and filename != title:
        label = f"{label} (`{str(filename).replace('`', '')}`)"
    url = str(source.get("url") or "")
    if url.startswith(("http://", "https://")):
        return f"[{label}]({url.translate(_ENCODED)})"
    return label
