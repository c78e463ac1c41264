"""Back to where somebody was when they were asked to sign in; a provider leads to Home only."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

import streamlit as st

from chatkit_core.ui.navigation import page_named

COOKIE = "way_back"
SECONDS = 600
TAKEN, FORGOTTEN = "way back taken", "way back forgotten"

REMEMBER = f"""<script>
const here = location.pathname + location.search;
document.cookie = "{COOKIE}=" + encodeURIComponent(here) + ";path=/;max-age={SECONDS};samesite=lax";
</script>"""
FORGET = f'<script>document.cookie = "{COOKIE}=;path=/;max-age=0;samesite=lax";</script>'


def remember_way() -> None:
    """Have the browser keep the address of this page while somebody signs in elsewhere."""
    st.html(REMEMBER, unsafe_allow_javascript=True)


def take_way_back() -> None:
    """Once, as the first thing a browser session shows: the page that was asked for."""
    kept = st.context.cookies.get(COOKIE)
    if not kept or TAKEN in st.session_state:
        return
    st.session_state[TAKEN] = True
    if st.query_params or not (found := _place(unquote(kept))):
        return
    page, query = found
    st.switch_page(page, query_params=query)


def forget_way() -> None:
    """Have the browser keep it no longer, once it was taken."""
    if TAKEN in st.session_state and FORGOTTEN not in st.session_state:
        st.session_state[FORGOTTEN] = True
        st.html(FORGET, unsafe_allow_javascript=True)


def _place(address: str) -> tuple[str, Mapping[str, str]] | None:
    """A page of this app and its query; nothing for any other address."""
    parts = urlsplit(address)
    page = page_named(parts.path.rstrip("/").rpartition("/")[2])
    return (page, dict(parse_qsl(parts.query))) if page and not parts.netloc else None
