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


def test_a_row_with_one_filling_column_is_that_column() -> None:
    column = {"type": "Col", "flex": 1, "children": [WIDE, {"type": "Caption", "value": "c"}]}
    found = plan(box(column, "Row")).part
    assert containers(found) == 2
    assert isinstance(found, Block)
    assert not any(isinstance(part, Html | Raw) for part in found.parts[1:])
