"""Name, logo and colour of the app, the same on every page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import streamlit as st

from chatkit_core.config import Settings
from chatkit_core.ui.navigation import keep_inspector_last

FAVICON = Path(__file__).parent / "assets" / "favicon.svg"
HELD = """<style>
.stApp button[kind="tertiary"]:is(:active,[aria-expanded="true"]) { color: inherit; }
</style>"""
"""Streamlit darkens such a button's words while it is held or open; on dark they would drown."""
COLOR = re.compile(r"#[0-9a-fA-F]{3,8}")


def page_setup(title: str, *, wide: bool = False) -> None:
    """Title and icon of the browser tab; the icon is a file, for a symbol's name is fetched.

    A wide page has the whole window, with the navigation folded away.
    """
    layout: Literal["wide", "centered"] = "wide" if wide else "centered"
    sidebar: Literal["collapsed", "auto"] = "collapsed" if wide else "auto"
    st.set_page_config(title, FAVICON, layout, initial_sidebar_state=sidebar)
    keep_inspector_last()
    st.html(HELD)


def draw_brand(settings: Settings) -> None:
    """The logo above the navigation, or the name where there is none, and the brand's colour."""
    logo = settings.brand_logo
    if logo and (logo.startswith("data:image/") or Path(logo).is_file()):
        st.logo(logo, size="large")
    if COLOR.fullmatch(settings.brand_color):
        color = settings.brand_color
        st.html(f"<style>{_accent(color)}</style>")


def _accent(color: str) -> str:
    """Streamlit's own theme colour is fixed at start; this recolours what carries it.

    Cards take the two variables for their primary buttons. Links are shaded until they can be read.
    """
    from chatkit_core.ui.widgets.scheme import ink_on  # only where a colour is set

    ink = ink_on(color)
    shade = f"light-dark(color-mix(in srgb,{color} 55%,black),color-mix(in srgb,{color} 65%,white))"
    return (
        f":root {{ --ck-brand: {color}; --ck-on-brand: {ink}; }}"
        f'.stApp button[kind="primary"] {{ background-color: {color}; border-color: {color}; color: {ink}; }}'
        f".stApp a {{ color: {shade}; }}"
    )
