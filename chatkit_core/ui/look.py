"""The chat's style sheet, one hidden element a page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _sheet(key: str, *names: str) -> str:
    sheets = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)
    return f"<style>{''.join(sheets).replace('KEY', css_class(key))}</style>"


def css_class(key: str) -> str:
    """How Streamlit writes a container's key in its class."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", key)


def draw_style(key: str) -> None:
    """For a page that is a chat, and stays at the end of it."""
    st.html(_sheet(key, "chat.css", "chat_page.css"))


def draw_item_style(key: str) -> None:
    """For items of a chat within another page."""
    st.html(_sheet(key, "chat.css"))
