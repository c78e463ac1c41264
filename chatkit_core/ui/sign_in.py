"""Signing in: Streamlit's own OpenID Connect, or a proxy in front of the app; both optional."""

from __future__ import annotations

import html
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

from chatkit_core.config import ConfigurationError, Settings
from chatkit_core.identity import NOBODY_ELSE, Identity, Reach, from_headers, from_token
from chatkit_core.ui.brand import draw_brand
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.way_back import forget_way, remember_way

SHARED = ("redirect_uri", "cookie_secret")
OWN = ("client_id", "client_secret", "server_metadata_url")
SECRET_LENGTH = 32
CALLBACK = "/oauth2callback"
HEADERS = "server.trustedUserHeaders"
AZURE_HEADERS = "x-ms-client-principal"
AZURE_SIGN_OUT = "/.auth/logout"
LONGEST_WAIT = 24 * 3600.0
KNOWN = "signed in as"


def signed_in(settings: Settings) -> Identity:
    """Who looks at this page; where nobody has signed in, ends the run with a way to do so.

    Raises `ConfigurationError` when sign-in is set up by halves: nobody is let in by mistake.
    """
    if config.get_option(HEADERS):
        identity = _vouched_for()
    elif providers := _providers():
        identity = _by_token(settings, providers)
    else:
        identity = NOBODY_ELSE
    _forget_others(identity)
    if identity is not NOBODY_ELSE:
        _draw_account(identity)
    return identity


def current_identity() -> Identity:
    """Who looks at this page. Raises `KeyError` where `signed_in` has not let anybody in."""
    return st.session_state[KNOWN]


def may_inspect(settings: Settings) -> bool:
    """Whether the Inspector has anything to show to whoever looks at this page."""
    reach = current_identity().reach(settings.inspector_role)
    return settings.inspector and reach is not Reach.NOBODYS


def _vouched_for() -> Identity:
    if _auth_section():
        raise ConfigurationError(
            f"Both [auth] in secrets.toml and {HEADERS} are set: keep the one that is meant."
        )
    identity = from_headers(dict(st.user))
    if identity is None:
        st.error("This app opens through its sign-in only.", icon=":material/lock:")
        st.stop()
    return identity


def _by_token(settings: Settings, providers: list[str]) -> Identity:
    identity = from_token(dict(st.user)) if st.user.get("is_logged_in") is True else None
    left = identity.seconds_left(time.time(), settings.sign_in_hours) if identity else 0
    if identity is None or left <= 0:
        _draw_screen(settings, providers, expired=identity is not None)
        st.stop()
    forget_way()
    _end_after(min(left, LONGEST_WAIT))
    return identity


def _end_after(seconds: float) -> None:
    """Have the page ask again who is there when the sign-in has run out."""
    first = True

    @st.fragment(run_every=seconds + 0.5)
    def _end() -> None:
        nonlocal first
        if not first:
            st.rerun()
        first = False

    with st.sidebar:
        _end()


def _forget_others(identity: Identity) -> None:
    """What this browser session holds belongs to whoever it was begun by."""
    before = st.session_state.get(KNOWN)
    if before is not None and before.user_id != identity.user_id:
        st.session_state.clear()
    st.session_state[KNOWN] = identity


# What is set up ----------------------------------------------------------------------------------


def _auth_section() -> Mapping[str, Any]:
    """`[auth]` of the secrets; empty where there is none. A file that cannot be read is an error:
    taking it for none would let everybody in."""
    try:
        return dict(st.secrets.get("auth") or {})
    except StreamlitSecretNotFoundError as problem:
        found = [path for path in config.get_option("secrets.files") if Path(path).exists()]
        if found:
            raise ConfigurationError("The secrets file could not be read.") from problem
        return {}


def _providers() -> list[str]:
    """The names of the providers that one may sign in with; an empty name is the only one's."""
    auth = _auth_section()
    if not auth:
        return []
    _require(auth, SHARED, "[auth]")
    if not str(auth["redirect_uri"]).endswith(CALLBACK):
        raise ConfigurationError(f"redirect_uri in [auth] must end with {CALLBACK}.")
    if len(str(auth["cookie_secret"])) < SECRET_LENGTH:
        raise ConfigurationError(
            f"cookie_secret in [auth] needs {SECRET_LENGTH} random characters or more."
        )
    named = {n: s for n, s in auth.items() if isinstance(s, Mapping) and n != "client_kwargs"}
    for name, section in named.items():
        _require(section, OWN, f"[auth.{name}]")
    if named and not any(key in auth for key in OWN):
        return list(named)
    _require(auth, OWN, "[auth]")
    return ["", *named]


def _require(section: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    missing = [key for key in keys if not section.get(key)]
    if missing:
        raise ConfigurationError(f"{' and '.join(missing)} missing in {where} of secrets.toml.")


# What is drawn -----------------------------------------------------------------------------------


def _draw_screen(settings: Settings, providers: list[str], *, expired: bool) -> None:
    draw_brand(settings)
    st.html(
        "<style>[data-testid=stSidebar], [data-testid=stExpandSidebarButton]{display:none}</style>"
    )
    with st.container(key="sign-in", horizontal_alignment="center"):
        name, tagline = html.escape(settings.brand_name), html.escape(settings.brand_tagline)
        st.html(
            '<div style="text-align:center;margin:16vh 0 .5rem">'
            f'<h1 style="padding:0">{name}</h1><p style="opacity:.7">{tagline}</p></div>'
        )
        if expired:
            st.caption("Your sign-in has run out. Your conversations are kept.")
        remember_way()
        for provider in providers:
            label = f"Sign in with {provider.title()}" if provider else "Sign in"
            st.button(
                plain(label),
                key=f"sign-in-{provider}",
                type="primary",
                icon=":material/login:",
                on_click=st.login,
                args=(provider or None,),
            )


def _draw_account(identity: Identity) -> None:
    """Who is signed in, and the way out."""
    with st.sidebar.container(
        key="account", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.caption(f":material/account_circle: {plain(identity.name)}", width="stretch")
        if not config.get_option(HEADERS):
            st.button("Sign out", key="sign-out", type="tertiary", on_click=st.logout)
        elif any(name.lower().startswith(AZURE_HEADERS) for name in config.get_option(HEADERS)):
            st.link_button("Sign out", AZURE_SIGN_OUT, type="tertiary")
