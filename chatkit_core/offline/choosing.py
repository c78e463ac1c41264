"""Which of the choices on the card is meant: positions, quantities, names with typos, prices."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from chatkit_core.domain import Choice
from chatkit_core.offline.naming import Mention, mentions
from chatkit_core.offline.positions import NO_ORDINAL, pointed_at

ALL = re.compile(
    r"\b(?:all(?: of (?:it|them|these|those))?|everything|every (?:single )?(?:one|item|thing)|"
    r"each (?:one|of them)|the (?:whole )?lot|the whole (?:order|thing|lot|bunch)|entire order|"
    r"complete order|todos?|todas?|todo|alles?|tout(?:es)?|tous|alle)\b"
)
NOT_ALL = re.compile(
    r"\b(?:at all|that's all|that is all|all (?:right|good|set|done|the (?:time|best|same))|"
    r"after all|all day|first of all|all i(?:'m| am)? (?:want|need|after|ask|asking)|all (?:scratched|broken|cracked|"
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
    r"rather than|instead of|minus|without|besides|bar|(?:all|everything|anything|any|any ?one|any ?body|every one|them all|of them) but|"
    r"not (?=the|that|number|my)|excepto|menos|außer|sauf)\b"
)
STAYS = re.compile(
    r"\b(?:remove|unselect|deselect|take (?:off|out)|leave out|(?:take|leave) (?:\w+ ){1,4}(?:off(?! (?:me|us|my hands)\b)|out)|stays?|staying|keep(?:ing|s)?|hold(?:ing)? on to|hang(?:ing)? on to|(?:is|are) (?:fine|ok|okay|good|"
    r"great)|(?:isn't|is not) (?:what|the one|the thing) (?:i|we)(?:'m| am| are)? (?:want|mean|return)\w*|not (?:returning|going)|don't (?:want to )?(?:return|send))\b"
)
THING = re.compile(r"\b(?:that|those|one|ones|thing|item|things)\b")
"""What stands for something on the card."""
BARE_NOT = re.compile(r"\b(?P<no>not )(?:(?:dr|doctor|prof|mr|mrs|ms) )?$")
REST = re.compile(
    r"(?:^(?:(?:and|yes|then|please|just|also|all|of) )*"
    r"|(?<!no )(?<!not )(?<!n't )\b(?:return|send|take|bring)(?:ing)? (?:back )?(?:all )?(?:of )?)"
    r"(?:the|my) (?:rest|remainder|remaining(?: (?:ones?|items?|things?))?)"
    r"(?: of (?:it|them|those|these|(?:the|my) \w+))?(?=(?: (?:back|too|please|as well))*[ .!]*$)"
)
"""All that is left, and nothing else said of it: where nothing else is named, all that there is."""
OTHERS = re.compile(r"\b(?:other|others|rest|remaining)\b")


@dataclass(frozen=True, slots=True)
class Picked:
    """The choices a text means. `rivals` are those it could mean as well: then nothing is picked.

    `named` says that a choice was named, rather than counted or pointed at.
    """

    choices: tuple[Choice, ...] = ()
    rivals: tuple[Choice, ...] = ()
    named: bool = False
    dropped: tuple[Choice, ...] = ()


def pick(text: str, choices: Sequence[Choice], known: Set[str], *, many: bool) -> Picked:
    """What a tidied text picks from the choices on the card. `known` words are no typos."""
    if not choices:
        return Picked()
    for mention in reversed(mentions(text, choices, known)):
        if bare := BARE_NOT.search(text, 0, mention.start):  # "not lamp" is "not the lamp"
            text = f"{text[: bare.end('no')]}the {text[bare.end('no') :]}"
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
    left = tuple(c for c in taken.choices if c not in kept)
    return Picked(left, taken.rivals, named=True, dropped=tuple(kept))


def _parted(text: str) -> tuple[str, bool, str]:
    match = EXCEPT.search(text)
    return (text[: match.end()], True, text[match.end() :]) if match else (text, False, "")


def _without(
    taken: Picked, wanted: str, unwanted: str, choices: Sequence[Choice], known: Set[str]
) -> Picked:
    """ "Everything except the lamp"; "the lamp, not the widget"; "not the lamp, the widget"."""
    first, *rest = re.split(r",|\.|\bbut\b|\bjust\b|\bonly\b|\binstead\b", unwanted, maxsplit=1)
    dropped = _positive(first, choices, known, many=True).choices
    later = _positive(" ".join(rest), choices, known, many=True)
    if not dropped and taken.choices and ALL.search(wanted) and THING.search(first):
        return Picked((), tuple(choices))  # all but something that is not on the card
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
    spots = pointed_at(plain, choices)
    if found:
        return _named(plain, found, spots, choices, many=many)
    if spots:
        return Picked(tuple(c for c in choices if c in spots))
    if many and ALL.search(NOT_ALL.sub(" ", plain)):
        return Picked(tuple(choices))
    if many and REST.search(plain):
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
    if either := _either(text, found):
        return Picked((), either, named=True)
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


def _either(text: str, found: Sequence[Mention]) -> tuple[Choice, ...]:
    """The choices of "the lamp or the rug": it takes neither of them."""
    for one, other in pairwise(found):
        if re.fullmatch(r"[^,.;]*\bor\b[^,.;]*", text[one.end : other.start]):
            return tuple(dict.fromkeys((*one.choices, *other.choices)))
    return ()


def _means_all(text: str, mention: Mention) -> bool:
    words = text[mention.start : mention.end]
    before = text[: mention.start]
    plural = words.endswith("s") and not words.endswith("ss")
    ids = any(re.search(r"\d{3}", w) for w in words.split())
    return plural or ids or bool(BOTH.search(before) or ALL.search(before))
