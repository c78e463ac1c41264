"""The card of a tool call that waits for a person, and what is left of it once it is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chatkit.widgets import DynamicWidgetRoot

from chatkit_core.presentation import CORE_TEMPLATES, TemplateFolder, WidgetTheme

APPROVE, REJECT = "core.tool.approve", "core.tool.reject"
LONGEST_VALUE = 600
MOST_VALUES = 12
_TEMPLATES = TemplateFolder(CORE_TEMPLATES)


def waiting_card(tool: str, about: str, arguments: Any, run: str, call: str) -> DynamicWidgetRoot:
    """Approve and Reject for one call: `about` is the tool's description, `arguments` its JSON."""
    data = {"title": _words(tool), "about": about.strip().partition("\n")[0]}
    values = _values(arguments)
    return _TEMPLATES.build("tool_approval", {**data, "values": values, "run": run, "call": call})


def answered_card(tool: str, approved: bool | None) -> DynamicWidgetRoot:
    """The compact form of an answered card; None when nobody will answer it any more."""
    theme = WidgetTheme
    answer = {
        True: theme.approved_answer,
        False: theme.rejected_answer,
        None: theme.passed_answer,
    }[approved]
    data = {
        "title": _words(tool),
        "answer": answer,
        "how": theme.clicked,
        "icon": theme.answered_icon if approved else theme.passed_icon,
        "color": theme.answered_color if approved else theme.passed_color,
    }
    return _TEMPLATES.build("locked", data)


def _words(name: str) -> str:
    said = name.replace("_", " ").replace("-", " ").strip() or "Tool call"
    return said[0].upper() + said[1:]


def _values(arguments: Any) -> list[dict[str, str]]:
    """What the call would be made with, in words; arguments that are no object stand as they are."""
    try:
        given = json.loads(arguments) if isinstance(arguments, str) else arguments
    except ValueError:
        given = arguments
    named = given if isinstance(given, Mapping) else {"Arguments": given} if given else {}
    return [
        {"name": _words(str(name)), "text": _text(value)}
        for name, value in list(named.items())[:MOST_VALUES]
    ]


def _text(value: Any) -> str:
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= LONGEST_VALUE else said[: LONGEST_VALUE - 1] + "…"
