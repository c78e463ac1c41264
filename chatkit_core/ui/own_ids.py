"""Every answer under an id of its own, whatever model a server asks.

The Agents SDK calls every answer of a Chat Completions model the same. Passed on as it comes,
the second answer would take the place of the first: on screen, and in a store that keeps items by
their id. So a server's events get ids before ChatKit stores them.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from chatkit.server import ChatKitServer
from chatkit.types import AssistantMessageItem, ThreadItem

from chatkit_core.ui.newest import Newest
from chatkit_core.ui.wanted_context import explaining

PLACEHOLDER = "__fake_id__"
"""`agents.models.fake_id.FAKE_RESPONSES_ID`; that import would take longer than a whole start."""
KEPT_THREADS = 300

Said = dict[str, datetime]
"""The answers of a thread so far: their ids, and when they were begun."""


def give_own_ids(server: ChatKitServer[Any]) -> None:
    """Have `respond` and `action` of this server yield items whose ids are free."""
    if getattr(server, "_gives_own_ids", False):
        return
    threads: Newest[str, Said] = Newest(KEPT_THREADS)
    # Not by assignment, which a frozen dataclass or a pydantic model would refuse.
    for name in ("respond", "action"):
        vars(server)[name] = _repaired(server, getattr(server, name), threads)
    vars(server)["_gives_own_ids"] = True


def _repaired(
    server: ChatKitServer[Any], inner: Callable[..., Any], threads: Newest[str, Said]
) -> Callable[..., AsyncIterator[Any]]:
    signature = inspect.signature(inner)

    def in_order(given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """ChatKit passes these by place; a server's own code by names, which are its own."""
        if not named:
            return given
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        return tuple(bound.arguments.values())

    async def events(*given: Any, **named: Any) -> AsyncIterator[Any]:
        thread, *_, context = in_order(given, named)
        threads[thread.id] = said = threads.get(thread.id, {})
        turn = _Turn(lambda kind: server.store.generate_item_id(kind, thread, context), said)
        with explaining(context):
            async with closing(inner(*given, **named)) as stream:
                async for event in stream:
                    for told in turn.repaired(event):
                        yield told

    return events


@asynccontextmanager
async def closing(stream: AsyncIterator[Any]) -> AsyncIterator[AsyncIterator[Any]]:
    """A generator ends with the one that reads it; other iterators need no ending."""
    try:
        yield stream
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


class _Turn:
    """The ids of one request's items."""

    def __init__(self, generate: Callable[[Any], str], said: Said) -> None:
        self._generate = generate
        self._said = said
        self._before = dict(said)
        self._given: dict[str, list[str]] = {}
        """By the id a server sends, the ids given in its place, the newest last."""
        self._newest: str | None = None
        """The id under which the server sent, or this gave, the newest answer."""
        self._ended = False
        """The newest item under the placeholder is done: what comes next is another one."""

    def repaired(self, event: Any) -> list[Any]:
        """The event, or copies of it about the same items under their own ids."""
        kind = getattr(event, "type", None)
        if kind in ("thread.item.added", "thread.item.done"):
            return [self._with_own_item(event, ends=kind == "thread.item.done")]
        given = self._given.get(getattr(event, "item_id", ""))
        if not given:
            return [self._about_newest(event)]
        about = given if kind == "thread.item.removed" else given[-1:]
        return [event.model_copy(update={"item_id": own}) for own in about]

    def _about_newest(self, event: Any) -> Any:
        """Some servers give an answer an id of its own where it begins and ends, and leave the
        placeholder on what comes between.
        """
        if self._newest is None or getattr(event, "item_id", "") != PLACEHOLDER:
            return event
        return event.model_copy(update={"item_id": self._newest})

    def _with_own_item(self, event: Any, *, ends: bool) -> Any:
        item: ThreadItem = event.item
        if self._needs_an_id(item):
            self._given.setdefault(item.id, []).append(self._generate(_kind_of(item)))
        own = self._given.get(item.id, [item.id])[-1]
        if item.id == PLACEHOLDER:
            self._ended = ends
        if isinstance(item, AssistantMessageItem):
            self._said[own] = item.created_at
            self._newest = own
        if own == item.id:
            return event
        return event.model_copy(update={"item": item.model_copy(update={"id": own})})

    def _needs_an_id(self, item: ThreadItem) -> bool:
        """An answer sent once more as it was begun is the same one, changed."""
        if item.id == PLACEHOLDER:
            return self._ended or item.id not in self._given
        if item.id in self._given or not isinstance(item, AssistantMessageItem):
            return False
        return self._before.get(item.id) not in (None, item.created_at)


def _kind_of(item: ThreadItem) -> str:
    return "tool_call" if item.type == "client_tool_call" else "message"
