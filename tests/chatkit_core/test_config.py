"""Settings: where they come from, what wins, and the sentence for one that does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.config import ConfigurationError, Provider, StoreKind, load_settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_set_means_offline_and_a_file() -> None:
    settings = load_settings()
    assert settings.provider is Provider.OFFLINE
    assert settings.store_kind is StoreKind.SQLITE


def test_the_environment_wins_over_dotenv_and_dotenv_over_secrets(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / ".streamlit").mkdir()
    (empty_folder / ".streamlit" / "secrets.toml").write_text(
        'BRAND_NAME = "secrets"\nbrand_tagline = "secrets"\nPORT = 9001\n'
    )
    (empty_folder / ".env").write_text("BRAND_NAME=dotenv\nBRAND_TAGLINE=dotenv\n")
    monkeypatch.setenv("BRAND_NAME", "environment")
    settings = load_settings()
    assert settings.brand_name == "environment"
    assert settings.brand_tagline == "dotenv"
    assert settings.port == 9001


def test_several_providers_may_be_configured_and_azure_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://shop.openai.azure.com/")
    monkeypatch.setenv("AZURE_OPENAI_DEPLOYMENT", "gpt")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_MODEL", "gpt")
    settings = load_settings()
    assert settings.provider is Provider.AZURE
    assert settings.azure_openai_endpoint == "https://shop.openai.azure.com"
    monkeypatch.setenv("MODEL_PROVIDER", "offline")
    assert load_settings().provider is Provider.OFFLINE


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"AZURE_OPENAI_ENDPOINT": "https://a"}, "AZURE_OPENAI_DEPLOYMENT"),
        ({"AZURE_OPENAI_DEPLOYMENT": "gpt"}, "AZURE_OPENAI_ENDPOINT"),
        (
            {"AZURE_OPENAI_ENDPOINT": "a.openai.azure.com", "AZURE_OPENAI_DEPLOYMENT": "g"},
            "AZURE_OPENAI_ENDPOINT",
        ),
        ({"OPENAI_API_KEY": "sk-x"}, "OPENAI_MODEL"),
        ({"MODEL_PROVIDER": "azure"}, "AZURE_OPENAI_ENDPOINT"),
        ({"MODEL_PROVIDER": "openai"}, "OPENAI_API_KEY"),
        ({"MODEL_PROVIDER": "banana"}, "MODEL_PROVIDER"),
        ({"STORE": "cosmos"}, "COSMOS_ENDPOINT"),
        ({"PORT": "99999"}, "PORT"),
        ({"PORT": "eighty"}, "PORT"),
        ({"RETENTION_DAYS": "-1"}, "RETENTION_DAYS"),
        ({"INSPECTOR": "perhaps"}, "INSPECTOR"),
    ],
)
def test_a_half_filled_or_contradictory_set_is_one_sentence_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=named) as caught:
        load_settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("STORE", "mongo", "STORE must be auto, sqlite or cosmos, not 'mongo'."),
        ("MODEL_TIMEOUT", "long", "MODEL_TIMEOUT must be a number, not 'long'."),
        ("MODEL_TIMEOUT", "0", "MODEL_TIMEOUT must be more than 0.0, not '0'."),
        ("MODEL_RETRIES", "2.5", "MODEL_RETRIES must be a whole number, not '2.5'."),
        ("PORT", "99999", "PORT must be at most 65535, not '99999'."),
        ("MASK_PERSONAL_DATA", "sure", "MASK_PERSONAL_DATA must be true or false, not 'sure'."),
        ("COSMOS_ENDPOINT", "db", "COSMOS_ENDPOINT must be an address that begins with https://."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL."),
    ],
)
def test_the_sentence_says_in_plain_words_what_may_stand_there(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == sentence


def test_a_broken_secrets_file_is_one_sentence(empty_folder: Path) -> None:
    (empty_folder / ".streamlit").mkdir()
    (empty_folder / ".streamlit" / "secrets.toml").write_text("this is not toml")
    with pytest.raises(ConfigurationError, match="settings could not be read"):
        load_settings()


@pytest.mark.parametrize(("word", "on"), [("on", True), ("off", False), ("OFF", False)])
def test_the_inspector_is_switched_with_on_and_off(
    monkeypatch: pytest.MonkeyPatch, word: str, on: bool
) -> None:
    monkeypatch.setenv("INSPECTOR", word)
    assert load_settings().inspector is on


def test_secrets_do_not_show_in_a_printed_settings_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("OPENAI_MODEL", "gpt")
    settings = load_settings()
    assert "sk-very-secret" not in repr(settings)
    assert settings.secrets == ("sk-very-secret",)
