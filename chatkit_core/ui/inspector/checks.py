"""The checks in one line: all well, or which rule broke first and where."""

from __future__ import annotations

import streamlit as st

from chatkit_core.trace.checks import Finding, checks_for, evaluate, stored_session
from chatkit_core.ui.inspector.follow import Followed
from chatkit_core.ui.inspector.jump import jump_link
from chatkit_core.ui.inspector.markup import escaped, folded
from chatkit_core.ui.inspector.source import Conversation, Source
from chatkit_core.ui.inspector.view import View


def draw_checks(view: View) -> None:
    """Draw what the invariants say of the log up to the step."""
    findings = view.findings
    broken = [finding for finding in findings if not finding.holds]
    rows = "".join(_row(finding, view) for finding in findings)
    summary = f"{len(broken)} of {len(findings)} checks failed" if broken else "All checks hold"
    tone = "in-bad" if broken else "in-good"
    st.html(folded(f"<i></i>{summary}", f"<ul>{rows}</ul>", f"in-checks {tone}"))


def findings_of(
    source: Source, conversation: Conversation, followed: Followed, step: int
) -> list[Finding]:
    """What every check says of the log up to a step; at the newest one, of the stored session too."""
    use_case = source.use_cases.get(conversation.use_case)
    log = followed.events[:step]
    found = evaluate(log, checks_for(use_case.decided if use_case else {}))
    if step == followed.last_seq:
        session = source.session(conversation.id)
        stored = stored_session(log, session) if session else None
        found += [stored] if stored else []
    return found


def _row(finding: Finding, view: View) -> str:
    if finding.seq is None:
        return f"<li>{escaped(finding.title)}</li>"
    link = jump_link(view.href(finding.seq), f"#{finding.seq}")
    return f"<li><strong>{escaped(finding.title)}: broke at {link}</strong></li>"
