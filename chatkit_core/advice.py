"""What is wrong with a provider's set-up, and what to do: read from the error it answers with."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import openai

from chatkit_core.config import Provider, Settings
from chatkit_core.faults import SignInError

ROLE = "Cognitive Services OpenAI User"
OLDEST_RESPONSES = "2025-03-01-preview"


class Trouble(Exception):  # noqa: N818 - it reads as what it is
    """A check that failed: what is wrong, and what whoever looks after the app can do."""

    def __init__(self, wrong: str, todo: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.todo = todo


def too_old_for_responses(version: str) -> bool:
    """Whether a dated interface has no Responses API yet."""
    dated = re.match(r"\d{4}-\d{2}-\d{2}", version)
    return bool(dated) and dated[0] < OLDEST_RESPONSES[:10]


def advise(error: Exception, settings: Settings, provider: Provider, name: str) -> Trouble:
    """Why a request to a model failed. `name` is the deployment or the model that was asked."""
    azure = provider is Provider.AZURE
    match error:
        case SignInError():
            return sign_in_trouble()
        case openai.APIStatusError() if azure:
            return _azure_trouble(error, settings, name)
        case openai.APIStatusError():
            return _openai_trouble(error, name)
        case openai.APITimeoutError() | TimeoutError():
            return Trouble(
                "It does not answer in time.",
                "Try again; see whether a proxy or firewall is between.",
            )
        case _:
            return address_trouble(error, settings, provider)


def sign_in_trouble() -> Trouble:
    return Trouble(
        "There is no identity to sign in with.",
        "Run `az login` on your own machine; in Azure, switch on a managed identity (for a "
        "user-assigned one, set AZURE_CLIENT_ID). Or set AZURE_OPENAI_API_KEY.",
    )


def address_trouble(error: Exception, settings: Settings, provider: Provider) -> Trouble:
    """Why an address could not be reached at all."""
    azure = provider is Provider.AZURE
    setting = "AZURE_OPENAI_ENDPOINT" if azure else "OPENAI_BASE_URL"
    address = settings.azure_openai_endpoint if azure else settings.openai_base_url
    host = urlsplit(address).hostname or "api.openai.com"
    causes = list(_causes(error))
    if any(isinstance(one, socket.gaierror) for one in causes):
        return Trouble(
            f"There is no host called {host}.",
            f"Check the resource's name in {setting}, and that this machine has a network.",
        )
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return Trouble(
            "Its certificate is not trusted here.",
            "Behind a proxy that opens connections, point SSL_CERT_FILE to its certificate.",
        )
    if any(isinstance(one, TimeoutError | httpx2.TimeoutException) for one in causes):
        return Trouble(
            "It does not answer in time.", "See whether a proxy, a firewall or a VPN is in between."
        )
    return Trouble(
        "Nothing answers there.",
        f"Check host and port in {setting}, and whether a firewall lets this machine out.",
    )


def _azure_trouble(error: openai.APIStatusError, settings: Settings, name: str) -> Trouble:
    status, said = error.status_code, f"{error.code} {error}".lower()
    key = bool(settings.azure_openai_api_key)
    if "firewall" in said or "virtual network" in said:
        return Trouble(
            "The resource's firewall keeps this machine out.",
            "Add this machine's address under Networking, or use the private endpoint.",
        )
    if "authenticationtypedisabled" in said or "key based authentication" in said:
        return Trouble(
            "The resource takes no keys.", "Leave AZURE_OPENAI_API_KEY empty and use Entra ID."
        )
    if "tenant" in said:
        return Trouble(
            "The identity belongs to another tenant than the resource.",
            "Run `az login --tenant` with the resource's tenant, or set AZURE_TENANT_ID.",
        )
    if status in (401, 403) and key:
        return Trouble(
            "The key is not accepted.",
            "Copy key and endpoint from the same resource into AZURE_OPENAI_API_KEY and "
            "AZURE_OPENAI_ENDPOINT.",
        )
    if status in (401, 403):
        return Trouble(
            "The identity may not use this resource.",
            f"Give it the role “{ROLE}” on the resource; that takes some minutes to have an "
            "effect. Check this machine's clock, too.",
        )
    return _azure_request_trouble(error, settings, name)


def _azure_request_trouble(error: openai.APIStatusError, settings: Settings, name: str) -> Trouble:
    said = f"{error.code} {error}".lower()
    if "deploymentnotfound" in said or "deployment" in said:
        return Trouble(
            f"There is no deployment called “{name}”.",
            "AZURE_OPENAI_DEPLOYMENT takes the deployment's name, not the model's: see Deployments "
            "in the portal. A new one takes some minutes.",
        )
    if error.status_code == 404 or "api version" in said or "api-version" in said:
        version = settings.azure_openai_api_version
        return Trouble(
            "The resource is there, but it does not know this interface.",
            f"AZURE_OPENAI_API_VERSION is “{version}”: take a newer one, or leave it empty."
            if version
            else f"Set AZURE_OPENAI_API_VERSION ({OLDEST_RESPONSES} or later), or check that "
            "AZURE_OPENAI_ENDPOINT names an Azure OpenAI resource.",
        )
    return _passing_trouble(error, name)


def _openai_trouble(error: openai.APIStatusError, name: str) -> Trouble:
    match error.status_code:
        case 401:
            return Trouble("The key is not accepted.", "Check OPENAI_API_KEY and OPENAI_BASE_URL.")
        case 403:
            return Trouble("The key may not do this.", "Check the key's project and permissions.")
        case 404:
            return Trouble(
                f"There is no model called “{name}”, or no such interface.",
                "Check OPENAI_MODEL; for a server that has no Responses API set OPENAI_API to "
                "chat_completions.",
            )
        case _:
            return _passing_trouble(error, name)


def _passing_trouble(error: openai.APIStatusError, name: str) -> Trouble:
    if error.status_code == 429:
        return Trouble(
            f"“{name}” is there, but its quota is used up just now.",
            "Wait a little, or raise the tokens per minute; MODEL_FALLBACKS can name another.",
        )
    return Trouble(
        f"It answers with an error of its own ({error.status_code}).",
        "Try again in a while; if it stays, look at the provider's status page.",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
