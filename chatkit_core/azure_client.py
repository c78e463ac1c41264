"""Clients of Azure OpenAI and OpenAI, and the agents models on them; all built on first use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agents.models.interface import Model

from chatkit_core.config import Api, ConfigurationError, Provider, Settings
from chatkit_core.faults import SignInError

if TYPE_CHECKING:
    from azure.identity.aio import DefaultAzureCredential
    from openai import AsyncOpenAI

TOKEN_SCOPE = "https://cognitiveservices.azure.com/.default"  # noqa: S105 - a public address
CONNECT_SECONDS = 5.0
ENDPOINT_PATHS = {"", "/openai", "/openai/v1"}  # what people copy along with the host

TokenProvider = Callable[[], Awaitable[str]]


class ClientManager:
    """The process's one client per provider, made on the one loop and closed at shutdown."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clients: dict[Provider, AsyncOpenAI] = {}
        self._credential: DefaultAzureCredential | None = None

    def get_client(self, provider: Provider) -> AsyncOpenAI:
        """The client of a provider. Raises `ConfigurationError` for a bad endpoint."""
        if provider not in self._clients:
            make = self._azure if provider is Provider.AZURE else self._openai
            self._clients[provider] = make()
        return self._clients[provider]

    async def close(self) -> None:
        """Let go of every connection; a client asked for later is a new one."""
        clients, self._clients = self._clients, {}
        credential, self._credential = self._credential, None
        for client in clients.values():
            await client.close()
        if credential:
            await credential.close()

    def token_provider(self) -> TokenProvider:
        """Gives an Entra ID token for Azure OpenAI, fetched anew some minutes before it expires.

        Raises `SignInError` when there is no identity to be had.
        """
        from azure.core.exceptions import AzureError
        from azure.identity.aio import DefaultAzureCredential, get_bearer_token_provider

        self._credential = self._credential or DefaultAzureCredential()
        fetch = get_bearer_token_provider(self._credential, TOKEN_SCOPE)

        async def provide() -> str:
            try:
                return await fetch()
            except AzureError as problem:
                raise SignInError(str(problem)) from problem

        return provide

    def _openai(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI

        settings = self._settings
        base_url = settings.openai_base_url or "https://api.openai.com/v1"
        return AsyncOpenAI(api_key=settings.openai_api_key, base_url=base_url, **self._patience())

    def _azure(self) -> AsyncOpenAI:
        from openai import AsyncAzureOpenAI, AsyncOpenAI

        settings = self._settings
        endpoint = bare_endpoint(settings.azure_openai_endpoint)
        key = settings.azure_openai_api_key
        if not settings.azure_openai_api_version:
            return AsyncOpenAI(
                base_url=f"{endpoint}/openai/v1/",
                api_key=key or self.token_provider(),
                **self._patience(),
            )
        return AsyncAzureOpenAI(
            azure_endpoint=endpoint,
            api_version=settings.azure_openai_api_version,
            **({"api_key": key} if key else {"azure_ad_token_provider": self.token_provider()}),
            **self._patience(),
        )

    def _patience(self) -> dict[str, Any]:
        """How long the SDK waits for the next sign of life, and how often it tries again."""
        from openai import Timeout

        seconds = self._settings.model_timeout
        timeout = Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        return {"timeout": timeout, "max_retries": self._settings.model_retries}


def bare_endpoint(endpoint: str) -> str:
    """The resource's address alone. Raises `ConfigurationError` naming what is too much."""
    parts = urlsplit(endpoint)
    too_much = endpoint.removeprefix(f"{parts.scheme}://{parts.netloc}")
    if parts.path.rstrip("/") not in ENDPOINT_PATHS or parts.query:
        raise ConfigurationError(
            f"AZURE_OPENAI_ENDPOINT should end after the host name; remove “{too_much}”."
        )
    return f"{parts.scheme}://{parts.netloc}"


def remote_model(
    settings: Settings, clients: ClientManager, provider: Provider, name: str
) -> Model:
    """A provider's model, by the name of its deployment on Azure, or of the model on OpenAI."""
    from agents import OpenAIResponsesModel

    from chatkit_core.chat_completions import WholeAnswers, WithOwnIds

    azure = provider is Provider.AZURE
    api = settings.azure_openai_api if azure else settings.openai_api
    client = clients.get_client(provider)
    if api is Api.RESPONSES:
        return OpenAIResponsesModel(model=name, openai_client=client)
    return WithOwnIds(WholeAnswers(model=name, openai_client=client))
