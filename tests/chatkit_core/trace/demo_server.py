"""A small recorded server: two commands, three tools, one session, real stores."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents import Agent, RunContextWrapper, Runner, function_tool
from agents.models.interface import Model
from chatkit.agents import AgentContext, simple_to_agent_input, stream_agent_response
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import (
    Action,
    AssistantMessageContent,
    AssistantMessageItem,
    SyncCustomActionResponse,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from chatkit_core.data import CORE_CONTAINERS, DocumentStore
from chatkit_core.domain import Clause, Decision, Verdict
from chatkit_core.flow import Flow, SessionContext, Step
from chatkit_core.session import RequestContext, SessionManager
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.trace.capture import (
    Recorded,
    RecordedModel,
    decision,
    install,
    span,
    stamp,
    state_changed,
)
from chatkit_core.trace.log import Event, EventLog

JANE = RequestContext(user_id="jane")


class DemoSession(SessionContext):
    shown: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    reason: str | None = None


FLOW = Flow(
    (
        Step("reason", "Reason", ("reason",), lambda state: state.reason is None),
        Step("done", "Done", (), lambda state: False),
    )
)

Tools = RunContextWrapper[AgentContext[RequestContext]]


@function_tool
async def look_up(ctx: Tools, customer: str) -> str:
    """Show somebody's orders."""
    return json.dumps(await server_of(ctx).show_orders(ctx.context.thread.id, customer))


@function_tool
async def set_reason(ctx: Tools, reason: str) -> str:
    """Note the reason."""
    return json.dumps(await server_of(ctx).choose_reason(ctx.context.thread.id, reason))


@function_tool
async def wait(ctx: Tools) -> str:
    """Wait for ever."""
    server_of(ctx).waiting.set()
    await asyncio.Event().wait()
    return "never"


def server_of(ctx: Tools) -> DemoServer:
    store = ctx.context.store
    assert isinstance(store, DemoThreads)
    return store.server


class DemoThreads(DocumentThreadStore):
    server: DemoServer


class DemoServer(Recorded, ChatKitServer[RequestContext]):
    def __init__(self, documents: DocumentStore, model: Model | None = None) -> None:
        super().__init__(DemoThreads(documents, "demo"))
        assert isinstance(self.store, DemoThreads)
        self.store.server = self
        self.documents = documents
        self.waiting = asyncio.Event()
        self.recorder = EventLog(documents)
        install(self.recorder)
        self.sessions = SessionManager(
            documents,
            DemoSession,
            FLOW,
            "demo",
            on_change=lambda thread_id, change: state_changed(self.recorder, thread_id, change),
            stamp=stamp,
        )
        recorded = RecordedModel(model) if model else None
        tools = [look_up, set_reason, wait]
        self.agent = Agent(name="Demo", instructions="Be brief.", model=recorded, tools=tools)

    async def show_orders(self, thread_id: str, customer: str) -> list[str]:
        with span("command", "demo.show_orders", arguments={"customer": customer}) as note:
            await self._commit(thread_id, "orders looked up", shown=("O-1", "O-2"))
            note["result"] = ["O-1", "O-2"]
        return ["O-1", "O-2"]

    async def choose_reason(self, thread_id: str, reason: str) -> str:
        with span("command", "demo.choose_reason", arguments={"reason": reason}):
            if reason == "NONSENSE":
                raise ValueError("there is no reason called NONSENSE")
            clause = Clause("within the window", True, "12 of 30 days")
            decision(Decision("window", Verdict.ALLOWED, (clause,), "It is in time."))
            await self._commit(thread_id, "the customer said why", reason=reason)
        return reason

    async def _commit(self, thread_id: str, why: str, **values: Any) -> None:
        async def work(session: Any) -> None:
            session.commit(why, **values)

        await self.sessions.update(thread_id, JANE.user_id, work)

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Any
    ) -> AsyncIterator[ThreadStreamEvent]:
        turn = AgentContext(thread=thread, store=self.store, request_context=context)
        page = await self.store.load_thread_items(thread.id, None, 50, "asc", context)
        heard = [i for i in page.data if i.type in ("user_message", "assistant_message")]
        result = Runner.run_streamed(self.agent, await simple_to_agent_input(heard), context=turn)
        try:
            async for event in stream_agent_response(turn, result):
                yield event
        finally:
            result.cancel()

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Any,
    ) -> AsyncIterator[ThreadStreamEvent]:
        await self.choose_reason(thread.id, action.payload["reason"])
        yield ThreadItemDoneEvent(
            item=AssistantMessageItem(
                id=self.store.generate_item_id("message", thread, context),
                thread_id=thread.id,
                created_at=datetime.now(UTC),
                content=[AssistantMessageContent(text="Noted.")],
            )
        )

    async def sync_action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Any,
    ) -> SyncCustomActionResponse:
        await self.choose_reason(thread.id, action.payload["reason"])
        return SyncCustomActionResponse()


def store_at(folder: Path) -> SqliteDocumentStore:
    return SqliteDocumentStore(folder / "app.db", CORE_CONTAINERS)


def says(text: str, thread_id: str | None = None) -> str:
    content = [{"type": "input_text", "text": text}]
    given = {"content": content, "attachments": [], "inference_options": {}}
    if thread_id is None:
        return json.dumps({"type": "threads.create", "params": {"input": given}})
    params = {"thread_id": thread_id, "input": given}
    return json.dumps({"type": "threads.add_user_message", "params": params})


def clicks(thread_id: str, reason: str, *, sync: bool = False) -> str:
    action = {"type": "demo.choose_reason", "payload": {"reason": reason}}
    params = {"thread_id": thread_id, "item_id": None, "action": action}
    kind = "threads.sync_custom_action" if sync else "threads.custom_action"
    return json.dumps({"type": kind, "params": params})


async def send(
    server: ChatKitServer[Any], request: str, context: RequestContext = JANE
) -> list[dict[str, Any]]:
    """Everything a request sends back."""
    result = await server.process(request, context)
    if isinstance(result, StreamingResult):
        return [json.loads(chunk[6:]) async for chunk in result]
    return [json.loads(result.json)]


async def new_thread(server: DemoServer) -> str:
    """A thread that was not made by a request, so that its log is empty."""
    thread = ThreadMetadata(id="thr_demo", created_at=datetime.now(UTC))
    await server.store.save_thread(thread, JANE)
    return thread.id


async def events_of(server: DemoServer, thread_id: str) -> list[Event]:
    await server.recorder.flush(thread_id)
    return await server.recorder.read(thread_id)


def shape(events: Sequence[Event]) -> list[tuple[str, str, str]]:
    return [(event.kind, event.phase, event.name) for event in events]
