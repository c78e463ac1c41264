"""A server that misses something in its context says what, and any other fault stays one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from chatkit.errors import CustomStreamError

from chatkit_core.ui.wanted_context import explaining


@dataclass
class Visitor:
    name: str = "Ada"


def from_item(context: Any) -> Any:
    return context["request"].base_url


def from_attribute(context: Any) -> Any:
    return context.user_id


def from_agents_context(context: Any) -> Any:
    ctx = SimpleNamespace(request_context=context)
    return ctx.request_context["user"]


REQUEST = "“request” in its context"


@pytest.mark.parametrize(
    ("look", "context", "said"),
    [
        (from_item, {}, REQUEST),
        (from_item, None, "needs a context"),
        (from_attribute, {}, "“user_id” in its context"),
        (from_attribute, Visitor(), "“user_id” in its context"),
        (from_attribute, None, "“user_id” in its context"),
        (from_agents_context, {"request": 1}, "“user” in its context"),
    ],
)
def test_what_is_missing_is_named(look: Callable[[Any], Any], context: Any, said: str) -> None:
    with pytest.raises(CustomStreamError) as told, explaining(context):
        look(context)
    assert said in told.value.message
    assert not told.value.allow_retry


def another_dict(_: Any) -> Any:
    row: dict[str, Any] = {}
    return row["title"]


def another_none(_: Any) -> Any:
    row = None
    return row["title"]  # type: ignore[index]


def another_error(context: Any) -> Any:
    return context + 1


@pytest.mark.parametrize("fault", [another_dict, another_none, another_error])
def test_any_other_fault_flies(fault: Callable[[Any], Any]) -> None:
    with pytest.raises((KeyError, TypeError)), explaining(None if fault is another_none else {}):
        fault(None if fault is another_none else {})
