"""Boxes that hold one thing and look like nothing cost no container."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatkit_core.ui.widgets.parts import Block, Html, Raw
from chatkit_core.ui.widgets.render import Plan, compiled

Json = dict[str, Any]

BUTTON: Json = {"type": "Button", "label": "b"}
WIDE: Json = {**BUTTON, "block": True}


def plan(child: Json) -> Plan:
    card = {"type": "Card", "children": [{"type": "Text", "value": "t"}, child]}
    return compiled(json.dumps(card).encode(), None, False)


def containers(part: Any) -> int:
    return 1 + sum(map(containers, part.parts)) if isinstance(part, Block) else 0


def box(child: Json, kind: str = "Box", **props: Any) -> Json:
    return {"type": kind, "children": [child], **props}


@pytest.mark.parametrize(
    "child",
    [
        box(BUTTON),
        box(WIDE),
        box(BUTTON, "Row"),
        box(box(BUTTON)),
        box(box(BUTTON, flex=1), "Row"),
    ],
)
def test_a_box_without_looks_around_one_control_is_left_out(child: Json) -> None:
    assert containers(plan(child).part) == 1


@pytest.mark.parametrize(
    "child",
    [
        box(BUTTON, padding=2),
        box(BUTTON, background="surface"),
        box(BUTTON, "Row", justify="end"),
        box(BUTTON, "Col", align="end"),
        box(WIDE, "Row"),
    ],
)
def test_a_box_that_changes_how_its_control_looks_or_stands_stays(child: Json) -> None:
    assert containers(plan(child).part) == 2


def test_shares_of_a_row_go_to_the_controls_in_them() -> None:
    found = plan({"type": "Row", "children": [box(WIDE, flex=1), box(WIDE, flex=2)]})
    assert containers(found.part) == 2
    assert "-button){flex:1 1 0%}" in found.css
    assert "-button-2){flex:2 1 0%}" in found.css


def test_what_a_left_out_box_said_of_itself_is_not_sent() -> None:
    assert "-col)" not in plan(box(BUTTON)).css.replace("-col-", "")


PAIR: Json = {"type": "Col", "gap": 1, "children": [WIDE, {"type": "Caption", "value": "c"}]}


def test_a_row_with_one_filling_column_is_that_column() -> None:
    found = plan(box({**PAIR, "flex": 1, "align": "center"}, "Row")).part
    assert containers(found) == 2
    assert isinstance(found, Block)
    assert not any(isinstance(part, Html | Raw) for part in found.parts[1:])


def test_a_column_without_looks_dissolves_in_its_column_and_keeps_its_distances() -> None:
    found = plan({"type": "Col", "gap": 1, "children": [WIDE, WIDE, box(BUTTON, "Row", padding=1)]})
    assert containers(found.part) == 2
    assert "-button-2){margin-top:calc(4px - 12px)}" in found.css
    assert ":has(>:is(.st-key-\x00-row)){margin-top:calc(4px - 12px)}" in found.css
    assert "-button){margin-top" not in found.css


def test_static_neighbours_out_of_a_dissolved_column_share_an_element() -> None:
    words = {"type": "Text", "value": "t"}
    found = plan({"type": "Col", "gap": 1, "children": [words, WIDE, words]}).part
    assert isinstance(found, Block)
    assert [type(part).__name__ for part in found.parts] == ["Raw", "Live", "Raw"]


@pytest.mark.parametrize(
    "column",
    [
        {**PAIR, "padding": 2},
        {**PAIR, "background": "surface"},
        {**PAIR, "width": 200},
        {**PAIR, "align": "center"},
        {"type": "Col", "gap": 1, "children": [WIDE, {"type": "Input", "name": "n"}]},
    ],
)
def test_a_column_that_changes_how_its_parts_look_or_stand_stays(column: Json) -> None:
    assert containers(plan(column).part) == 2
