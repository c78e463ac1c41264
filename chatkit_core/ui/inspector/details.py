"""The event on screen in full: what it was asked, what came of it, and the event itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from chatkit_core.trace.caption import caption
from chatkit_core.trace.details import Part, details
from chatkit_core.trace.prompt import PromptDiff, message_text, role_of
from chatkit_core.trace.wording import humanize, spoken
from chatkit_core.ui.inspector.clauses import decision_card
from chatkit_core.ui.inspector.jump import jump_link
from chatkit_core.ui.inspector.markup import duration, escaped, folded, json_block
from chatkit_core.ui.inspector.view import View

WHOLE = 400_000
"""Characters shown of one part; more than that is offered as a file."""
OPEN = {"Figures", "Arguments", "Result", "Decision", "Changes", "What changed in the prompt"}
"""Parts that are open from the start."""


def draw_details(view: View) -> None:
    """Draw the parts of the event at the step."""
    if not view.step:
        return
    event = view.events[view.step - 1]
    told = view.shown(caption(view.frame, event).text)
    st.html(
        f'<h4 class="in-detail-title">#{event.seq} <span>{escaped(event.kind)} {escaped(event.phase)}'
        f"</span> {escaped(told)}</h4>"
    )
    with st.container(key="in-details", gap=None):
        for part in details(view.events, view.frame, event):
            _draw_part(part, view)
    st.download_button(
        "Download this event",
        lambda: json.dumps(view.shown(event.to_json()), indent=2, ensure_ascii=False),
        file_name=f"event-{event.seq}.json",
        mime="application/json",
        key="in-download",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def _draw_part(part: Part, view: View) -> None:
    body = FORMS[part.form](part.value, view)
    opened = " open" if part.title in OPEN else ""
    st.html(
        f'<details class="in-fold in-part"{opened}><summary>{escaped(part.title)}</summary>'
        f"{body}</details>"
    )


def _text(value: str, view: View) -> str:
    return f'<pre class="in-json">{escaped(view.shown(str(value)))}</pre>'


def _json(value: Any, view: View) -> str:
    return json_block(view.shown(value), WHOLE)


def _figures(value: Mapping[str, Any], view: View) -> str:
    cells = "".join(
        f"<div><dt>{escaped(name)}</dt><dd>{escaped(_figure(name, one))}</dd></div>"
        for name, one in value.items()
    )
    return f'<dl class="in-figures">{cells}</dl>'


def _figure(name: str, value: Any) -> str:
    if name in ("Duration", "First token"):
        return duration(value)
    return f"${value:.5f}" if name == "Cost" else f"{value:,}" if isinstance(value, int) else value


def _messages(value: Sequence[Any], view: View) -> str:
    """Every message by who speaks; the newest are read most, so they come first."""
    rows = [
        folded(
            f"<b>{n}</b> {escaped(role_of(message))}",
            f'<pre class="in-json">{escaped(view.shown(message_text(message)))}</pre>',
            "in-message",
        )
        for n, message in enumerate(value, start=1)
    ]
    return "".join(reversed(rows))


def _diff(value: PromptDiff, view: View) -> str:
    if value.before is None:
        return '<p class="in-quiet">The first prompt of this conversation.</p>'
    link = jump_link(view.href(value.before), f"#{value.before}")
    if not value.changes:
        return f'<p class="in-quiet">Nothing since {link}.</p>'
    kept = f", {value.kept} messages are the same" if value.kept else ""
    shown = "".join(_change(one, view) for one in value.changes)
    return f'<p class="in-quiet">Since {link}{kept}</p>{shown}'


def _change(change: Any, view: View) -> str:
    lines = "".join(
        f'<span class="{DIFF_TONES.get(line[:1], "")}">{escaped(line)}</span>\n'
        for line in view.shown(list(change.lines))
    )
    head = f"<b>{escaped(change.part)}</b> {escaped(change.kind)}"
    return f'<div class="in-change">{head}<pre class="in-json in-diff">{lines}</pre></div>'


DIFF_TONES = {"+": "in-plus", "-": "in-minus"}


def _decision(value: Any, view: View) -> str:
    return decision_card(view.shown(value))


def _ops(value: Sequence[Mapping[str, Any]], view: View) -> str:
    rows = "".join(
        f"<tr><th>{escaped(humanize(op['key']))}</th><td>{escaped(spoken(op['old']))}</td>"
        f"<td>{escaped(spoken(op['new']))}</td></tr>"
        for op in view.shown(value)
    )
    head = "<tr><th></th><th>before</th><th>after</th></tr>"
    return f'<table class="in-table">{head}{rows}</table>'


def _events(value: Sequence[Any], view: View) -> str:
    rows = [
        folded(escaped(str(one.get("type", "event"))), json_block(view.shown(one), WHOLE))
        for one in value
        if isinstance(one, dict)
    ]
    return "".join(rows)


FORMS: Mapping[str, Callable[[Any, View], str]] = {
    "text": _text,
    "json": _json,
    "figures": _figures,
    "messages": _messages,
    "diff": _diff,
    "decision": _decision,
    "ops": _ops,
    "events": _events,
}
