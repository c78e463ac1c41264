"""Servers that nobody here wrote, started once for all tests that talk to them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.peers.aimock import KEY, TOKENS, Aimock
from tests.peers.stand_ins import cosmos_server, openai_server


@pytest.fixture(scope="session")
def cosmos() -> Iterator[str]:
    """The address of the Cosmos DB stand-in over http, which takes any key."""
    with cosmos_server() as address:
        yield address


@pytest.fixture(scope="session")
def cosmos_https() -> Iterator[str]:
    """The address of the Cosmos DB stand-in over https, where token credentials may be sent."""
    with cosmos_server("--https") as address:
        yield address


@pytest.fixture(scope="session")
def openai_address() -> Iterator[str]:
    with openai_server([KEY, *TOKENS]) as address:
        yield address


@pytest.fixture
def aimock(openai_address: str) -> Aimock:
    """The OpenAI and Azure OpenAI stand-in, without any answers yet."""
    server = Aimock(openai_address)
    server.reset()
    return server
