"""Markdown from a server, made safe for Streamlit: its extensions are text, images are checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_CODE = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]+`)", re.DOTALL)
_DIRECTIVE = re.compile(r":(?=[a-zA-Z0-9_+\-/]+(?:\[|:))")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)")


def safe_markdown(text: str, allowed_domains: Sequence[str] | None = None) -> str:
    """Escape `$`, `:name:` and `:color[...]` outside code; drop images that may not be shown."""
    parts = _CODE.split(text)
    # re.split with one group: odd positions are the code, which is left as it is.
    return "".join(
        part if index % 2 else _escaped(part, allowed_domains) for index, part in enumerate(parts)
    )


def _escaped(text: str, allowed_domains: Sequence[str] | None) -> str:
    text = _IMAGE.sub(lambda found: _image(found, allowed_domains), text)
    text = text.replace("$", r"\$")
    return _DIRECTIVE.sub(r"\:", text)


def _image(found: re.Match[str], allowed_domains: Sequence[str] | None) -> str:
    return found.group(0) if image_allowed(found.group(2), allowed_domains) else found.group(1)


def image_allowed(url: str, allowed_domains: Sequence[str] | None = None) -> bool:
    """Only http(s) and data images; with a list, only its domains and their subdomains."""
    if url.startswith("data:image/"):
        return not url.startswith("data:image/svg")
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    if address.scheme not in ("http", "https") or not address.hostname:
        return False
    host = address.hostname
    return allowed_domains is None or any(
        host == domain or host.endswith(f".{domain}") for domain in allowed_domains
    )


def plain(text: object) -> str:
    """A label that Streamlit will not read as markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!$:|<>~])", r"\\\1", str(text))
