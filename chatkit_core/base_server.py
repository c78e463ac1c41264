"""One model turn on a ChatKit server: history, situation, the agents runner, and its clean end."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from agents import (
    Agent,
    RunConfig,
    RunContextWrapper,
    Runner,
    RunResultStreaming,
    TResponseInputItem,
)
from agents.exceptions import ModelRefusalError
from agents.model_settings import ModelSettings
from agents.models.interface import Model
from chatkit.actions import Action
from chatkit.agents import AgentContext, stream_agent_response
from chatkit.errors import CustomStreamError, StreamError
from chatkit.server import ChatKitServer
from chatkit.types import (
    ProgressUpdateEvent,
    StreamingReq,
    ThreadMetadata,
    ThreadsCustomActionReq,
    ThreadStreamEvent,
    UserMessageItem,
    UserMessageTextContent,
    WidgetItem,
)
from pydantic import BaseModel, PrivateAttr

from chatkit_core.citations import mend_citations
from chatkit_core.converter import Converter
from chatkit_core.data import StoreUnavailableError
from chatkit_core.faults import explain
from chatkit_core.model_choice import MODEL, ModelChoice
from chatkit_core.session import RequestContext
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.tool_approval import Answered, ToolApprovals
from chatkit_core.trace.capture import Recorded
from chatkit_core.unfinished import Unfinished
from chatkit_core.widget_json import event_json

logger = logging.getLogger(__name__)

HISTORY_ITEMS = 100
MAX_MODEL_TURNS = 12
SPARE = 40
"""Items read beyond the history, for what waits for an approval among them."""
HEARD = {"user_message", "assistant_message"}
WAITING = (
    "Calls of these tools wait for a person to approve or reject them with a click on their card: "
    "{tools}. Do not make these calls again unless you are asked to."
)


class TurnContext(AgentContext[RequestContext]):
    """What function tools get: the ChatKit thread, and the door to the use case's commands."""

    message: UserMessageItem | None = None
    _commands: CommandRunner | None = PrivateAttr(default=None)

    @property
    def commands(self) -> CommandRunner | None:
        return self._commands

    def bind(self, commands: CommandRunner) -> None:
        """Say who runs commands for this turn."""
        self._commands = commands

    async def run(self, command: str, payload: Mapping[str, Any] | None = None) -> str:
        """Run a command for a tool, and give its outcome as JSON for the model."""
        if self._commands is None:
            raise RuntimeError("this turn has no commands bound")
        if doing := self._commands.doing(command):
            await self.stream(ProgressUpdateEvent(text=doing))
        return json.dumps(await self._commands.typed(command, payload or {}), ensure_ascii=False)


