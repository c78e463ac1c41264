"""Drive a use case from a terminal or a test: one line in, one JSON object out.

    python -m chatkit_core.headless USE_CASE --as PERSONA --json

Plain lines are typed. `/click TYPE PAYLOAD-JSON` fires an action on the newest card that offers
it; `/session`, `/events` and `/quit` do what they say.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

from chatkit.server import StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import ThreadMetadata

from chatkit_core.bootstrap import Services, build_services, find_use_cases
from chatkit_core.config import ConfigurationError, load_settings
from chatkit_core.data import DocumentNotFoundError, StoreError
from chatkit_core.presentation import offered_actions
from chatkit_core.session import RequestContext
from chatkit_core.use_case_server import UseCaseServer

NEWEST_CARDS = 20
NOT_FOUND = "There is no such conversation."
JSON_EVENTS = {"thread.item.done", "thread.item.replaced"}


@dataclass(slots=True)
class Conversation:
    """A conversation without a page. `send` takes one input line and gives what came of it."""

    server: UseCaseServer
    context: RequestContext
    services: Services
    thread_id: str | None = None
    _pieces: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def send(self, line: str) -> dict[str, Any]:
        """One turn: `{"thread_id", "items", "session", "error"}` as JSON values."""
        self._pieces, error, told = {}, None, {}
        try:
            if line.split(maxsplit=1)[:1] == ["/click"]:
                error = await self._click(line)
            elif line == "/events":
                told = {"events": await self._events()}
            elif line != "/session":
                error = await self._type(line)
        except (NotFoundError, DocumentNotFoundError):
            error = NOT_FOUND
        except StoreError as problem:
            error = str(problem)
        return {**await self._result(error), **told}

    async def _type(self, text: str) -> str | None:
        content = {
            "content": [{"type": "input_text", "text": text}],
            "attachments": [],
            "inference_options": {},
        }
        if self.thread_id is None:
            return await self._run("threads.create", {"input": content})
        params = {"input": content, "thread_id": self.thread_id}
        return await self._run("threads.add_user_message", params)

    async def _click(self, line: str) -> str | None:
        _, _, rest = line.partition(" ")
        kind, _, raw = rest.strip().partition(" ")
        try:
            payload = json.loads(raw) if raw.strip() else {}
        except json.JSONDecodeError:
            return "The payload after /click TYPE must be JSON."
        if not kind:
            return "Write /click TYPE PAYLOAD-JSON."
        await self._start_thread()
        sender = await self._card_offering(kind)
        action = {"type": kind, "payload": payload}
        params = {"thread_id": self.thread_id, "item_id": sender, "action": action}
        return await self._run("threads.custom_action", params)

    async def _start_thread(self) -> None:
        if self.thread_id is None:
            store = self.server.store
            thread = ThreadMetadata(
                id=store.generate_thread_id(self.context), created_at=datetime.now(UTC)
            )
            await store.save_thread(thread, self.context)
            self.thread_id = thread.id

    async def _card_offering(self, kind: str) -> str | None:
        """The newest card that offers an action, else the newest card, which will refuse it."""
        page = await self.server.threads.load_items_json(
            self.thread_id or "", None, NEWEST_CARDS, "desc", self.context
        )
        cards = [item for item in page.data if item["type"] == "widget"]
        offering = [c["id"] for c in cards if kind in offered_actions(c["widget"])]
        return next(iter([*offering, *(c["id"] for c in cards)]), None)

    async def _run(self, kind: str, params: dict[str, Any]) -> str | None:
        """Process one streaming request; gives the error sentence if there was one."""
        error = None
        async for event in self._events_of({"type": kind, "params": params}):
            if event["type"] == "thread.created":
                self.thread_id = event["thread"]["id"]
            elif event["type"] in JSON_EVENTS:
                self._pieces[event["item"]["id"]] = event["item"]
            elif event["type"] == "error":
                error = event.get("message") or "Something went wrong. Please try again."
        return error

    async def _events_of(self, request: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        result = await self.server.process(json.dumps(request), self.context)
        if isinstance(result, StreamingResult):
            async for chunk in result:
                yield json.loads(chunk.removeprefix(b"data: "))

    async def _events(self) -> list[dict[str, Any]]:
        if self.thread_id is None:
            return []
        await self.server.store.load_thread(self.thread_id, self.context)  # the log knows no owner
        await self.services.log.flush(self.thread_id)
        return [event.to_json() for event in await self.services.log.read(self.thread_id)]

    async def _result(self, error: str | None) -> dict[str, Any]:
        session: dict[str, Any] = {}
        if self.thread_id:
            try:
                found = await self.server.sessions.load(self.thread_id, self.context.user_id)
                session = found.state.model_dump(mode="json")
            except DocumentNotFoundError:
                error = error or NOT_FOUND
            except StoreError as problem:
                error = error or str(problem)
        return {
            "thread_id": self.thread_id,
            "items": list(self._pieces.values()),
            "session": session,
            "error": error,
        }


async def open_conversation(
    services: Services, use_case: str, context: RequestContext, thread_id: str | None = None
) -> Conversation:
    """A conversation with a use case. Raises `ConfigurationError` for an unknown name or thread."""
    server = services.servers.get(use_case)
    if server is None:
        known = ", ".join(sorted(services.servers))
        raise ConfigurationError(f"There is no use case “{use_case}”. Known: {known}.")
    if thread_id is not None:
        try:
            await server.store.load_thread(thread_id, context)
        except NotFoundError as missing:
            raise ConfigurationError(f"There is no conversation “{thread_id}”.") from missing
    return Conversation(server, context, services, thread_id)


async def run(arguments: argparse.Namespace) -> int:
    """Read lines until the input ends; 0, or 2 with one sentence on a bad argument."""
    try:
        services = await build_services(load_settings(), find_use_cases())
    except (ConfigurationError, StoreError) as problem:
        return complain(str(problem))
    try:
        context = RequestContext(user_id=arguments.user, persona=arguments.persona)
        check_persona(services, arguments)
        talk = await open_conversation(services, arguments.use_case, context, arguments.thread)
        await converse(talk, as_json=arguments.json)
    except (ConfigurationError, StoreError) as problem:
        return complain(str(problem))
    finally:
        await services.close()
    return 0


def check_persona(services: Services, arguments: argparse.Namespace) -> None:
    """Raises `ConfigurationError` when `--as` names nobody in the use case."""
    use_case = services.use_cases.get(arguments.use_case)
    if use_case is None or arguments.persona is None:
        return
    if arguments.persona not in {p.id for p in use_case.personas}:
        known = ", ".join(p.id for p in use_case.personas)
        raise ConfigurationError(f"There is no persona “{arguments.persona}”. Known: {known}.")


async def converse(talk: Conversation, *, as_json: bool) -> None:
    """Answer each line of standard input on standard output."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        text = line.strip()
        if text == "/quit":
            return
        if text:
            show(await talk.send(text), as_json=as_json)


