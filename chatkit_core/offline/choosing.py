"""Which of the choices on the card is meant: positions, quantities, names with typos, prices."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

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
ORDINAL = re.compile(
    rf"\b({'|'.join(ORDINALS)})\b(?=\s*(?:$|[,.;!?)]|(?:one|item|thing|product|option|choice|order|article|"
    r"reason|offer|method|line|entry|position|and|or|but|as|please|pls|thanks|on|in|of|from|also|too|will|is|"
    r"would|then|instead|y|und|et|second|third|fourth|fifth)\b))"
)
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
    r"thursday|friday|saturday|sunday|minute|name)|at last)\b"
)
LAST = re.compile(r"\b(?:last|final|bottom|lowest one|última?|último|letzte[nrs]?|dernière?)\b")
TOP = re.compile(r"\b(?:top|topmost|upper)\b(?! up)")
MIDDLE = re.compile(r"\bmiddle\b")
ALL = re.compile(
    r"\b(?:all(?: of (?:it|them|these|those))?|everything|every (?:single )?(?:one|item|thing)|"
    r"each (?:one|of them)|the (?:whole )?lot|the whole (?:order|thing|lot|bunch)|entire order|"
    r"complete order|todos?|todas?|todo|alles?|tout(?:es)?|tous|alle)\b"
)
NOT_ALL = re.compile(
    r"\b(?:at all|that's all|that is all|all (?:right|good|set|done|the (?:time|best|same))|"
    r"after all|all day|first of all|all i (?:want|need)|all (?:scratched|broken|cracked|"
    r"bent|wrong|over|smashed|messed))\b"
)
BOTH = re.compile(
    r"\b(?:both|the two|the pair|ambos|ambas|beide|beiden|les deux|las dos|los dos)\b"
)
NEITHER = re.compile(
    r"\b(?:neither|none|none of (?:them|these|those)|nothing|ninguno|keine[ns]?)\b"
)
EXCEPT = re.compile(
    r"\b(?:except(?: for)?|excluding|apart from|other than|but not|and not|leave out|leaving out|"
    r"minus|without|besides|bar|(?:all|everything|anything|any|every one|them all|of them) but|"
    r"not (?=the|that|number|my)|excepto|menos|außer|sauf)\b"
)
STAYS = re.compile(
    r"\b(?:stays?|staying|keep(?:ing|s)?|hold(?:ing)? on to|hang(?:ing)? on to|(?:is|are) (?:fine|ok|okay|good|"
    r"great)|(?:isn't|is not|not) (?:what|the one|the thing|returning|going)|don't (?:want to )?(?:return|send))\b"
)
OTHERS = re.compile(r"\b(?:other|others|rest|remaining)\b")
CHEAP = re.compile(r"\b(?:cheap(?:er|est)?|least expensive|lowest price[d]?|less expensive)\b")
DEAR = re.compile(
    r"\b(?:(?:more|most) expensive|dearer|dearest|prici?e[rs]t?|costli(?:er|est)|pricey|"
    r"expensive)(?: one| item)?\b"
)
NUMBERED = re.compile(
    r"(?:\b(?:number|no\.?|nr\.?|item|option|choice|line|product|position|row|#)\s*#?|#)(\d{1,2})\b"
)
DIGIT = re.compile(
    r"(?<![\w$€£.,:/-])(\d{1,2})(?![\w%:/]|\.\d|-\d|\s?(?:%|percent|days?|weeks?|months?|am|pm|dollars?|bucks|times?|hours?|minutes?|o'clock|inch|cm|x\b|pieces?))"
)
FIRST_FEW = re.compile(r"\b(first|top|last|bottom)\s+(\d|two|three|four|five|couple(?: of)?)\b")
PRICE = re.compile(r"[$€£]\s?(\d[\d,]*(?:\.\d{1,2})?)")
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


@dataclass(frozen=True, slots=True)
class Picked:
    """The choices a text means. `rivals` are those it could mean as well: then nothing is picked.

    `named` says that a choice was named, rather than counted or pointed at.
    """

    choices: tuple[Choice, ...] = ()
    rivals: tuple[Choice, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a choice: character positions, and every choice that fits."""

    start: int
    end: int
    choices: tuple[Choice, ...]


