"""Rules of its own for one conversation: shown to a customer, and followed from its next step on."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from chatkit_core.domain import Refused, Rules, UnknownPolicyError
from chatkit_core.orchestration import Actor
from chatkit_core.session import RequestContext, Session
from chatkit_core.use_case_server import UseCaseServer

WHY = "own rules for this conversation"


async def apply_rules(
    server: UseCaseServer, thread_id: str, user_id: str, rules: Rules
) -> dict[str, dict[str, Any]]:
    """Give a conversation policy parameters of its own; gives what now differs from the usual ones.

    They are kept in its session, logged as the inspector's doing, and the open card is drawn anew.
    Raises `Refused` for values that do not fit, `DocumentNotFoundError` for somebody else's
    conversation, `StoreUnavailableError`.
    """
    if server.sandboxes:  # a forked conversation has a server of its own
        server = await server.sandboxes(thread_id) or server
    own = _checked(server, rules)

    async def work(session: Session[Any]) -> bool:
        session.set_rules(own, WHY, Actor.INSPECTOR)
        return session.dirty

    if await server.sessions.update(thread_id, user_id, work):
        await _redraw(server, thread_id, RequestContext(user_id=user_id))
        if server.recorder:
            await server.recorder.flush(thread_id)
    return own


def _checked(server: UseCaseServer, rules: Rules) -> dict[str, dict[str, Any]]:
    try:
        return server.service.policies.own_rules(rules)
    except UnknownPolicyError as unknown:
        raise Refused(f"There is no policy called “{unknown}”.") from unknown
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        name = " ".join(str(part).replace("_", " ") for part in first["loc"])
        raise Refused(f"That does not fit as {name}: {first['msg']}.") from problem


async def _redraw(server: UseCaseServer, thread_id: str, context: RequestContext) -> None:
    thread = await server.store.load_thread(thread_id, context)
    item = await server.deck.redraw(thread, context)
    if item and server.recorder:
        sent = {"type": "thread.item.replaced", "item": item.model_dump(mode="json")}
        server.recorder.emit(
            thread_id, kind="sent", name=sent["type"], actor=Actor.INSPECTOR, data=sent
        )
