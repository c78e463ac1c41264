"""Clients of Azure OpenAI and OpenAI, and the agents models on them; all built on first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agents.models.interface import Model

from chatkit_core.config import Api, ConfigurationError, Provider, Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

TOKEN_SCOPE = "https://cognitiveservices.azure.com/.default"


class ClientManager:
    """The process's one client per provider, made on the one loop and closed at shutdown."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clients: dict[Provider, AsyncOpenAI] = {}
        self._credential: Any = None

    def get_client(self, provider: Provider) -> AsyncOpenAI:
        """The client of a provider. Raises `ConfigurationError` for a bad endpoint."""
        if provider not in self._clients:
            make = self._azure if provider is Provider.AZURE else self._openai
            self._clients[provider] = make()
        return self._clients[provider]

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()
        if self._credential:
            await self._credential.close()

    def _openai(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI

        settings = self._settings
        return AsyncOpenAI(
            api_key=settings.openai_api_key, base_url=settings.openai_base_url or None
        )

    def _azure(self) -> AsyncOpenAI:
        from openai import AsyncAzureOpenAI, AsyncOpenAI

        settings = self._settings
        endpoint = bare_endpoint(settings.azure_openai_endpoint)
        key = settings.azure_openai_api_key
        if not settings.azure_openai_api_version:
            return AsyncOpenAI(
                base_url=f"{endpoint}/openai/v1/", api_key=key or self._token_provider()
            )
        return AsyncAzureOpenAI(
            azure_endpoint=endpoint,
            api_version=settings.azure_openai_api_version,
            **({"api_key": key} if key else {"azure_ad_token_provider": self._token_provider()}),
        )

    def _token_provider(self) -> Any:
        from azure.identity.aio import DefaultAzureCredential, get_bearer_token_provider

        self._credential = self._credential or DefaultAzureCredential()
        return get_bearer_token_provider(self._credential, TOKEN_SCOPE)


def bare_endpoint(endpoint: str) -> str:
    """The resource's address alone. Raises `ConfigurationError` naming a path that is too much."""
    parts = urlsplit(endpoint)
    if parts.path.rstrip("/") not in {"", "/openai", "/openai/v1"}:
        raise ConfigurationError(
            f"AZURE_OPENAI_ENDPOINT should end after the host name; remove “{parts.path}”."
        )
    return f"{parts.scheme}://{parts.netloc}"


def remote_models(settings: Settings, clients: ClientManager) -> Mapping[Provider, Model]:
    """The configured models away from this machine."""
    found: dict[Provider, Model] = {}
    if settings.azure_openai_endpoint:
        client = clients.get_client(Provider.AZURE)
        found[Provider.AZURE] = _model(
            settings.azure_openai_api, settings.azure_openai_deployment, client
        )
    if settings.openai_api_key:
        client = clients.get_client(Provider.OPENAI)
        found[Provider.OPENAI] = _model(Api.RESPONSES, settings.openai_model, client)
    return found


def _model(api: Api, name: str, client: AsyncOpenAI) -> Model:
    from agents import OpenAIChatCompletionsModel, OpenAIResponsesModel

    kind = OpenAIResponsesModel if api is Api.RESPONSES else OpenAIChatCompletionsModel
    return kind(model=name, openai_client=client)
