"""The models of the app by provider: each with its price, and with what follows when it fails."""

from __future__ import annotations

from agents.models.interface import Model

from chatkit_core.azure_client import ClientManager, remote_model
from chatkit_core.config import ConfigurationError, Provider, Settings
from chatkit_core.model_chain import Link, ModelChain
from chatkit_core.prices import read_prices

OFFLINE_NAME = "The offline model"
PROVIDERS = {
    Provider.AZURE: "azure.ai.openai",
    Provider.OPENAI: "openai",
    Provider.OFFLINE: "offline",
}
"""What OpenTelemetry's conventions call them."""

Target = tuple[Provider, str]
"""A provider, and the name of its deployment or model; empty for the offline model."""


def app_models(settings: Settings, clients: ClientManager, offline: Model) -> dict[str, Model]:
    """Every configured model, the default one first. Raises `ConfigurationError`."""
    prices, known = read_prices(settings.model_prices), targets(settings)
    after = fallbacks(settings)

    def link(target: Target) -> Link:
        provider, name = target
        if provider is Provider.OFFLINE:
            return Link(OFFLINE_NAME, offline, provider=PROVIDERS[provider])
        model = remote_model(settings, clients, provider, name)
        title = f"{_title(provider)} · {name}"
        return Link(title, model, prices.get(name), PROVIDERS[provider])

    models: dict[str, Model] = {
        provider: ModelChain([link(own), *(link(other) for other in after if other != own)])
        for provider, own in known.items()
    }
    models[Provider.OFFLINE] = ModelChain([link((Provider.OFFLINE, ""))])
    first = settings.provider
    return {first: models[first], **{name: m for name, m in models.items() if name != first}}


def model_names(settings: Settings) -> dict[str, str]:
    """What the models are called on screen, the default one first."""
    names = {
        provider: f"{_title(provider)} · {name}" for provider, name in targets(settings).values()
    }
    names[Provider.OFFLINE] = "Offline model"
    first = settings.provider
    return {first: names[first], **{p: name for p, name in names.items() if p != first}}


def targets(settings: Settings) -> dict[Provider, Target]:
    """What each provider away from this machine is asked for; the default one first."""
    found: dict[Provider, Target] = {}
    if settings.azure_openai_endpoint:
        found[Provider.AZURE] = (Provider.AZURE, settings.azure_openai_deployment)
    if settings.openai_api_key:
        found[Provider.OPENAI] = (Provider.OPENAI, settings.openai_model)
    return dict(sorted(found.items(), key=lambda entry: entry[0] is not settings.provider))


def fallbacks(settings: Settings) -> list[Target]:
    """What MODEL_FALLBACKS names: `offline`, `azure:NAME`, `openai:NAME`, or another NAME of the
    default provider. Raises `ConfigurationError` for a provider that is not configured."""
    words = [word.strip() for word in settings.model_fallbacks.split(",")]
    return [_target(word, settings) for word in words if word]


def _target(word: str, settings: Settings) -> Target:
    known = targets(settings)
    named, _, rest = word.partition(":")
    if named == Provider.OFFLINE and not rest:
        return Provider.OFFLINE, ""
    if named in (Provider.AZURE, Provider.OPENAI):
        provider, name = Provider(named), rest
    else:
        provider, name = next(iter(known), Provider.AZURE), word
    if provider not in known:
        missing = "AZURE_OPENAI_ENDPOINT" if provider is Provider.AZURE else "OPENAI_API_KEY"
        raise ConfigurationError(f"MODEL_FALLBACKS names “{word}”, but {missing} is not set.")
    return (provider, name) if name else known[provider]


def _title(provider: Provider) -> str:
    return "Azure OpenAI" if provider is Provider.AZURE else "OpenAI"
