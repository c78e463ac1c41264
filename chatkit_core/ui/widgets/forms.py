"""Form values: collected from the fields of one scope, checked on submit, nested by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_CHECKED = 2_000
NATIVE_PATTERNS = {
    "email": (r"[^@\s]+@[^@\s]+", "Please enter an email address."),
    "url": (r"[A-Za-z][A-Za-z0-9+.\-]*:\S+", "Please enter a web address, such as https://…"),
    "number": (r"[+\-]?(\d+\.?\d*|\.\d+)([eE][+\-]?\d+)?", "Please enter a number."),
}
REQUIRED = "Please fill in this field."
REQUIRED_CHOICE = "Please choose an option."
REQUIRED_CHECK = "Please tick this box to go on."
MISMATCH = "Please match the requested format."

# A repeated group that itself repeats can take exponential time to not match.
_NESTED_REPEAT = re.compile(r"[+*}][^()]*\)[+*{]|\([^()]*\|[^()]*\)[+*{]")


@dataclass(frozen=True)
class Field:
    """One named input: where its value lives and what a submit demands of it."""

    name: str
    slot: str
    default: Any
    to_json: Callable[[Any], Any] = lambda value: value
    required: bool = False
    pattern: str = ""
    input_type: str = ""
    demand: str = REQUIRED

    def value(self, state: Mapping[str, Any] | MutableMapping[Any, Any], prefix: str) -> Any:
        """The value as JSON; a field that is not on screen counts with its default."""
        key = f"{prefix}-{self.slot}"
        return self.to_json(state.get(key, self.default))

    def problem(self, value: Any) -> str | None:
        """The sentence that stops a submit, or None."""
        if value in (None, "", False):
            return self.demand if self.required else None
        if not isinstance(value, str):
            return None
        native = NATIVE_PATTERNS.get(self.input_type)
        if native and not re.fullmatch(native[0], value.strip()):
            return native[1]
        return None if _matches(self.pattern, value) else MISMATCH


@dataclass
class Scope:
    """The fields of one Form or `asForm` Card; filled while the widget compiles."""

    submit: Mapping[str, Any] | None
    fields: list[Field] = field(default_factory=list)
    idle: bool = False
    """No button says that it submits, and one would do nothing: that one does."""

    def collect(self, state: Any, prefix: str) -> tuple[dict[str, Any], list[str]]:
        """Nested values and the names that could not be placed beside another field."""
        values: dict[str, Any] = {}
        clashes = [
            one.name
            for one in self.fields
            if one.name and not place(values, one.name, one.value(state, prefix))
        ]
        return values, clashes

    def problems(self, state: Any, prefix: str) -> dict[str, str]:
        found = ((one.slot, one.problem(one.value(state, prefix))) for one in self.fields)
        return {slot: problem for slot, problem in found if problem}


def place(values: dict[str, Any], name: str, value: Any) -> bool:
    """Set a dotted name (`todo.title`) in nested dicts; False when something is already there."""
    *parents, last = [part for part in name.split(".") if part] or [name]
    for parent in parents:
        inner = values.setdefault(parent, {})
        if not isinstance(inner, dict):
            return False
        values = inner
    if last in values:
        return False
    values[last] = value
    return True


def merge_form_values(payload: Any, values: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """The payload with form values added, and the dotted names the payload already uses.

    The payload wins such a collision, as in ChatKit. A payload that is no object cannot take
    values: it is returned as it is, with every name reported.
    """
    if payload is None:
        return dict(values), []
    if not isinstance(payload, Mapping):
        return payload, sorted(values)
    merged, clashes = dict(payload), []
    for name, value in values.items():
        if name not in merged:
            merged[name] = value
        elif isinstance(merged[name], Mapping) and isinstance(value, Mapping):
            merged[name], inner = merge_form_values(merged[name], value)
            clashes += [f"{name}.{one}" for one in inner]
        else:
            clashes.append(name)
    return merged, clashes


def without(values: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """The values minus the dotted names, so that a host can merge them blindly."""
    kept = dict(values)
    for name in names:
        head, _, rest = name.partition(".")
        if rest and isinstance(kept.get(head), Mapping):
            kept[head] = without(kept[head], [rest])
        else:
            kept.pop(name, None)
    return kept


def _matches(pattern: str, value: str) -> bool:
    """HTML's `pattern`: the whole value; a pattern that cannot be run never blocks a user."""
    if not pattern or len(value) > LONGEST_CHECKED or _NESTED_REPEAT.search(pattern):
        return True
    try:
        return re.fullmatch(pattern, value) is not None
    except (re.error, OverflowError, RecursionError, FutureWarning):
        return True
