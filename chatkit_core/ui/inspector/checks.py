"""The checks in one line: all well, or which rule broke first and where."""

from __future__ import annotations

import streamlit as st

from chatkit_core.trace.checks import Finding, evaluate
from chatkit_core.ui.inspector.markup import escaped, folded
from chatkit_core.ui.inspector.view import View


def draw_checks(view: View) -> None:
    """Draw what the invariants say of the log up to the step."""
    findings = evaluate(view.events[: view.step])
    broken = [finding for finding in findings if not finding.holds]
    rows = "".join(_row(finding) for finding in findings)
    summary = f"{len(broken)} of {len(findings)} checks failed" if broken else "All checks hold"
    tone = "in-bad" if broken else "in-good"
    st.html(folded(f"<i></i>{summary}", f"<ul>{rows}</ul>", f"in-checks {tone}"))


def _row(finding: Finding) -> str:
    where = "" if finding.holds else f" <strong>broke at #{finding.seq}</strong>"
    return f"<li>{escaped(finding.title)}{where}</li>"
