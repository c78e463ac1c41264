"""Choices pointed at in a text: by their place in the list, or by their price."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatkit_core.domain import Choice

ORDINALS = {
    word: place
    for place, words in enumerate(
        (
            "first primero primera premier première erste ersten erstes",
            "second segundo segunda deuxième zweite zweiten zweites",
            "third tercero tercera troisième dritte dritten drittes",
            "fourth cuarto cuarta quatrième vierte vierten",
            "fifth quinto quinta fünfte",
            "sixth", "seventh", "eighth", "ninth", "tenth",
        )
    )
    for word in words.split()
}  # fmt: skip
PENULTIMATE = re.compile(
    r"\b(?:(?:second|next|one) (?:to|from) (?:the )?last|second last|last but one|penultimate)\b"
)
NUMBERS = {
    word: place
    for place, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
COUNTS = {**{w: n + 1 for w, n in NUMBERS.items()}, "couple": 2, "pair": 2}
NO_ORDINAL = re.compile(
    r"\b(?:first of all|at first|first time|second time|third time|second[- ]hand|third party|"
    r"on second thoughts?|first thing|in the first place|(?:a|one|just a) (?:second|sec)|"
    r"first class|last (?:week|month|year|night|time|chance|resort|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|minute|name|order|purchase|delivery|shipment)|at last)\b"
)
TAIL = (
    r"(?=\s*(?:$|[,.;!?)]|(?:one|item|thing|product|option|choice|order|article|reason|offer|method|way|kind|"
    r"type|sort|slot|time|date|day|doctor|row|button|card|discount|possibility|suggestion|line|entry|position|and|or|but|as|please|pls|thanks|on|in|of|from|also|too|will|is|would|then|"
    r"instead|y|und|et|second|third|fourth|fifth)\b))"
)
"""What follows a place in a list, and not the "first" of "the first week"."""
ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)})\b{TAIL}")
COUNTED = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b" + TAIL)
FORMER = re.compile(r"\bformer\b")
LAST = re.compile(
    r"\b(?:last|latter|final|bottom|lowest one|última?|último|letzte[nrs]?|dernière?)\b" + TAIL
)
TOP = re.compile(r"(?<!from the )(?<!\bon )\b(?:top|topmost|upper)\b" + TAIL)
MIDDLE = re.compile(r"\bmiddle\b" + TAIL)
CHEAP = re.compile(r"\b(?:cheap(?:er|est)?|least expensive|lowest price[d]?|less expensive)\b")
DEAR = re.compile(
    r"\b(?:(?:more|most) expensive|dearer|dearest|prici?e[rs]t?|costli(?:er|est)|pricey|"
    r"expensive)(?: one| item)?\b"
)
NUMBERED = re.compile(
    r"(?:\b(?:number|numero|no\.?|nr\.?|item|option|choice|line|product|reason|position|row|#)\s*#?|#)(\d{1,2})\b"
)
DIGIT = re.compile(
    r"(?<![\w$€£.,:/-])(\d{1,2})(?![\w%:/]|\.\d|-\d|\s?(?:%|percent|days?|weeks?|months?|am|pm|dollars?|bucks|times?|hours?|minutes?|o'clock|inch|cm|x\b|pieces?))"
)
FIRST_FEW = re.compile(r"\b(first|top|last|bottom)\s+(\d|two|three|four|five|couple(?: of)?)\b")
PRICE = re.compile(r"[$€£]\s?(\d[\d,]*(?:\.\d{1,2})?)")


def pointed_at(text: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices that a tidied text points at without naming them."""
    return [*_by_position(text, choices), *_by_price(text, choices)]


def _by_position(text: str, choices: Sequence[Choice]) -> list[Choice]:
    few = FIRST_FEW.search(text)
    if few:
        many = COUNTS.get(few[2].split()[0]) or int(few[2])
        picked = choices[:many] if few[1] in ("first", "top") else choices[-many:]
        return list(picked)
    places: list[int] = [int(n) - 1 for n in NUMBERED.findall(text)]
    places += [int(n) - 1 for n in DIGIT.findall(NUMBERED.sub(" ", text))]
    words = re.findall(r"[^\W_]+", text)
    places += [ORDINALS[m[1]] for m in ORDINAL.finditer(text)]
    places += [int(m[1]) - 1 for m in COUNTED.finditer(text)]
    places += _number_words(text, words)
    if PENULTIMATE.search(text):
        return [choices[-2]] if len(choices) > 1 else []
    if LAST.search(text):
        places.append(len(choices) - 1)
    if TOP.search(text) or FORMER.search(text):
        places.append(0)
    if MIDDLE.search(text) and len(choices) % 2:
        places.append(len(choices) // 2)
    return [choices[n] for n in dict.fromkeys(places) if 0 <= n < len(choices)]


def _number_words(text: str, words: Sequence[str]) -> list[int]:
    """ "Number two", "one and three", or a bare "two"; never the "one" of "the red one"."""
    numbered = re.findall(r"(?:number|numero|item|option|choice|product)\s+([a-z]+)", text)
    found = [NUMBERS[w] for w in numbered if w in NUMBERS]
    bare = [w for w in words if w not in {"and", "the", "please", "just", "uh", "numbers", "items"}]
    if not found and bare and all(w in NUMBERS for w in bare):
        found = [NUMBERS[w] for w in bare]
    return found


def _by_price(text: str, choices: Sequence[Choice]) -> list[Choice]:
    priced = [(price, c) for c in choices if (price := price_of(c)) is not None]
    if not priced:
        return []
    if CHEAP.search(text):
        return [min(priced, key=lambda found: found[0])[1]]
    if DEAR.search(text):
        return [max(priced, key=lambda found: found[0])[1]]
    text = SPOKEN.sub(_in_digits, text)
    amounts = [float(n.replace(",", "")) for n in re.findall(r"[$€£]\s?(\d[\d,]*(?:\.\d+)?)", text)]
    amounts += [
        float(n)
        for n in re.findall(
            r"\b(\d+(?:\.\d\d)?)[\s-]?(?:dollars?|bucks|usd|quid|pounds?|euros?)\b", text
        )
    ]
    amounts += [float(n) for n in re.findall(r"(?<![\w$.])(\d+\.\d\d)\b", text)]
    return [c for amount in amounts for price, c in priced if abs(price - amount) < 1]


TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPOKEN = re.compile(
    rf"\b({'|'.join(TENS)})(?:[ -]({'|'.join(NUMBERS)}))?(?: ninety[- ]nine)?"
    r"[ -](?=(?:dollars?|bucks|quid|pounds?|euros?)\b)"
)
"""An amount in words: "forty nine dollars"."""


def _in_digits(match: re.Match[str]) -> str:
    ones = NUMBERS[match[2]] + 1 if match[2] else 0
    return f"{(TENS.index(match[1]) + 2) * 10 + ones} "


def price_of(choice: Choice) -> float | None:
    """The first amount in a choice's detail or label."""
    found = PRICE.search(f"{choice.detail} {choice.label}")
    return float(found[1].replace(",", "")) if found else None
