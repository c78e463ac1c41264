"""Hides personal data behind tokens that stay the same, so that a story can still be followed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

PERSON = "customer|patient|client|guest|member|user|person|contact|employee|caller|guardian"
PERSONAL_KEYS = re.compile(
    rf"(?:(?:{PERSON})_)?(?:full_?name|first_?name|last_?name|display_?name|e_?mail|e_?mail_address"
    r"|phone|phone_?number|mobile|address|street|postal_?code|zip|birth_?date|date_of_birth|dob)"
    rf"|(?:{PERSON})_?name"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
PHONE = re.compile(
    r"(?<![\w-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])\d{3,4}[ .-]\d{3,4}(?![\w-])"
)
SHORTEST = 3


class Masker:
    """Masks values it knows to be personal, wherever they appear, and e-mails and phone numbers.

    It learns names and the like from the fields that carry them (`learn`), so that a name typed
    before anybody looked it up is masked as well, once the whole log has been learned from.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, values: Iterable[Any]) -> None:
        """Collect what is personal in some JSON values."""
        before = len(self._known)
        for value in values:
            self._collect(value, personal=False)
        if len(self._known) > before:
            longest_first = sorted(self._known, key=len, reverse=True)
            words = "|".join(re.escape(word) for word in longest_first)
            self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def mask(self, value: Any) -> Any:
        """A copy of a JSON value without what is personal."""
        match value:
            case str():
                return self._mask_text(value)
            case dict():
                return {key: self.mask(item) for key, item in value.items()}
            case list():
                return [self.mask(item) for item in value]
            case _:
                return value

    def unmask(self, text: str) -> str:
        """A text with what its tokens stand for, to search for it."""
        for word, shown in self._known.items():
            if shown in text:
                text = text.replace(shown, word)
        return text

    def learn_and_mask(self, value: Any) -> Any:
        """For masking at writing time, when what comes later is not known yet."""
        self.learn((value,))
        return self.mask(value)

    def _collect(self, value: Any, *, personal: bool) -> None:
        match value:
            case str() if personal and len(value) >= SHORTEST:
                self._remember(value)
            case dict():
                if _is_personal(value.get("key")):  # a state change names its field beside it
                    self._collect([value.get("old"), value.get("new")], personal=True)
                for key, item in value.items():
                    self._collect(item, personal=personal or _is_personal(key))
            case list():
                for item in value:
                    self._collect(item, personal=personal)
            case _:
                pass

    def _remember(self, text: str) -> None:
        kind = "email" if "@" in text else "person"
        self._known.setdefault(text.casefold(), token(kind, text))
        if kind == "person" and text.replace(" ", "").isalpha():
            for part in text.split():
                if len(part) >= SHORTEST:
                    self._known.setdefault(part.casefold(), token(kind, text))

    def _mask_text(self, text: str) -> str:
        text = EMAIL.sub(lambda found: token("email", found[0]), text)
        text = PHONE.sub(lambda found: token("phone", found[0]), text)
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._known[found[0].casefold()], text)


def token(kind: str, text: str) -> str:
    """The stand-in for a value: the same value always gets the same one."""
    digest = hashlib.blake2b(text.casefold().encode(), digest_size=2).hexdigest()
    return f"{kind}-{digest}"


def _is_personal(key: Any) -> bool:
    return isinstance(key, str) and bool(PERSONAL_KEYS.fullmatch(key.lower().replace("-", "_")))
