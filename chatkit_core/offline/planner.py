"""From readings to tool calls: pure, and never a call that is not offered or does not fit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.offline.choosing import pick
from chatkit_core.offline.language import Kind, Language
from chatkit_core.offline.readings import Reading
from chatkit_core.offline.situation import Situation

Schema = Mapping[str, Any]
TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call to make. `writes` calls stop the plan when they are refused."""

    tool: str
    arguments: Mapping[str, Any]
    writes: bool

    def as_json(self) -> str:
        return json.dumps(self.arguments, ensure_ascii=False)


class Planner:
    """Turns one reading at a time into a call, as later ones may need what a tool answers."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def call(
        self, reading: Reading, situation: Situation, tools: Mapping[str, Schema]
    ) -> ToolCall | None:
        """The call for a reading, or None when it can't be made here. `tools` are name -> schema."""
        call = reading.intent.call
        if call is None or call.tool not in tools:
            return None
        codes = reading.codes or self._found_since(reading, situation)
        if reading.waits and not codes:
            return None
        step = self._language.steps.get(reading.intent.step)
        known = {
            "$code": reading.intent.code or next(iter(codes), None),
            "$codes": list(codes) if step and step.many else next(iter(codes), None),
            "$text": reading.text,
            "$topic": reading.topic or reading.text,
            "$query": reading.query,
            "$product": reading.codes[0] if reading.codes else reading.text,
            "$percent": reading.percent,
            "$step": reading.step or None,
            "$said": reading.said or reading.text,
            "$when": reading.when or reading.text,
            "$times": reading.when,
            "$named": next(iter(reading.codes), ""),
            **{f"$about.{name}": reading.asked_of(name) for name in self._language.steps},
        }
        filled = {
            name: known.get(value, value) if isinstance(value, str) else value
            for name, value in call.arguments.items()
        }
        arguments = fitting(filled, tools[call.tool])
        if arguments is None:
            return None
        return ToolCall(call.tool, arguments, reading.intent.kind is Kind.ANSWER)

    def _found_since(self, reading: Reading, situation: Situation) -> tuple[str, ...]:
        step = self._language.steps.get(reading.intent.step)
        if not reading.waits or step is None:
            return ()
        offered = situation.choices.get(step.name, ())
        found = pick(reading.text, offered, self._language.vocabulary, many=step.many)
        about = reading.score or (step.words and step.words.search(reading.text))
        if not found.named and not about:  # nothing in it was about picking
            return ()
        return tuple(choice.code for choice in found.choices)


def fitting(arguments: Mapping[str, Any], schema: Schema) -> dict[str, Any] | None:
    """The arguments a schema allows; None when a required one is missing or of another type."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    required: Sequence[str] = schema.get("required", ())
    kept: dict[str, Any] = {}
    for name, value in arguments.items():
        if name not in properties:
            continue
        if allows(properties[name], value, schema):
            kept[name] = value
        elif value is not None and value != "":
            return None
    for name in required:
        if name not in kept:
            blank = _blank(properties.get(name, {}), schema)
            if blank is _NOTHING:
                return None
            kept[name] = blank
    return kept


_NOTHING = object()


def _blank(schema: Schema, root: Schema) -> Any:
    """What a required argument may be when nothing was said of it: its default, or null."""
    if "default" in schema:
        return schema["default"]
    return None if allows(schema, None, root) else _NOTHING


def allows(schema: Schema, value: Any, root: Schema) -> bool:
    """Whether a value fits the parts of JSON Schema that function tools use."""
    if "$ref" in schema:
        return allows(root.get("$defs", {}).get(schema["$ref"].split("/")[-1], {}), value, root)
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return any(allows(option, value, root) for option in schema[union])
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    wanted = schema.get("type")
    if wanted is None:
        return True
    kinds = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool) and "boolean" not in kinds:
        return False
    if not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return False
    if isinstance(value, list):
        return all(allows(schema.get("items", {}), one, root) for one in value)
    return True
