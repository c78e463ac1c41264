"""A function tool's own `needs_approval`, on ChatKit: the run waits in its thread for a click.

An interrupted run is kept as a hidden item of the thread, in the store that the server has anyway,
so that it outlives the process and goes with the thread. Each of its calls gets a card. Once all
are answered, exactly one request takes the run on.

`BaseChatKitServer` does all of this by itself. Any other ChatKit server takes three steps:

    approvals = ToolApprovals(self.store)                          # once, in __init__

    async for event in approvals.ask(agent_context, result):       # after stream_agent_response
        yield event

    if approvals.is_answer(action):                                # in action()
        answered = await approvals.decide(thread, action, sender, context)
        yield answered.card
        if answered.run:
            result = await approvals.resume(agent, agent_context, answered)
            ...                                                    # stream it, and ask again

and leaves the hidden items of waiting runs out of what its model hears (`heard`).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from agents import Agent, RunContextWrapper, Runner, RunResultStreaming, RunState
from agents.items import ToolApprovalItem
from chatkit.actions import Action
from chatkit.agents import AgentContext
from chatkit.errors import CustomStreamError
from chatkit.store import NotFoundError, Store
from chatkit.types import (
    HiddenContextItem,
    ThreadItem,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from pydantic import BaseModel, ValidationError

from chatkit_core.approval_card import APPROVE, REJECT, answered_card, waiting_card
from chatkit_core.data import DocumentExistsError

GONE = "That request is no longer waiting for an answer."
REFUSED_BY_A_PERSON = "A person has looked at this call and said no. It was not carried out."
_KIND = "core.tool.run"
_OURS = ('{"kind":"core.tool.run"', '{"kind":"core.tool.answer"')


class WaitingCall(BaseModel):
    """One tool call of an interrupted run, and the card that asks about it."""

    id: str
    tool: str
    card: str


class WaitingRun(BaseModel):
    """An interrupted run as it is stored; `state` is the agents SDK's own JSON."""

    kind: Literal["core.tool.run"] = _KIND
    calls: list[WaitingCall]
    state: dict[str, Any]


