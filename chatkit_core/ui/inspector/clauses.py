"""A policy's decision for people: each clause with whether it held."""

from __future__ import annotations

from typing import Any

from chatkit_core.trace.wording import humanize
from chatkit_core.ui.inspector.markup import escaped


def clause_list(decision: dict[str, Any]) -> str:
    """The clauses of a recorded decision as HTML, marked as held or not."""
    rows = "".join(_clause(clause) for clause in decision.get("clauses") or ())
    return f'<ul class="in-clauses">{rows}</ul>' if rows else ""


def _clause(clause: dict[str, Any]) -> str:
    held = bool(clause.get("passed"))
    mark = '<i class="in-held">✓</i>' if held else '<i class="in-broken">✗</i>'
    said = "held" if held else "did not hold"
    name = humanize(str(clause.get("name", "")))
    return (
        f'<li>{mark}<span class="in-sr">{said}: </span><b>{escaped(name)}</b> '
        f"<span>{escaped(clause.get('detail', ''))}</span></li>"
    )
