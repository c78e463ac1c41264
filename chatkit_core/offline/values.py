"""Values that have a shape of their own: e-mail addresses, ids, percentages, people's names."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
SPOKEN_EMAIL = re.compile(
    r"\b([\w+-]+(?:(?:\.|\s+dot\s+)[\w+-]+)*)\s+at\s+([\w-]+)(?:\.|\s+dot\s+)(com|org|net|edu|io|de)\b"
)
PERCENT = re.compile(
    r"(\d{1,3})(?:[.,]\d+)?\s?(?:%|percent|precent|per cent|pct|prozent|por ciento|pour cent)"
)
PERCENT_WORDS = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25,
    "thirty": 30, "forty": 40, "fifty": 50, "half": 50,
}  # fmt: skip
SPOKEN_PERCENT = re.compile(
    rf"\b({'|'.join(PERCENT_WORDS)})\s?(?:%|percent|per cent|pct|(?=off\b|price\b))"
)
FRACTIONS = {"half": 50, "third": 33, "quarter": 25, "fifth": 20, "tenth": 10}
SPOKEN_FRACTION = re.compile(
    rf"\b(?:a |one |an? extra )?({'|'.join(FRACTIONS)}) (?:of )?(?:off|(?:the|my|its) (?:price|money|cost)|back)\b"
)
"""A share of the price in a word: "a fifth off"."""
NAME_LEAD = re.compile(
    r"\b(?:(?:my|the|full|customer) name(?:'s| is|:)?|name(?:'s| is|:)|this is|i am|i'?m|it'?s|it is|"
    r"i go by|under(?: the name(?: of)?)?|account (?:for|of)|customer is|speaking with|call me|"
    r"me llamo|soy|mi nombre es|ich bin|ich heiße|mein name ist|je m'appelle|je suis|"
    r"(?:registered|booked|ordered|on file|in (?:the|your) (?:system|books|records)|down|listed|"
    r"known) (?:as|under))\s+(?:(?:mr|mrs|ms|dr|miss)\.?\s+)?"
    r"([^\W\d_]+(?:[-'][^\W\d_]+)*(?:\s+[^\W\d_]+(?:[-'][^\W\d_]+)*){0,2})"
)
NAME = re.compile(r"^(?:(?:mr|mrs|ms|dr|miss)\.?\s+)?[^\W\d_][\w'-]*(?:\s+[^\W\d_][\w'-]*){0,2}$")
SHORTEST_NAME = 3
TITLE = re.compile(r"^(?:mr|mrs|ms|dr|miss)\.?\s+(?=\S)")
GREETING = re.compile(
    r"^(?:(?:yes|yeah|yep|hi|hiya|hello|hey|oh|um+|so|customer(?: name)?|account holder|name|the name)\b[ ,.:!]*)+(?=\S)"
)
AFTER_NAME = re.compile(
    r"\b(?:here|and|speaking|calling|by the way|with|from|btw|please|thanks)\b.*$"
)


SURNAMES = frozenset(
    [
        "baker",
        "banks",
        "bell",
        "bird",
        "black",
        "brown",
        "bush",
        "cook",
        "cross",
        "day",
        "field",
        "fisher",
        "fox",
        "gray",
        "green",
        "grey",
        "hill",
        "hunter",
        "king",
        "little",
        "long",
        "may",
        "miller",
        "page",
        "price",
        "reed",
        "rice",
        "sharp",
        "small",
        "stone",
        "white",
        "wood",
        "young",
    ]
)
"""Ordinary words that are often a surname; behind a first name they are."""


@dataclass(frozen=True, slots=True)
class Values:
    """What was found in a message, and the message with ordinary words in its place."""

    text: str
    emails: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    percent: int | None = None


def read_values(text: str, prefixes: Sequence[str]) -> Values:
    """Find the shaped values of a tidied text."""
    spoken = SPOKEN_EMAIL.sub(_as_email, text)
    emails = tuple(dict.fromkeys(EMAIL.findall(spoken)))
    plain = EMAIL.sub("my-email", spoken)
    ids: list[str] = []

    def note(match: re.Match[str]) -> str:
        ids.append(f"{match[1]}-{match[2]}".upper())
        return ids[-1].lower()

    if prefixes:
        plain = re.sub(rf"\b({'|'.join(prefixes).lower()})[\s#:-]*(\d{{3,}})\b", note, plain)
    return Values(plain, emails, tuple(dict.fromkeys(ids)), percent_in(plain))


NUMBERED_WHO = re.compile(
    r"\b(?:customers?|patients?|account|member|client|my (?:number|id)|(?:number|no|id)\.?)\b\D{0,14}?\b(\d{3,6})\b"
)


def number_of_who(text: str) -> str:
    """The digits of an id that somebody gives without its letters: "customer 1003"."""
    match = NUMBERED_WHO.search(text) or re.fullmatch(r"\W*(\d{4,6})\W*", text)
    return match[1] if match else ""


def _as_email(match: re.Match[str]) -> str:
    local = re.sub(r"\s+dot\s+", ".", match[1])
    return f"{local}@{match[2]}.{match[3]}"


def percent_in(text: str) -> int | None:
    """The last percentage in a text."""
    digits = PERCENT.findall(text)
    if digits:
        return int(digits[-1])
    words = [PERCENT_WORDS[word] for word in SPOKEN_PERCENT.findall(text)]
    words = words or [FRACTIONS[word] for word in SPOKEN_FRACTION.findall(text)]
    return words[-1] if words else None


def name_in(text: str, known: Set[str]) -> str:
    """A person's name said as one ("my name is ..."). `known` words are nobody's name."""
    match = NAME_LEAD.search(text)
    return person_name(AFTER_NAME.sub("", match[1]), known) if match else ""


def bare_name(text: str, known: Set[str]) -> str:
    """A name that is the whole text."""
    plain = TITLE.sub("", AFTER_NAME.sub("", GREETING.sub("", text))).strip(" .,!")
    return person_name(plain, known) if NAME.fullmatch(plain) else ""


def person_name(text: str, known: Set[str]) -> str:
    """A name in capitals, without ordinary words behind it; empty where there is none."""
    words = text.split()
    while words and _is_ordinary(words[-1], known, alone=len(words) == 1):
        words.pop()
    if (
        not words
        or len("".join(words)) < SHORTEST_NAME
        or any(_is_ordinary(word, known, alone=not n) for n, word in enumerate(words))
    ):
        return ""
    return " ".join("-".join(p.capitalize() for p in w.split("-")) for w in words)


def _is_ordinary(word: str, known: Set[str], *, alone: bool) -> bool:
    if not alone and word in SURNAMES:
        return False
    return any(part in known for part in (word, *word.split("-")))
