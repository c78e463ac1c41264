"""The doctor against servers that are there, and wrong in every way a set-up can be wrong."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.bootstrap import find_use_cases
from chatkit_core.config import Settings, load_settings
from chatkit_core.data import CORE_CONTAINERS
from chatkit_core.doctor import Finding, Status, diagnose, written
from chatkit_core.provision import provision
from tests.peers.aimock import KEY, Aimock, say
from tests.peers.identity import HEADER, Identity
from tests.peers.raw_model import Answer, Ending, RawModel
from tests.peers.talk import azure

ADDRESS = "Azure OpenAI: address"
SIGN_IN = "Azure OpenAI: sign-in"
DEPLOYMENT = "Azure OpenAI: deployment returns-gpt"
HERE = Answer(status=404, body={})
"""What a resource says when it is asked for nothing in particular."""


@pytest.fixture
async def raw() -> AsyncIterator[RawModel]:
    async with RawModel() as server:
        yield server


def settings(folder: Path, **given: Any) -> Settings:
    return load_settings(data_dir=folder, _env_file=None, **given)


def by_check(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.check: finding for finding in findings}


def refusal(status: int, code: str, message: str) -> Answer:
    return Answer(status=status, body={"error": {"code": code, "message": message}})


@pytest.mark.parametrize("api", ["responses", "chat_completions"])
async def test_a_set_up_that_works_is_all_well(aimock: Aimock, tmp_path: Path, api: str) -> None:
    aimock.answer("Say OK.", say("OK"), say("OK"))
    given = azure(aimock.url, KEY, azure_openai_api=api, model_fallbacks="gpt-spare,offline")
    findings = await diagnose(settings(tmp_path, **given))
    assert {finding.status for finding in findings} == {Status.OK}
    assert [finding.check for finding in findings] == [
        "Settings",
        ADDRESS,
        DEPLOYMENT,
        "Azure OpenAI: deployment gpt-spare",
        "SQLite file",
    ]


@pytest.mark.parametrize(
    ("answer", "wrong", "todo"),
    [
        (refusal(404, "DeploymentNotFound", "The API deployment for this resource does not exist"),
         "no deployment called “returns-gpt”", "AZURE_OPENAI_DEPLOYMENT"),
        (refusal(404, "404", "Resource not found"), "does not know this interface",
         "AZURE_OPENAI_API_VERSION"),
        (refusal(400, "BadRequest", "API version not supported"), "does not know this interface",
         "AZURE_OPENAI_API_VERSION"),
        (refusal(401, "401", "Access denied due to invalid subscription key"), "key is not",
         "AZURE_OPENAI_API_KEY"),
        (refusal(403, "AuthenticationTypeDisabled", "Key based authentication is disabled"),
         "takes no keys", "Entra ID"),
        (refusal(403, "403", "Access denied due to Virtual Network/Firewall rules."), "firewall",
         "Networking"),
        (refusal(429, "429", "Requests have exceeded the token rate limit"), "quota",
         "tokens per minute"),
        (refusal(500, "500", "Internal"), "error of its own (500)", "status page"),
        (Answer(ending=Ending.STALL), "No answer within 1 seconds", "firewall"),
    ],
    ids=["deployment", "path", "version", "key", "no keys", "firewall", "quota", "500", "stall"],
)  # fmt: skip
async def test_a_deployment_that_does_not_answer_is_explained(
    raw: RawModel, tmp_path: Path, answer: Answer, wrong: str, todo: str
) -> None:
    raw.answers += [HERE, answer]
    given = azure(raw.url, "a-secret-key")
    found = await diagnose(settings(tmp_path, **given), seconds=1)
    finding = by_check(found)[DEPLOYMENT]
    assert finding.status is Status.FAILED
    assert wrong in finding.found
    assert todo in finding.todo
    assert "a-secret-key" not in "".join(map(written, found))


async def test_an_identity_without_the_role_is_told_which_one(
    raw: RawModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Identity() as identity:
        monkeypatch.setenv("IDENTITY_ENDPOINT", identity.url)
        monkeypatch.setenv("IDENTITY_HEADER", HEADER)
        denied = "The principal lacks the required data action"
        raw.answers += [HERE, refusal(401, "PermissionDenied", denied)]
        found = by_check(await diagnose(settings(tmp_path, **azure(raw.url, ""))))
    assert found[SIGN_IN].status is Status.OK
    assert found[DEPLOYMENT].status is Status.FAILED
    assert "Cognitive Services OpenAI User" in found[DEPLOYMENT].todo


async def test_without_a_login_the_model_is_not_asked(
    raw: RawModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Identity(broken=True) as identity:
        monkeypatch.setenv("IDENTITY_ENDPOINT", identity.url)
        monkeypatch.setenv("IDENTITY_HEADER", HEADER)
        raw.answers += [HERE]
        found = by_check(await diagnose(settings(tmp_path, **azure(raw.url, ""))))
    assert "az login" in found[SIGN_IN].todo
    assert found[DEPLOYMENT].status is Status.SKIPPED
    assert len(raw.heads) == 1


@pytest.mark.parametrize(("minutes", "side"), [(20, "behind"), (-20, "ahead")])
async def test_a_clock_that_is_off_is_noticed(
    raw: RawModel, tmp_path: Path, minutes: int, side: str
) -> None:
    theirs = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
    raw.answers += [Answer(status=404, body={}, headers={"Date": theirs})]
    found = by_check(await diagnose(settings(tmp_path, **azure(raw.url, KEY))))
    assert f"clock is 20 minutes {side}" in found[ADDRESS].found
    assert found[DEPLOYMENT].status is Status.SKIPPED


async def test_an_address_where_nobody_is_or_that_does_not_exist(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        found = by_check(await diagnose(settings(tmp_path, **azure(address, KEY))))
    assert found[ADDRESS].found == "Nothing answers there."
    found = by_check(await diagnose(settings(tmp_path, **azure("https://nowhere.invalid", KEY))))
    assert found[ADDRESS].found == "There is no host called nowhere.invalid."
    assert found[DEPLOYMENT].status is Status.SKIPPED
    assert found["SQLite file"].status is Status.OK


async def test_openai_is_checked_by_its_key_and_model(aimock: Aimock, tmp_path: Path) -> None:
    given = {"openai_base_url": f"{aimock.url}/v1", "openai_model": "gpt-x"}
    wrong = await diagnose(settings(tmp_path, **given, openai_api_key="sk-wrong-key"))
    assert "The key is not accepted." in "".join(map(written, wrong))
    assert "sk-wrong-key" not in "".join(map(written, wrong))
    aimock.answer("Say OK.", say("OK"))
    right = by_check(await diagnose(settings(tmp_path, **given, openai_api_key=KEY)))
    assert right["OpenAI: model gpt-x"].status is Status.OK


async def test_a_database_without_its_containers_is_told_how_to_get_them(
    cosmos: str, tmp_path: Path
) -> None:
    given = {"cosmos_endpoint": cosmos, "cosmos_key": "c3RhbmQtaW4=", "cosmos_database": "doctor"}
    missing = by_check(await diagnose(settings(tmp_path, **given)))["Cosmos DB"]
    assert missing.status is Status.FAILED
    assert "make provision" in missing.todo
    containers = [*CORE_CONTAINERS, *(c for u in find_use_cases() for c in u.containers)]
    await provision(cosmos, "doctor", containers, given["cosmos_key"])
    assert by_check(await diagnose(settings(tmp_path, **given)))["Cosmos DB"].status is Status.OK
