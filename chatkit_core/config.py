"""Settings from the environment, `.env` and Streamlit's secrets file; nothing is read at import."""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class ConfigurationError(Exception):
    """A setting that its reader can mend; one sentence that names it."""


class Provider(StrEnum):
    """Where answers come from."""

    AUTO = "auto"
    OFFLINE = "offline"
    AZURE = "azure"
    OPENAI = "openai"


class StoreKind(StrEnum):
    """Where documents live."""

    AUTO = "auto"
    SQLITE = "sqlite"
    COSMOS = "cosmos"


class Api(StrEnum):
    """Which of the two model interfaces is called."""

    RESPONSES = "responses"
    CHAT_COMPLETIONS = "chat_completions"


class Settings(BaseSettings):
    """Every setting of the app, by its environment name in lower case.

    Read with `load_settings`, which turns a bad value into a `ConfigurationError`.
    """

    model_config = SettingsConfigDict(
        env_file=".env", toml_file=".streamlit/secrets.toml", extra="ignore", frozen=True
    )

    data_dir: Path = Path(".data")
    model_provider: Provider = Provider.AUTO
    store: StoreKind = StoreKind.AUTO

    azure_openai_endpoint: str = ""
    azure_openai_deployment: str = ""
    azure_openai_api_version: str = ""
    azure_openai_api_key: str = Field("", repr=False)
    azure_openai_api: Api = Api.RESPONSES
    openai_api_key: str = Field("", repr=False)
    openai_model: str = ""
    openai_base_url: str = ""
    openai_api: Api = Api.RESPONSES
    model_timeout: float = Field(60, gt=0)
    model_retries: int = Field(2, ge=0)
    model_fallbacks: str = ""
    model_prices: str = ""

    cosmos_endpoint: str = ""
    cosmos_database: str = "chatkit"
    cosmos_key: str = Field("", repr=False)

    retention_days: int = Field(0, ge=0)
    mask_personal_data: bool = False
    inspector: bool = True
    inspector_role: str = ""
    sign_in_hours: float = Field(12, gt=0)

    otel_exporter_otlp_endpoint: str = ""
    otel_exporter_otlp_headers: str = Field("", repr=False)
    otel_service_name: str = "chatkit"
    otel_instrumentation_genai_capture_message_content: bool = False

    brand_name: str = "Counter"
    brand_tagline: str = "Conversations that click"
    brand_logo: str = ""
    brand_color: str = ""
    log_level: str = "INFO"
    port: int = Field(8501, ge=1, le=65535)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        secrets = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, secrets

    @field_validator("inspector", mode="before")
    @classmethod
    def _on_or_off(cls, value: Any) -> Any:
        return {"on": True, "off": False}.get(str(value).lower(), value)

    @field_validator("log_level")
    @classmethod
    def _is_level(cls, value: str) -> str:
        if value.upper() not in logging.getLevelNamesMapping():
            raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
        return value.upper()

    @field_validator(
        "azure_openai_endpoint",
        "openai_base_url",
        "cosmos_endpoint",
        "otel_exporter_otlp_endpoint",
    )
    @classmethod
    def _is_address(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must be an address that begins with https://")
        return value

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.azure_openai_deployment and not self.azure_openai_endpoint:
            raise ValueError("AZURE_OPENAI_ENDPOINT is missing beside AZURE_OPENAI_DEPLOYMENT")
        if self.azure_openai_endpoint and not self.azure_openai_deployment:
            raise ValueError("AZURE_OPENAI_DEPLOYMENT is missing beside AZURE_OPENAI_ENDPOINT")
        if self.model_provider is Provider.AZURE and not self.azure_openai_endpoint:
            raise ValueError("MODEL_PROVIDER is azure, but AZURE_OPENAI_ENDPOINT is not set")
        if self.model_provider is Provider.OPENAI and not self.openai_api_key:
            raise ValueError("MODEL_PROVIDER is openai, but OPENAI_API_KEY is not set")
        if self.openai_api_key and not self.openai_model:
            raise ValueError("OPENAI_MODEL is missing beside OPENAI_API_KEY")
        if self.store is StoreKind.COSMOS and not self.cosmos_endpoint:
            raise ValueError("STORE is cosmos, but COSMOS_ENDPOINT is not set")
        return self

    @property
    def provider(self) -> Provider:
        """The default provider: Azure if configured, else OpenAI, else offline."""
        if self.model_provider is not Provider.AUTO:
            return self.model_provider
        if self.azure_openai_endpoint:
            return Provider.AZURE
        return Provider.OPENAI if self.openai_api_key else Provider.OFFLINE

    @property
    def secrets(self) -> tuple[str, ...]:
        """The keys, which must never be written anywhere."""
        keys = (self.azure_openai_api_key, self.openai_api_key, self.cosmos_key)
        sent = (pair.partition("=")[2] for pair in self.otel_exporter_otlp_headers.split(","))
        return tuple(key for key in (*keys, *sent) if key)

    @property
    def store_kind(self) -> StoreKind:
        """Cosmos DB if configured, else the SQLite file."""
        if self.store is not StoreKind.AUTO:
            return self.store
        return StoreKind.COSMOS if self.cosmos_endpoint else StoreKind.SQLITE


def load_settings(**overrides: Any) -> Settings:
    """Read the settings. Raises `ConfigurationError` with one sentence that names the setting."""
    try:
        return Settings(**overrides)
    except ValidationError as problem:
        raise ConfigurationError(_sentence(problem.errors(include_url=False)[0])) from problem
    except (OSError, ValueError) as problem:
        raise ConfigurationError(f"The settings could not be read: {problem}") from problem


MUST_BE = {
    "enum": "{expected}",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
}
"""By the validator's name of what is wrong; none of these settings is secret."""


def _sentence(wrong: ErrorDetails) -> str:
    """What is wrong with one setting; a rule of our own has its words already."""
    name = str(wrong["loc"][0]).upper() if wrong["loc"] else ""
    context = wrong.get("ctx", {})
    if wrong["type"] in MUST_BE:
        wanted = MUST_BE[wrong["type"]].format_map(context).replace("'", "")
        return f"{name} must be {wanted}, not {str(wrong['input'])[:40]!r}."
    said = str(context.get("error") or f"cannot be read: {wrong['msg']}")
    return f"{name} {said}.".strip()
