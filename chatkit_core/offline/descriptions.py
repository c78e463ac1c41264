"""Choices that are described rather than named: "the one who does moles", "the lady", "the other one"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from chatkit_core.domain import Choice
from chatkit_core.offline import dates
from chatkit_core.offline.encoder import Matrix
from chatkit_core.offline.naming import Mention
from chatkit_core.offline.positions import pointed_at

ALIKE, APART = 0.833, 0.0245
"""So alike are what is said of a choice and what its card says, and so much less every other one."""
WIDE, STILL_ALIKE = 0.05, 0.81
"""Where all others are so much further, a little less is enough."""
HEAD = (
    r"(?:one|ones|thing|item|product|doctor|doc|physician|provider|specialist|expert|person|guy|man|"
    r"woman|lady|gentleman|fellow|bloke|chap)"
)
POINTED = re.compile(
    rf"(?:\b(?:the|that|this|your) |^(?:an? )?)(?:{HEAD} )?(?P<before>(?:(?!not? )[a-z][\w'-]* ){{1,3}}?){HEAD}\b"
    rf"(?! (?:who|that|which|for|with)\b)|\b(?:the|that|a|your|which(?:ever)?) (?P<head>{HEAD}) "
    r"(?:(?:who|that|which)(?:'s| is| are| does| do)?|for|with|doing)\b(?P<after>[^,.;?!]+)"
    rf"|\b(?:(?:{HEAD}|someone|somebody) (?:who|that|which|for)|whoever)(?:'s| is| are| does| do)?\b(?P<who>[^,.;?!]+)"
    r"|\b(?:el|la) (?:que|de) (?P<abroad>[^,.;?!]+)"
)
"""Where a text points at something by what it says of it."""
PLAIN = frozenset(
    [
        "other",
        "same",
        "right",
        "wrong",
        "whole",
        "new",
        "next",
        "only",
        "first",
        "second",
        "third",
        "last",
        "best",
        "nice",
        "nicer",
        "one",
        "good",
        "another",
        "different",
        "any",
        "both",
        "either",
        "free",
        "a",
        "an",
        "the",
        "available",
        "soonest",
        "earliest",
    ]
)
"""What is said of anything, and describes nothing."""
ANAPHORA = re.compile(r"\b(?:that|those|these|this|them|it|such)\b(?: (?:things?|sort|kind))?\W*$")
PEOPLE = {
    "she": frozenset(["she", "her", "woman", "lady", "female", "madam", "girl"]),
    "he": frozenset(["he", "him", "man", "gentleman", "male", "guy", "bloke", "chap", "fellow", "gent"]),
}  # fmt: skip
SHE_OR_HE = re.compile(r"\((she|he)\)")
OTHER = re.compile(r"\b(?:the|that) other (?:one|doctor|item|thing|guy|lady)\b")
WISH = re.compile(
    r"^(?:(?:so|just|then|and|i'd like|i'll take|i'd|i|rather|prefer|want|would|like|to|see|have|take|go|with|for) )+"
    r"|\W*(?:please)?\W*$"
)
STEM = 6

Means = Callable[[Sequence[str]], Matrix]


def described(
    text: str, choices: Sequence[Choice], others: Sequence[Choice], means: Means | None
) -> str:
    """The text with the name of the one choice that it describes; the text itself when it does not.

    What fits one of the `others`, which are not offered, describes none of the choices.
    """
    told = {_name(choice): _told(choice, choices) for choice in choices}
    if len(told) < 2:
        return text
    rivals = {_name(choice): _told(choice, others) for choice in others}
    for match in POINTED.finditer(text):
        words = _pointing(match, text)
        head = match[0] if match["before"] else match["head"] or ""
        if name := _by_person(head, choices) or _fitting(words, told, rivals, means):
            return f"{text[: match.start()]}{name}{text[match.end() :]}"
    alone = WISH.sub("", text)
    if len(alone.split()) <= 2 and (name := _by_person(alone, choices)):
        return name
    return text


def other_named(text: str, found: Sequence[Mention], choices: Sequence[Choice]) -> str:
    """The text with a name for "the other one", beside the name of one of two choices."""
    other = OTHER.search(text)
    codes = {choice.code for mention in found for choice in mention.choices}
    left = [choice for choice in choices if choice.code not in codes]
    if not other or len(codes) != 1 or len(left) != 1 or found[-1].end > other.start():
        return text
    name = _name(left[0])
    said = f"{text[: other.start()]}{name}{text[other.end() :]}"
    for mention in reversed(found):
        said = f"{said[: mention.start]}someone{said[mention.end :]}"
    return said


AGAIN = re.compile(
    r"\b(?P<for>(?:with|see|seeing|take|have|choose|pick|prefer|want) )(?:her|him|them)\b"
)


def named_again(text: str, found: Sequence[Mention]) -> str:
    """The text with the one name in it for "her" in a later clause: "is Dr. Lee in? I'll see her"."""
    codes = {choice.code for mention in found for choice in mention.choices}
    if len(codes) != 1:
        return text
    end = found[-1].end
    after = re.search(r"[,.;?!]", text[end:])
    start = end + after.end() if after else len(text)
    name = _name(found[0].choices[0])
    return text[:start] + AGAIN.sub(lambda m: f"{m['for']}{name}", text[start:])


def _name(choice: Choice) -> str:
    return choice.label.lower().replace(".", "")


def _pointing(match: re.Match[str], text: str) -> str:
    """What is said of the thing pointed at; "whoever does those" looks back at the words before."""
    said = next((match[name] for name in ("before", "after", "who", "abroad") if match[name]), "")
    plain = [w for w in re.findall(r"[^\W\d_]+", said) if w not in PLAIN]
    if not plain or dates.spans(said) or pointed_at(said, ()):
        return ""
    back = match["after"] or match["who"]
    return text[: match.start()] if back and ANAPHORA.search(said) else said.strip()


def _told(choice: Choice, choices: Sequence[Choice]) -> str:
    """What only this choice's card says of it; its label where that is nothing in words."""
    shared = set.intersection(*(set(_words(one.detail)) for one in choices))
    own = [w for w in _words(choice.detail) if w not in shared]
    has_words = any(len(word) > 3 and word.isalpha() for word in own) and "$" not in choice.detail
    return " ".join(own) if has_words else choice.label.lower()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", SHE_OR_HE.sub("", text).lower())


