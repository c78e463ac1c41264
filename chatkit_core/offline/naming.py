"""Choices named in a text: whole words, near misses and order numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from chatkit_core.domain import Choice
from chatkit_core.offline.date_words import MONTHS, WEEKDAYS

TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
DULL = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "for",
        "with",
        "in",
        "on",
        "my",
        "to",
        "set",
        "pack",
        "pro",
        "new",
        "one",
        "item",
        "order",
    ]
)
MIN_FUZZY = 4
CALENDAR = frozenset([*MONTHS, *WEEKDAYS])
"""No slip for a name: "March" is not "Marcus"."""
SHORT = 5
"""Up to this length one letter is the most that may be wrong, and the last one counts as well."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a choice: character positions, and every choice that fits."""

    start: int
    end: int
    choices: tuple[Choice, ...]


def mentions(text: str, choices: Sequence[Choice], known: Set[str]) -> list[Mention]:
    """Every run of words that names choices, by whole words or by near misses."""
    names = [(c, _name_words(c)) for c in choices]
    scored = [(m, _fits(m[0], names, known)) for m in TOKEN.finditer(text)]
    scored += [
        (m, _by_id(m[0], choices))
        for m in re.finditer(r"\b[a-z]+-\d+\b|(?<![\w.,$€£-])\d{4,}\b", text)
    ]
    scored.sort(key=lambda found: found[0].start())
    hits = [(m.start(), m.end(), fits) for m, fits in scored if fits]
    runs: list[list[tuple[int, int, dict[str, float]]]] = []
    for hit in hits:
        gap = text[runs[-1][-1][1] : hit[0]] if runs else "x"
        if runs and re.fullmatch(r"[\s/-]*", gap):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    found = [_mention(run, choices) for run in runs]
    return _sharpen([m for m in found if m], text)


def _sharpen(found: list[Mention], text: str) -> list[Mention]:
    """An order's number beside a product's name narrows it down: "the lamp from ORD-1"."""
    ids = [m for m in found if re.search(r"-\d|^\d", text[m.start : m.end])]
    if not ids or len(ids) == len(found):
        return found
    allowed = {c.code for m in ids for c in m.choices}
    narrowed = []
    for mention in found:
        if mention in ids:
            continue
        fitting = tuple(c for c in mention.choices if c.code in allowed) or mention.choices
        narrowed.append(Mention(mention.start, mention.end, fitting))
    return narrowed


def _mention(
    run: Sequence[tuple[int, int, dict[str, float]]], choices: Sequence[Choice]
) -> Mention | None:
    totals: dict[str, float] = {}
    for _, _, fits in run:
        for code, value in fits.items():
            totals[code] = totals.get(code, 0.0) + value
    best = max(totals.values())
    fitting = tuple(c for c in choices if totals.get(c.code, 0.0) >= best - 0.15)
    return Mention(run[0][0], run[-1][1], fitting)


def _name_words(choice: Choice) -> frozenset[str]:
    return frozenset(w for w in TOKEN.findall(choice.label.lower()) if w not in DULL)


def _by_id(word: str, choices: Sequence[Choice]) -> dict[str, float]:
    told = {c.code: f"{c.code} {c.detail}".lower() for c in choices}
    return {code: 1.0 for code, text in told.items() if re.search(rf"\b{re.escape(word)}\b", text)}


def _fits(
    word: str, names: Sequence[tuple[Choice, frozenset[str]]], known: Set[str]
) -> dict[str, float]:
    """How well one typed word fits each choice's name; nothing for ordinary words."""
    if word in DULL or len(word) < 3:
        return {}
    word = word.removesuffix("'s")
    exact = {c.code: 1.0 for c, own in names if word in own or _singular(word) in own}
    if exact or word in known or word in CALENDAR or len(word) < MIN_FUZZY:
        return exact
    fits: dict[str, float] = {}
    for choice, own in names:
        near = max((_nearness(word, name) for name in own), default=0.0)
        if near > 0:
            fits[choice.code] = near
    return fits


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _nearness(word: str, name: str) -> float:
    if len(name) >= MIN_FUZZY and len(word) >= 5 and (name.endswith(word) or name.startswith(word)):
        return 0.9
    longest = max(len(word), len(name))
    allowed = 1 if longest <= SHORT else 2
    if min(len(word), len(name)) < MIN_FUZZY or abs(len(word) - len(name)) > allowed:
        return 0.0
    if len(word) == len(name) == MIN_FUZZY and sorted(word) != sorted(name):
        return 0.0  # another letter makes another word of it: "mama" is no slip for "Maya"
    plain = word if longest <= SHORT else _singular(word)  # "Hayes" is no plural of "Hale"
    distance = edits(plain, name)
    alike = distance <= 1 or word[0] == name[0]  # "Amsel" is no slip for "Samuel"
    return 0.85 if distance <= allowed and alike else 0.0


def edits(a: str, b: str) -> int:
    """How many letters were added, dropped, changed or swapped."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
