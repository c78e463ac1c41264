"""Input, Textarea, Checkbox, DatePicker and editable Text as Streamlit inputs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import streamlit as st

from chatkit_core.ui.widgets.escape import as_label
from chatkit_core.ui.widgets.field import field_part, spoken_name
from chatkit_core.ui.widgets.forms import REQUIRED_CHECK, REQUIRED_CHOICE
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.parts import Part
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet

DATE_LETTERS = 13
"""How wide a date stands in a row, with its separators and mark."""
INPUT_TYPES: dict[str, Literal["default", "password", "email", "url", "phone"]] = {
    "email": "email",
    "password": "password",
    "tel": "phone",
    "url": "url",
}


@register("Input", "TextInput")
def text_input(node: Node, sheet: Sheet) -> Part:
    label, default = spoken_name(node, sheet), node.text("defaultValue")
    kind = INPUT_TYPES.get(node.text("inputType"), "default")
    fill = None if node.flag("allowAutofillExtensions") else "off"

    def paint(common: dict[str, Any]) -> None:
        st.text_input(
            label,
            default,
            type=kind,
            placeholder=node.text("placeholder"),
            autocomplete=fill,
            # Checked when the form is sent: the browser would keep what it finds wrong to itself.
            validate="",
            label_visibility="collapsed",
            **common,
        )

    return field_part(node, sheet, "input", default, paint, shape=kind)


@register("Textarea")
def text_area(node: Node, sheet: Sheet) -> Part:
    label, default = spoken_name(node, sheet), node.text("defaultValue")
    rows = node.count("rows", 40) or 3
    # Streamlit refuses a box lower than two lines.
    height = "content" if node.flag("autoResize") else max(68, rows * 24 + 18)

    def paint(common: dict[str, Any]) -> None:
        st.text_area(
            label,
            default,
            height=height,
            placeholder=node.text("placeholder") or None,
            label_visibility="collapsed",
            **common,
        )

    return field_part(node, sheet, "textarea", default, paint)


@register("Checkbox", "Switch", "Toggle")
def checkbox(node: Node, sheet: Sheet) -> Part:
    label, default = node.text("label"), node.flag("defaultChecked")
    shown = as_label(label or spoken_name(node, sheet))

    def paint(common: dict[str, Any]) -> None:
        st.checkbox(
            shown,
            default,
            label_visibility="visible" if label else "collapsed",
            wrap=True,
            **common,
        )

    return field_part(node, sheet, "checkbox", default, paint, demand=REQUIRED_CHECK)


@register("DatePicker")
def date_picker(node: Node, sheet: Sheet) -> Part:
    label = spoken_name(node, sheet)
    first, last = _as_date(node.raw("min")), _as_date(node.raw("max"))
    if first and last and first > last:
        first = last = None
    default = _within(_as_date(node.raw("defaultValue")), first, last)
    # Without bounds Streamlit would offer ten years around today only.
    earliest = first or min(date(1900, 1, 1), default or date.max, last or date.max)
    latest = last or max(date(2100, 12, 31), default or date.min, first or date.min)
    emptied = default is not None and node.flag("clearable")

    def paint(common: dict[str, Any]) -> None:
        st.date_input(
            label,
            None if emptied else default,
            earliest,
            latest,
            required=default is not None and not node.allows("clearable"),
            label_visibility="collapsed",
            **common,
        )

    return field_part(
        node,
        sheet,
        "date",
        default,
        paint,
        to_json=lambda value: value.isoformat() if isinstance(value, date) else None,
        demand=REQUIRED_CHOICE,
        shape=(first, last),
        letters=DATE_LETTERS,
        emptied=emptied,
    )


def editable_text(node: Node, sheet: Sheet) -> Part:
    """A Text that can be typed over: its `editable` object names the field."""
    rules = node.mapping("editable")
    default = node.text("value")
    looks = {prop: node.raw(prop) for prop in ("size", "weight", "color", "textAlign", "width")}
    named = Node({**looks, **rules, "name": as_text(rules.get("name")), "type": "Text"})
    label = spoken_name(named, sheet)

    placeholder = as_text(rules.get("placeholder"))
    lines = max(node.count("minLines"), default.count("\n") + 1)
    named.props = {**named.props, "minLines": min(lines, 20)}

    def paint(common: dict[str, Any]) -> None:
        if lines > 1:
            st.text_area(
                label,
                default,
                height="content",
                placeholder=placeholder,
                label_visibility="collapsed",
                **common,
            )
        else:
            st.text_input(
                label,
                default,
                placeholder=placeholder,
                autocomplete=as_text(rules.get("autoComplete")) or None,
                label_visibility="collapsed",
                **common,
            )

    kind = "editable-lines" if lines > 1 else "editable"
    return field_part(named, sheet, kind, default, paint, checks=rules)


def _as_date(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def _within(value: date | None, first: date | None, last: date | None) -> date | None:
    inside = value and (first is None or value >= first) and (last is None or value <= last)
    return value if inside else None
