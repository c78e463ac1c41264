"""Percentages at a step that offers some: the last one that is not denied, or the larger one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatkit_core.offline.values import FRACTIONS, PERCENT_WORDS, SPOKEN_FRACTION

NUMBER = re.compile(
    rf"(?<![\w$€£.,:/-])(\d{{1,3}}|{'|'.join(sorted(PERCENT_WORDS, key=len, reverse=True))})"
    r"(?![\w:/]|\.\d|,\d|\s?(?:days?|weeks?|months?|dollars?|bucks|items?|times?|minutes?|hours?))"
)
DENIED = re.compile(
    r"(?:\bnot|\bno|n't|\bnever|\binstead of|\brather than|\bthan|\bwithout|\bforget|\bskip)"
    r"(?:\s+(?:the|a|for|just|only|want|at|your|that))*\s*$"
)
DENIED_AFTER = re.compile(
    r"\s*(?:%|percent|per cent)?(?: off)?(?: (?:is|would be) (?:\w+ )?(?:an? )?(?:joke|insult\w*|not enough|too little|ridiculous|peanuts)"
    r"| (?:isn't|wouldn't be|won't be) (?:\w+ )?enough)\b"
)
"""What refuses a percentage that stands before it: "10 is a joke"."""
BARE = re.compile(rf"(?:only |just )*{NUMBER.pattern}\s*(?:%|percent|per cent)?(?: off)?")
MORE = re.compile(
    r"\b(?:bigger|biggest|higher|highest|larger|largest|greater|greatest|better|best|most|max|"
    r"maximum|top|generous|mayor|mehr|plus grande?)\b"
)
LESS = re.compile(r"\b(?:smaller|smallest|lower|lowest|lesser|least|minimum|menor|kleinere?)\b")


def amount_in(text: str, offered: Sequence[int]) -> int | None:
    """The percentage that a tidied text settles on, offered or not; None when it names none."""
    if numbers := _affirmed(NUMBER, text):
        return PERCENT_WORDS.get(numbers[-1]) or int(numbers[-1])
    if fractions := _affirmed(SPOKEN_FRACTION, text):
        return FRACTIONS[fractions[-1]]
    real = [percent for percent in offered if percent]
    if real and MORE.search(text):
        return max(real)
    return min(real) if real and LESS.search(text) else None


def is_bare(text: str) -> bool:
    """Whether a tidied text is a percentage and nothing else."""
    return BARE.fullmatch(text) is not None


def _affirmed(pattern: re.Pattern[str], text: str) -> list[str]:
    """What a pattern finds, without what the words before it say no to."""
    return [
        m[1]
        for m in pattern.finditer(text)
        if not (DENIED.search(text[: m.start()]) or DENIED_AFTER.match(text, m.end()))
    ]
