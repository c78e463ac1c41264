"""The live feed: one card per request, the newest first, with everything that happened in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from chatkit_core.trace.frame import Frame, Span
from chatkit_core.trace.log import Event
from chatkit_core.trace.mask import Masker
from chatkit_core.trace.story import Line, Story, tell
from chatkit_core.ui.inspector.follow import Followed
from chatkit_core.ui.inspector.markup import chip, clock, duration, escaped, folded, json_block

LABELS: Mapping[str, str] = {
    "model": "model",
    "tool": "tool",
    "command": "command",
    "decision": "policy",
    "state": "session",
    "sent": "chat",
}
STRIDE = 10
STATES: Mapping[str, str] = {"running": "running", "failed": "failed", "lost": "never ended"}


def draw_feed(followed: Followed, masker: Masker | None) -> None:
    """Draw the newest requests, as many as fit the window.

    They are written oldest first and turned round by the style sheet: a card that keeps its
    position keeps what was opened in it, however many come after.
    """
    frame = followed.frame()
    first = _first_shown(frame, followed.window)
    with st.container(key="in-feed"):
        if first:
            st.button(
                f"Show earlier ({first})",
                key="in-earlier",
                type="tertiary",
                icon=":material/expand_more:",
                on_click=followed.show_more,
            )
        for request in frame.requests[first:]:
            with st.container(key=f"in-story-{request.id}", border=True):
                _draw_story(tell(frame, request), masker)


def _first_shown(frame: Frame, window: int) -> int:
    """Where the window begins: it moves in strides, because every move closes what was opened."""
    fitting = [n for n, r in enumerate(frame.requests) if frame.step - r.start.seq < window]
    first = min(fitting, default=max(0, len(frame.requests) - 1))
    return first - first % STRIDE


def _draw_story(story: Story, masker: Masker | None) -> None:
    """Every line is an element of its own: what was opened stays open as the card grows."""
    for part in (_head(story, masker), *(_line(line, masker) for line in story.lines)):
        st.html(f'<div class="in-story">{part}</div>')


def _head(story: Story, masker: Masker | None) -> str:
    title = masker.mask(story.title) if masker else story.title
    return (
        f'<div class="in-head"><span class="in-when">{clock(story.at)}</span>{chip(story.writer)}'
        f'<span class="in-title">{escaped(title)}</span>{_outcome(story.state, story.ms)}</div>'
        f"{_error(story.error, masker)}"
    )


def _line(line: Line, masker: Masker | None) -> str:
    text = masker.mask(line.text) if masker else line.text
    kind = LABELS.get(line.kind, line.kind)
    row = (
        f'<span class="in-kind in-{escaped(kind)}">{escaped(kind)}</span>'
        f'<span class="in-text" style="padding-left:{min(line.depth, 4) * 0.9}rem">'
        f"{escaped(text)}</span>"
        f'{_outcome(line.state, line.ms)}<span class="in-seq">#{line.seq}</span>'
    )
    details = _details(line)
    shown = masker.mask(details) if masker else details
    body = "".join(f"<h6>{escaped(n)}</h6>{json_block(v)}" for n, v in shown.items())
    drawn = folded(row, body, "in-line") if body else f'<div class="in-line">{row}</div>'
    return drawn + _error(line.error, masker)


def _outcome(state: str, ms: float | None) -> str:
    told = STATES.get(state)
    mark = f'<span class="in-state in-{state}">{told}</span>' if told else ""
    return f'{mark}<span class="in-ms">{duration(ms)}</span>'


def _error(error: str | None, masker: Masker | None) -> str:
    if not error:
        return ""
    return f'<p class="in-error">{escaped(masker.mask(error) if masker else error)}</p>'


def _details(line: Line) -> dict[str, Any]:
    """What a line opens to, by heading."""
    if line.span:
        found = SPAN_DETAILS.get(line.kind, _everything)(line.span)
    else:
        found = EVENT_DETAILS.get(line.kind, _data)(line.events)
    return {name: value for name, value in found.items() if value not in (None, {}, [], "")}


def _everything(span: Span) -> dict[str, Any]:
    return {"Data": span.data}


def _data(events: Sequence[Event]) -> dict[str, Any]:
    return {"Data": events[0].data}


def _tool(span: Span) -> dict[str, Any]:
    return {"Arguments": span.data.get("input"), "Result": span.data.get("output")}


def _command(span: Span) -> dict[str, Any]:
    rest = {k: v for k, v in span.data.items() if k != "arguments"}
    return {"Arguments": span.data.get("arguments"), "Result": rest}


def _model(span: Span) -> dict[str, Any]:
    """The prompt by its size: it is long, and the same for the most part."""
    data = span.data
    asked = {
        "model": span.name,
        "messages": len(data.get("input") or ()),
        "tools": len(data.get("tools") or ()),
        "first_token_ms": data.get("first_token_ms"),
    }
    cost = {"Cost in US dollars": data["cost_usd"]} if "cost_usd" in data else {}
    return {"Asked": asked, "Answer": data.get("output"), "Tokens": data.get("usage"), **cost}


def _decision(events: Sequence[Event]) -> dict[str, Any]:
    return {"Decision": events[0].data if len(events) == 1 else [event.data for event in events]}


def _state(events: Sequence[Event]) -> dict[str, Any]:
    return {"Why": events[0].data.get("why"), "Changes": events[0].data.get("ops")}


SPAN_DETAILS = {"tool": _tool, "command": _command, "model": _model}
EVENT_DETAILS = {"decision": _decision, "state": _state}
