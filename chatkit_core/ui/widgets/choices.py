"""Select and RadioGroup: one of several options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.escape import as_label
from chatkit_core.ui.widgets.field import field_part, spoken_name
from chatkit_core.ui.widgets.forms import REQUIRED_CHOICE
from chatkit_core.ui.widgets.node import Node, as_text, is_on
from chatkit_core.ui.widgets.parts import Part
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet

LONGEST_SHOWN = 26


@register("Select", "Combobox")
def select(node: Node, sheet: Sheet) -> Part:
    label, options = spoken_name(node, sheet), _options(node)
    # A list that only opens on demand cannot show an option and refuse it.
    for value in _closed(node):
        options.pop(value, None)
    values = list(options)
    default = as_text(node.raw("defaultValue"))
    index = values.index(default) if default in options else None
    search = node.raw("searchable")
    searchable = search if isinstance(search, bool) else len(values) > 15
    clearable = index is not None and node.flag("clearable")

    def paint(common: dict[str, Any]) -> None:
        st.selectbox(
            label,
            values,
            None if clearable else index,
            format_func=lambda value: str(options.get(value)),
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
        letters=min(LONGEST_SHOWN, max(map(len, [*options.values(), node.text("placeholder")]))),
        emptied=clearable,
    )


@register("RadioGroup")
def radio_group(node: Node, sheet: Sheet) -> Part:
    label, options = spoken_name(node, sheet), _options(node)
    closed = _closed(node)
    values = list(options)
    default = as_text(node.raw("defaultValue"))
    index = values.index(default) if default in options else None

    def paint(common: dict[str, Any]) -> None:
        st.radio(
            label,
            values,
            index,
            format_func=lambda value: as_label(str(options.get(value))),
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
        to_json=lambda value: None if value in closed else value,
        demand=REQUIRED_CHOICE,
        shape=(options, closed),
        closed=[at for at, value in enumerate(values, 1) if value in closed],
    )


def _options(node: Node) -> dict[str, str]:
    """Values and labels; a bare string is both, and equal labels are told apart by their value."""
    found: dict[str, str] = {}
    for one in _option_list(node):
        value = _value_of(one)
        label = as_text(one.get("label")) or value
        note = as_text(one.get("description"))
        label = f"{label} – {note}" if note else label
        found.setdefault(value, f"{label} ({value})" if label in found.values() else label)
    return found


def _closed(node: Node) -> list[str]:
    """The values of disabled options: shown, but never sent."""
    return [_value_of(one) for one in _option_list(node) if is_on(one.get("disabled"))]


def _option_list(node: Node) -> list[Mapping[str, Any]]:
    given = node.items("options")[:1000]
    return [one if isinstance(one, Mapping) else {"value": one} for one in given]


def _value_of(option: Mapping[str, Any]) -> str:
    return as_text(option.get("value", option.get("label")))
