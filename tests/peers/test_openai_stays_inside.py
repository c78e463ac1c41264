"""Nothing leaves the process but what goes to the model that was set up: no trace, no telemetry."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from agents import trace
from agents.tracing import get_trace_provider

from tests.peers.aimock import KEY, Aimock, calls, say
from tests.peers.talk import azure, open_talk

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture
def strays(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses away from this machine that somebody tried to look up or to reach."""
    found: list[str] = []
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def watched_look_up(host: Any, *args: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
        if not name.startswith(LOOPBACK):
            found.append(name)
            raise OSError(f"{name} is outside")
        return look_up(host, *args, **named)

    def watched_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(
            LOOPBACK
        ):
            found.append(str(address[0]))
            raise OSError(f"{address[0]} is outside")
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", watched_look_up)
    monkeypatch.setattr(socket.socket, "connect", watched_connect)
    return found


async def test_a_conversation_reaches_nobody_but_its_model(
    aimock: Aimock, tmp_path: Path, strays: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # With this key in the environment the agents SDK would upload its traces by itself.
    monkeypatch.setitem(os.environ, "OPENAI_API_KEY", "sk-of-somebody-else-0123456789")
    selection = {"selection_type": "items", "selection_code": "all"}
    aimock.answer("all of it", calls(("set_user_selection", selection)), say("Noted."))
    settings = azure(aimock.url, KEY, openai_model="gpt", model_provider="azure")
    async with open_talk(tmp_path, **settings) as talk:
        await talk.say("all of it")
        assert talk.error is None
        with trace("a run of somebody's own", group_id=talk.thread_id):
            pass
        get_trace_provider().force_flush()
    assert strays == []
    asked = {(request["path"], request["response"]["status"]) for request in aimock.requests()}
    assert asked == {("/openai/v1/responses", 200)}


def test_the_watch_sees_who_goes_out(strays: list[str]) -> None:
    with pytest.raises(OSError, match="outside"):
        socket.create_connection(("api.openai.com", 443))
    with socket.socket() as outward, pytest.raises(OSError, match="outside"):
        outward.connect(("192.0.2.1", 443))
    assert strays == ["api.openai.com", "192.0.2.1"]
