"""The page's own request, for servers that look for one in their context."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st
from starlette.datastructures import URL
from starlette.requests import Request

ROUTES = "_route/"
"""What the addresses of a server's own routes begin with, under the app's: nobody answers there."""


class PageRequest(Request):
    """The routes of the web application that a server was written for are not here, but named."""

    def url_for(self, name: str, /, **path_params: Any) -> URL:
        parts = [name, *map(str, path_params.values())]
        path = "/".join(quote(part, safe="") for part in parts)
        return URL(f"{self.base_url}{ROUTES}{path}")


def is_named_only(url: str) -> bool:
    """Whether this is the address of a route that is not here."""
    return urlsplit(url).path.startswith(f"/{ROUTES}")


def page_request() -> Request:
    """A Starlette request as a web application would hand on: address, headers, cookies, no body.

    Its `base_url` is the address of this app, as the browser sees it; `url_for` gives an address
    for every name, which says no more than that.
    """
    parts = urlsplit(str(st.context.url or "http://localhost/"))
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in st.context.headers.items()
    ]
    return PageRequest(
        {
            "type": "http",
            "method": "POST",
            "scheme": parts.scheme,
            "server": (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)),
            "path": parts.path or "/",
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": headers,
        }
    )
