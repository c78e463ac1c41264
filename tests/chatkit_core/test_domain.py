"""The policy engine: parameters in force, watching, and what it does not know."""

from __future__ import annotations

import pytest

from chatkit_core.domain import Decision, PolicyEngine, UnknownPolicyError, Verdict
from tests.chatkit_core.tiny import Size, SizeInputs, SizeParameters, SizePolicy


def test_a_policy_without_given_parameters_uses_its_defaults() -> None:
    engine = PolicyEngine([SizePolicy()])
    assert engine.parameters_of("size") == SizeParameters()


def test_other_parameters_hold_in_the_copy_only() -> None:
    engine = PolicyEngine([SizePolicy()])
    other = engine.with_parameters(size=SizeParameters(largest_without_approval=Size.SMALL))
    assert other.parameters_of("size") != engine.parameters_of("size")


def test_a_watched_engine_reports_each_decision_once() -> None:
    seen: list[Decision] = []
    engine = PolicyEngine([SizePolicy()]).watched_by(seen.append)
    answer = engine.decide("size", SizeInputs(size=Size.HUGE))
    assert seen == [answer]
    assert answer.verdict is Verdict.NEEDS_APPROVAL
    assert not answer.allowed


def test_an_unknown_policy_is_named() -> None:
    with pytest.raises(UnknownPolicyError, match="colour"):
        PolicyEngine([SizePolicy()]).decide("colour", SizeInputs(size=Size.SMALL))
