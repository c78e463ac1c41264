"""Reads properties from a widget's JSON without ever trusting their type."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from chatkit_core.ui.widgets.escape import clip


class Node:
    """One component of a widget; every accessor returns a usable value for any JSON."""

    __slots__ = ("props",)

    def __init__(self, props: Mapping[str, Any]) -> None:
        self.props = props

    @property
    def type(self) -> str:
        kind = self.props.get("type")
        return kind if isinstance(kind, str) else ""

    def raw(self, name: str) -> Any:
        return self.props.get(name)

    def text(self, name: str) -> str:
        return as_text(self.props.get(name))

    def flag(self, name: str) -> bool:
        return is_on(self.props.get(name))

    def allows(self, name: str) -> bool:
        """True unless it is switched off: for what is on by default."""
        value = self.props.get(name)
        return value is not False and not _reads(value, "false")

    def choice(self, name: str, allowed: Mapping[str, Any], default: str) -> Any:
        value = self.props.get(name)
        return allowed[value if isinstance(value, str) and value in allowed else default]

    def word(self, name: str, allowed: tuple[str, ...], default: str = "") -> str:
        value = self.props.get(name)
        return value if isinstance(value, str) and value in allowed else default

    def count(self, name: str, most: int = 100) -> int:
        """A whole number from 1 to `most`, or 0 when there is none."""
        value = as_number(self.props.get(name))
        return 0 if value is None or value < 1 else min(int(value), most)

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self.props.get(name)
        return value if isinstance(value, Mapping) else {}

    def items(self, name: str) -> list[Any]:
        value = self.props.get(name)
        return value if isinstance(value, list) else []


def is_on(value: Any) -> bool:
    """A switch that is on, also where it was written as a text."""
    return value is True or _reads(value, "true")


def _reads(value: Any, word: str) -> bool:
    return isinstance(value, str) and value.strip().lower() == word


def as_text(value: Any) -> str:
    """Anything JSON can hold as the text a reader would expect."""
    if isinstance(value, str):
        return clip(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return clip(json.dumps(value, ensure_ascii=False, default=str))


def as_number(value: Any) -> float | None:
    """A finite number from a number or a numeric string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