def show(result: dict[str, Any], *, as_json: bool) -> None:
    """Print one result, as JSON or for a person."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False), flush=True)
        return
    for item in result["items"]:
        if item["type"] == "assistant_message":
            print("".join(part["text"] for part in item["content"]), flush=True)
        elif item["type"] == "widget":
            print(f"[card] {', '.join(sorted(set(offered_actions(item['widget']))))}", flush=True)
    for event in result.get("events", []):
        print(json.dumps(event, ensure_ascii=False), flush=True)
    print(f"step: {result['session'].get('step', '-')}", flush=True)
    if result["error"]:
        print(result["error"], flush=True)


def complain(sentence: str) -> int:
    """One sentence on standard error, and the exit status of a bad argument."""
    sys.stderr.write(sentence + "\n")
    return 2


class OneSentence(argparse.ArgumentParser):
    """Says what is wrong with the command line in one sentence, as everything else here does."""

    def error(self, message: str) -> NoReturn:
        self.exit(complain(f"{message[0].upper()}{message[1:]}. Try --help."))


def name(value: str) -> str:
    """A name on the command line."""
    if not value.strip():
        raise argparse.ArgumentTypeError("a name must not be empty")
    return value


def parser() -> argparse.ArgumentParser:
    """The command line."""
    known = OneSentence(prog="python -m chatkit_core.headless")
    known.add_argument("use_case", help="the name of a use case, such as those on the home page")
    known.add_argument("--as", dest="persona", help="whom a new conversation is about")
    known.add_argument("--user", type=name, default="local", help="who owns the conversation")
    known.add_argument("--thread", help="continue a stored conversation")
    known.add_argument("--json", action="store_true", help="print one JSON object per line")
    return known


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Gives the exit status."""
    parsed = parser().parse_args(arguments)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's own encoding is
            stream.reconfigure(encoding="utf-8", errors="replace")
    return asyncio.run(run(parsed))


if __name__ == "__main__":
    sys.exit(main())
