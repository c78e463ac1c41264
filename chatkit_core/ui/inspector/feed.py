"""The live feed: one card per request, the newest first, with everything that happened in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import Frame, Span
from chatkit_core.trace.story import Line, Story, tell
from chatkit_core.ui.inspector.clauses import clause_list
from chatkit_core.ui.inspector.jump import jump_link
from chatkit_core.ui.inspector.markup import chip, clock, duration, escaped, folded, json_block
from chatkit_core.ui.inspector.view import Mode, View

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


def draw_feed(view: View) -> None:
    """Draw the newest requests, as many as fit the window.

    They are written oldest first and turned round by the style sheet: a card that keeps its
    position keeps what was opened in it, however many come after.
    """
    first = _first_shown(view.frame, view.followed.window)
    with st.container(key="in-feed"):
        if first:
            st.button(
                f"Show earlier ({first})",
                key="in-earlier",
                type="tertiary",
                icon=":material/expand_more:",
                on_click=view.followed.show_more,
            )
        for request in view.frame.requests[first:]:
            with st.container(key=f"in-story-{request.id}", border=True):
                _draw_story(tell(view.frame, request), view)
    if not view.frame.requests:
        st.html('<p class="in-quiet">Nothing has happened yet.</p>')


def _first_shown(frame: Frame, window: int) -> int:
    """Where the window begins: it moves in strides, because every move closes what was opened."""
    fitting = [n for n, r in enumerate(frame.requests) if frame.step - r.start.seq < window]
    first = min(fitting, default=max(0, len(frame.requests) - 1))
    return first - first % STRIDE


def _draw_story(story: Story, view: View) -> None:
    """A card that is over is one element. While it grows, every line is: what was opened stays so."""
    parts = [_head(story, view), *(_line(line, view) for line in story.lines)]
    if story.state != "running":
        parts = ["".join(parts)]
    for part in parts:
        st.html(f'<div class="in-story">{part}</div>')


def _head(story: Story, view: View) -> str:
    title = view.shown(story.title)
    return (
        f'<div class="in-head">{chip(story.writer)}<span class="in-title">{escaped(title)}</span>'
        f'{_outcome(story.state, story.ms)}<span class="in-when">{clock(story.at)}</span>'
        f"{jump_link(view.href(story.last_seq), f'#{story.seq}')}</div>{_error(story.error, view)}"
    )


def _line(line: Line, view: View) -> str:
    kind = LABELS.get(line.kind, line.kind)
    row = (
        f'<span class="in-kind">{escaped(kind)}</span>'
        f'<span class="in-text" style="padding-left:{min(line.depth, 4) * 0.9}rem">'
        f"{escaped(view.shown(line.text))}</span>"
        f"{_outcome(line.state, line.ms)}{jump_link(view.href(line.last_seq), f'#{line.seq}')}"
    )
    body = _opened(line, view)
    now = " in-now" if _is_now(line, view) else ""
    classes = f"in-line{now}"
    drawn = folded(row, body, classes) if body else f'<div class="{classes}">{row}</div>'
    return drawn + _error(line.error, view)


def _is_now(line: Line, view: View) -> bool:
    """Whether the chosen step is this line's; live, nothing is chosen."""
    chosen = view.cursor.step is not None
    return chosen and line.seq <= view.step <= line.last_seq and line.kind != "command"


def _opened(line: Line, view: View) -> str:
    """What a line opens to: clauses for whoever decides, JSON for whoever debugs."""
    if not view.mode.raw:
        decided = line.kind == "decision" and view.mode is not Mode.STORY
        return "".join(clause_list(view.shown(e.data)) for e in line.events) if decided else ""
    details = view.shown(_details(line))
    return "".join(f"<h6>{escaped(n)}</h6>{json_block(v)}" for n, v in details.items())


def _outcome(state: str, ms: float | None) -> str:
    told = STATES.get(state)
    mark = f'<span class="in-state in-{state}">{told}</span>' if told else ""
    return f'{mark}<span class="in-ms">{duration(ms)}</span>'


def _error(error: str | None, view: View) -> str:
    """The real text of an error; for customers the mark beside its line is enough."""
    told = error and view.mode is not Mode.STORY
    return f'<p class="in-error">{escaped(view.shown(error))}</p>' if told else ""


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
