"""The chat's style sheet, one hidden element a page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _sheet(key: str) -> str:
    sheet = Path(__file__).with_name("chat.css").read_text(encoding="utf-8")
    return f"<style>{sheet.replace('KEY', css_class(key))}</style>"


def css_class(key: str) -> str:
    """How Streamlit writes a container's key in its class."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", key)


def draw_style(key: str) -> None:
    st.html(_sheet(key))
