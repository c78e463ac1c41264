"""Policies and their decisions: plain values in, a `Decision` out, no input or output."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from chatkit_core.handbook import Handbook

logger = logging.getLogger(__name__)

Rules = Mapping[str, Mapping[str, Any]]
"""Policy parameters that are not the usual ones, as JSON: by policy, by parameter."""


class Verdict(StrEnum):
    """What a policy says."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    NEEDS_APPROVAL = "needs_approval"


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a policy, and whether it held."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A policy's answer. `because` is one sentence a customer may read.

    `inputs` are the values decided on, `outputs` what was worked out (amounts, dates).
    """

    rule: str
    verdict: Verdict
    clauses: tuple[Clause, ...]
    because: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def allowed(self) -> bool:
        return self.verdict is Verdict.ALLOWED


@dataclass(frozen=True, slots=True)
class Distance:
    """Beside a date among a policy's inputs: how people think of it, as a distance.

    `label` says it ("Days since delivery"), `reference` names the input that it is counted from,
    in whole `unit`s; `ahead` counts from the reference to the date.
    """

    label: str
    reference: str
    unit: timedelta = timedelta(days=1)
    ahead: bool = False


Inputs = TypeVar("Inputs", bound=BaseModel)
Parameters = TypeVar("Parameters", bound=BaseModel)


class Policy(ABC, Generic[Inputs, Parameters]):
    """One rule of the business: typed inputs, typed parameters, a pure `decide`.

    Inputs and parameters are pydantic models so that a reader can offer a what-if form for them.
    """

    name: ClassVar[str]
    inputs: ClassVar[type[BaseModel]]
    parameters: ClassVar[type[BaseModel]]

    @abstractmethod
    def decide(self, inputs: Inputs, parameters: Parameters) -> Decision: ...


class UnknownPolicyError(LookupError):
    """No policy of that name is registered."""


class PolicyEngine:
    """Every policy of a use case with the parameters in force, and one place to watch decisions."""

    def __init__(
        self,
        policies: Sequence[Policy[Any, Any]],
        parameters: Mapping[str, BaseModel] | None = None,
        on_decision: Callable[[Decision], None] | None = None,
    ) -> None:
        self._policies = {policy.name: policy for policy in policies}
        self._parameters = dict(parameters or {})
        self._on_decision = on_decision

    @property
    def policies(self) -> Mapping[str, Policy[Any, Any]]:
        return self._policies

    def parameters_of(self, name: str) -> BaseModel:
        """The parameters in force for a policy: the ones given, else its model's defaults."""
        if name not in self._policies:
            raise UnknownPolicyError(name)
        return self._parameters.get(name) or self._policies[name].parameters()

    def with_parameters(self, **parameters: BaseModel) -> PolicyEngine:
        """A copy in which some policies have other parameters."""
        merged = self._parameters | parameters
        return PolicyEngine(list(self._policies.values()), merged, self._on_decision)

    def with_rules(self, rules: Rules) -> PolicyEngine:
        """A copy in which some parameters are others; rules that do not fit any more are left out."""
        found: dict[str, BaseModel] = {}
        for name, own in rules.items():
            try:
                found[name] = self._merged(name, own)
            except (UnknownPolicyError, ValidationError) as problem:
                logger.warning("The own rules for %s no longer fit: %s", name, problem)
        return self.with_parameters(**found)

    def own_rules(self, rules: Rules) -> dict[str, dict[str, Any]]:
        """The given rules, checked, and only what differs from those in force.

        Raises `UnknownPolicyError`, or pydantic's `ValidationError`.
        """
        found: dict[str, dict[str, Any]] = {}
        for name, own in rules.items():
            usual = self.parameters_of(name).model_dump(mode="json")
            values = self._merged(name, own).model_dump(mode="json")
            if changed := {key: value for key, value in values.items() if value != usual[key]}:
                found[name] = changed
        return found

    def _merged(self, name: str, own: Mapping[str, Any]) -> BaseModel:
        usual = self.parameters_of(name)
        return type(usual).model_validate({**usual.model_dump(mode="json"), **own})

    def watched_by(self, on_decision: Callable[[Decision], None]) -> PolicyEngine:
        """A copy that reports every decision."""
        return PolicyEngine(list(self._policies.values()), self._parameters, on_decision)

    def decide(self, name: str, inputs: BaseModel) -> Decision:
        """Ask one policy. Raises `UnknownPolicyError`."""
        parameters = self.parameters_of(name)
        decision = self._policies[name].decide(inputs, parameters)
        if self._on_decision:
            self._on_decision(decision)
        return decision


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be picked: the code that is stored, and the words people see for it."""

    code: str
    label: str
    detail: str = ""
    icon: str = ""

    def as_json(self) -> dict[str, str]:
        """As a model is told of it."""
        return {"code": self.code, "label": self.label, "detail": self.detail}


def choice_of(table: Sequence[Choice], code: str) -> Choice:
    """The entry of a code in a table of choices."""
    return next(choice for choice in table if choice.code == code)


def listed(names: Sequence[str], joint: str = "and") -> str:
    """Names in a sentence: “a”, “a and b”, “a, b and c”."""
    *first, last = names
    return f"{', '.join(first)} {joint} {last}" if first else last


class Record(BaseModel):
    """A value as a use case's data has it. Frozen; fields it does not know are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Person(Record):
    """Somebody a conversation can be about; `id_field` names the field with their number."""

    id_field: ClassVar[str]

    name: str
    email: str

    @property
    def id(self) -> str:
        return getattr(self, self.id_field)

    @property
    def given_name(self) -> str:
        return self.name.split()[0]


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A business "no" or bad input: one readable sentence, and nothing has changed."""

    def __init__(self, sentence: str, decision: Decision | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.decision = decision


class NeedsApproval(Exception):  # noqa: N818 - an answer as well
    """The command is allowed only once somebody with the right role says so."""

    def __init__(self, sentence: str, decision: Decision) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.decision = decision


class DomainService:
    """What a use case's commands may ask: its policies, its calendar and its policy texts.

    Use cases subclass this and add their repository.
    """

    def __init__(
        self,
        policies: PolicyEngine,
        clock: Callable[[], datetime],
        handbook: Handbook | None = None,
    ) -> None:
        self.policies = policies
        self.clock = clock
        self.handbook = handbook or Handbook(())

    def under(self, rules: Rules) -> Self:
        """The same service for a conversation with rules of its own; itself where it has none."""
        if not rules:
            return self
        other = copy(self)
        other.policies = self.policies.with_rules(rules)
        return other

    def today(self) -> date:
        return self.clock().date()