class CommandRunner(ABC):
    """Runs commands for the function tools of one turn."""

    @abstractmethod
    def doing(self, command: str) -> str:
        """What to show while a command runs."""

    @abstractmethod
    async def typed(self, command: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Run a command and give its outcome, or its refusal, as JSON values."""


def tool_trouble(context: RunContextWrapper[Any], error: Exception) -> str:
    """What a model hears of a tool call that failed; a store that is down ends the turn instead."""
    if isinstance(error, StoreUnavailableError):
        raise error
    logger.warning("A tool call was not understood: %s", error)
    return json.dumps({"ok": False, "say": "That did not work: the request was not understood."})


class BaseChatKitServer(Recorded, ModelChoice, ChatKitServer[RequestContext], ABC):
    """A ChatKit server whose answers come from one agent run per message.

    `models` are the configured models by name, the first one being the default. A function tool
    with `needs_approval` interrupts its run: a card asks for each such call, and the run goes on
    once they are answered, also in another process.
    """

    def __init__(self, store: DocumentThreadStore, models: Mapping[str, Model]) -> None:
        mend_citations()
        super().__init__(store)
        self.threads = store
        self.models = models
        self.converter = Converter()
        self.approvals = ToolApprovals(store)
        self.instructions = ""
        """What the agent is told in place of its own instructions; empty for those."""

    @abstractmethod
    def get_agent(self) -> Agent[TurnContext]:
        """The agent: its instructions and function tools. The model comes with the run."""

    def with_request(self, parsed: Any, context: RequestContext) -> RequestContext:
        """Note the type of the ChatKit request that is under way."""
        return replace(context, request=parsed.type)

    async def begin(
        self, thread: ThreadMetadata, message: UserMessageItem | None, context: RequestContext
    ) -> TurnContext:
        """Get ready for a model turn."""
        return TurnContext(thread=thread, store=self.store, request_context=context)

    async def situation(self, turn: TurnContext) -> str:
        """What the model is told of the session; empty for nothing."""
        return ""

    async def finish(self, turn: TurnContext) -> AsyncIterator[ThreadStreamEvent]:
        """What follows the model's answer, such as the next card."""
        return
        yield

    async def give_up(self, turn: TurnContext, *, failed: bool) -> bool:
        """Tidy up after a run that failed, or that was stopped by its user.

        Gives whether something final was done in it, which stays.
        """
        return False

    async def respond(
        self,
        thread: ThreadMetadata,
        input_user_message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        turn = await self._begun(thread, input_user_message, context)
        async with aclosing(self._carried_out(turn, lambda: self._run(turn))) as events:
            async for event in events:
                yield event

    async def _carried_out(
        self,
        turn: TurnContext,
        start: Callable[[], Awaitable[RunResultStreaming]],
        *,
        done: bool = False,
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """Stream one run to its end, or to where it waits for a person.

        `done` says that something which stays was done for it already.
        """
        result, unfinished = None, Unfinished()
        try:
            result = await start()
            async for event in stream_agent_response(turn, result):
                unfinished.hear(event)
                yield event
        except (CustomStreamError, StreamError):
            await self.give_up(turn, failed=True)
            raise
        except Exception as error:
            refused = isinstance(error, ModelRefusalError) and unfinished.said
            if not refused:  # the words of a refusal are an answer like any other
                for event in unfinished.kept(error):
                    yield event
                final = await self.give_up(turn, failed=True)
                raise explain(error, done=final or done) from error
        except BaseException:
            if result:
                result.cancel()
            await self.give_up(turn, failed=False)
            raise
        finally:
            if result:
                result.cancel()
            # ChatKit leaves a task waiting for the next event of a run that failed.
            await turn.stream(ProgressUpdateEvent(text=""))
        async for event in self._ended(turn, result):
            yield event

    async def _ended(
        self, turn: TurnContext, result: RunResultStreaming | None
    ) -> AsyncIterator[ThreadStreamEvent]:
        async for event in self.finish(turn):
            yield event
        if result:
            async for event in self.approvals.ask(turn, result):
                yield event

    def _serialize(self, obj: BaseModel) -> bytes:
        return event_json(obj) or super()._serialize(obj)

    # Approvals ---------------------------------------------------------------------------------

    async def _process_streaming_impl(
        self, request: StreamingReq, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """Take the answers to tool calls here, whatever a subclass does with its own actions."""
        events = super()._process_streaming_impl(request, context)
        if isinstance(request, ThreadsCustomActionReq) and self.approvals.is_answer(
            request.params.action
        ):
            events = self._answer(request, context)
        async with aclosing(events):
            async for event in events:
                yield event

    async def _answer(
        self, request: ThreadsCustomActionReq, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        wanted = request.params
        thread = await self.store.load_thread(wanted.thread_id, context)
        item = (
            await self.store.load_item(thread.id, wanted.item_id, context)
            if wanted.item_id
            else None
        )
        sender = item if isinstance(item, WidgetItem) else None
        stream = self._process_events(
            thread, context, lambda: self._answered(thread, wanted.action, sender, context)
        )
        async for event in stream:
            yield event

    async def _answered(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        answered = await self.approvals.decide(thread, action, sender, context)
        yield answered.card
        if answered.refusal:
            raise CustomStreamError(answered.refusal, allow_retry=False)
        if answered.run is None:
            return
        turn = await self._begun(thread, None, context)
        done = any(answered.answers.values())
        go_on = self._carried_out(turn, lambda: self._resume(turn, answered), done=done)
        async with aclosing(go_on):
            async for event in go_on:
                yield event

    async def _resume(self, turn: TurnContext, answered: Answered) -> RunResultStreaming:
        return await self.approvals.resume(
            self._told_agent(),
            turn,
            answered,
            max_turns=MAX_MODEL_TURNS,
            run_config=self._run_config(turn),
        )

    # The run -----------------------------------------------------------------------------------

    async def _begun(
        self, thread: ThreadMetadata, message: UserMessageItem | None, context: RequestContext
    ) -> TurnContext:
        try:
            if context.model and MODEL not in thread.metadata:
                thread.metadata[MODEL] = context.model  # ChatKit stores what changed in a thread
            return await self.begin(thread, message, context)
        except Exception as error:
            raise explain(error) from error

    def _told_agent(self) -> Agent[TurnContext]:
        agent = self.get_agent()
        return agent.clone(instructions=self.instructions) if self.instructions else agent

    async def _run(self, turn: TurnContext) -> RunResultStreaming:
        return Runner.run_streamed(
            self._told_agent(),
            await self.model_input(turn),
            context=turn,
            max_turns=MAX_MODEL_TURNS,
            run_config=self._run_config(turn),
        )

    def _run_config(self, turn: TurnContext) -> RunConfig:
        settings = ModelSettings(include_usage=True)
        return RunConfig(model=self.model_for(turn), model_settings=settings)

    async def model_input(self, turn: TurnContext) -> list[TResponseInputItem]:
        """The newest user and assistant items in order, and before the last one the situation."""
        items = await self.threads.newest_items(
            turn.thread.id,
            HISTORY_ITEMS + SPARE,
            HEARD | {"hidden_context_item"},
            turn.request_context,
        )
        said = [item for item in items if item.type in HEARD][-HISTORY_ITEMS:]
        heard = await self.converter.to_agent_input(said)
        waiting = ", ".join(self.approvals.waiting(items))
        told = [await self.situation(turn), WAITING.format(tools=waiting) if waiting else ""]
        at = max(len(heard) - 1, 0)
        heard[at:at] = [
            {"type": "message", "role": "developer", "content": text} for text in told if text
        ]
        return heard


def text_of(message: UserMessageItem | None) -> str:
    """The words of a user message."""
    parts = message.content if message else []
    return "".join(p.text for p in parts if isinstance(p, UserMessageTextContent)).strip()
