"""Checks what the app is set up with, step by step: `python -m chatkit_core.doctor`.

Says for each failure what is wrong and what to do, and shows nothing that is secret.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import httpx2

from chatkit_core.advice import (
    OLDEST_RESPONSES,
    Trouble,
    address_trouble,
    advise,
    sign_in_trouble,
    too_old_for_responses,
)
from chatkit_core.azure_client import ClientManager, bare_endpoint
from chatkit_core.bootstrap import containers_of, find_use_cases, open_documents
from chatkit_core.config import (
    Api,
    ConfigurationError,
    Provider,
    Settings,
    StoreKind,
    load_settings,
)
from chatkit_core.data import StoreUnavailableError
from chatkit_core.faults import SignInError
from chatkit_core.models import fallbacks, targets
from chatkit_core.prices import read_prices

SECONDS = 10.0
CLOCK_SECONDS = 300.0
NOT_REACHED = "Not checked, because of what failed before it."
OPENAI_ADDRESS = "https://api.openai.com/v1"


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found, and what to do about it."""

    check: str
    status: Status
    found: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One step. `run` gives what was found, or raises `Trouble`.

    What follows a `gate` that failed is not tried.
    """

    name: str
    run: Callable[[], Awaitable[str]]
    gate: bool = False


async def diagnose(settings: Settings, *, seconds: float = SECONDS) -> list[Finding]:
    """Every finding of `examine`, once it has all been checked."""
    return [finding async for finding in examine(settings, seconds=seconds)]


async def examine(settings: Settings, *, seconds: float = SECONDS) -> AsyncIterator[Finding]:
    """Every check, one after the other, each given so many seconds; findings as they are made.

    What depends on a check that failed is not tried, and no answer in time is a failure as well.
    """
    clients = ClientManager(settings)
    try:
        fits = await _finding(Check("Settings", lambda: _settings(settings)), seconds)
        yield fits
        if fits.status is not Status.OK:
            return
        for checks in _all_checks(settings, clients):
            async for finding in _in_turn(checks, seconds):
                yield finding
    finally:
        await clients.close()


def _all_checks(settings: Settings, clients: ClientManager) -> list[list[Check]]:
    """The checks that depend on one another, in their order."""
    wanted = dict.fromkeys([*targets(settings).values(), *fallbacks(settings)])
    groups = [
        _provider_checks(settings, clients, provider, [n for p, n in wanted if p is provider])
        for provider in targets(settings)
    ]
    return [*(groups or [[Check("Model", _offline)]]), [_store_check(settings)]]


def _provider_checks(
    settings: Settings, clients: ClientManager, provider: Provider, names: Sequence[str]
) -> list[Check]:
    azure = provider is Provider.AZURE
    title = "Azure OpenAI" if azure else "OpenAI"
    checks = [Check(f"{title}: address", lambda: _address(settings, provider), gate=True)]
    if azure and not settings.azure_openai_api_key:
        checks.append(Check(f"{title}: sign-in", lambda: _sign_in(clients), gate=True))
    what = "deployment" if azure else "model"
    for name in names:
        asked = Check(
            f"{title}: {what} {name}", lambda n=name: _model(settings, clients, provider, n)
        )
        checks.append(asked)
    return checks


async def _in_turn(checks: Sequence[Check], seconds: float) -> AsyncIterator[Finding]:
    blocked = False
    for check in checks:
        skipped = Finding(check.name, Status.SKIPPED, NOT_REACHED)
        finding = skipped if blocked else await _finding(check, seconds)
        blocked = blocked or (check.gate and finding.status is Status.FAILED)
        yield finding


async def _finding(check: Check, seconds: float) -> Finding:
    try:
        async with asyncio.timeout(seconds):
            return Finding(check.name, Status.OK, await check.run())
    except Trouble as trouble:
        return Finding(check.name, Status.FAILED, trouble.wrong, trouble.todo)
    except TimeoutError:
        found = f"No answer within {seconds:g} seconds."
        return Finding(check.name, Status.FAILED, found, "See whether a firewall is in between.")


# The checks --------------------------------------------------------------------------------------


async def _settings(settings: Settings) -> str:
    try:
        read_prices(settings.model_prices)
        fallbacks(settings)
        if settings.azure_openai_endpoint:
            bare_endpoint(settings.azure_openai_endpoint)
    except ConfigurationError as problem:
        raise Trouble(str(problem), "Change it in the environment or in `.env`.") from problem
    version = settings.azure_openai_api_version
    if settings.azure_openai_api is Api.RESPONSES and too_old_for_responses(version):
        raise Trouble(
            f"AZURE_OPENAI_API_VERSION {version} is too old for the Responses API.",
            f"Take {OLDEST_RESPONSES} or later, leave it empty, or set AZURE_OPENAI_API to "
            "chat_completions.",
        )
    return f"They fit together: model {settings.provider}, store {settings.store_kind}."


async def _offline() -> str:
    return "The offline model answers; no provider is set up."


async def _address(settings: Settings, provider: Provider) -> str:
    """See that somebody answers, whatever they say, and that both clocks agree."""
    azure = provider is Provider.AZURE
    address = settings.azure_openai_endpoint if azure else settings.openai_base_url
    try:
        async with httpx2.AsyncClient(timeout=SECONDS) as client:
            answer = await client.get(address or OPENAI_ADDRESS)
    except httpx2.HTTPError as problem:
        raise address_trouble(problem, settings, provider) from problem
    if "date" in answer.headers:
        _compare_clocks(answer.headers["date"])
    return f"{urlsplit(address or OPENAI_ADDRESS).netloc} answers."


def _compare_clocks(theirs: str) -> None:
    off = (datetime.now(UTC) - parsedate_to_datetime(theirs)).total_seconds()
    if abs(off) > CLOCK_SECONDS:
        side = "ahead" if off > 0 else "behind"
        raise Trouble(
            f"This machine's clock is {abs(off) / 60:.0f} minutes {side}, so sign-ins are refused.",
            "Set the clock, best by network time.",
        )


async def _sign_in(clients: ClientManager) -> str:
    try:
        await clients.token_provider()()
    except SignInError as problem:
        raise sign_in_trouble() from problem
    return "Entra ID gave a token."


async def _model(settings: Settings, clients: ClientManager, provider: Provider, name: str) -> str:
    """Ask for two words, the way the app would ask."""
    client: Any = clients.get_client(provider).with_options(max_retries=0)
    azure = provider is Provider.AZURE
    api = settings.azure_openai_api if azure else settings.openai_api
    try:
        if api is Api.RESPONSES:
            await client.responses.create(model=name, input="Say OK.", max_output_tokens=16)
        else:
            asked = [{"role": "user", "content": "Say OK."}]
            await client.chat.completions.create(model=name, messages=asked)
    except Exception as problem:
        raise advise(problem, settings, provider, name) from problem
    return f"It answers by {api.replace('_', ' ')}."


def _store_check(settings: Settings) -> Check:
    title = "Cosmos DB" if settings.store_kind is StoreKind.COSMOS else "SQLite file"
    return Check(title, lambda: _store(settings))


async def _store(settings: Settings) -> str:
    """Look for a document that is not there in every container."""
    use_cases = find_use_cases()
    containers = containers_of(settings, use_cases)
    try:
        store = open_documents(settings, use_cases)
        try:
            for container in containers:
                await store.query(container.name, "doctor", limit=1)
        finally:
            await store.close()
    except (ConfigurationError, StoreUnavailableError, OSError) as problem:
        wrong, _, todo = str(problem).partition(". ")
        raise Trouble(f"{wrong.rstrip('.')}.", todo or "Check DATA_DIR and STORE.") from problem
    return f"All {len(containers)} containers can be read."


def written(finding: Finding) -> str:
    """One finding for a terminal."""
    marks = {Status.OK: "ok  ", Status.FAILED: "FAIL", Status.SKIPPED: "-   "}
    todo = f"      {finding.todo}\n" if finding.todo else ""
    return f"{marks[finding.status]}  {finding.check}: {finding.found}\n{todo}"


async def _tell(settings: Settings) -> bool:
    """Print every finding as it is made; whether something is wrong."""
    wrong = False
    async for finding in examine(settings):
        sys.stdout.write(written(finding))
        sys.stdout.flush()
        wrong = wrong or finding.status is Status.FAILED
    return wrong


def main() -> int:
    """The command; 1 when something is wrong."""
    logging.disable(logging.CRITICAL)  # the SDKs' own words may hold what is not for everybody
    try:
        return int(asyncio.run(_tell(load_settings())))
    except ConfigurationError as problem:
        sys.stdout.write(written(Finding("Settings", Status.FAILED, str(problem))))
        return 1
    finally:
        logging.disable(logging.NOTSET)


if __name__ == "__main__":
    sys.exit(main())
