"""The function tools: their public names, strict schemas, and that they only pass on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from agents import FunctionTool
from agents.tool_context import ToolContext

from chatkit_core.tools import strict_tools
from usecases.retail import USE_CASE, tools
from usecases.retail.commands import COMMANDS
from usecases.retail.domain.models import Resolution

PUBLIC = (
    "lookup_customer get_customer_orders get_returnable_items check_return_eligibility "
    "get_return_reasons get_resolution_options get_shipping_options get_retention_offers "
    "calculate_refund_amount get_customer_return_history get_session_context set_user_selection "
    "create_return_request finalize_return_from_session search_policies start_over"
)
TOOLS = {tool.name: tool for tool in strict_tools(tools.TOOLS) if isinstance(tool, FunctionTool)}


class Listening:
    """A turn that notes which command a tool runs."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []

    async def run(self, command: str, payload: dict[str, Any] | None = None) -> str:
        self.heard.append((command, payload or {}))
        return '{"ok": true}'


async def call(name: str, **arguments: Any) -> list[tuple[str, dict[str, Any]]]:
    turn = Listening()
    written = json.dumps(arguments)
    context = ToolContext(turn, tool_name=name, tool_call_id="call_1", tool_arguments=written)
    assert await TOOLS[name].on_invoke_tool(context, written) == '{"ok": true}'
    return turn.heard


def test_the_public_tools_are_there() -> None:
    assert set(PUBLIC.split()) <= set(TOOLS)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_every_tool_is_strict_and_described(tool: FunctionTool) -> None:
    assert tool.strict_json_schema
    assert tool.params_json_schema["additionalProperties"] is False
    assert tool.description
    assert all(p.get("description") for p in tool.params_json_schema["properties"].values())


def test_choices_are_enumerated_in_the_schemas() -> None:
    kinds = TOOLS["set_user_selection"].params_json_schema["properties"]["selection_type"]
    assert kinds["enum"] == ["items", "reason", "resolution", "shipping"]
    schema = json.dumps(TOOLS["calculate_refund_amount"].params_json_schema)
    assert all(code in schema for code in Resolution)


@pytest.mark.parametrize(
    ("kind", "code", "command", "payload"),
    [
        ("items", ["A/1", "A/2"], "retail.select_items", {"items": ["A/1", "A/2"]}),
        ("items", "all", "retail.select_items", {"items": "all"}),
        ("reason", "DAMAGED", "retail.choose_reason", {"reason": "DAMAGED"}),
        ("resolution", "EXCHANGE", "retail.choose_resolution", {"resolution": "EXCHANGE"}),
        ("shipping", "DROP_OFF", "retail.choose_shipping", {"method": "DROP_OFF"}),
    ],
)
async def test_a_selection_is_the_command_of_its_kind(
    kind: str, code: Any, command: str, payload: dict[str, Any]
) -> None:
    heard = await call("set_user_selection", selection_type=kind, selection_code=code)
    assert heard == [(command, payload)]


REST: list[tuple[str, dict[str, Any]]] = [
    ("lookup_customer", {"query": "CUST-1001"}),
    ("get_customer_orders", {}),
    ("get_returnable_items", {}),
    ("check_return_eligibility", {"product": "lamp"}),
    ("get_return_reasons", {}),
    ("get_resolution_options", {}),
    ("get_shipping_options", {}),
    ("get_retention_offers", {}),
    ("calculate_refund_amount", {"resolution": None}),
    ("calculate_refund_amount", {"resolution": "EXCHANGE"}),
    ("get_customer_return_history", {}),
    ("get_session_context", {}),
    ("answer_retention_offer", {"accept": True, "percent": 20}),
    ("create_return_request", {}),
    ("finalize_return_from_session", {}),
    ("search_policies", {"query": "fees"}),
    ("go_back", {"step": "reason"}),
    ("go_back", {"step": None}),
    ("start_over", {}),
    ("cancel_return", {}),
]


@pytest.mark.parametrize(("name", "arguments"), REST)
async def test_a_tool_runs_one_command_with_a_payload_that_fits(
    name: str, arguments: dict[str, Any]
) -> None:
    [(command, payload)] = await call(name, **arguments)
    declared = USE_CASE.command(command)
    assert declared is not None
    declared.payload.model_validate(payload)
    json.dumps(payload)


async def test_every_command_but_the_start_button_can_be_said() -> None:
    said = {command for name, arguments in REST for command, _ in await call(name, **arguments)}
    said |= {f"retail.{name}" for name in ("select_items", "choose_reason")}
    said |= {f"retail.{name}" for name in ("choose_resolution", "choose_shipping")}
    assert {command.name for command in COMMANDS} - said == {"retail.start"}
