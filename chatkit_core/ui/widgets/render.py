"""The one entry: JSON to a cached plan, and the plan to the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets import (
    buttons,
    cards,
    chart,
    choices,
    containers,
    fields,
    lists,
    media,
    table,
    text,
)
from chatkit_core.ui.widgets.actions import NOTICE, problems_of
from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.field import ERROR_STYLE
from chatkit_core.ui.widgets.layout import Flow, compose
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Block, Html, Screen
from chatkit_core.ui.widgets.registry import find
from chatkit_core.ui.widgets.sheet import ROOT, Sheet, css_name, field_labels
from chatkit_core.ui.widgets.unknown import quiet_note

# Importing a module registers its components.
BUILT_IN = (buttons, cards, chart, choices, containers, fields, lists, media, table, text)
UNREADABLE = "This card could not be read."
FADED = "{opacity:.6;pointer-events:none;transition:opacity .15s}"


@dataclass(frozen=True)
class Plan:
    """A compiled widget; `css` still has ROOT where the key's class goes."""

    part: Html | Block
    css: str


def render_widget(
    widget: Mapping[str, Any],
    *,
    key: str,
    on_action: Callable[[dict[str, Any], dict[str, Any]], None],
    disabled: bool = False,
    closed: bool = False,
    pending: Mapping[str, Any] | None = None,
    faded: bool = False,
    allowed_image_domains: list[str] | None = None,
) -> None:
    """Draw one widget root from its JSON under `key`, which no other widget on the page has.

    `on_action(action, form_values)` runs inside the Streamlit callback of a click or change:
    `action` is the ActionConfig as stored, `form_values` the nested values of the form around it
    (`merge_form_values` joins the two). `disabled` switches every control off, those of
    client actions excepted where the conversation is `closed`; the control of the action `pending`
    turns a spinner, and `faded` puts the whole widget out of reach. Images load from
    `allowed_image_domains` and their subdomains only; None allows any http(s) address.
    """
    plan = plan_of(widget, allowed_image_domains)
    screen = Screen(key, css_name(key), on_action, disabled, problems_of(key), pending, closed)
    _draw(plan, screen, faded=faded)


def static_markup(widget: Mapping[str, Any], allowed_image_domains: list[str] | None) -> str | None:
    """A widget without controls as HTML, for a caller that draws several as one; else None."""
    plan = plan_of(widget, allowed_image_domains)
    return _static(plan, plan.part) if isinstance(plan.part, Html) else None


def _static(plan: Plan, part: Html) -> str:
    return (f"<style>{plan.css}</style>" if plan.css else "") + part.markup()


def plan_of(widget: Any, allowed_image_domains: list[str] | None) -> Plan:
    """The compiled widget; what JSON cannot hold becomes one quiet sentence."""
    domains = None if allowed_image_domains is None else tuple(allowed_image_domains)
    try:
        stored = json.dumps(widget, ensure_ascii=False, default=str).encode("utf-8", "replace")
    except (ValueError, TypeError, RecursionError):
        return Plan(quiet_note(UNREADABLE), "")
    return compiled(stored, domains, is_dark())


def _draw(plan: Plan, screen: Screen, *, faded: bool) -> None:
    if isinstance(plan.part, Html):
        st.html(_static(plan, plan.part))
        return
    root = f".st-key-{screen.css_class}-{css_name(plan.part.slot)}"
    # An element with nothing but rules stands first; hiding it does not switch them off.
    hide = f"{root}>.stElementContainer:has(>.stHtml>.ck-css){{display:none}}"
    style = hide + plan.css.replace(ROOT, screen.css_class) + (root + FADED if faded else "")
    plan.part.draw_with(screen, f"<style>{style}</style>")
    notice = screen.problems.get(NOTICE)
    if notice:
        st.html(f'<div role="alert" style="{ERROR_STYLE}">{as_html(notice)}</div>')


@lru_cache(maxsize=512)
def compiled(stored: bytes, domains: tuple[str, ...] | None, dark: bool) -> Plan:
    """The plan for a serialised widget; every rerun draws every card again, so this is cached."""
    widget = json.loads(stored)
    sheet = Sheet(domains, field_labels(widget), dark)
    part = sheet.compile(_root(widget)) or quiet_note("This card is empty.")
    whole = part if isinstance(part, Html | Block) else compose([part], Flow(), sheet)
    return Plan(whole, sheet.css())


def _root(widget: Any) -> Any:
    """What stands at the top: several things, a widget in a tool's wrapping, or nothing ChatKit has."""
    if isinstance(widget, list):
        return {"type": "Basic", "children": widget}
    if not isinstance(widget, dict):
        return widget
    if "type" not in widget:
        return next((_root(widget[one]) for one in WRAPPINGS if _holds(widget.get(one))), widget)
    if not isinstance(widget["type"], str) or find(widget["type"]):
        return widget
    if _holds(widget.get("children")):
        # A frame under another name: what is in it can be drawn as it stands.
        return {**widget, "type": "Card"}
    return {"type": "Card", "children": [widget]}


WRAPPINGS = ("widget", "widgets", "root", "data", "outputJsonPreview")
"""Where tools, agents and files that carry a widget put it."""


def _holds(value: Any) -> bool:
    """Whether this is a component, or a list with one that ChatKit has."""
    if isinstance(value, list):
        return any(isinstance(one, dict) and find(Node(one).type) for one in value)
    return isinstance(value, dict) and isinstance(value.get("type"), str)


def is_dark() -> bool:
    """Whether the reader's theme is dark; only charts need to know it on the server."""
    return st.context.theme.type == "dark"
