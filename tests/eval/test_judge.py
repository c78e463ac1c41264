"""The judge of typed turns must be able to say no."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.flow import Flow, Step
from tests.eval.cases import Case, Rules
from tests.eval.judge import Judge, Turn

BEFORE: dict[str, Any] = {
    "who": "A", "shown": [], "things": [{"id": "x"}], "why": "LATE", "step": "how",
}  # fmt: skip
FLOW = Flow(
    (
        Step("things", "Things", ("things",), lambda s: not s.things),
        Step("why", "Why", ("why",), lambda s: s.why is None),
    )
)
JUDGE = Judge(
    Rules(
        free=["shown"],
        follow={},
        compare_by={"things": "id"},
        start_over_keeps=["who"],
        cancel_keeps=["who"],
        bound_by="who",
        private={"A": ["Anna"], "B": ["Bert"]},
    ),
    FLOW,
)


def verdict(
    expect: dict[str, Any], *, reply: str = "", tools: tuple[str, ...] = (), **after: Any
) -> str:
    case = Case.model_validate({"say": "hi", "at": "here", "expect": expect, "tags": ["t"]})
    return JUDGE.wrong(case, Turn(BEFORE, {**BEFORE, **after}, tools, reply))


@pytest.mark.parametrize(
    ("expect", "after"),
    [
        ({"changes": {"why": "DAMAGED"}}, {"why": "DAMAGED", "shown": [1]}),
        ({"changes": {"why": "DAMAGED|OTHER"}}, {"why": "OTHER"}),
        ({"changes": {"why": "*"}}, {"why": "OTHER"}),
        ({"changes": {"things": ["y", "x"]}}, {"things": [{"id": "x"}, {"id": "y"}]}),
        ({"back": "why"}, {"why": None}),
        ({"start_over": True}, {"things": [], "why": None}),
        ({"nothing": "asks"}, {}),
        ({"any": [{"nothing": "asks"}, {"changes": {"why": "unset"}}]}, {"why": None}),
    ],
)
def test_what_was_asked_for_is_right(expect: dict[str, Any], after: dict[str, Any]) -> None:
    assert verdict(expect, **after) == ""


@pytest.mark.parametrize(
    ("expect", "after"),
    [
        ({"changes": {"why": "DAMAGED"}}, {}),
        ({"changes": {"why": "DAMAGED"}}, {"why": "DAMAGED", "who": "B"}),
        ({"changes": {"why": "*"}}, {"why": None}),
        ({"changes": {"things": ["y"]}}, {"things": [{"id": "x"}, {"id": "y"}]}),
        ({"changes": {"why": "LATE"}, "step": "done"}, {}),
        ({"back": "things"}, {"why": None}),
        ({"start_over": True}, {"things": [], "why": None, "who": None}),
        ({"nothing": "asks"}, {"why": "OTHER"}),
        ({"any": [{"nothing": "asks"}, {"changes": {"why": "unset"}}]}, {"why": "OTHER"}),
        ({"reads": ["look_up"]}, {}),
    ],
)
def test_anything_else_is_wrong(expect: dict[str, Any], after: dict[str, Any]) -> None:
    assert verdict(expect, **after) != ""


def test_a_question_is_right_when_one_of_its_tools_ran() -> None:
    assert verdict({"reads": ["look_up", "ask"]}, tools=("ask",)) == ""


def test_telling_of_another_customer_is_wrong_whatever_else_is_right() -> None:
    assert verdict({"nothing": "refused"}, reply="That is Bert's.") != ""
    assert verdict({"nothing": "refused"}, reply="That is yours, Anna.") == ""


def test_a_change_of_the_shops_own_data_is_a_write() -> None:
    turn = Turn(BEFORE, BEFORE, rows_changed=True)
    assert JUDGE.wrote(turn)
    assert not JUDGE.wrote(Turn(BEFORE, {**BEFORE, "shown": [1]}))
