"""The server on which clicks and words meet: one command table, one session, one next card."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
)
from contextlib import aclosing, suppress
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, cast

from agents import Agent
from agents.models.interface import Model
from chatkit.actions import Action
from chatkit.errors import CustomStreamError
from chatkit.server import NonStreamingResult, StreamingResult
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ErrorEvent,
    FeedbackKind,
    StreamingReq,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadsRetryAfterItemReq,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from chatkit_core.base_server import BaseChatKitServer, TurnContext, text_of
from chatkit_core.card_deck import CardDeck
from chatkit_core.data import DocumentNotFoundError, DocumentStore, StoreUnavailableError
from chatkit_core.domain import Choice, Refused
from chatkit_core.execution import Execution, command_table
from chatkit_core.faults import explain
from chatkit_core.feedback import FEEDBACK, Rating
from chatkit_core.flow import SessionContext
from chatkit_core.orchestration import Actor, Outcome, UseCase
from chatkit_core.sandbox import sandbox_named_in
from chatkit_core.session import RequestContext, Session, SessionManager
from chatkit_core.situation import told
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.tools import strict_tools
from chatkit_core.trace.capture import decision, stamp, state_changed, steady
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.reads import ReadsRecorded
from chatkit_core.turn import Turn, settle, turn_of

TITLE_LENGTH = 48
NO_RETRY = "Only the newest unfinished message can be tried again."


class UseCaseServer(BaseChatKitServer):
    """A use case as a ChatKit server. One object serves every conversation.

    Subclasses give the choices known at each step. `demo_day` is the day that the demo data was
    written for, where it is known.
    """

    demo_day: date | None = None

    def __init__(
        self,
        use_case: UseCase,
        documents: DocumentStore,
        log: EventLog,
        models: Mapping[str, Model],
        clock: Callable[[], datetime],
        *,
        threads: DocumentThreadStore | None = None,
        root: str = "",
    ) -> None:
        super().__init__(threads or DocumentThreadStore(documents, use_case.name), models)
        self.recorder = log
        self.use_case = use_case
        self.documents = documents
        self.clock = clock
        self.sandboxes: Callable[[str], Awaitable[UseCaseServer | None]] | None = None
        """Gives the server of a conversation that has its data for itself, by the thread's id."""
        self.service = use_case.build_service(ReadsRecorded(documents), steady(clock))
        self.service.policies = self.service.policies.watched_by(decision)
        self.composer = use_case.build_composer()
        self.commands = command_table(use_case.commands)
        self.sessions: SessionManager[Any] = SessionManager(
            documents,
            use_case.context,
            use_case.flow,
            use_case.name,
            on_change=lambda thread_id, change: state_changed(log, thread_id, change),
            stamp=stamp,
            root=root,
        )
        self.deck = CardDeck(
            use_case.flow, self.composer, self.service, self.threads, self.sessions
        )
        self.execution = Execution(use_case, self.service, self.sessions, self.commands)

    async def process(
        self, request: str | bytes | bytearray, context: RequestContext
    ) -> StreamingResult | NonStreamingResult:
        """Conversations with data of their own have a server of their own, too."""
        thread_id = sandbox_named_in(request) if self.sandboxes else None
        own = await self.sandboxes(thread_id) if self.sandboxes and thread_id else None
        if own:
            return await own.process(request, context)
        return await super().process(request, context)

    def moment(self) -> datetime:
        return self.clock()

    def circumstances(self, context: RequestContext) -> Mapping[str, Any]:
        return {
            "use_case": self.use_case.name,
            "persona": context.persona,
            "model": context.model,
            "demo_day": self.demo_day,
            **({"root": self.sessions.root} if self.sessions.root else {}),
            **({"masked": True} if self.recorder and self.recorder.masked else {}),
        }

    @cached_property
    def _agent(self) -> Agent[TurnContext]:
        told = (self.use_case.root / "instructions.md").read_text(encoding="utf-8")
        tools = strict_tools(self.use_case.tools)
        return Agent(name=self.use_case.agent, instructions=told, tools=tools)

    def get_agent(self) -> Agent[TurnContext]:
        return self._agent

    # What a use case may say -------------------------------------------------------------------

    def service_for(self, session: Session[Any]) -> Any:
        """The use case's service under the rules of one conversation: what `choices` has to ask."""
        return self.service.under(session.rules)

    async def choices(self, session: Session[Any]) -> Mapping[str, Sequence[Choice]]:
        """What can be picked at each step whose options are known now."""
        return {}

    async def not_offered(self, session: Session[Any]) -> Sequence[Choice]:
        """What a user may name although it cannot be picked; `detail` says why."""
        return ()

    def without_model(self, text: str) -> tuple[str, Mapping[str, Any]] | None:
        """The command, with its payload, for a message that must not wait for a model."""
        return None

    def title(self, state: SessionContext, text: str) -> str:
        """A title for a new conversation."""
        return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1].rstrip() + "…"

    # Clicks ------------------------------------------------------------------------------------

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        turn = Turn(self, thread, context, Actor.CLICK, sender)
        try:
            _, session = await self.execute(turn, action.type, action.payload or {})
        except Refused as no:
            async for event in self.deck.heal(turn):
                yield event
            raise CustomStreamError(no.sentence, allow_retry=False) from no
        except StoreUnavailableError as gone:
            raise explain(gone) from gone
        finally:
            turn.closed = True
        async for event in self.deck.show(turn, session):
            yield event

    # Words -------------------------------------------------------------------------------------

    async def begin(
        self, thread: ThreadMetadata, message: UserMessageItem | None, context: RequestContext
    ) -> TurnContext:
        actor = Actor.RETRY if context.request == "threads.retry_after_item" else Actor.TYPED
        turn = Turn(self, thread, context, actor)
        prepared = TurnContext(
            thread=thread, store=self.store, request_context=context, message=message
        )
        prepared.bind(turn)

        async def work(session: Session[Any]) -> Session[Any]:
            await self.execution.greet(session, turn)
            if message and actor is Actor.RETRY:
                session.rewind(message.id, "tried again")
                session.card_due = True
            elif message:
                session.mark(message.id)
            turn.opening, turn.before = session.open_card, session.state
            if thread.title is None:
                thread.title = self.title(session.state, text_of(message)) or self.use_case.title
            return session

        turn.session = await self.sessions.update(thread.id, context.user_id, work)
        return prepared

    async def respond(
        self,
        thread: ThreadMetadata,
        input_user_message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        urgent = self.without_model(text_of(input_user_message))
        events = (
            self._at_once(urgent, thread, input_user_message, context)
            if urgent
            else super().respond(thread, input_user_message, context)
        )
        stream = cast("AsyncGenerator[ThreadStreamEvent, None]", events)
        async with aclosing(stream):  # a consumer that goes away must reach the model's run
            async for event in stream:
                yield event

    async def _at_once(
        self,
        urgent: tuple[str, Mapping[str, Any]],
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer a message with a command alone."""
        prepared = await self._begun(thread, message, context)
        try:
            outcome = await turn_of(prepared).typed(*urgent)
        except Exception as error:
            raise explain(error, done=await self.give_up(prepared, failed=True)) from error
        item = AssistantMessageItem(
            id=self.store.generate_item_id("message", thread, context),
            thread_id=thread.id,
            created_at=datetime.now(UTC),
            content=[AssistantMessageContent(text=str(outcome["say"]))],
        )
        yield ThreadItemDoneEvent(item=item)
        async for event in self.finish(prepared):
            yield event

    async def situation(self, turn: TurnContext) -> str:
        session = turn_of(turn).session or await self.sessions.load(
            turn.thread.id, turn.request_context.user_id
        )
        return told(
            self.use_case,
            self.service_for(session),
            session,
            await self.choices(session),
            await self.not_offered(session),
        )

    async def finish(self, turn: TurnContext) -> AsyncIterator[ThreadStreamEvent]:
        ours = turn_of(turn)
        ours.closed = True

        async def work(session: Session[Any]) -> Session[Any]:
            settle(session, ours)
            return session

        session = await self.sessions.update(
            ours.thread.id, ours.context.user_id, work, ours.session
        )
        async for event in self.deck.show(ours, session):
            yield event
        if ours.opening and ours.opening == session.open_card:
            async for event in self.deck.heal(ours):
                yield event

    async def give_up(self, turn: TurnContext, *, failed: bool) -> bool:
        ours = turn_of(turn)
        ours.closed = True
        message, done = turn.message, False

        async def work(session: Session[Any]) -> Session[Any]:
            nonlocal done
            done = message is not None and session.finished_since(message.id)
            if failed and message and not done:
                session.rewind(message.id, "the model's turn failed")
            settle(session, ours)
            return session

        with suppress(StoreUnavailableError):  # the next request finds the card that is missing
            session = await self.sessions.update(ours.thread.id, ours.context.user_id, work)
            async for event in self.deck.show(ours, session):
                await self.deck.keep(ours, event)
        return done

    # The one path ------------------------------------------------------------------------------

    async def execute(
        self, turn: Turn, name: str, raw: Mapping[str, Any]
    ) -> tuple[Outcome, Session[Any]]:
        """Run one command for a turn: see `Execution.run`."""
        return await self.execution.run(turn, name, raw)

    # Feedback ----------------------------------------------------------------------------------

    async def add_feedback(
        self, thread_id: str, item_ids: list[str], feedback: FeedbackKind, context: RequestContext
    ) -> None:
        await self.keep_feedback(thread_id, item_ids, feedback, "", context)

    async def keep_feedback(
        self,
        thread_id: str,
        item_ids: Sequence[str],
        kind: str,
        comment: str,
        context: RequestContext,
    ) -> None:
        """Store a rating, one per item and user; rating again replaces it.

        Raises `NotFoundError` for a conversation that is not the user's.
        """
        await self.store.load_thread(thread_id, context)
        for item_id in item_ids:
            rating = Rating(thread_id, item_id, context.user_id, kind, comment)
            await self.documents.upsert(FEEDBACK, rating.document())

    # Retry -------------------------------------------------------------------------------------

    async def _process_streaming_impl(
        self, request: StreamingReq, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """Refuse a retry that could not be rewound before ChatKit removes what it would redo."""
        if isinstance(request, ThreadsRetryAfterItemReq):
            wanted = request.params
            session = await self._own_session(wanted.thread_id, context)
            known = session and session.mark_of(wanted.item_id)
            if not session or not known or session.finished_since(wanted.item_id):
                yield ErrorEvent(code="custom", message=NO_RETRY, allow_retry=False)
                return
        async for event in super()._process_streaming_impl(request, context):
            yield event

    async def _own_session(self, thread_id: str, context: RequestContext) -> Session[Any] | None:
        try:
            return await self.sessions.load(thread_id, context.user_id)
        except DocumentNotFoundError:
            return None
