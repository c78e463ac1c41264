"""Takes credentials out of what is about to be written; nothing can put them back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json

REMOVED = "[removed]"

SECRET_KEYS = {
    *("authorization", "proxyauthorization", "bearertoken", "accesstoken", "refreshtoken"),
    *("idtoken", "apikey", "xapikey", "ocpapimsubscriptionkey", "accountkey", "sharedaccesskey"),
    *("privatekey", "connectionstring", "clientsecret", "secret", "password", "passwd"),
    *("cookie", "setcookie"),
}

# Cheap to look for in raw JSON: only an event that holds one of these is walked.
HINTS = (
    b"bearer",
    b"authorization",
    b"key",
    b"sk-",
    b"eyj",
    b"passw",
    b"secret",
    b"_token",
    b"cookie",
    b"sig=",
    b"connection",
)

NAMED = (
    r"authorization|(?:x-)?api[-_ ]?key|subscription[-_ ]?key|account[-_ ]?key|shared[-_ ]?access"
    r"[-_ ]?key|passw(?:or)?d|client[-_ ]?secret|(?:access|refresh|id)[-_]token|private[-_ ]?key"
)
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {REMOVED}"),
    (re.compile(rf"(?i)(\b(?:{NAMED})\b[\"']?\s*[:=]\s*[\"']?)(?!bearer\b|basic\b|\[)[^\s\"',;}}]+"),
     rf"\1{REMOVED}"),
    (re.compile(r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{12,}"), REMOVED),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), REMOVED),
    (re.compile(r"(?i)([?&]sig=)[^&\s\"']+"), rf"\1{REMOVED}"),
)  # fmt: skip


class SecretRemover:
    """Knows this installation's own credentials, and what others usually look like.

    `known` are exact values from the settings: an Azure key has no shape to recognise it by.
    """

    def __init__(self, known: Sequence[str] = ()) -> None:
        self._known = tuple(value for value in known if len(value) >= 6)
        self._known_bytes = tuple(value.encode() for value in self._known)

    def read(self, raw: bytes) -> Any:
        """The JSON value in `raw`, without secrets."""
        value = from_json(raw)
        return self.clean(value) if self._may_hold_one(raw) else value

    def clean(self, value: Any) -> Any:
        """A copy of a JSON value without secrets."""
        match value:
            case str():
                return self._clean_text(value)
            case dict():
                return {
                    key: REMOVED if _is_secret(key, item) else self.clean(item)
                    for key, item in value.items()
                }
            case list():
                return [self.clean(item) for item in value]
            case _:
                return value

    def _may_hold_one(self, raw: bytes) -> bool:
        lower = raw.lower()
        return any(hint in lower for hint in HINTS) or any(v in raw for v in self._known_bytes)

    def _clean_text(self, text: str) -> str:
        for value in self._known:
            text = text.replace(value, REMOVED)
        for pattern, replacement in PATTERNS:
            text = pattern.sub(replacement, text)
        return text


def _is_secret(key: str, value: Any) -> bool:
    named = key.replace("-", "").replace("_", "").lower() in SECRET_KEYS
    return named and isinstance(value, str) and bool(value)