class _Answer(BaseModel):
    """A claim: whoever stored it first has decided; `token` tells two equal answers apart."""

    kind: Literal["core.tool.answer"] = "core.tool.answer"
    approved: bool
    token: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a click on an approval card led to.

    `card` locks the card. `run` is set for the one request that has to take the run on, `refusal`
    where the click came too late.
    """

    card: ThreadItemReplacedEvent
    run: WaitingRun | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    refusal: str | None = None


class ToolApprovals:
    """The interrupted runs of one ChatKit server, kept in its store."""

    def __init__(self, store: Store[Any]) -> None:
        self._store = store
        self._one_at_a_time = asyncio.Lock()

    @staticmethod
    def is_answer(action: Action[str, Any]) -> bool:
        return action.type in (APPROVE, REJECT)

    @staticmethod
    def heard(items: Iterable[ThreadItem]) -> list[ThreadItem]:
        """The items without those that are kept here, which are not for a model's ears."""
        return [item for item in items if not _is_ours(item)]

    @staticmethod
    def waiting(items: Iterable[ThreadItem]) -> list[str]:
        """The names of the tools among these items whose calls wait for a person."""
        runs = (_read(item) for item in items if _is_ours(item))
        return [call.tool for run in runs if run for call in run.calls]

    async def ask(
        self, context: AgentContext[Any], result: RunResultStreaming
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Keep a run that was interrupted, and ask for each of its calls; nothing for any other."""
        if not result.interruptions:
            return
        run_id = context.generate_id("message")
        calls = [
            WaitingCall(
                id=_id_of(item, at), tool=item.name or "", card=context.generate_id("message")
            )
            for at, item in enumerate(result.interruptions)
        ]
        # The context is the request's own: the next request brings another one.
        state = result.to_state().to_json(context_serializer=lambda _: {})
        run = WaitingRun(calls=calls, state=state)
        await self._keep(context.thread, run_id, run, context.request_context)
        for call, item in zip(calls, result.interruptions, strict=True):
            card = waiting_card(call.tool, _about(item), item.arguments, run_id, call.id)
            yield ThreadItemDoneEvent(
                item=WidgetItem(
                    id=call.card,
                    thread_id=context.thread.id,
                    created_at=datetime.now(UTC),
                    widget=card,
                )
            )

    async def decide(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Any,
    ) -> Answered:
        """Take the answer of a click. Raises `CustomStreamError` for one that no card gave."""
        given = action.payload if isinstance(action.payload, Mapping) else {}
        run_id, call_id = str(given.get("run")), str(given.get("call"))
        if sender is None or not _offers(sender, run_id, call_id):
            raise CustomStreamError(GONE, allow_retry=False)
        async with self._one_at_a_time:
            run = await self._load(thread, run_id, context)
            call = next((one for one in run.calls if one.id == call_id), None) if run else None
            if run is None or call is None:
                return Answered(_locked(sender, "", None), refusal=GONE)
            answer = _Answer(approved=action.type == APPROVE, token=uuid.uuid4().hex)
            name = f"{run_id}_{run.calls.index(call)}"
            mine = await self._claim(thread, name, answer, context)
            answers = await self._answers(thread, run_id, run, context)
            complete = len(answers) == len(run.calls)
            # Only now is it taken: a process that died after its claim is made up for here.
            takes = complete and await self._claim(thread, f"{run_id}_taken", answer, context)
            if takes:
                await self._store.delete_thread_item(thread.id, run_id, context=context)
        card = _locked(sender, call.tool, answers[call_id])
        refusal = None if mine or takes else GONE
        return Answered(card, run if takes else None, answers, refusal)

    async def resume(
        self, agent: Agent[Any], context: AgentContext[Any], answered: Answered, **options: Any
    ) -> RunResultStreaming:
        """Go on with a run: what was approved is called, and the model hears of the rest.

        `options` are those of `Runner.run_streamed`.
        """
        if answered.run is None:
            raise ValueError("this answer does not take a run on")
        state = await RunState.from_json(
            agent, answered.run.state, context_override=RunContextWrapper(context)
        )
        for at, item in enumerate(state.get_interruptions()):
            if answered.answers.get(_id_of(item, at)):
                state.approve(item)
            else:
                state.reject(item, rejection_message=REFUSED_BY_A_PERSON)
        return Runner.run_streamed(agent, state, **options)

    # The store ---------------------------------------------------------------------------------

    async def _keep(
        self, thread: ThreadMetadata, id: str, what: WaitingRun | _Answer, context: Any
    ) -> None:
        item = HiddenContextItem(
            id=id,
            thread_id=thread.id,
            created_at=datetime.now(UTC),
            content=what.model_dump_json(),
        )
        await self._store.add_thread_item(thread.id, item, context=context)

    async def _claim(self, thread: ThreadMetadata, id: str, answer: _Answer, context: Any) -> bool:
        """Store an answer under an id that only one can have.

        The lock makes it so in this process; a store that refuses a taken id, in any.
        """
        if await self._item(thread, id, context) is not None:
            return False
        try:
            await self._keep(thread, id, answer, context)
        except DocumentExistsError:
            return False
        return True

    async def _answers(
        self, thread: ThreadMetadata, run_id: str, run: WaitingRun, context: Any
    ) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for at, call in enumerate(run.calls):
            item = await self._item(thread, f"{run_id}_{at}", context)
            if item is not None:
                found[call.id] = _Answer.model_validate_json(str(item.content)).approved
        return found

    async def _load(self, thread: ThreadMetadata, id: str, context: Any) -> WaitingRun | None:
        item = await self._item(thread, id, context)
        return _read(item) if item else None

    async def _item(
        self, thread: ThreadMetadata, id: str, context: Any
    ) -> HiddenContextItem | None:
        try:
            item = await self._store.load_item(thread.id, id, context=context)
        except NotFoundError:
            return None
        return item if isinstance(item, HiddenContextItem) else None


def _is_ours(item: ThreadItem) -> bool:
    return isinstance(item, HiddenContextItem) and str(item.content).startswith(_OURS)


def _read(item: ThreadItem) -> WaitingRun | None:
    try:
        return WaitingRun.model_validate_json(str(getattr(item, "content", "")))
    except ValidationError:
        return None


def _id_of(item: ToolApprovalItem, at: int) -> str:
    return item.call_id or str(at)


def _about(item: ToolApprovalItem) -> str:
    """What the tool says of itself, where it is one of the agent's own."""
    tools = getattr(item.agent, "tools", ())
    found = next((tool for tool in tools if getattr(tool, "name", "") == item.name), None)
    return str(getattr(found, "description", "") or "")


def _offers(sender: WidgetItem, run_id: str, call_id: str) -> bool:
    """Whether this very card asks about that call: an action could be sent with any card."""
    payload = {"run": run_id, "call": call_id}
    return _holds(sender.widget.model_dump(mode="json"), payload)


def _holds(node: Any, payload: dict[str, str]) -> bool:
    if isinstance(node, dict):
        return node.get("payload") == payload or any(_holds(v, payload) for v in node.values())
    return isinstance(node, list) and any(_holds(child, payload) for child in node)


def _locked(sender: WidgetItem, tool: str, approved: bool | None) -> ThreadItemReplacedEvent:
    card = answered_card(tool, approved)
    return ThreadItemReplacedEvent(item=sender.model_copy(update={"widget": card}))
