"""Pages where sign-in is set up: what is refused at the start, and who is let in by a proxy."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config, user_info
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "app",
    "client_secret": "its secret",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}
PROVIDER = {key: AUTH[key] for key in ("client_id", "client_secret", "server_metadata_url")}
SHARED = {key: AUTH[key] for key in ("redirect_uri", "cookie_secret")}
HEADERS = {
    "X-MS-CLIENT-PRINCIPAL-ID": "sub",
    "X-MS-CLIENT-PRINCIPAL-NAME": "email",
    "X-MS-CLIENT-PRINCIPAL": "principal",
}
PAGES = ("Home.py", "pages/1_Retail.py", "pages/2_Healthcare.py", "pages/3_Inspector.py")


@pytest.fixture(autouse=True)
def fresh_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    options = ("server.trustedUserHeaders", "secrets.files")
    before = {name: config.get_option(name) for name in options}
    yield
    for name, value in before.items():
        config.set_option(name, value)
    secrets_singleton._reset()


def opened(page: str, auth: dict[str, Any] | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / page), default_timeout=60)
    if auth is not None:
        app.secrets["auth"] = auth
    return app.run()


def check_closed(app: AppTest) -> None:
    """Nothing to read and nothing to use of the app itself."""
    assert not app.exception
    assert not app.chat_input
    assert not app.selectbox
    assert not app.title


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_closed_where_nobody_has_signed_in(page: str) -> None:
    app = opened(page, AUTH)
    check_closed(app)
    assert [button.label for button in app.button] == ["Sign in"]


def test_each_provider_has_a_button_of_its_own() -> None:
    app = opened("Home.py", {**SHARED, "microsoft": PROVIDER, "okta": PROVIDER})
    check_closed(app)
    labels = [button.label for button in app.button]
    assert labels == ["Sign in with Microsoft", "Sign in with Okta"]


@pytest.mark.parametrize(
    ("auth", "sentence"),
    [
        ({k: v for k, v in AUTH.items() if k != "client_secret"}, "client_secret missing"),
        ({**AUTH, "server_metadata_url": ""}, "server_metadata_url missing"),
        ({k: v for k, v in AUTH.items() if k != "redirect_uri"}, "redirect_uri missing"),
        ({**AUTH, "redirect_uri": "http://localhost:8501"}, "must end with /oauth2callback"),
        ({**AUTH, "cookie_secret": "short"}, "needs 32 random characters"),
        (SHARED, "client_id and client_secret and server_metadata_url missing"),
        ({**SHARED, "okta": {"client_id": "app"}}, "[auth.okta]"),
    ],
)
def test_a_section_that_lacks_something_lets_nobody_in_and_says_what(
    auth: dict[str, Any], sentence: str
) -> None:
    app = opened("pages/1_Retail.py", auth)
    check_closed(app)
    assert sentence in app.error[0].value


def test_a_secrets_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    config.set_option("secrets.files", [str(broken)])
    secrets_singleton._reset()
    app = opened("pages/1_Retail.py")
    check_closed(app)
    assert "could not be read" in app.error[0].value


def test_a_request_that_did_not_come_through_the_proxy_is_refused() -> None:
    config.set_option("server.trustedUserHeaders", HEADERS)
    for page in PAGES:
        app = opened(page)
        check_closed(app)
        assert "sign-in only" in app.error[0].value


def test_who_comes_through_the_proxy_is_named_and_their_role_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config.set_option("server.trustedUserHeaders", HEADERS)
    monkeypatch.setenv("INSPECTOR_ROLE", "inspect")
    claims = {"claims": [{"typ": "roles", "val": "inspect"}]}
    principal = base64.b64encode(json.dumps(claims).encode()).decode()
    told = {"sub": "1b2c-3d4e", "email": "ada@example.com", "principal": ""}
    monkeypatch.setattr(user_info, "_get_user_info", lambda: told)
    app = opened("pages/3_Inspector.py")
    assert "account_circle: ada" in " ".join(str(one.value) for one in app.sidebar.caption)
    assert "needs the role" in app.info[0].value
    told["principal"] = principal
    app = opened("pages/3_Inspector.py")
    assert "Inspector" in [title.value for title in app.title]


def test_two_ways_to_sign_in_at_once_are_refused() -> None:
    config.set_option("server.trustedUserHeaders", HEADERS)
    app = opened("Home.py", AUTH)
    check_closed(app)
    assert "keep the one that is meant" in app.error[0].value
