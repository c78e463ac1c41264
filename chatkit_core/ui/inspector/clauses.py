"""A policy's decision for people: the verdict, its sentence, and each clause with whether it held."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from chatkit_core.trace.wording import humanize, spoken
from chatkit_core.ui.inspector.markup import escaped

TONES = {"allowed": "in-held", "refused": "in-broken"}


def decision_card(
    decision: Mapping[str, Any], other: Mapping[str, Any] | None = None, title: str = ""
) -> str:
    """A decision as JSON has it, as HTML; what differs from the `other` one is marked."""
    verdict = str(decision.get("verdict", ""))
    tone = TONES.get(verdict, "in-asks")
    moved = " in-differs" if other and other.get("verdict") != verdict else ""
    head = f"<h6>{escaped(title)}</h6>" if title else ""
    values = _values("Worked out", decision.get("outputs"), (other or {}).get("outputs"))
    values += "" if other else _values("Asked with", decision.get("inputs"), None)
    return (
        f'<div class="in-decision">{head}<p class="in-verdict{moved}">'
        f'<b class="{tone}">{escaped(humanize(verdict))}</b> '
        f"{escaped(decision.get('because', ''))}</p>{clause_list(decision, other)}{values}</div>"
    )


def clause_list(decision: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> str:
    """The clauses of a decision as HTML, marked as held or not."""
    before = {one["name"]: one["passed"] for one in (other or {}).get("clauses") or ()}
    rows = "".join(
        _clause(clause, before.get(clause.get("name")) if other else None)
        for clause in decision.get("clauses") or ()
    )
    return f'<ul class="in-clauses">{rows}</ul>' if rows else ""


def _clause(clause: Mapping[str, Any], before: bool | None) -> str:
    held = bool(clause.get("passed"))
    mark = '<i class="in-held">✓</i>' if held else '<i class="in-broken">✗</i>'
    moved = ' class="in-differs"' if before is not None and before != held else ""
    said = "held" if held else "did not hold"
    name = humanize(str(clause.get("name", "")))
    return (
        f'<li{moved}>{mark}<span class="in-sr">{said}: </span><b>{escaped(name)}</b> '
        f"<span>{escaped(clause.get('detail', ''))}</span></li>"
    )


def _values(title: str, values: Any, other: Any) -> str:
    if not isinstance(values, Mapping) or not values:
        return ""
    moved: Collection[str] = (
        [name for name in values if values[name] != other.get(name)]
        if isinstance(other, Mapping)
        else ()
    )
    rows = "".join(
        f"<tr{' class=in-differs' if name in moved else ''}><th>{escaped(humanize(name))}</th>"
        f"<td>{escaped(spoken(value))}</td></tr>"
        for name, value in values.items()
    )
    return f'<table class="in-table"><caption>{escaped(title)}</caption>{rows}</table>'
