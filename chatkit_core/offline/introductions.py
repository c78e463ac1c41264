"""Who says that they are somebody, in a conversation that is about one person already."""

from __future__ import annotations

import re
from collections.abc import Set

from chatkit_core.offline.values import person_name

GREETING = r"(?:(?:hi|hello|hey|hiya)[ ,.!]+)?"
LEAD = (
    GREETING
    + r"(?:(?:and |but |by the way )?(?P<lead>(?:my|the) (?:full )?name(?:'s| is|:)|this is|i am|i'?m|it'?s|it is) +)"
)
TAIL = r"(?:,? (?:here|speaking|calling|again|by the way|btw)\b)?"
AFTER = r"(?!'s\b)(?:$|[ ,.;!?]+(?:and|but|so)?\b)"
NAME = r"[^\W\d_][\w'-]*(?: +[^\W\d_][\w'-]*)?"
SAID = re.compile(rf"\b{LEAD}(?P<name>{NAME})(?!'s\b)")
CAPITALS = re.compile(
    r"\b(?:[Tt]his is|I am|I'?m|[Ii]'?m) +(?P<name>[A-Z][a-z'-]+ +[A-Z][a-z'-]+)(?!['’]s\b)"
)
"""A first and a last name, as one writes them."""
SURE = re.compile(r"\bname\b")
"""A lead behind which one word is enough."""


def without_own(text: str, own: str) -> str:
    """A tidied text without the words in which the person it is about says who that is."""
    words = own.lower().split()
    if not words:
        return text
    whole = re.escape(" ".join(words))
    said = rf"(?:{whole}|{re.escape(words[0])})"
    led = re.compile(rf"\b{LEAD}{said}\b{TAIL}{AFTER}")
    bare = re.compile(rf"^{GREETING}{whole}(?: (?:here|speaking)\b)?(?:$|[,.;!]+ ?)")
    signed = re.compile(rf"[.,;!?–-]+ *(?:(?:thanks|thank you|regards|cheers)[ ,]+)?{whole}\W*$")
    for named in (led, bare, signed):
        text = named.sub(" ", text, count=1)
    return text.strip(" ,")


def another(said: str, tidied: str, own: str, known: Set[str], offered: Set[str]) -> str:
    """The name under which somebody else than `own` introduces themselves; else empty.

    `said` is the message as typed. `known` words are nobody's name, and the lower-case words
    `offered` are those of choices, which have names as well.
    """
    found = CAPITALS.search(said)
    led = SAID.search(tidied)
    sure = led if led and SURE.search(led["lead"]) else None
    name = found["name"].lower() if found else sure["name"] if sure else ""
    if set(name.split()) & offered:
        return ""
    name = person_name(name, known)
    return "" if set(name.lower().split()) <= set(own.lower().split()) else name
