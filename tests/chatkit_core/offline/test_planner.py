"""Readings become calls that are offered and fit, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.offline.language import Language
from chatkit_core.offline.planner import Planner, allows, fitting
from chatkit_core.offline.readings import Reading
from chatkit_core.offline.situation import Situation

CHOOSE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "what": {"type": "string", "enum": ["parcels", "speed"]},
        "code": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    },
    "required": ["what", "code"],
}


@pytest.fixture
def planner(language: Language) -> Planner:
    return Planner(language)


def test_a_code_is_filled_in(planner: Planner, language: Language, at_speed: Situation) -> None:
    reading = Reading(language.intents["speed.FAST"], "express")
    call = planner.call(reading, at_speed, {"choose": CHOOSE})
    assert call is not None
    assert (call.tool, call.writes) == ("choose", True)
    assert call.arguments == {"what": "speed", "code": "FAST"}


def test_several_codes_become_a_list(
    planner: Planner, language: Language, at_parcels: Situation
) -> None:
    reading = Reading(language.intents["parcels.choose"], "both", codes=("P-1", "P-2"))
    call = planner.call(reading, at_parcels, {"choose": CHOOSE})
    assert call is not None
    assert call.arguments["code"] == ["P-1", "P-2"]


def test_a_tool_that_is_not_offered_is_not_called(
    planner: Planner, language: Language, at_speed: Situation
) -> None:
    reading = Reading(language.intents["speed.FAST"], "express")
    assert planner.call(reading, at_speed, {"other": CHOOSE}) is None


def test_an_argument_the_schema_forbids_stops_the_call(
    planner: Planner, language: Language, at_speed: Situation
) -> None:
    narrow = {**CHOOSE, "properties": {"what": {"enum": ["parcels"]}, "code": {"type": "string"}}}
    reading = Reading(language.intents["speed.FAST"], "express")
    assert planner.call(reading, at_speed, {"choose": narrow}) is None


def test_what_was_named_early_is_found_once_it_is_offered(
    planner: Planner, language: Language, at_parcels: Situation
) -> None:
    reading = Reading(language.intents["parcels.choose"], "send the lamp", waits=True)
    assert planner.call(reading, Situation("who"), {"choose": CHOOSE}) is None
    call = planner.call(reading, at_parcels, {"choose": CHOOSE})
    assert call is not None
    assert call.arguments["code"] == ["P-2"]


def test_what_is_not_known_is_left_out_or_null() -> None:
    schema = {
        "properties": {"step": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        "required": ["step"],
    }
    assert fitting({"step": None, "more": 1}, schema) == {"step": None}
    assert fitting({}, {"properties": {"q": {"type": "string"}}, "required": ["q"]}) is None
    default = {"properties": {"n": {"type": "integer", "default": 3}}, "required": ["n"]}
    assert fitting({}, default) == {"n": 3}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer"}, 3, True),
        ({"type": "integer"}, True, False),
        ({"type": "boolean"}, True, True),
        ({"type": ["string", "null"]}, None, True),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1], False),
        ({"$ref": "#/$defs/Speed"}, "FAST", True),
        ({"$ref": "#/$defs/Speed"}, "WARP", False),
        ({"const": 1}, 2, False),
    ],
)
def test_schemas_are_kept_to(schema: dict[str, Any], value: Any, expected: bool) -> None:
    root = {"$defs": {"Speed": {"enum": ["FAST", "SLOW"], "type": "string"}}}
    assert allows(schema, value, root) is expected
