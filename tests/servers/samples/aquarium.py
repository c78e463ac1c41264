"""A pet to look after: hidden context, client tool calls, a card that is replaced once answered.

Shaped like a companion demo: the context is a dict, tools end the run, and the card's buttons are
answered without the model.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from agents import Agent, RunContextWrapper, Runner, StopAtTools, function_tool
from agents.testing import ScriptedModel, function_call
from chatkit.actions import Action
from chatkit.agents import (
    AgentContext,
    ClientToolCall,
    simple_to_agent_input,
    stream_agent_response,
)
from chatkit.server import ChatKitServer
from chatkit.types import (
    ClientToolCallItem,
    HiddenContextItem,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)
from chatkit.widgets import Button, Card, Row, Title

from tests.servers.replies import said, say, stamp
from tests.servers.samples import UNTRACED, answer
from tests.servers.samples.loose_store import LooseStore

Context = dict[str, Any]
Run = RunContextWrapper[AgentContext[Context]]
NAMES = ("Bubbles", "Captain Fin")


def names_card(chosen: str | None = None) -> Card:
    buttons = [
        Button(
            label=f"✓ {name}" if name == chosen else name,
            disabled=chosen is not None,
            onClickAction={"type": "fish.name", "payload": {"name": name}},  # pyright: ignore[reportArgumentType]
        )
        for name in NAMES
    ]
    return Card(children=[Title(value="A name for your fish"), Row(children=[*buttons])])


async def hide(context: AgentContext[Context], text: str) -> None:
    item = HiddenContextItem(**stamp(context.thread), content=text)
    await context.store.add_thread_item(context.thread.id, item, context.request_context)


@function_tool
async def feed(ctx: Run, meal: str) -> None:
    """Feed the fish, and tell the page."""
    await hide(ctx.context, f"<FED>{meal}</FED>")
    ctx.context.client_tool_call = ClientToolCall(name="update_tank", arguments={"meal": meal})


@function_tool
async def suggest_names(ctx: Run) -> None:
    """Show the names on a card."""
    await ctx.context.stream(say(ctx.context.thread, "Some names to choose from."))
    await ctx.context.stream_widget(names_card(), copy_text=", ".join(NAMES))


SCRIPT = {
    "feed it": [function_call("feed", {"meal": "flakes"}, call_id="call_feed")],
    "name it": [function_call("suggest_names", {}, call_id="call_names")],
}


class Aquarium(ChatKitServer[Context]):
    """`feed it` asks the page, `name it` shows a card, anything else is chat."""

    def __init__(self) -> None:
        self.store = LooseStore()
        super().__init__(self.store)
        self.model = ScriptedModel()
        self.agent = Agent[AgentContext[Context]](
            name="Fish",
            model=self.model,
            tools=[feed, suggest_names],
            tool_use_behavior=StopAtTools(stop_at_tool_names=["feed", "suggest_names"]),
        )

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        page = await self.store.load_thread_items(thread.id, None, 20, "desc", context)
        if input_user_message is None and isinstance(page.data[0], ClientToolCallItem):
            return
        words = said(input_user_message)
        self.model.enqueue(SCRIPT.get(words, [answer(f"Blub: {words}")]))
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        visible = [one for one in page.data if not isinstance(one, HiddenContextItem)]
        result = Runner.run_streamed(
            self.agent,
            await simple_to_agent_input(list(reversed(visible))),
            context=agent_context,
            run_config=UNTRACED,
        )
        async for event in stream_agent_response(agent_context, result):
            yield event

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        if action.type != "fish.name" or sender is None:
            return
        name = action.payload["name"]
        locked = sender.model_copy(update={"widget": names_card(name)})
        yield ThreadItemReplacedEvent(item=locked)
        thread.title = f"{name}’s tank"
        await self.store.save_thread(thread, context)
        hidden = HiddenContextItem(**stamp(thread), content=f"<NAMED>{name}</NAMED>")
        # Some authors store hidden items, others stream them: neither may be seen.
        yield ThreadItemDoneEvent(item=hidden)
        yield say(thread, f"{name} it is.")
