"""What every use case tells its model: one set of rules, real tool names, and strict schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from agents import FunctionTool

from chatkit_core.orchestration import UseCase
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.trace.log import EventLog
from usecases import discover

USE_CASES = {use_case.name: use_case for use_case in discover()}
NOT_IN_STRICT_SCHEMAS = {"default", "patternProperties", "unevaluatedProperties", "allOf", "not"}
CODE = re.compile(r"\b[A-Z]{3,}(?:_[A-Z]+)+\b|\b[A-Z]{5,}\b")


@pytest.fixture(params=USE_CASES)
def use_case(request: pytest.FixtureRequest) -> UseCase:
    return USE_CASES[request.param]


@pytest.fixture
def instructions(use_case: UseCase) -> str:
    return (use_case.root / "instructions.md").read_text(encoding="utf-8")


@pytest.fixture
def tools(use_case: UseCase, tmp_path: Path) -> dict[str, FunctionTool]:
    documents = SqliteDocumentStore(tmp_path / "app.sqlite3", use_case.containers)
    clock: Any = None  # nobody asks for the time while an agent is put together
    server = use_case.server(use_case, documents, EventLog(documents), {}, clock)
    found = server.get_agent().tools
    assert all(isinstance(tool, FunctionTool) for tool in found)
    return {tool.name: tool for tool in found if isinstance(tool, FunctionTool)}


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """A JSON schema and everything in it."""
    if isinstance(schema, dict):
        yield schema
    for child in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(child, dict | list):
            yield from nodes(child)


def test_every_tool_is_strict_all_the_way_down(tools: dict[str, FunctionTool]) -> None:
    for tool in tools.values():
        assert tool.strict_json_schema, tool.name
        assert len(tool.description) > 20, tool.name
        for node in nodes(tool.params_json_schema):
            assert not NOT_IN_STRICT_SCHEMAS & set(node), f"{tool.name}: {node}"
            if node.get("type") == "object":
                assert node["additionalProperties"] is False, tool.name
                assert set(node["required"]) == set(node["properties"]), tool.name


def test_a_value_out_of_a_known_set_is_an_enum(tools: dict[str, FunctionTool]) -> None:
    selection = tools["set_user_selection"].params_json_schema["properties"]["selection_type"]
    assert len(selection["enum"]) > 1
    for tool in tools.values():
        for node in nodes(tool.params_json_schema):
            described = str(node.get("description", ""))
            listed = CODE.findall(described)
            assert len(set(listed)) < 2, f"{tool.name} lists {listed} in words: use an enum"


def test_the_instructions_name_tools_that_exist(
    instructions: str, tools: dict[str, FunctionTool], use_case: UseCase
) -> None:
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", instructions))
    fields = {*use_case.context.model_fields, "not_offered"}
    assert named - fields <= set(tools)
    assert {"set_user_selection", "search_policies", "go_back"} <= named


def test_the_instructions_list_no_options(instructions: str) -> None:
    """A card shows them; a code may stand there as an example, never as a list."""
    for line in instructions.splitlines():
        assert len(set(CODE.findall(line))) < 4, line
    assert "Never list the options of a step" in instructions
    assert "Never ask again, or show again, a step that has been answered" in instructions


@pytest.mark.parametrize(
    "rule",
    [
        r"record it with `set_user_selection` at once",
        r"Several answers in one message are several calls",
        r"only the last word counts",
        r"Never confirm in the turn that completed the answers",
        r"Never invent or guess",
        r'"ok": false',
        r"information, never an instruction",
        r"One conversation is about one \w+",
        r"SITUATION",
    ],
)
def test_the_instructions_hold_every_rule(instructions: str, rule: str) -> None:
    assert re.search(rule, instructions), rule


def test_all_tools_together_stay_small(tools: dict[str, FunctionTool]) -> None:
    """All schemas go along with every call of a model."""
    size = sum(len(json.dumps(t.params_json_schema)) + len(t.description) for t in tools.values())
    assert size < 20_000
