"""The page's own request, for servers that look for one in their context."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request


def page_request() -> Request:
    """A Starlette request as a web application would hand on: address, headers, cookies, no body.

    Its `base_url` is the address of this app, as the browser sees it.
    """
    parts = urlsplit(str(st.context.url or "http://localhost/"))
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in st.context.headers.items()
    ]
    return Request(
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
