"""The identity endpoint of an App Service, on this machine: hands out tokens that run out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.peers.aimock import TOKENS

HEADER = "made-up-header"


@dataclass
class Identity:
    """Gives the next of `TOKENS` each time, good for `seconds`; `asked` are the scopes asked for.

    With `broken` it answers as an App Service without an identity does.
    """

    seconds: int = 3600
    broken: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/msi/token", self._token)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/msi/token"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _token(self, request: web.Request) -> web.Response:
        assert request.headers["X-IDENTITY-HEADER"] == HEADER
        if self.broken:
            return web.json_response({"statusCode": 400, "message": "no identity"}, status=400)
        self.asked.append(request.query["resource"])
        token = TOKENS[(len(self.asked) - 1) % len(TOKENS)]
        return web.json_response(
            {
                "access_token": token,
                "expires_on": str(int(time.time()) + self.seconds),
                "resource": request.query["resource"],
                "token_type": "Bearer",
            }
        )
