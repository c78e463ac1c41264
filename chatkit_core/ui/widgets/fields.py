"""Input, Textarea, Select, DatePicker, Checkbox, RadioGroup and editable Text as Streamlit inputs.

Without an onChangeAction an input uses `on_change="ignore"`: its value stays in the browser until
a button of the form is pressed, and arrives with that press.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.actions import send
from chatkit_core.ui.widgets.containers import action_of
from chatkit_core.ui.widgets.escape import as_html, as_label
from chatkit_core.ui.widgets.field_styles import style_field
from chatkit_core.ui.widgets.forms import REQUIRED, REQUIRED_CHECK, REQUIRED_CHOICE, Field, place
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.parts import Live, Part, Screen
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import TEXT_COLORS

INPUT_TYPES = {"email": "email", "password": "password", "tel": "phone", "url": "url"}
ERROR_STYLE = f"font-size:12px;line-height:16px;color:{TEXT_COLORS['danger']};padding-top:4px"


def spoken_name(node: Node, sheet: Sheet) -> str:
    """The accessible name: the field's Label, else what its author wrote nearest to it."""
    name = node.text("name")
    words = name.rpartition(".")[2].replace("_", " ").replace("-", " ").strip()
    return (
        sheet.label_of(name)
        or node.text("ariaLabel")
        or node.text("label")
        or node.text("placeholder")
        or words.capitalize()
        or "Field"
    )


def field_part(
    node: Node,
    sheet: Sheet,
    kind: str,
    default: Any,
    paint: Callable[[Screen, str, dict[str, Any]], Any],
    *,
    to_json: Callable[[Any], Any] = lambda value: value,
    demand: str = REQUIRED,
    shape: Any = None,
    checks: Mapping[str, Any] | None = None,
    item: str = "",
) -> Part:
    """Register a field with its form and wrap its drawing with key, callback and message."""
    name, scope = node.text("name"), sheet.scope
    rules = checks if checks is not None else node.props
    # A changed default or changed options make a new element, so that no old value can misfit.
    slot = sheet.slot(f"{kind}-{name[:60]}-{_print_of((default, shape))}")
    field = Field(
        name,
        slot,
        default,
        to_json,
        rules.get("required") is True,
        as_text(rules.get("pattern")),
        node.text("inputType"),
        demand,
    )
    sheet.add_field(field)
    style_field(node, sheet, slot, kind)
    change = action_of(node.raw("onChangeAction"))
    off = node.flag("disabled")

    def changed(screen: Screen) -> None:
        own: dict[str, Any] = {}
        if name:
            place(own, name, field.value(st.session_state, screen.key))
        send(screen, change, scope, own)

    def draw(screen: Screen) -> None:
        common: dict[str, Any] = {
            "key": screen.slot(slot),
            "disabled": off or screen.disabled,
            "on_change": changed if change else "ignore",
        }
        if change:
            common["args"] = (screen,)
        paint(screen, screen.slot(slot), common)
        problem = screen.problems.get(slot)
        if problem:
            st.html(f'<div role="alert" style="{ERROR_STYLE}">{as_html(problem)}</div>')

    return Live(draw, item)


@register("Input")
def text_input(node: Node, sheet: Sheet) -> Part:
    label, default = spoken_name(node, sheet), node.text("defaultValue")
    kind = INPUT_TYPES.get(node.text("inputType"), "default")
    fill = None if node.flag("allowAutofillExtensions") else "off"

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.text_input(
            label,
            default,
            type=kind,  # pyright: ignore[reportArgumentType]
            placeholder=node.text("placeholder") or None,
            autocomplete=fill,
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

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.text_area(
            label,
            default,
            height=height,
            placeholder=node.text("placeholder") or None,
            label_visibility="collapsed",
            **common,
        )

    return field_part(node, sheet, "textarea", default, paint)


@register("Select")
def select(node: Node, sheet: Sheet) -> Part:
    label, options = spoken_name(node, sheet), _options(node)
    values = list(options)
    default = as_text(node.raw("defaultValue"))
    index = values.index(default) if default in options else None
    search = node.raw("searchable")
    searchable = search if isinstance(search, bool) else len(values) > 15
    clearable = node.flag("clearable")

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.selectbox(
            label,
            values,
            index,
            format_func=lambda value: options.get(value, value),
            placeholder=node.text("placeholder") or "Choose an option",
            required=index is not None and not clearable,
            filter_mode="fuzzy" if searchable else None,
            label_visibility="collapsed",
            **common,
        )

    return field_part(
        node,
        sheet,
        "select",
        default if index is not None else None,
        paint,
        demand=REQUIRED_CHOICE,
        shape=options,
    )


@register("RadioGroup")
def radio_group(node: Node, sheet: Sheet) -> Part:
    label, options = spoken_name(node, sheet), _options(node)
    values = list(options)
    default = as_text(node.raw("defaultValue"))
    index = values.index(default) if default in options else None

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.radio(
            label,
            values,
            index,
            format_func=lambda value: as_label(options.get(value, value)),
            horizontal=node.text("direction") != "col",
            label_visibility="collapsed",
            **common,
        )

    return field_part(
        node,
        sheet,
        "radio",
        default if index is not None else None,
        paint,
        demand=REQUIRED_CHOICE,
        shape=options,
    )


@register("Checkbox")
def checkbox(node: Node, sheet: Sheet) -> Part:
    label, default = node.text("label"), node.flag("defaultChecked")
    shown = as_label(label or spoken_name(node, sheet))

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.checkbox(
            shown, default, label_visibility="visible" if label else "collapsed", **common
        )

    return field_part(node, sheet, "checkbox", default, paint, demand=REQUIRED_CHECK)


@register("DatePicker")
def date_picker(node: Node, sheet: Sheet) -> Part:
    label = spoken_name(node, sheet)
    first, last = _as_date(node.raw("min")), _as_date(node.raw("max"))
    if first and last and first > last:
        first = last = None
    default = _within(_as_date(node.raw("defaultValue")), first, last)
    clearable = node.raw("clearable") is not False

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.date_input(
            label,
            default,
            first,
            last,
            required=default is not None and not clearable,
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
    )


def editable_text(node: Node, sheet: Sheet) -> Part:
    """A Text that can be typed over: its `editable` object names the field."""
    rules = node.mapping("editable")
    default = node.text("value")
    named = Node({**rules, "name": as_text(rules.get("name")), "type": "Text"})
    label = spoken_name(named, sheet)

    def paint(screen: Screen, key: str, common: dict[str, Any]) -> None:
        st.text_input(
            label,
            default,
            placeholder=as_text(rules.get("placeholder")) or None,
            autocomplete=as_text(rules.get("autoComplete")) or None,
            label_visibility="collapsed",
            **common,
        )

    return field_part(named, sheet, "editable", default, paint, checks=rules)


def _options(node: Node) -> dict[str, str]:
    """Values and labels; a bare string is both, a disabled option cannot be chosen."""
    found: dict[str, str] = {}
    for option in node.items("options")[:1000]:
        one = option if isinstance(option, Mapping) else {"value": option}
        value = as_text(one.get("value", one.get("label")))
        if one.get("disabled") is not True:
            found.setdefault(value, as_text(one.get("label")) or value)
    return found


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


def _print_of(value: Any) -> str:
    return f"{zlib.crc32(repr(value).encode('utf-8', 'replace')):08x}"
