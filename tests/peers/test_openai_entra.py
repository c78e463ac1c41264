"""Azure OpenAI with Entra ID: the real credential, a loopback identity endpoint, real requests."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.azure_client import ClientManager
from chatkit_core.config import Provider, load_settings
from tests.peers.aimock import TOKENS, Aimock, say
from tests.peers.identity import HEADER, Identity
from tests.peers.raw_model import Answer, RawModel, whole
from tests.peers.talk import azure, open_talk

SAID = "Hello there"
DATED = {"azure_openai_api_version": "2025-03-01-preview"}


@pytest.fixture
async def identity(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Identity]:
    async with Identity() as identity:
        monkeypatch.setenv("IDENTITY_ENDPOINT", identity.url)
        monkeypatch.setenv("IDENTITY_HEADER", HEADER)
        yield identity


@pytest.mark.parametrize("version", [{}, DATED], ids=["v1", "dated"])
@pytest.mark.parametrize("api", ["responses", "chat_completions"])
async def test_a_managed_identity_is_let_in_and_its_token_is_used_until_it_is_old(
    identity: Identity, aimock: Aimock, tmp_path: Path, version: dict[str, Any], api: str
) -> None:
    aimock.answer(SAID, say("Hello."), say("Hello again."))
    settings = azure(aimock.url, "", azure_openai_api=api, **version)
    async with open_talk(tmp_path, **settings) as talk:
        await talk.say(SAID)
        await talk.say(SAID)
        assert talk.error is None
        assert await talk.said() == ["Hello.", "Hello again."]
    assert identity.asked == ["https://cognitiveservices.azure.com"]


@pytest.mark.parametrize("version", [{}, DATED], ids=["v1", "dated"])
async def test_a_token_is_fetched_anew_before_it_runs_out(
    identity: Identity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: dict[str, Any],
) -> None:
    identity.seconds = 400
    async with RawModel([Answer(whole("Hello.", f"msg_{n}")) for n in range(3)]) as server:
        async with open_talk(tmp_path, **azure(server.url, "", **version)) as talk:
            await talk.say(SAID)
            await talk.say(SAID)
            later = time.time() + 370  # half a minute is left
            monkeypatch.setattr(time, "time", lambda: later)
            await talk.say(SAID)
            assert talk.error is None
        bearers = [head["authorization"] for head in server.heads]
    assert bearers == [f"Bearer {TOKENS[0]}"] * 2 + [f"Bearer {TOKENS[1]}"]


async def test_many_first_requests_share_one_token(identity: Identity, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, _env_file=None, **azure("https://a.test", ""))
    clients = ClientManager(settings)
    provide = clients.token_provider()
    tokens = await asyncio.gather(*(provide() for _ in range(10)))
    assert len(set(tokens)) <= len(identity.asked) <= 10
    assert await provide() in tokens
    await clients.close()


async def test_no_identity_is_one_sentence_without_a_token_in_it(
    identity: Identity, aimock: Aimock, tmp_path: Path
) -> None:
    identity.broken = True
    async with open_talk(tmp_path, **azure(aimock.url, "")) as talk:
        await talk.say(SAID)
        assert talk.error
        assert "could not sign in" in talk.error["message"]
        assert talk.error["allow_retry"] is True
        identity.broken = False
        aimock.answer(SAID, say("Hello."))
        await talk.retry()
        assert await talk.said() == ["Hello."]


async def test_one_client_serves_the_process_and_nothing_is_left_open(
    identity: Identity, aimock: Aimock, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    aimock.answer(SAID, say("Hello."))
    async with open_talk(tmp_path, **azure(aimock.url, "")) as talk:
        clients = talk.services.clients
        client = clients.get_client(Provider.AZURE)
        await talk.say(SAID)
        assert clients.get_client(Provider.AZURE) is client
        assert not client.is_closed()
    assert client.is_closed()
    gc.collect()
    assert not [one for one in recwarn if issubclass(one.category, ResourceWarning)]
