"""What was said: the user's bubbles, and the assistant's answers with their sources."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from chatkit_core.ui.escaping import image_allowed, safe_markdown
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.items.entities import clickable, draw_entities, entity_of_tag
from chatkit_core.ui.items.sources import draw_sources
from chatkit_core.ui.thread_view import Json


def draw_user(drawing: Drawing, item: Json) -> None:
    """The user's words exactly as typed: one element, escaped, no markdown."""
    st.html(bubble(item, small=drawing.thumbnail))
    draw_entities(drawing, item, _entities(drawing, item), right=True)


def user_markup(drawing: Drawing, item: Json) -> str | None:
    """The user's words, unless something they mention can be clicked."""
    if _entities(drawing, item):
        return None
    return bubble(item, small=drawing.thumbnail)


def _entities(drawing: Drawing, item: Json) -> list[Json]:
    tags = [part for part in item.get("content") or [] if part.get("type") == "input_tag"]
    return [one for one in map(entity_of_tag, tags) if clickable(drawing, one)]


def bubble(
    item: Json, note: str = "", small: Callable[[object], str | None] = lambda _: None
) -> str:
    """HTML of a user's message; `note` is a small line under it ("Waiting to be sent"), `small`
    gives the picture of an attachment whose own address is out of reach.
    """
    parts = [_part(part) for part in item.get("content") or []]
    quoted = item.get("quoted_text")
    quote = f'<div class="ck-quote">{html.escape(quoted)}</div>' if quoted else ""
    files = "".join(
        _attachment(found, small(found.get("id"))) for found in item.get("attachments") or []
    )
    words = "".join(parts).strip()
    said = f'<div class="ck-bubble">{quote}{words}</div>' if words or quote else ""
    below = f'<div class="ck-note">{html.escape(note)}</div>' if note else ""
    return f'<div class="ck-user">{files}{said}{below}</div>'


def _part(part: Json) -> str:
    text = html.escape(str(part.get("text", "")))
    return f'<span class="ck-tag">{text}</span>' if part.get("type") == "input_tag" else text


def _attachment(found: Json, small: str | None) -> str:
    name = html.escape(str(found.get("name", "file")))
    preview = small or str(found.get("preview_url") or "")
    if preview and image_allowed(preview):
        return f'<img class="ck-thumb" src="{html.escape(preview)}" alt="{name}">'
    return f'<div class="ck-file">{name}</div>'


def draw_assistant(drawing: Drawing, item: Json) -> None:
    """The answer as markdown, growing while it streams, with its sources below."""
    parts: list[Json] = item.get("content") or []
    text = "\n\n".join(part.get("text", "") for part in parts if part.get("text"))
    if text:
        st.markdown(safe_markdown(text, drawing.image_domains), anchors=False)
    notes: list[Any] = [note for part in parts for note in part.get("annotations") or []]
    sources: list[Json] = [note.get("source") or {} for note in notes]
    draw_sources([source for source in sources if not clickable(drawing, source)])
    draw_entities(drawing, item, [source for source in sources if clickable(drawing, source)])
