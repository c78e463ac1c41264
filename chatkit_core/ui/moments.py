"""When something happened, as the reader's own clock says it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def when(moment: str) -> str:
    """An ISO 8601 moment: the time of today, day and time of another day; as given if it is none."""
    try:
        found = datetime.fromisoformat(moment).astimezone(zone())
    except ValueError:
        return moment
    today = datetime.now(zone()).date()
    return found.strftime("%H:%M" if found.date() == today else "%d %b %H:%M")


def zone() -> ZoneInfo | None:
    """The reader's time zone, as their browser tells it; None is the server's own."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ValueError, ZoneInfoNotFoundError):
        return None
