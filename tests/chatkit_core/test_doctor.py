"""What the doctor says of a set-up that needs no network, or that is wrong before any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chatkit_core.config import load_settings
from chatkit_core.doctor import Status, diagnose, main, written

AZURE = {
    "azure_openai_endpoint": "https://shop.openai.azure.com",
    "azure_openai_deployment": "gpt-big",
    "azure_openai_api_key": "a-secret-key",
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_nothing_set_is_fine() -> None:
    findings = await diagnose(load_settings())
    assert [(f.check, f.status) for f in findings] == [
        ("Settings", Status.OK),
        ("Model", Status.OK),
        ("SQLite file", Status.OK),
    ]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"azure_openai_endpoint": "https://a.test/openai/deployments/gpt"}, "/deployments/gpt”"),
        ({"azure_openai_endpoint": "https://a.test/api/projects/p"}, "/api/projects/p”"),
        ({"azure_openai_api_version": "2025-01-01-preview"}, "too old for the Responses API"),
        ({"azure_openai_api_version": "2024-10-21"}, "too old for the Responses API"),
        ({"model_fallbacks": "openai:gpt"}, "OPENAI_API_KEY"),
        ({"model_prices": "cheap"}, "MODEL_PRICES"),
    ],
)
async def test_settings_that_do_not_fit_are_named_before_anything_is_asked(
    wrong: dict[str, Any], named: str
) -> None:
    findings = await diagnose(load_settings(**AZURE | wrong))
    assert [f.status for f in findings] == [Status.FAILED]
    assert named in findings[0].found
    assert findings[0].todo


async def test_a_version_that_is_too_old_for_responses_is_fine_for_chat_completions() -> None:
    settings = load_settings(
        **AZURE, azure_openai_api_version="2024-10-21", azure_openai_api="chat_completions"
    )
    findings = await diagnose(settings, seconds=0.01)
    assert findings[0].status is Status.OK


async def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(empty_folder: Path) -> None:
    (empty_folder / "taken").write_text("a file, not a folder")
    findings = await diagnose(load_settings(data_dir=empty_folder / "taken"))
    assert findings[-1].status is Status.FAILED
    assert "DATA_DIR" in findings[-1].todo


def test_the_command_prints_a_line_for_each_check_and_fails_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main() == 0
    assert capsys.readouterr().out.startswith("ok    Settings: They fit together")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://a.test")
    assert main() == 1
    assert "FAIL  Settings: AZURE_OPENAI_DEPLOYMENT is missing" in capsys.readouterr().out


async def test_nothing_secret_is_printed() -> None:
    findings = await diagnose(load_settings(**AZURE), seconds=0.01)
    assert "a-secret-key" not in "".join(map(written, findings))
