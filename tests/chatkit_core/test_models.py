"""Which models a set of settings gives, in which order, and what follows when one fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel

from chatkit_core.azure_client import ClientManager
from chatkit_core.config import ConfigurationError, Settings, load_settings
from chatkit_core.model_chain import ModelChain
from chatkit_core.models import app_models, model_names

AZURE = {
    "azure_openai_endpoint": "https://shop.openai.azure.com",
    "azure_openai_deployment": "gpt-big",
    "azure_openai_api_key": "k",
}
OPENAI = {"openai_api_key": "sk-x", "openai_model": "gpt-x"}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def chains(settings: Settings) -> dict[str, list[str]]:
    models = app_models(settings, ClientManager(settings), ScriptedModel([]))
    named: dict[str, list[str]] = {}
    for provider, model in models.items():
        assert isinstance(model, ModelChain)
        named[provider] = [link.name for link in model.links]
    return named


def test_the_default_model_comes_first_and_offline_is_always_there() -> None:
    settings = load_settings(**AZURE, **OPENAI, model_provider="openai")
    assert chains(settings) == {
        "openai": ["OpenAI · gpt-x"],
        "azure": ["Azure OpenAI · gpt-big"],
        "offline": ["The offline model"],
    }
    assert list(model_names(settings)) == ["openai", "azure", "offline"]


@pytest.mark.parametrize(
    ("given", "links"),
    [
        ("gpt-small, offline", ["Azure OpenAI · gpt-small", "The offline model"]),
        ("openai", ["OpenAI · gpt-x"]),
        ("azure:gpt-small,openai:gpt-y", ["Azure OpenAI · gpt-small", "OpenAI · gpt-y"]),
        ("gpt-big", []),
    ],
)
def test_fallbacks_follow_in_the_order_they_are_named(given: str, links: list[str]) -> None:
    settings = load_settings(**AZURE, **OPENAI, model_fallbacks=given)
    assert chains(settings)["azure"] == ["Azure OpenAI · gpt-big", *links]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({**AZURE, "model_fallbacks": "openai:gpt-y"}, "OPENAI_API_KEY"),
        ({**OPENAI, "model_fallbacks": "azure"}, "AZURE_OPENAI_ENDPOINT"),
        ({**AZURE, "model_prices": "cheap"}, "MODEL_PRICES"),
        ({**AZURE, "azure_openai_endpoint": "https://a/openai/deployments/x"}, "deployments/x"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_name_of_the_setting(
    settings: dict[str, Any], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        chains(load_settings(**settings))
