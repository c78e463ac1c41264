"""A conversation of as many events as one likes, in a data folder that the app can be started on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import load_settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.event import Event

TALK = (
    "both items, they arrived damaged",
    "actually I just changed my mind",
    "no thanks, store credit",
    '/click retail.go_back {"step": "resolution"}',
    "full refund",
    '/click retail.choose_shipping {"method": "DROP_OFF"}',
    '/click retail.go_back {"step": "reason"}',
)


async def long_session(data_dir: Path, events: int) -> str:
    """A stored conversation of exactly `events` events, made by repeating a real one; gives its id."""
    settings = load_settings(data_dir=data_dir, model_provider="offline", store="sqlite")
    services = await build_services(settings)
    try:
        context = RequestContext(user_id="local", persona="CUST-1001")
        talk = Conversation(services.servers["retail"], context, services)
        for line in TALK:
            await talk.send(line)
        assert talk.thread_id
        await repeat(services, talk.thread_id, events)
        return talk.thread_id
    finally:
        await services.close()


async def repeat(services: Services, thread_id: str, events: int) -> None:
    """Append copies of a conversation's own events until there are enough."""
    log = services.log
    await log.flush(thread_id)
    original = await log.read(thread_id)
    for event, _ in zip(copies(original), range(len(original), events), strict=False):
        log.emit(
            thread_id, kind=event.kind, name=event.name, phase=event.phase, actor=event.actor,
            data=event.data, request=event.request, span=event.span, parent=event.parent,
            ms=event.ms, error=event.error, at=event.at,
        )  # fmt: skip
        if event.seq % 1000 == 0:
            await log.flush(thread_id)
    await log.flush(thread_id)


def copies(original: list[Event]) -> Iterator[Event]:
    """The same events again and again, each time with spans, changes and a time of their own."""
    length = original[-1].at - original[0].at + 5.0
    for lap in count(1):
        for event in original:
            yield replace(
                event,
                at=event.at + lap * length,
                request=_named(event.request, lap),
                span=_named(event.span, lap),
                parent=_named(event.parent, lap),
                data=_changed(event, lap),
            )


def _named(id: str | None, lap: int) -> str | None:
    return f"{id}.{lap}" if id else None


def _changed(event: Event, lap: int) -> Any:
    if event.kind != "state":
        return event.data
    revision = event.data.get("revision", 0) + lap * 10_000
    return {**event.data, "id": f"{event.data['id']}.{lap}", "revision": revision}
