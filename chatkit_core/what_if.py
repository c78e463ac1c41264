"""What a policy would say if something were different: its inputs and parameters as knobs to turn.

Works for every policy alike: the knobs are read from its pydantic models.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic.fields import FieldInfo

from chatkit_core.domain import Decision, Distance, PolicyEngine

Values = Mapping[str, Any]
"""A policy's inputs or parameters as JSON."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One value that can be changed. `path` leads to it: the field, and a key inside it.

    `form` is toggle, number (whole), decimal, text, date, moment (a date-time), time, choice (one
    of `options`), choices (several of them), numbers (a list), or distance (whole days or hours
    between a date and the one that `distance` names). `value` is JSON, None where there is none.
    """

    path: tuple[str, ...]
    form: str
    value: Any
    options: tuple[Any, ...] = ()
    distance: Distance | None = None


class WhatIfError(ValueError):
    """Values that the policy cannot decide on; the text is one sentence."""


def knobs(model: type[BaseModel], values: Values) -> list[Knob]:
    """Everything in some JSON values that can be changed; what has no simple form is left out."""
    return [knob for name, field in model.model_fields.items() for knob in _of(name, field, values)]


def concerned(found: Sequence[Knob], inputs: Values) -> list[Knob]:
    """Without the entries that have no value and are not about the case: they would only be long."""
    case = {value for value in inputs.values() if isinstance(value, str)}
    return [k for k in found if k.value is not None or len(k.path) < 2 or k.path[1] in case]


def turned(values: Values, knob: Knob, value: Any) -> dict[str, Any]:
    """The values with one knob set; None takes away what may be missing."""
    name, *inside = knob.path
    changed = dict(values)
    if knob.distance:
        changed[name] = _moved(values, knob.distance, value)
    elif inside:
        changed[name] = {**(values.get(name) or {}), inside[0]: value}
        if value is None:
            del changed[name][inside[0]]
    else:
        changed[name] = value
    return changed


def decide(policies: PolicyEngine, rule: str, inputs: Values, parameters: Values) -> Decision:
    """What a policy says of JSON inputs under JSON parameters; nobody else hears of it.

    Raises `WhatIfError`, or `UnknownPolicyError`.
    """
    policy = policies.policies.get(rule)
    if policy is None:
        raise WhatIfError(f"There is no rule called “{rule}” any more.")
    try:
        return policy.decide(
            policy.inputs.model_validate(inputs), policy.parameters.model_validate(parameters)
        )
    except ValidationError as problem:
        raise WhatIfError(_sentence(problem)) from problem
    except (LookupError, ArithmeticError, ValueError, TypeError) as problem:
        raise WhatIfError("This rule cannot decide on these values.") from problem


def usual(policies: PolicyEngine, rule: str) -> dict[str, Any]:
    """The parameters in force for a policy, as JSON."""
    return policies.parameters_of(rule).model_dump(mode="json")


def differing(usual: Values, values: Values) -> dict[str, Any]:
    """The parameters that are not as usual."""
    return {name: value for name, value in values.items() if usual.get(name) != value}


def _of(name: str, field: FieldInfo, values: Values) -> Iterator[Knob]:
    value = values.get(name)
    for hint in field.metadata:
        if isinstance(hint, Distance) and values.get(hint.reference) and value:
            apart = _apart(value, values[hint.reference], hint)
            yield Knob((name,), "distance", apart, distance=hint)
    kind = _plain(field.annotation)
    if get_origin(kind) is dict:
        yield from _entries(name, kind, value or {})
    elif get_origin(kind) in (list, tuple, set, frozenset):
        yield from _several(name, kind, value or [])
    elif form := _form(kind):
        yield Knob((name,), form, value, _options(kind))


def _entries(name: str, kind: Any, value: Mapping[str, Any]) -> Iterator[Knob]:
    """A knob for each entry: for every member of an enum, else for the keys that are there."""
    key, inner = get_args(kind)
    form = _form(_plain(inner))
    keys = _options(key) or tuple(value)
    if form:
        for one in keys:
            yield Knob((name, str(one)), form, value.get(one), _options(_plain(inner)))


def _several(name: str, kind: Any, value: Any) -> Iterator[Knob]:
    inner = _plain(get_args(kind)[0])
    if options := _options(inner):
        yield Knob((name,), "choices", list(value), options)
    elif inner is int:
        yield Knob((name,), "numbers", list(value))


FORMS: Sequence[tuple[type, str]] = (
    (bool, "toggle"),
    (Enum, "choice"),
    (int, "number"),
    (float, "decimal"),
    (Decimal, "decimal"),
    (datetime, "moment"),
    (date, "date"),
    (time, "time"),
    (str, "text"),
)


def _form(kind: Any) -> str | None:
    if not isinstance(kind, type):
        return None
    return next((form for base, form in FORMS if issubclass(kind, base)), None)


def _options(kind: Any) -> tuple[Any, ...]:
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return ()
    return tuple(member.value for member in kind.__members__.values())


def _plain(kind: Any) -> Any:
    """A type without `None` and without annotations around it."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if kind is AwareDatetime:
        return datetime
    if get_origin(kind) in (Union, types.UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return _plain(inner[0]) if len(inner) == 1 else kind
    return kind


def _apart(value: str, reference: str, distance: Distance) -> int:
    """Whole units from a date to its reference, or the other way round where it lies ahead."""
    gap = datetime.fromisoformat(reference) - datetime.fromisoformat(value)
    return round((-gap if distance.ahead else gap) / distance.unit)


def _moved(values: Values, distance: Distance, apart: Any) -> str:
    reference = datetime.fromisoformat(values[distance.reference])
    try:
        gap = timedelta(seconds=int(apart or 0) * distance.unit.total_seconds())
        moved = reference + gap if distance.ahead else reference - gap
    except OverflowError as far:
        raise WhatIfError("That is too far away.") from far
    return moved.date().isoformat() if "T" not in values[distance.reference] else moved.isoformat()


def _sentence(problem: ValidationError) -> str:
    first = problem.errors(include_url=False)[0]
    name = " ".join(str(part).replace("_", " ") for part in first["loc"]) or "a value"
    return f"{name[:1].upper()}{name[1:]}: {first['msg'][:1].lower()}{first['msg'][1:]}."
