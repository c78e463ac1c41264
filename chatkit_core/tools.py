"""Function tools: what a model may call. Each hands its arguments to a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from agents import RunContextWrapper, Tool, function_tool

from chatkit_core.base_server import TurnContext, tool_trouble

ToolContext: TypeAlias = RunContextWrapper[TurnContext]
"""The first argument of a tool: `ctx.context.run` runs a command."""


def strict_tools(functions: Sequence[Callable[..., Any]]) -> list[Tool]:
    """Functions as tools with strict schemas; their docstrings are what the model reads."""
    return [function_tool(one, failure_error_function=tool_trouble) for one in functions]
