"""Decides which image addresses may reach the browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_DATA_IMAGE = re.compile(
    r"data:image/(png|jpe?g|gif|webp|avif|bmp|svg\+xml)(;[\w=\-]+)*(;base64)?,[^\s\"'<>]+",
    re.IGNORECASE,
)
LONGEST_DATA = 2_000_000
LONGEST_URL = 4_000


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


def _is_allowed(host: str, domains: tuple[str, ...]) -> bool:
    names = (domain.lower().removeprefix("*.").strip(".") for domain in domains)
    return any(host == name or host.endswith("." + name) for name in names if name)