def pick(text: str, choices: Sequence[Choice], known: Set[str], *, many: bool) -> Picked:
    """What a tidied text picks from the choices on the card. `known` words are no typos."""
    if not choices:
        return Picked()
    going, staying = _parted_by_verb(text)
    kept = [c for m in mentions(staying, choices, known) for c in m.choices]
    if kept:
        return _others(going, kept, choices, known)
    wanted, cut, unwanted = _parted(text)
    taken = _positive(wanted, choices, known, many=many)
    if cut:
        return _without(taken, wanted, unwanted, choices, known)
    if taken.choices and not many and len(taken.choices) > 1:
        return Picked((), taken.choices, taken.named)
    return taken


def _parted_by_verb(text: str) -> tuple[str, str]:
    """What goes back and what stays: "return the lamp and keep the rug"."""
    parts = re.split(r",|;|\.(?=\s)|\band\b|\bbut\b", text)
    stays = [part for part in parts if STAYS.search(part)]
    return ", ".join(p for p in parts if p not in stays), ", ".join(stays)


def _others(
    going: str, kept: Sequence[Choice], choices: Sequence[Choice], known: Set[str]
) -> Picked:
    taken = _positive(going, choices, known, many=True)
    if not taken.choices and (OTHERS.search(going) or ALL.search(going)):
        taken = Picked(tuple(choices))
    return Picked(tuple(c for c in taken.choices if c not in kept), taken.rivals, named=True)


def _parted(text: str) -> tuple[str, bool, str]:
    match = EXCEPT.search(text)
    return (text[: match.start()], True, text[match.end() :]) if match else (text, False, "")


def _without(
    taken: Picked, wanted: str, unwanted: str, choices: Sequence[Choice], known: Set[str]
) -> Picked:
    """ "Everything except the lamp"; "the lamp, not the widget"; "not the lamp, the widget"."""
    first, *rest = re.split(r",|\.|\bbut\b|\bjust\b|\bonly\b|\binstead\b", unwanted, maxsplit=1)
    dropped = _positive(first, choices, known, many=True).choices
    later = _positive(" ".join(rest), choices, known, many=True)
    if not dropped:
        return taken if taken.choices else later
    base = taken.choices or later.choices
    if not base and (ALL.search(wanted) or re.search(r"\b(?:any|every|all|them)", wanted)):
        base = tuple(choices)
    if ALL.search(wanted) or re.search(r"\b(?:anything|everything|every|any)\b", wanted):
        base = tuple(choices)
    left = tuple(c for c in base if c not in dropped)
    if not left and not base and len(choices) == 2 and len(dropped) == 1:
        left = tuple(c for c in choices if c not in dropped)
    return Picked(left, (), named=True)


def _positive(text: str, choices: Sequence[Choice], known: Set[str], *, many: bool) -> Picked:
    plain = NO_ORDINAL.sub(" ", text)
    found = mentions(text, choices, known)
    spots = [*_by_position(plain, choices), *_by_price(plain, choices)]
    if found:
        return _named(plain, found, spots, choices, many=many)
    if spots:
        return Picked(tuple(c for c in choices if c in spots))
    if many and ALL.search(NOT_ALL.sub(" ", plain)):
        return Picked(tuple(choices))
    if BOTH.search(plain):
        return Picked(tuple(choices)) if len(choices) == 2 else Picked((), tuple(choices))
    return Picked()


def _named(
    text: str,
    found: Sequence[Mention],
    spots: Sequence[Choice],
    choices: Sequence[Choice],
    *,
    many: bool,
) -> Picked:
    taken: list[Choice] = []
    rivals: list[Choice] = []
    for mention in found:
        fitting = mention.choices
        if len(fitting) > 1 and spots and any(c in fitting for c in spots):
            fitting = tuple(c for c in fitting if c in spots)
        if (len(fitting) > 1 and many and _means_all(text, mention)) or len(fitting) == 1:
            taken += fitting
        else:
            rivals += fitting
    rivals = [c for c in rivals if c not in taken] if not taken else []
    return Picked(tuple(c for c in choices if c in taken), tuple(rivals), named=True)


