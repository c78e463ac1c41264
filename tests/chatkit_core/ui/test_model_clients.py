"""Servers on loops of their own do not meet in one HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from agents.models import openai_provider
from agents.models.openai_provider import OpenAIProvider

from chatkit_core.ui.model_clients import keep_clients_apart
from chatkit_core.ui.runtime import LoopThread


@pytest.fixture
def loops() -> Iterator[list[LoopThread]]:
    found = [LoopThread(), LoopThread()]
    yield found
    for one in found:
        one.stop()


async def client_of_a_model_named_by_a_string() -> Any:
    return OpenAIProvider(api_key="none", base_url="http://127.0.0.1:9")._get_client()._client


def test_each_loop_asks_through_a_client_of_its_own(loops: list[LoopThread]) -> None:
    keep_clients_apart()
    one, other = (loop.call(client_of_a_model_named_by_a_string()) for loop in loops)
    assert one is not other
    assert loops[0].call(client_of_a_model_named_by_a_string()) is one


def test_the_clients_are_set_apart_once() -> None:
    keep_clients_apart()
    installed = openai_provider.shared_http_client
    keep_clients_apart()
    assert openai_provider.shared_http_client is installed
