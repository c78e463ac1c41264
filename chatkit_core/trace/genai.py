"""Events of the log in the words of OpenTelemetry's conventions for generative AI."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chatkit_core.trace.event import Event

Attributes = dict[str, Any]

OPERATIONS: Mapping[str, str] = {
    "model": "chat",
    "tool": "execute_tool",
    "agent": "invoke_agent",
}
ERROR_TYPE = re.compile(
    r"(?:\w+\.)*\w+(?:Error|Exception|Exceeded|Triggered)(?=:|$)|response\.\w+(?=:)"
)


def span_name(event: Event) -> str:
    """`chat gpt`, `execute_tool lookup`; a request and a command go by their own names."""
    if event.kind == "request":
        return event.name
    return f"{OPERATIONS.get(event.kind, event.kind)} {event.name}".strip()


def started(event: Event, *, content: bool) -> Attributes:
    """What is known when a span begins."""
    found: Attributes = {
        "gen_ai.conversation.id": event.thread_id,
        "chatkit.kind": event.kind,
        "chatkit.actor": event.actor,
    }
    if operation := OPERATIONS.get(event.kind):
        found["gen_ai.operation.name"] = operation
    data = event.data if isinstance(event.data, dict) else {}
    return found | STARTED.get(event.kind, _nothing)(event, data, content)


def ended(event: Event, *, content: bool) -> Attributes:
    """What is known when a span is over."""
    data = event.data if isinstance(event.data, dict) else {}
    return ENDED.get(event.kind, _nothing)(event, data, content)


def point(event: Event, *, content: bool) -> Attributes:
    """A policy's decision, or a change of the session: what, and with `content` also with which
    values."""
    data = event.data if isinstance(event.data, dict) else {}
    if event.kind == "decision":
        found = {"chatkit.rule": event.name, "chatkit.verdict": str(data.get("verdict", ""))}
    else:
        found = {"chatkit.fields": [str(op.get("key")) for op in data.get("ops") or ()]}
    return {**found, "chatkit.data": _json(data)} if content else found


def error_type(error: str) -> str:
    """The kind of an error without its words, which may quote what somebody wrote."""
    found = ERROR_TYPE.match(error)
    return found[0] if found else "_OTHER"


def _nothing(event: Event, data: Attributes, content: bool) -> Attributes:
    return {}


def _request(event: Event, data: Attributes, content: bool) -> Attributes:
    action = (data.get("params") or {}).get("action") or {}
    found = {"chatkit.request": event.name}
    if isinstance(action.get("type"), str):
        found["chatkit.action"] = action["type"]
    return {**found, "chatkit.data": _json(data)} if content else found


def _agent(event: Event, data: Attributes, content: bool) -> Attributes:
    return {"gen_ai.agent.name": event.name}


def _tool(event: Event, data: Attributes, content: bool) -> Attributes:
    return {"gen_ai.tool.name": event.name, "gen_ai.tool.type": "function"}


def _tool_ended(event: Event, data: Attributes, content: bool) -> Attributes:
    if not content:
        return {}
    return {
        "gen_ai.tool.call.arguments": _json(data.get("input")),
        "gen_ai.tool.call.result": _json(data.get("output")),
    }


def _command(event: Event, data: Attributes, content: bool) -> Attributes:
    found = {"chatkit.command": event.name}
    return {**found, "chatkit.arguments": _json(data.get("arguments"))} if content else found


def _model(event: Event, data: Attributes, content: bool) -> Attributes:
    provider = str(data.get("provider") or "unknown")
    found: Attributes = {
        "gen_ai.provider.name": provider,
        "gen_ai.system": provider,  # the name of the same before version 1.37
        "gen_ai.request.model": event.name,
        "gen_ai.output.type": "text",
    }
    if content:
        instructions = [{"type": "text", "content": str(data.get("instructions") or "")}]
        found["gen_ai.system_instructions"] = _json(instructions)
        found["gen_ai.input.messages"] = _json(_messages(data.get("input")))
    return found


def _model_ended(event: Event, data: Attributes, content: bool) -> Attributes:
    usage = data.get("usage") or {}
    output = data.get("output")
    known = {
        "gen_ai.response.model": data.get("response_model"),
        "gen_ai.response.id": data.get("response_id"),
        "gen_ai.response.finish_reasons": _reasons(output),
        "gen_ai.usage.input_tokens": usage.get("input_tokens"),
        "gen_ai.usage.output_tokens": usage.get("output_tokens"),
        "chatkit.first_token_ms": data.get("first_token_ms"),
        "chatkit.cost_usd": data.get("cost_usd"),
    }
    if content:
        known["gen_ai.output.messages"] = _json(_messages(output))
    return {name: value for name, value in known.items() if value not in (None, [])}


def _reasons(output: Any) -> list[str]:
    if not isinstance(output, list):
        return []
    calls = any(part.get("type") == "function_call" for part in output if isinstance(part, dict))
    return ["tool_calls" if calls else "stop"]


def _messages(items: Any) -> list[Attributes]:
    """Items of the Responses API as the conventions' messages."""
    if isinstance(items, str):
        return [{"role": "user", "parts": [{"type": "text", "content": items}]}]
    return [_message(item) for item in items or () if isinstance(item, dict)]


def _message(item: Attributes) -> Attributes:
    match item.get("type"):
        case "function_call":
            call = {"id": item.get("call_id"), "name": item.get("name")}
            part = {"type": "tool_call", **call, "arguments": item.get("arguments")}
            return {"role": "assistant", "parts": [part]}
        case "function_call_output":
            part = {"type": "tool_call_response", "id": item.get("call_id")}
            return {"role": "tool", "parts": [{**part, "response": item.get("output")}]}
        case _:
            role = str(item.get("role") or "assistant")
            return {"role": role, "parts": _texts(item.get("content"))}


def _texts(content: str | Sequence[Any] | None) -> list[Attributes]:
    if isinstance(content, str):
        return [{"type": "text", "content": content}]
    parts = [part for part in content or () if isinstance(part, dict)]
    words = (part.get("text") or part.get("refusal") or "" for part in parts)
    return [{"type": "text", "content": text} for text in words]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


Teller = Callable[[Event, Attributes, bool], Attributes]
STARTED: Mapping[str, Teller] = {
    "request": _request,
    "agent": _agent,
    "tool": _tool,
    "command": _command,
    "model": _model,
}
ENDED: Mapping[str, Teller] = {"tool": _tool_ended, "model": _model_ended}