def _means_all(text: str, mention: Mention) -> bool:
    words = text[mention.start : mention.end]
    before = text[: mention.start]
    plural = words.endswith("s") and not words.endswith("ss")
    ids = any(mention.choices[0].code.lower().startswith(w) for w in words.split())
    return plural or ids or bool(BOTH.search(before) or ALL.search(before))


def _by_position(text: str, choices: Sequence[Choice]) -> list[Choice]:
    few = FIRST_FEW.search(text)
    if few:
        many = COUNTS.get(few[2].split()[0]) or int(few[2])
        picked = choices[:many] if few[1] in ("first", "top") else choices[-many:]
        return list(picked)
    places: list[int] = [int(n) - 1 for n in NUMBERED.findall(text)]
    places += [int(n) - 1 for n in DIGIT.findall(NUMBERED.sub(" ", text))]
    words = TOKEN.findall(text)
    places += [ORDINALS[m[1]] for m in ORDINAL.finditer(text)]
    places += _number_words(text, words)
    if PENULTIMATE.search(text):
        return [choices[-2]] if len(choices) > 1 else []
    if LAST.search(text):
        places.append(len(choices) - 1)
    if TOP.search(text):
        places.append(0)
    if MIDDLE.search(text) and len(choices) % 2:
        places.append(len(choices) // 2)
    return [choices[n] for n in dict.fromkeys(places) if 0 <= n < len(choices)]


def _number_words(text: str, words: Sequence[str]) -> list[int]:
    """ "Number two", "one and three", or a bare "two"; never the "one" of "the red one"."""
    numbered = re.findall(r"(?:number|item|option|choice|product)\s+([a-z]+)", text)
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
    amounts = [float(n.replace(",", "")) for n in re.findall(r"[$€£]\s?(\d[\d,]*(?:\.\d+)?)", text)]
    amounts += [
        float(n) for n in re.findall(r"\b(\d+(?:\.\d\d)?)\s?(?:dollars?|bucks|usd)\b", text)
    ]
    amounts += [float(n) for n in re.findall(r"(?<![\w$.])(\d+\.\d\d)\b", text)]
    return [c for amount in amounts for price, c in priced if abs(price - amount) < 1]


def price_of(choice: Choice) -> float | None:
    """The first amount in a choice's detail or label."""
    found = PRICE.search(f"{choice.detail} {choice.label}")
    return float(found[1].replace(",", "")) if found else None


def mentions(text: str, choices: Sequence[Choice], known: Set[str]) -> list[Mention]:
    """Every run of words that names choices, by whole words or by near misses."""
    names = [(c, _name_words(c)) for c in choices]
    scored = [(m, _fits(m[0], names, known)) for m in TOKEN.finditer(text)]
    scored += [(m, _by_id(m[0], choices)) for m in re.finditer(r"\b[a-z]+-\d+\b", text)]
    scored.sort(key=lambda found: found[0].start())
    hits = [(m.start(), m.end(), fits) for m, fits in scored if fits]
    runs: list[list[tuple[int, int, dict[str, float]]]] = []
    for hit in hits:
        gap = text[runs[-1][-1][1] : hit[0]] if runs else "x"
        if runs and re.fullmatch(r"[\s-]*", gap):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    found = [_mention(run, choices) for run in runs]
    return _sharpen([m for m in found if m], text)


def _sharpen(found: list[Mention], text: str) -> list[Mention]:
    """An order's number beside a product's name narrows it down: "the lamp from ORD-1"."""
    ids = [m for m in found if "-" in text[m.start : m.end]]
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
    exact = {c.code: 1.0 for c, own in names if word in own or _singular(word) in own}
    if exact or word in known or len(word) < MIN_FUZZY:
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
    allowed = 1 if longest <= 5 else 2
    if min(len(word), len(name)) < MIN_FUZZY or abs(len(word) - len(name)) > allowed:
        return 0.0
    distance = edits(_singular(word), name)
    return 0.85 if distance <= allowed else 0.0


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
