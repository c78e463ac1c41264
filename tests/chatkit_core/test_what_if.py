"""A policy's decision under other inputs and parameters; the policy here is made up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import AwareDatetime, BaseModel

from chatkit_core.domain import Clause, Decision, Distance, Policy, PolicyEngine, Verdict
from chatkit_core.what_if import (
    Knob,
    WhatIfError,
    concerned,
    decide,
    differing,
    knobs,
    turned,
    usual,
)


class Size(StrEnum):
    SMALL = "S"
    LARGE = "L"


class ParcelInputs(BaseModel):
    size: Size
    weight: Decimal
    sent_on: Annotated[date, Distance("Days under way", "today")]
    today: date
    fragile: bool = False
    note: str | None = None
    arrives: Annotated[
        AwareDatetime | None, Distance("Hours ahead", "now", timedelta(hours=1), ahead=True)
    ] = None
    now: AwareDatetime | None = None
    route: list[tuple[int, int]] = []


class ParcelParameters(BaseModel):
    longest_days: int = 5
    surcharge: dict[Size, int] = {Size.LARGE: 4}
    refused: list[Size] = []
    steps: list[int] = [1, 2]


class ParcelPolicy(Policy[ParcelInputs, ParcelParameters]):
    name = "parcel"
    inputs = ParcelInputs
    parameters = ParcelParameters

    def decide(self, inputs: ParcelInputs, parameters: ParcelParameters) -> Decision:
        days = (inputs.today - inputs.sent_on).days
        in_time = days <= parameters.longest_days
        cost = 10 // parameters.steps[0] + parameters.surcharge.get(inputs.size, 0)
        return Decision(
            self.name,
            Verdict.ALLOWED if in_time else Verdict.REFUSED,
            (Clause("in_time", in_time, f"{days} days"),),
            f"It took {days} days.",
            inputs.model_dump(mode="json"),
            {"cost": cost},
        )


POLICIES = PolicyEngine([ParcelPolicy()])
CASE = ParcelInputs(
    size=Size.LARGE,
    weight=Decimal("1.5"),
    sent_on=date(2026, 3, 1),
    today=date(2026, 3, 4),
    arrives=datetime.fromisoformat("2026-03-05T12:00:00+00:00"),
    now=datetime.fromisoformat("2026-03-04T10:00:00+00:00"),
).model_dump(mode="json")
RULES = usual(POLICIES, "parcel")


def knob(path: str, form: str | None = None) -> Knob:
    found = [*knobs(ParcelInputs, CASE), *knobs(ParcelParameters, RULES)]
    return next(k for k in found if ".".join(k.path) == path and form in (None, k.form))


def cost(**parameters: Any) -> int:
    return decide(POLICIES, "parcel", CASE, {**RULES, **parameters}).outputs["cost"]


def test_every_plain_value_is_a_knob_of_its_form() -> None:
    assert {(".".join(k.path), k.form) for k in knobs(ParcelInputs, CASE)} == {
        ("size", "choice"), ("weight", "decimal"), ("sent_on", "distance"), ("sent_on", "date"),
        ("today", "date"), ("fragile", "toggle"), ("note", "text"), ("arrives", "distance"),
        ("arrives", "moment"), ("now", "moment"),
    }  # fmt: skip
    assert knob("size").options == ("S", "L")


def test_parameters_in_a_table_are_a_knob_for_each_entry_set_or_not() -> None:
    found = {".".join(k.path): k.value for k in knobs(ParcelParameters, RULES)}
    assert found == {
        "longest_days": 5, "surcharge.S": None, "surcharge.L": 4, "refused": [], "steps": [1, 2],
    }  # fmt: skip
    assert knob("refused").options == ("S", "L")


def test_entries_without_a_value_that_the_case_is_not_about_are_left_out() -> None:
    all_of_them = knobs(ParcelParameters, RULES)
    small = {**CASE, "size": "S"}
    assert ("surcharge", "S") not in {k.path for k in concerned(all_of_them, CASE)}
    assert ("surcharge", "S") in {k.path for k in concerned(all_of_them, small)}
    assert ("surcharge", "L") in {k.path for k in concerned(all_of_them, small)}


def test_unchanged_values_give_the_same_decision() -> None:
    recorded = ParcelPolicy().decide(ParcelInputs.model_validate(CASE), ParcelParameters())
    assert decide(POLICIES, "parcel", CASE, RULES) == recorded


def test_a_parameter_is_turned_by_its_knob_and_nothing_else_changes() -> None:
    assert cost(surcharge=turned(RULES, knob("surcharge.L"), 9)["surcharge"]) == 19
    assert turned(RULES, knob("surcharge.S"), 1)["surcharge"] == {"L": 4, "S": 1}
    assert turned(RULES, knob("surcharge.L"), None)["surcharge"] == {}
    assert usual(POLICIES, "parcel") == RULES


def test_an_input_is_turned_by_its_distance() -> None:
    days = knob("sent_on", "distance")
    assert (days.value, days.distance.label if days.distance else "") == (3, "Days under way")
    late = turned(CASE, days, 6)
    assert late["sent_on"] == "2026-02-26"
    assert decide(POLICIES, "parcel", late, RULES).verdict is Verdict.REFUSED
    hours = knob("arrives", "distance")
    assert hours.value == 26
    assert turned(CASE, hours, 1)["arrives"] == "2026-03-04T11:00:00+00:00"


def test_only_what_is_not_as_usual_is_an_own_rule() -> None:
    assert differing(RULES, {**RULES, "longest_days": 9}) == {"longest_days": 9}
    assert differing(RULES, RULES) == {}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"longest_days": "many"}, "Longest days: input should be a valid integer"),
        ({"steps": [0]}, "cannot decide"),
        ({"steps": []}, "cannot decide"),
    ],
)
def test_what_no_rule_can_decide_on_is_one_sentence(values: dict[str, Any], says: str) -> None:
    with pytest.raises(WhatIfError, match=says):
        cost(**values)


def test_a_rule_that_is_gone_and_a_distance_beyond_time_are_said_so() -> None:
    with pytest.raises(WhatIfError, match="no rule called"):
        decide(POLICIES, "letter", CASE, RULES)
    with pytest.raises(WhatIfError, match="too far"):
        turned(CASE, knob("sent_on", "distance"), 10**9)


def test_own_rules_are_checked_and_reduced_to_what_differs() -> None:
    own = {"parcel": {"longest_days": 9, "steps": [1, 2]}}
    assert POLICIES.own_rules(own) == {"parcel": {"longest_days": 9}}
    assert POLICIES.own_rules({"parcel": {"longest_days": 5}}) == {}


def test_own_rules_that_no_longer_fit_are_left_out_and_the_others_count() -> None:
    under = POLICIES.with_rules({"letter": {"x": 1}, "parcel": {"longest_days": 9}})
    assert under.parameters_of("parcel") == ParcelParameters(longest_days=9)
    misfit = POLICIES.with_rules({"parcel": {"longest_days": "many"}})
    assert misfit.parameters_of("parcel") == ParcelParameters()
