"""Merging form values into a payload, the way a host does it."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.ui.widgets import merge_form_values
from chatkit_core.ui.widgets.forms import place, without


@pytest.mark.parametrize(
    ("payload", "values", "merged", "clashes"),
    [
        (None, {"a": 1}, {"a": 1}, []),
        ({"id": 1}, {"a": 1}, {"id": 1, "a": 1}, []),
        ({"a": 0}, {"a": 1}, {"a": 0}, ["a"]),
        ({"t": {"id": 1}}, {"t": {"b": 2}}, {"t": {"id": 1, "b": 2}}, []),
        ({"t": {"id": 1}}, {"t": {"id": 2, "b": 3}}, {"t": {"id": 1, "b": 3}}, ["t.id"]),
        ({"t": 1}, {"t": {"id": 2}}, {"t": 1}, ["t"]),
        ("text", {"a": 1}, "text", ["a"]),
        ([1], {}, [1], []),
    ],
)
def test_values_join_a_payload_which_wins_every_collision(
    payload: Any, values: dict[str, Any], merged: Any, clashes: list[str]
) -> None:
    assert merge_form_values(payload, values) == (merged, clashes)


def test_merging_changes_neither_side() -> None:
    payload, values = {"t": {"id": 1}}, {"t": {"b": 2}}
    merge_form_values(payload, values)
    assert (payload, values) == ({"t": {"id": 1}}, {"t": {"b": 2}})


def test_colliding_names_are_taken_out_at_any_depth() -> None:
    assert without({"a": 1, "t": {"b": 2, "c": 3}}, ["a", "t.b"]) == {"t": {"c": 3}}


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (["a"], {"a": 0}),
        (["a.b", "a.c"], {"a": {"b": 0, "c": 1}}),
        (["..", "x..y"], {"..": 0, "x": {"y": 1}}),
    ],
)
def test_dotted_names_nest(names: list[str], values: dict[str, Any]) -> None:
    placed: dict[str, Any] = {}
    assert all(place(placed, name, at) for at, name in enumerate(names))
    assert placed == values
