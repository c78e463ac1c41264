"""What-if and own rules, for the use cases there are: asked again, every policy says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.bootstrap import build_services
from chatkit_core.config import Settings
from chatkit_core.data import DocumentNotFoundError
from chatkit_core.domain import PolicyEngine, Refused
from chatkit_core.headless import Conversation
from chatkit_core.own_rules import apply_rules
from chatkit_core.trace.checks import evaluate
from chatkit_core.trace.event import Event
from chatkit_core.trace.frame import Frame, frame
from chatkit_core.trace.reconcile import catch_up
from chatkit_core.what_if import decide, knobs, turned, usual
from tests.usecases.retail.counter import Counter

TO_OFFER = (
    "/click retail.start",
    '/click retail.select_items {"items": "ORD-78310/PROD-010"}',
    '/click retail.choose_reason {"reason": "CHANGED_MIND"}',
    '/click retail.answer_offer {"accept": false}',
)
REST = (
    '/click retail.choose_resolution {"resolution": "FULL_REFUND"}',
    '/click retail.choose_shipping {"method": "DROP_OFF"}',
)


@pytest.fixture
async def talk(tmp_path: Path) -> Conversation:
    return await Counter(tmp_path).talk()


async def say(talk: Conversation, *lines: str) -> None:
    for line in lines:
        answer = await talk.send(line)
        assert answer["error"] is None, answer


async def log_of(talk: Conversation) -> list[Event]:
    assert talk.thread_id
    await talk.services.log.flush(talk.thread_id)
    return await talk.services.log.read(talk.thread_id)


async def frame_of(talk: Conversation) -> Frame:
    return frame(await log_of(talk))


async def apply(
    talk: Conversation, rules: dict[str, dict[str, object]], user: str = "local"
) -> None:
    assert talk.thread_id
    await apply_rules(talk.services.servers["retail"], talk.thread_id, user, rules)


def refunds(log: list[Event]) -> list[Event]:
    return [e for e in log if e.kind == "decision" and e.name == "refund"]


async def test_a_recorded_decision_asked_again_is_the_same_and_follows_its_knobs(
    talk: Conversation,
) -> None:
    await say(talk, *TO_OFFER, *REST)
    policies: PolicyEngine = talk.services.servers["retail"].service.policies
    log = await log_of(talk)
    for event in (e for e in log if e.kind == "decision"):
        again = decide(policies, event.name, event.data["inputs"], usual(policies, event.name))
        assert (again.verdict, again.because, dict(again.outputs)) == (
            event.data["verdict"], event.data["because"], event.data["outputs"],
        )  # fmt: skip
    asked = [e.data["inputs"] for e in log if e.kind == "decision"]
    inputs = next(one for one in asked if one.get("delivered_on"))
    found = knobs(policies.policies["return_eligibility"].inputs, inputs)
    days = next(k for k in found if k.distance)
    assert days.distance
    assert days.distance.label == "Days since delivery"
    late = turned(inputs, days, 400)
    rules = usual(policies, "return_eligibility")
    assert decide(policies, "return_eligibility", late, rules).verdict == "refused"
    generous = {**rules, "window_days": 500}
    assert decide(policies, "return_eligibility", late, generous).verdict == "allowed"


async def test_every_parameter_of_every_policy_can_be_turned(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, _env_file=None)  # type: ignore[call-arg]
    services = await build_services(settings)
    for server in services.servers.values():
        for name, policy in server.service.policies.policies.items():
            values = usual(server.service.policies, name)
            turnable = {knob.path[0] for knob in knobs(policy.parameters, values)}
            assert turnable == set(policy.parameters.model_fields), name
    await services.close()


async def test_a_conversation_follows_its_own_rules_from_the_next_step_on(
    talk: Conversation,
) -> None:
    await say(talk, *TO_OFFER)
    await apply(talk, {"refund": {"fee_percent": {"CHANGED_MIND": 0}}})
    await say(talk, *REST)
    found = await frame_of(talk)
    assert refunds(await log_of(talk))[-1].data["outputs"]["fee_percent"] == 0
    assert found.rules == {"refund": {"fee_percent": {"CHANGED_MIND": 0}}}


async def test_own_rules_are_one_conversations_alone(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    one, other = await counter.talk(), await counter.talk()
    await say(one, *TO_OFFER)
    await say(other, *TO_OFFER)
    await apply(one, {"refund": {"fee_percent": {"CHANGED_MIND": 50}}})
    await say(one, *REST)
    await say(other, *REST)
    percents = [
        refunds(await log_of(talk))[-1].data["outputs"]["fee_percent"] for talk in (one, other)
    ]
    assert percents == [50, 15]


async def test_they_are_logged_as_the_inspectors_doing_and_can_be_given_back(
    talk: Conversation,
) -> None:
    await say(talk, *TO_OFFER)
    await apply(talk, {"refund": {"fee_percent": {"CHANGED_MIND": 50}}})
    await apply(talk, {})
    given, back = [e for e in await log_of(talk) if e.kind == "rules"]
    assert (given.actor, back.actor) == ("inspector", "inspector")
    assert given.data["ops"] == [
        {"key": "refund.fee_percent", "old": None, "new": {"CHANGED_MIND": 50}}
    ]
    assert back.data["ops"][0]["new"] is None
    assert (await frame_of(talk)).rules == {}
    assert all(finding.holds for finding in evaluate(await log_of(talk)))
    await say(talk, *REST)
    assert refunds(await log_of(talk))[-1].data["outputs"]["fee_percent"] == 15


async def test_the_open_card_is_drawn_by_them_at_once(talk: Conversation) -> None:
    await say(talk, *TO_OFFER)
    await apply(talk, {"refund": {"fee_percent": {"CHANGED_MIND": 50}}})
    newest = (await frame_of(talk)).shown[-1]
    assert newest["type"] == "widget"
    assert "50%" in str(newest["widget"])


async def test_they_are_found_again_when_the_log_missed_them(talk: Conversation) -> None:
    await say(talk, *TO_OFFER)
    await apply(talk, {"refund": {"store_credit_bonus_percent": 40}})
    assert talk.thread_id
    services = talk.services
    kept = [e for e in await log_of(talk) if e.kind != "rules"]
    await services.log.delete(talk.thread_id)
    for e in kept:
        services.log.emit(
            talk.thread_id, kind=e.kind, name=e.name, phase=e.phase, actor=e.actor, data=e.data,
            request=e.request, span=e.span, parent=e.parent, ms=e.ms, error=e.error, at=e.at,
        )  # fmt: skip
    await services.log.flush(talk.thread_id)
    assert await catch_up(services.documents, services.log, talk.thread_id) == 1
    assert (await frame_of(talk)).rules == {"refund": {"store_credit_bonus_percent": 40}}


async def test_rules_that_make_no_sense_are_refused_and_change_nothing(talk: Conversation) -> None:
    await say(talk, *TO_OFFER)
    before = await log_of(talk)
    with pytest.raises(Refused, match="no policy called"):
        await apply(talk, {"letters": {"stamp": 1}})
    with pytest.raises(Refused, match="store credit bonus percent"):
        await apply(talk, {"refund": {"store_credit_bonus_percent": "plenty"}})
    with pytest.raises(DocumentNotFoundError):
        await apply(talk, {"refund": {"store_credit_bonus_percent": 40}}, user="mallory")
    assert await log_of(talk) == before
