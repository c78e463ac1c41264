"""A proxy that stands between the app and a server, and breaks what passes as it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Fault(StrEnum):
    """What can happen to a request on its way."""

    REFUSE = "refuse"  # answered with a status of ours; the server never hears of it
    LOSE_REQUEST = "lose_request"  # the connection breaks before the server hears of it
    LOSE_ANSWER = "lose_answer"  # the server has done it, but the connection breaks
    CUT_ANSWER = "cut_answer"  # the server has done it, but half of its answer is missing
    SWALLOW = "swallow"  # no answer ever
    SLOW = "slow"  # the answer comes late


@dataclass
class Rule:
    """The next `times` requests that fit meet this fault."""

    fault: Fault
    times: int
    fits: Callable[[web.Request], bool]
    status: int
    headers: dict[str, str]
    delay: float = 0.0


@dataclass
class FaultProxy:
    """Passes on to `upstream`; `url` is where it listens. `seen` holds method, path and fault.

    `trouble` may break any request that no injected rule fits. With `tls` it speaks https.
    """

    upstream: str
    url: str = ""
    seen: list[tuple[str, str, Fault | None]] = field(default_factory=list)
    trouble: Callable[[web.Request], Rule | None] | None = None
    tls: ssl.SSLContext | None = None
    _rules: list[Rule] = field(default_factory=list)

    def inject(
        self,
        fault: Fault,
        *,
        method: str = "",
        path: str = "/docs",
        times: int = 1,
        status: int = 503,
        headers: dict[str, str] | None = None,
        delay: float = 0.0,
    ) -> None:
        def fits(request: web.Request) -> bool:
            return path in request.path and method in ("", request.method)

        self._rules.append(Rule(fault, times, fits, status, headers or {}, delay))

    def heal(self) -> None:
        self._rules.clear()

    def count(self, method: str = "") -> int:
        """How many requests have come so far."""
        return sum(method in ("", seen) for seen, _, _ in self.seen)

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(ssl=False, limit=0)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.tls).start()
        scheme = "https" if self.tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        rule = self._next_rule(request)
        fault = rule.fault if rule else None
        self.seen.append((request.method, request.path, fault))
        if rule and fault is Fault.REFUSE:
            return web.json_response(
                {"code": str(rule.status), "message": "injected"},
                status=rule.status,
                headers=rule.headers,
            )
        if fault is Fault.SWALLOW:
            await asyncio.sleep(3600)
        if rule and fault is Fault.SLOW:
            await asyncio.sleep(rule.delay)
        if fault is Fault.LOSE_REQUEST:
            return self._break(request)
        answer = await self._pass_on(request, body)
        if fault is Fault.LOSE_ANSWER:
            return self._break(request)
        if fault is Fault.CUT_ANSWER:
            return await self._cut(request, answer)
        return answer

    def _next_rule(self, request: web.Request) -> Rule | None:
        for rule in self._rules:
            if rule.times > 0 and rule.fits(request):
                rule.times -= 1
                return rule
        return self.trouble(request) if self.trouble else None

    async def _pass_on(self, request: web.Request, body: bytes) -> web.Response:
        async with self._session.request(
            request.method,
            self.upstream + request.raw_path,
            data=body,
            headers={k: v for k, v in request.headers.items() if k.lower() not in NOT_PASSED_ON},
        ) as answer:
            headers = {k: v for k, v in answer.headers.items() if k.lower() not in NOT_PASSED_ON}
            return web.Response(status=answer.status, headers=headers, body=await answer.read())

    def _break(self, request: web.Request) -> web.Response:
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _cut(self, request: web.Request, answer: web.Response) -> web.StreamResponse:
        body = answer.body if isinstance(answer.body, bytes) else b""
        part = web.StreamResponse(status=answer.status, headers={"Content-Length": str(len(body))})
        await part.prepare(request)
        await part.write(body[: len(body) // 2])
        if request.transport:
            request.transport.close()
        return part
