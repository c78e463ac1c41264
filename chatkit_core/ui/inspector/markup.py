"""Small pieces of HTML that the panels share; everything from outside is escaped here."""

from __future__ import annotations

import html
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from chatkit_core.ui.moments import zone

JSON_LENGTH = 12_000


@cache
def _sheet() -> str:
    sheet = Path(__file__).with_name("inspector.css").read_text(encoding="utf-8")
    return f"<style>{sheet}</style>"


def draw_style() -> None:
    st.html(_sheet())


def escaped(value: Any) -> str:
    return html.escape(str(value), quote=True)


def chip(text: str, kind: str | None = None) -> str:
    """A small badge; `kind` picks its colour."""
    tone = escaped((kind or text).replace(" ", "-"))
    return f'<span class="in-chip in-{tone}">{escaped(text)}</span>'


def clock(at: float) -> str:
    """A moment as the reader's wall clock shows it."""
    return datetime.fromtimestamp(at, zone()).strftime("%H:%M:%S")


def duration(ms: float | None) -> str:
    if ms is None:
        return ""
    if ms < 1000:
        return f"{ms:.1f} ms" if ms < 10 else f"{ms:.0f} ms"
    seconds = ms / 1000
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    return f"{minutes} min {seconds % 60:.0f} s" if not hours else f"{hours} h {minutes % 60} min"


def json_block(value: Any, length: int = JSON_LENGTH) -> str:
    """A JSON value, indented; one longer than `length` is cut, and says so."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    more = len(text) - length
    if more > 0:
        text = f"{text[:length]}\n… {more:,} more characters"
    return f'<pre class="in-json">{escaped(text)}</pre>'


def folded(summary: str, body: str, classes: str = "") -> str:
    """A row that opens; `summary` and `body` are HTML."""
    return f'<details class="in-fold {classes}"><summary>{summary}</summary>{body}</details>'
