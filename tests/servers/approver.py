"""A foreign server with an agent whose tool needs approval, bridged with `ToolApprovals`."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

from agents import Agent, RunConfig, Runner, RunResultStreaming, function_tool
from agents.testing import ModelCall, ModelStep, ScriptedModel, assistant_message, function_call
from chatkit.actions import Action
from chatkit.agents import AgentContext, simple_to_agent_input, stream_agent_response
from chatkit.errors import CustomStreamError
from chatkit.server import ChatKitServer
from chatkit.types import ThreadMetadata, ThreadStreamEvent, UserMessageItem, WidgetItem

from chatkit_core.tool_approval import ToolApprovals
from tests.servers.memory_store import Context, MemoryStore

PARCEL = "Send the parcel to Oslo"


@function_tool(needs_approval=True)
async def send_parcel(city: str, weight_in_kg: float) -> str:
    """Hand a parcel to the carrier. It cannot be called back."""
    return f"parcel to {city} is on its way"


def clerk(call: ModelCall) -> Any:
    """Answers what a tool said, sends a parcel where asked to, else repeats the words."""
    newest = call.input[-1]
    if newest.get("type") == "function_call_output":
        return [assistant_message(f"I heard: {newest['output']}.", item_id=_id())]
    text = str(newest.get("content"))
    if "parcel" in text:
        arguments = {"city": "Oslo", "weight_in_kg": 2.5}
        return [function_call("send_parcel", arguments, call_id=_id())]
    return [assistant_message("Parcels are sent on request.", item_id=_id())]


def _id() -> str:
    return uuid.uuid4().hex


class Approver(ChatKitServer[Context]):
    """Written as any ChatKit server is; the approvals are the three lines that its docs name."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.approvals = ToolApprovals(self.store)
        self.model = ScriptedModel([ModelStep.respond(clerk) for _ in range(200)])
        self.agent = Agent(name="clerk", tools=[send_parcel])

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        page = await self.store.load_thread_items(thread.id, None, 50, "asc", context)
        heard = await simple_to_agent_input(self.approvals.heard(page.data))

        def start(ctx: AgentContext[Context]) -> RunResultStreaming:
            return Runner.run_streamed(self.agent, heard, context=ctx, run_config=self._config())

        async for event in self._stream(thread, context, start):
            yield event

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        answered = await self.approvals.decide(thread, action, sender, context)
        yield answered.card
        if answered.refusal:
            raise CustomStreamError(answered.refusal)
        if answered.run:
            ctx = self._context(thread, context)
            result = await self.approvals.resume(
                self.agent, ctx, answered, run_config=self._config()
            )
            async for event in self._stream(thread, context, lambda _: result, ctx):
                yield event

    async def _stream(
        self,
        thread: ThreadMetadata,
        context: Context,
        start: Callable[[AgentContext[Context]], RunResultStreaming],
        ctx: AgentContext[Context] | None = None,
    ) -> AsyncIterator[ThreadStreamEvent]:
        ctx = ctx or self._context(thread, context)
        result = start(ctx)
        async for event in stream_agent_response(ctx, result):
            yield event
        async for event in self.approvals.ask(ctx, result):
            yield event

    def _context(self, thread: ThreadMetadata, context: Context) -> AgentContext[Context]:
        return AgentContext(thread=thread, store=self.store, request_context=context)

    def _config(self) -> RunConfig:
        return RunConfig(model=self.model, tracing_disabled=True)
