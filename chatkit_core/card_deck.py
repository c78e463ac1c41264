"""Cards in a conversation: locks the one that was used, and shows the one that is open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chatkit.store import NotFoundError
from chatkit.types import (
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot

from chatkit_core.domain import DomainService
from chatkit_core.flow import Flow
from chatkit_core.orchestration import Actor
from chatkit_core.presentation import WidgetComposer
from chatkit_core.session import OpenCard, RequestContext, Session, SessionManager
from chatkit_core.thread_store import DocumentThreadStore
from chatkit_core.trace.capture import kept
from chatkit_core.turn import Turn


@dataclass(frozen=True, slots=True)
class CardDeck:
    """Turns a session into card events for the request that may show them."""

    flow: Flow
    composer: WidgetComposer[Any, Any]
    service: DomainService
    store: DocumentThreadStore
    sessions: SessionManager[Any]

    async def show(self, turn: Turn, session: Session[Any]) -> AsyncIterator[ThreadStreamEvent]:
        """Lock the card that was open, add extra cards, and add the one that is open now.

        A card that stays open is replaced where it is, if it looks different now.
        """
        if turn.redraws and session.open_card:
            async for event in self._redrawn(turn, session, session.open_card):
                yield event
        used = turn.opening if turn.claimed else None
        if used and (item := await self._item(turn, used.item_id)):
            locked = await self._locked(item, used, session, turn)
            yield ThreadItemReplacedEvent(item=locked)
        for card in turn.extras:
            item_id = self.store.generate_item_id("message", turn.thread, turn.context)
            yield ThreadItemDoneEvent(item=_widget(item_id, turn.thread, card))
        if turn.claimed and session.open_card:
            yield ThreadItemDoneEvent(item=await self._open(session, session.open_card, turn))

    async def _redrawn(
        self, turn: Turn, session: Session[Any], card: OpenCard
    ) -> AsyncIterator[ThreadStreamEvent]:
        shown = await self._item(turn, card.item_id)
        drawn = await self._open(session, card, turn)
        if shown is None:
            yield ThreadItemDoneEvent(item=drawn)
        elif _looks(shown) != _looks(drawn):
            item = shown.model_copy(update={"widget": drawn.widget})
            yield ThreadItemReplacedEvent(item=item)

    async def heal(self, turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
        """Show the open card again when a process died before it could."""
        session = await self.sessions.load(turn.thread.id, turn.context.user_id)
        card = session.open_card
        if card and not await self._item(turn, card.item_id):
            yield ThreadItemDoneEvent(item=await self._open(session, card, turn))

    async def redraw(self, thread: ThreadMetadata, context: RequestContext) -> WidgetItem | None:
        """Store the open card as it looks now, for the rules behind it have changed; gives it."""
        session = await self.sessions.load(thread.id, context.user_id)
        card = session.open_card
        shown = await self._stored(thread.id, card.item_id, context) if card else None
        if card is None or shown is None:
            return None
        drawn = await self._drawn(session, card, thread)
        item = shown.model_copy(update={"widget": drawn.widget})
        await self.store.save_item(thread.id, item, context)
        return item

    async def _open(self, session: Session[Any], card: OpenCard, turn: Turn) -> WidgetItem:
        return await self._drawn(session, card, turn.thread)

    async def _drawn(
        self, session: Session[Any], card: OpenCard, thread: ThreadMetadata
    ) -> WidgetItem:
        if session.approval:
            asked = session.approval
            widget = self.composer.approval(asked["id"], asked["because"])
        else:
            service = self.service.under(session.rules)
            widget = await self.composer.for_step(session, service)
        return _widget(card.item_id, thread, widget)

    async def _locked(
        self, used: WidgetItem, card: OpenCard, session: Session[Any], turn: Turn
    ) -> WidgetItem:
        theme = self.composer.theme
        how = theme.clicked if turn.actor is Actor.CLICK else theme.typed
        known = card.step in self.flow
        title = self.flow[card.step].title if known else "Supervisor approval"
        answer = await self._answer(card.step, session, turn) if known else self._verdict(turn)
        return used.model_copy(update={"widget": self.composer.locked(title, answer, how)})

    def _verdict(self, turn: Turn) -> str:
        """What a supervisor said; empty when the request went away without an answer."""
        theme = self.composer.theme
        said = {True: theme.approved_answer, False: theme.rejected_answer}
        return said[turn.verdict] if turn.verdict is not None else ""

    async def _answer(self, step: str, session: Session[Any], turn: Turn) -> str:
        """What a used card led to. What is finished stays so, even when a new round begins."""
        if session.approval:
            return self.composer.theme.waiting_answer
        finished = step == self.flow.steps[-1].name
        state = turn.before if finished and turn.before else session.state
        service = self.service.under(session.rules)
        return await self.composer.answer_from(step, state, service)

    async def _item(self, turn: Turn, item_id: str) -> WidgetItem | None:
        if turn.sender and turn.sender.id == item_id:
            return turn.sender
        return await self._stored(turn.thread.id, item_id, turn.context)

    async def _stored(
        self, thread_id: str, item_id: str, context: RequestContext
    ) -> WidgetItem | None:
        try:
            item = await self.store.load_item(thread_id, item_id, context)
        except NotFoundError:
            return None
        return item if isinstance(item, WidgetItem) else None

    async def keep(self, turn: Turn, event: ThreadStreamEvent) -> None:
        """Store what a stopped request can no longer send."""
        if isinstance(event, ThreadItemDoneEvent | ThreadItemReplacedEvent):
            await self.store.save_item(turn.thread.id, event.item, turn.context)
            kept(event.item, event.type)


def _widget(item_id: str, thread: ThreadMetadata, card: DynamicWidgetRoot) -> WidgetItem:
    return WidgetItem(id=item_id, thread_id=thread.id, created_at=datetime.now(UTC), widget=card)


def _looks(item: WidgetItem) -> dict[str, Any]:
    return item.widget.model_dump(mode="json", exclude_none=True)
