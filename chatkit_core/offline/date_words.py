"""The words and patterns that days, times and lengths of time are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(SMALL.split())}
NUMBERS |= {"thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "ninety": 90}
NUMBERS |= {"a": 1, "an": 1, "a couple of": 2, "a couple": 2, "couple of": 2, "a few": 3}
_UNITS = "first second third fourth fifth sixth seventh eighth ninth"
_TEENS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth twentieth"
)
ORDINALS = {word: number for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), 1)}
ORDINALS |= {
    f"twenty{joint}{word}": 20 + number
    for number, word in enumerate(_UNITS.split(), 1)
    for joint in " -"
}
ORDINALS |= {"thirtieth": 30, "thirty first": 31, "thirty-first": 31}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon mondays lunes montag montags lundi",
            "tuesday tue tues tuesdays tuseday teusday martes dienstag dienstags mardi",
            "wednesday wed weds wednesdays wensday wednsday miércoles miercoles mittwoch mercredi",
            "thursday thu thur thurs thursdays thrusday thursdy jueves donnerstag jeudi",
            "friday fri fridays firday viernes freitag freitags vendredi",
            "saturday sat saturdays sábado sabado samstag samedi",
            "sunday sun sundays domingo sonntag dimanche",
        )
    )
    for name in names.split()
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero januar janvier",
            "february feb febrero februar février",
            "march mar marzo märz mars",
            "april apr abril avril",
            "may mayo mai",
            "june jun junio juni juin",
            "july jul julio juli juillet",
            "august aug agosto août",
            "september sept sep septiembre septembre",
            "october oct octubre oktober octobre",
            "november nov noviembre novembre",
            "december dec decmber diciembre dezember décembre",
        ),
        1,
    )
    for name in names.split()
}


def any_of(words: Sequence[str] | dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


NUMBER = rf"(?:\d{{1,3}}|{any_of(NUMBERS)})"
UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|fortnights?)"
SPAN = rf"(?:(?:{NUMBER}|half an|half a)[ -]+{UNIT}(?: and a half)?)"
DAY = any_of(WEEKDAYS)
MONTH = any_of(MONTHS)
NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{any_of(ORDINALS)})"
LATE_HOURS = {w: n for w, n in NUMBERS.items() if 13 <= n <= 19}
"""Hours that only say the time together with minutes: "fifteen thirty"."""
HOURS_ABROAD = {
    word: number
    for number, words in enumerate(
        (
            "una eins ein une", "dos zwei deux", "tres drei trois", "cuatro vier quatre",
            "cinco fünf cinq", "seis sechs six", "siete sieben sept", "ocho acht huit",
            "nueve neun neuf", "diez zehn dix", "once elf onze", "doce zwölf douze",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
HOUR_WORDS = {w: n for w, n in NUMBERS.items() if 1 <= n <= 12 and " " not in w and len(w) > 2}
HOUR = rf"(?:\d{{1,2}}|{any_of(HOUR_WORDS)})"
HALF_DAY = r"(?:\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)\b|\s+(?:o[' ]?clock\b)?\s*(?:in the |at )?(?P<daypart>morning|afternoon|arvo|evening|night)\b)?"


def count_of(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def amount_of(said: str) -> timedelta:
    """ "half an hour", "two weeks", "an hour and a half"."""
    more = said.endswith("and a half")
    plain = said.removesuffix("and a half").strip()
    half = re.match(r"half an?\b", plain)
    unit = re.split(r"[ -]+", plain)[-1]
    number = 0.5 if half else float(count_of(re.split(rf"[ -]+(?={UNIT}$)", plain)[0].strip()))
    number += 0.5 if more else 0
    for start, length in (
        ("min", timedelta(minutes=1)),
        ("h", timedelta(hours=1)),
        ("d", timedelta(days=1)),
        ("w", timedelta(weeks=1)),
        ("f", timedelta(weeks=2)),
        ("mo", timedelta(weeks=4)),
    ):
        if unit.startswith(start):
            return length * number
    raise ValueError(said)
