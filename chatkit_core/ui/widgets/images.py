"""Decides which image addresses may reach the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from chatkit_core.ui.widgets.tokens import SURFACES, color, css_string

_DATA_IMAGE = re.compile(
    r"data:image/(png|jpe?g|gif|webp|avif|bmp|svg\+xml)(;[\w=\-]+)*(;base64)?,[^\s\"'<>]+",
    re.IGNORECASE,
)
LONGEST_DATA = 2_000_000
LONGEST_URL = 4_000
_PICTURE = re.compile(r"""url\(\s*(["']?)(https?://[^"'()\s]+)\1\s*\)""", re.IGNORECASE)


def safe_image(url: str, allowed_domains: tuple[str, ...] | None) -> str | None:
    """The address when it is http(s) on an allowed domain or an embedded image, else None."""
    url = url.strip()
    if url[:5].lower() == "data:":
        return url if len(url) <= LONGEST_DATA and _DATA_IMAGE.fullmatch(url) else None
    if len(url) > LONGEST_URL or re.search(r"[\s\\\"'<>\x00-\x1f]", url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return url if allowed_domains is None or _is_allowed(host, allowed_domains) else None


def background(value: Any, allowed_domains: tuple[str, ...] | None) -> str | None:
    """A background: what `color` takes, or CSS with one picture from an allowed address."""
    if isinstance(value, Mapping) or not isinstance(value, str):
        return color(value, SURFACES)
    picture = _PICTURE.search(value)
    if not picture:
        return color(value, SURFACES)
    source = safe_image(picture[2], allowed_domains)
    # The rest has to be safe with a plain colour in the picture's place.
    if source is None or css_string(_PICTURE.sub("red", value, count=1)) is None:
        return None
    return value.strip().replace(picture[0], f"url({_in_css(source)})")


def is_picture(value: str) -> bool:
    """Whether a background loads a picture."""
    return _PICTURE.search(value) is not None


def _in_css(url: str) -> str:
    """The address as it may stand in a style attribute and in a style element."""
    return url.replace("&", "\\26 ").replace(";", "%3B")


def _is_allowed(host: str, domains: tuple[str, ...]) -> bool:
    names = (domain.lower().removeprefix("*.").strip(".") for domain in domains)
    return any(host == name or host.endswith("." + name) for name in names if name)