def _fitting(
    words: str, choices: dict[str, str], rivals: dict[str, str], means: Means | None
) -> str:
    told = rivals | choices
    own = [name for name, text in told.items() if _shares(words, text)]
    if len(own) == 1:
        return own[0] if own[0] in choices else ""
    if not words or own or means is None or len(words.split()) > STEM:
        return ""
    alike = means(list(told.values())) @ means([words])[0]
    first, second = np.argsort(-alike)[:2]
    apart = alike[first] - alike[second]
    fits = (alike[first] >= ALIKE and apart >= APART) or (
        alike[first] >= STILL_ALIKE and apart >= WIDE
    )
    found = list(told)[int(first)]
    return found if fits and found in choices else ""


def _shares(words: str, told: str) -> bool:
    """Whether both have a word in common, or one that begins alike: "prevention", "preventive"."""
    mine = {w for w in re.findall(r"[^\W\d_]{4,}", words) if w not in PLAIN}
    theirs = {w for w in told.split() if len(w) >= 4}
    return any(
        a.rstrip("s") == b.rstrip("s") or (min(len(a), len(b)) >= STEM and a[:STEM] == b[:STEM])
        for a in mine
        for b in theirs
    )


def _by_person(words: str, choices: Sequence[Choice]) -> str:
    """The only woman or the only man among the choices, where their cards say so."""
    said = set(re.findall(r"[a-z]+", words))
    fitting = [
        choice
        for choice in choices
        if (who := SHE_OR_HE.search(choice.detail)) and PEOPLE[who[1]] & said
    ]
    return _name(fitting[0]) if len(fitting) == 1 else ""
