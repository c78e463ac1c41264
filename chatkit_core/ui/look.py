"""The chat's style sheet, one hidden element a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _sheet() -> str:
    sheet = Path(__file__).with_name("chat.css").read_text(encoding="utf-8")
    return f"<style>{sheet}</style>"


def draw_style() -> None:
    st.html(_sheet())
