"""Fires actions from Streamlit callbacks: form values in, problems shown instead of a bad submit."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.forms import Scope, merge_form_values, without
from chatkit_core.ui.widgets.parts import Screen

NOTICE = ""
"""The problem slot for what concerns the whole widget."""


def is_action(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("type"), str) and value["type"] != ""


def action_of(value: Any) -> Mapping[str, Any] | None:
    """The value when it is a usable action."""
    return value if is_action(value) else None


def send(
    screen: Screen,
    action: Mapping[str, Any] | None,
    scope: Scope | None,
    own: Mapping[str, Any] | None = None,
) -> None:
    """Give the host an action with its form's values, or with `own` outside a form."""
    if action is None:
        return
    values, clashes = scope.collect(st.session_state, screen.key) if scope else (own or {}, [])
    _, taken = merge_form_values(action.get("payload"), values)
    _remember(screen, {NOTICE: _collision(clashes + taken)} if clashes + taken else {})
    screen.on_action(deepcopy(dict(action)), without(values, taken))


def submit(screen: Screen, action: Mapping[str, Any] | None, scope: Scope | None) -> None:
    """Like `send`, but stopped by required fields and patterns, each with its message."""
    problems = scope.problems(st.session_state, screen.key) if scope else {}
    if problems:
        _remember(screen, problems)
    else:
        send(screen, action, scope)


def problems_of(key: str) -> dict[str, str]:
    """What the last click on the widget under `key` had to refuse, per field slot."""
    return st.session_state.get(_memory(key), {})


def _remember(screen: Screen, problems: dict[str, str]) -> None:
    if problems:
        st.session_state[_memory(screen.key)] = problems
    else:
        st.session_state.pop(_memory(screen.key), None)


def _memory(key: str) -> str:
    return f"{key}-problems"


def _collision(names: list[str]) -> str:
    quoted = ", ".join(f"“{name}”" for name in dict.fromkeys(names))
    return f"The value of {quoted} was not sent: this form uses that name twice."
