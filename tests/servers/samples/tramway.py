"""A network to plan: a click's answer asks the page to do something, and a guardrail stops a run.

Shaped like a map demo: the list's rows lock once one is chosen, what was chosen is told to the
model as hidden context, and after the page's own tool nobody answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrailTripwireTriggered,
    RunContextWrapper,
    Runner,
    StopAtTools,
    function_tool,
    input_guardrail,
)
from agents.testing import ScriptedModel, function_call
from chatkit.actions import Action
from chatkit.agents import AgentContext, simple_to_agent_input, stream_agent_response
from chatkit.server import ChatKitServer
from chatkit.types import (
    ClientToolCallItem,
    HiddenContextItem,
    ProgressUpdateEvent,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot

from tests.servers.replies import said, say, stamp
from tests.servers.samples import UNTRACED, answer
from tests.servers.samples.loose_store import LooseStore

Run = RunContextWrapper[AgentContext[None]]
LINES = {"north": "North line", "harbour": "Harbour line"}


def lines_list(chosen: str | None = None) -> DynamicWidgetRoot:
    rows: list[dict[str, Any]] = []
    for id, name in LINES.items():
        row: dict[str, Any] = {
            "type": "ListViewItem",
            "key": id,
            "gap": 3,
            "children": [
                {"type": "Box", "size": 24, "radius": "full", "background": "green-400"},
                {"type": "Text", "value": f"{name} ✓" if id == chosen else name},
            ],
        }
        if chosen is None:
            row["onClickAction"] = {"type": "line.pick", "payload": {"id": id}}
        rows.append(row)
    return DynamicWidgetRoot.model_validate({"type": "ListView", "children": rows})


@function_tool
async def show_lines(ctx: Run) -> None:
    """Let the planner pick a line."""
    await ctx.context.stream(ProgressUpdateEvent(text="Reading the network"))
    await ctx.context.stream(say(ctx.context.thread, "Which line?"))
    await ctx.context.stream_widget(lines_list())


@input_guardrail
async def about_trams(_: Run, __: Any, given: Any) -> GuardrailFunctionOutput:
    """Only trams are talked about here."""
    return GuardrailFunctionOutput("", tripwire_triggered="aeroplane" in str(given[-1]))


class Tramway(ChatKitServer[None]):
    """`lines` shows the lines; a word about aeroplanes is stopped by the guardrail."""

    def __init__(self) -> None:
        self.store = LooseStore()
        super().__init__(self.store)
        self.model = ScriptedModel()
        self.agent = Agent[AgentContext[None]](
            name="Planner",
            model=self.model,
            tools=[show_lines],
            input_guardrails=[about_trams],
            tool_use_behavior=StopAtTools(stop_at_tool_names=["show_lines"]),
        )

    async def respond(
        self, thread: ThreadMetadata, item: UserMessageItem | None, context: None
    ) -> AsyncIterator[ThreadStreamEvent]:
        page = await self.store.load_thread_items(thread.id, None, 20, "desc", context)
        if item is None and isinstance(page.data[0], ClientToolCallItem):
            return
        words = said(item)
        calls = [function_call("show_lines", {}, call_id="call_lines")]
        self.model.enqueue(calls if words == "lines" else [answer(f"Planned: {words}")])
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        heard = await simple_to_agent_input(list(reversed(page.data)))
        result = Runner.run_streamed(self.agent, heard, context=agent_context, run_config=UNTRACED)
        try:
            async for event in stream_agent_response(agent_context, result):
                yield event
        except InputGuardrailTripwireTriggered:
            yield say(thread, "Let us stay on the rails.")

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: None,
    ) -> AsyncIterator[ThreadStreamEvent]:
        chosen = action.payload["id"]
        if sender:
            update = {"widget": lines_list(chosen)}
            yield ThreadItemReplacedEvent(item=sender.model_copy(update=update))
        hidden = HiddenContextItem(**stamp(thread), content=f"<PICKED>{chosen}</PICKED>")
        await self.store.add_thread_item(thread.id, hidden, context)
        yield say(thread, "Where on the line?")
        yield ThreadItemDoneEvent(
            item=ClientToolCallItem(
                **stamp(thread), call_id="call_place", name="pick_place", arguments={"on": chosen}
            )
        )
