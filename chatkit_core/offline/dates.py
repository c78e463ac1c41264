"""Days and times as people say them, found in a text and read against a moment that is passed in.

`read_when` gives plain values: what they come to is for the caller, who knows what is open when.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from chatkit_core.offline.clauses import segments

WORKING_DAY = (time(8), time(17))
ANY_DAY = date(2000, 1, 3)
"""For finding expressions only."""

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_SMALL.split())}
_NUMBERS |= {"thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "ninety": 90}
_NUMBERS |= {"a": 1, "an": 1, "a couple of": 2, "a couple": 2, "couple of": 2, "a few": 3}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
        ],
        1,
    )
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon mondays",
            "tuesday tue tues tuesdays tuseday teusday",
            "wednesday wed weds wednesdays wensday wednsday",
            "thursday thu thur thurs thursdays thrusday thursdy",
            "friday fri fridays firday",
            "saturday sat saturdays",
            "sunday sun sundays",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}


def _any(words: Sequence[str] | dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_NUMBER = rf"(?:\d{{1,3}}|{_any(_NUMBERS)})"
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|fortnights?)"
_SPAN = rf"(?:(?:{_NUMBER}|half an|half a)[ -]+{_UNIT}(?: and a half)?)"
_DAY = _any(_WEEKDAYS)
_MONTH = _any(_MONTHS)
_NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_any(_ORDINALS)})"
_HOUR_WORDS = {w: n for w, n in _NUMBERS.items() if 1 <= n <= 12 and " " not in w and len(w) > 2}
_HOUR = rf"(?:\d{{1,2}}|{_any(_HOUR_WORDS)})"
_HALF_DAY = r"(?:\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)\b|\s+(?:o'?clock\b)?\s*(?:in the |at )?(?P<daypart>morning|afternoon|evening|night)\b)?"


@dataclass(frozen=True, slots=True)
class When:
    """What was said of a day and a time; what was not said is empty.

    `day` to `until` are the days meant, `at` a time, `part` a stretch of the day. `shift` is
    relative to what is known already, `nudge` is +1 for "later" and -1 for "earlier" without an
    amount, `same_time` keeps the known time. `place` points at a list (0 the first, -1 the last).
    """

    day: date | None = None
    until: date | None = None
    at: time | None = None
    part: tuple[time, time] | None = None
    shift: timedelta | None = None
    nudge: int = 0
    same_time: bool = False
    soonest: bool = False
    place: int | None = None
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def empty(self) -> bool:
        return not self.spans


@dataclass(slots=True)
class _Reader:
    """Reads one text, most telling expressions first; what was read is not read again."""

    text: str
    today: date
    opens: time
    closes: time
    found: dict[str, object] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def take(
        self, pattern: re.Pattern[str], read: Callable[[_Reader, re.Match[str]], bool]
    ) -> None:
        """Let every match be read; `read` says whether it was one."""
        for match in pattern.finditer(self.text):
            if read(self, match):
                self.spans.append(match.span())
                blank = " " * (match.end() - match.start())
                self.text = self.text[: match.start()] + blank + self.text[match.end() :]

    def say(self, **values: object) -> bool:
        """Note what was read; a later word wins."""
        self.found.update(values)
        return True

    def days(self, first: date, last: date | None = None) -> bool:
        return self.say(day=first, until=last)

    def week(self, offset: int, first: int = 0, last: int = 4) -> bool:
        """Days of a week: 0 is this one. What has passed of it is left out."""
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=offset)
        start = max(monday + timedelta(days=first), self.today)
        return self.days(start, max(monday + timedelta(days=last), start))


def read_when(
    text: str, today: date, hours: tuple[time, time] = WORKING_DAY, *, places: bool = True
) -> When:
    """The day and time in a text in lower case. `hours` settle whether "3" is in the afternoon.

    Without `places`, "the second one" says nothing: it is about another list.
    """
    reader = _Reader(" ".join(text.lower().replace("’", "'").split()), today, *hours)
    for pattern, read in _RULES:
        if places or read is not _placed:
            reader.take(pattern, read)
    if not reader.found:
        reader.take(_BARE, _bare_time)
    return When(**reader.found, spans=tuple(sorted(reader.spans)))  # type: ignore[arg-type]


def spans(text: str, *, places: bool = True) -> list[tuple[int, int]]:
    """Where a tidied text speaks of days and times, neighbours joined; positions are exact."""
    joined: list[tuple[int, int]] = []
    for start, end in read_when(text, ANY_DAY, places=places).spans:
        between = text[joined[-1][1] : start] if joined else "x"
        if joined and re.fullmatch(r"\s*(?:(?:on|at|in|the|and|around|of)\s+)*", between):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


_DENIED = re.compile(
    r"(?:\b(?:not|no|except|but not|instead of|rather than|anything but|never|without)|n't(?: (?:do|make|come|be there))?)"
    r"\s+(?:(?:on|at|in|the|this|next)\s+)*$"
)


def said(text: str) -> str:
    """The words of a tidied text that speak of days and times, without those it says no to.

    What corrects itself counts from its last correction on that names any.
    """
    for part in reversed(segments(text)):
        found = read_when(part, ANY_DAY).spans
        words = [part[start:end] for start, end in found if not _DENIED.search(part[:start])]
        if words:
            return " ".join(words)
    return ""


def is_vague(text: str) -> bool:
    """Whether it names no day or time, only that it should be soon, late or one of a list."""
    when = read_when(text, ANY_DAY)
    return not (when.day or when.at or when.part or when.shift)


def blanked(text: str, *, places: bool = True) -> str:
    """The text with spaces in the place of each expression: "half nine" names nobody."""
    for start, end in spans(text, places=places):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def masked(text: str, word: str = "sometime", *, places: bool = True) -> str:
    """The text with one word for each expression, so that all of them look alike."""
    for start, end in reversed(spans(text, places=places)):
        text = f"{text[:start]}{word}{text[end:]}"
    return text


# How each expression is read -----------------------------------------------------------------------


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _amount(said: str) -> timedelta:
    """ "half an hour", "two weeks", "an hour and a half"."""
    more = said.endswith("and a half")
    plain = said.removesuffix("and a half").strip()
    half = re.match(r"half an?\b", plain)
    unit = re.split(r"[ -]+", plain)[-1]
    number = 0.5 if half else float(_count(re.split(rf"[ -]+(?={_UNIT}$)", plain)[0].strip()))
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


def _iso(reader: _Reader, match: re.Match[str]) -> bool:
    try:
        reader.say(day=date.fromisoformat(match["date"]))
    except ValueError:
        return False
    if match["hour"] and int(match["hour"]) < 24 and int(match["minute"]) < 60:
        reader.say(at=time(int(match["hour"]), int(match["minute"])))
    return True


def _slashed(reader: _Reader, match: re.Match[str]) -> bool:
    year = match["year"]
    full = int(year) + (2000 if len(year) == 2 else 0) if year else None
    return _dated(reader, int(match["month"]), int(match["day"]), full)


def _named_date(reader: _Reader, match: re.Match[str]) -> bool:
    said = match["nth"] or match["nth2"]
    number = re.match(r"\d+", said)
    day = int(number[0]) if number else _ORDINALS[said]
    month = _MONTHS[match["month"] or match["month2"]]
    return _dated(reader, month, day, int(match["year"]) if match["year"] else None)


def _dated(reader: _Reader, month: int, day: int, year: int | None) -> bool:
    """A date of this year, or of the next one when it has passed."""
    for candidate in [year] if year else [reader.today.year, reader.today.year + 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= reader.today:
            return reader.days(found)
    return False


def _day_of_month(reader: _Reader, match: re.Match[str]) -> bool:
    number = int(match["number"])
    for months in range(3):
        month = reader.today.month - 1 + months
        try:
            found = date(reader.today.year + month // 12, month % 12 + 1, number)
        except ValueError:
            continue
        if found >= reader.today:
            return reader.days(found)
    return False


def _shifted(reader: _Reader, match: re.Match[str]) -> bool:
    sooner = re.search(r"earlier|sooner|before|forward|ahead|up\b|bring|pull", match[0])
    pushed = re.search(r"push|delay|postpone|put off|put back", match[0])
    length = _amount(match["span"])
    return reader.say(shift=-length if sooner and not pushed else length)


def _same_time_next(reader: _Reader, match: re.Match[str]) -> bool:
    weeks = "week" in match[0]
    return reader.say(shift=timedelta(days=7 if weeks else 1), same_time=True)


def _nudged(reader: _Reader, match: re.Match[str]) -> bool:
    return reader.say(nudge=-1 if re.search(r"earl|soon", match[0]) else 1)


def _ahead(reader: _Reader, match: re.Match[str]) -> bool:
    length = _amount(match["span"])
    if length < timedelta(days=1):
        return False
    base = reader.today
    if match["weekday"]:
        base = _coming(reader.today, _WEEKDAYS[match["weekday"]])
    return reader.days(base + length)


def _coming(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _weekday(reader: _Reader, match: re.Match[str]) -> bool:
    number = _WEEKDAYS[match["name"]]
    which = match["which"] or ""
    after = match["after"] or ""
    monday = reader.today - timedelta(days=reader.today.weekday())
    if "after next" in after or "after next" in which:
        return reader.days(monday + timedelta(days=14 + number))
    if which.startswith("next") or "next week" in after:
        return reader.days(monday + timedelta(days=7 + number))
    day = _coming(reader.today, number)
    if "week" in after:
        return reader.days(day + timedelta(days=7))
    named_today = day == reader.today and "this" not in which  # today would be called so
    return reader.days(day + timedelta(days=7) if named_today else day)


def _part_of_week(reader: _Reader, match: re.Match[str]) -> bool:
    offset = 2 if "after next" in match[0] else 1 if "next" in match[0] else 0
    if re.search(r"end of|late|later", match[0]):
        return reader.week(offset, 3, 4)
    if re.search(r"start|beginning|early", match[0]):
        return reader.week(offset, 0, 1)
    if "middle" in match[0] or "mid" in match[0]:
        return reader.week(offset, 1, 3)
    return reader.week(offset)


def _next_month(reader: _Reader, match: re.Match[str]) -> bool:
    first = (reader.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return reader.days(first, last)


def _near_day(reader: _Reader, match: re.Match[str]) -> bool:
    said = match[0]
    days = 2 if "after" in said else 1 if said.startswith(("tom", "tmr", "tmw", "2m")) else 0
    return reader.days(reader.today + timedelta(days=days))


def _weekend(reader: _Reader, match: re.Match[str]) -> bool:
    return reader.week(1 if "next" in match[0] else 0, 5, 6)


def _part_of_day(reader: _Reader, match: re.Match[str]) -> bool:
    said, noon = match[0], time(12)
    if re.match(r"this|today", said):
        reader.say(day=reader.today)
    if "morning" in said:
        early, late = reader.opens, noon
        if "early" in said or "first thing" in said:
            late = time(10)
        return reader.say(part=(time(10) if "late" in said else early, late))
    if (
        "evening" in said
        or "end of the" in said
        or "after work" in said
        or "late in the day" in said
    ):
        return reader.say(part=(time(15, 30), reader.closes))
    if "lunch" in said:
        before, after = "before" in said, "after" in said
        return reader.say(
            part=(reader.opens, noon) if before else (time(13), reader.closes) if after
            else (noon, time(13, 30))
        )  # fmt: skip
    if "first thing" in said:
        return reader.say(part=(reader.opens, time(9, 30)))
    late = "late" in said
    early = "early" in said
    return reader.say(part=(time(15) if late else noon, time(14) if early else reader.closes))


def _open_ended(reader: _Reader, match: re.Match[str]) -> bool:
    clock = _clock(reader, match["hour"], match["minute"], match["half"], None)
    if clock is None:
        return False
    if re.match(r"before|by|no later|until|till", match[0]):
        return reader.say(part=(reader.opens, clock))
    return reader.say(part=(clock, reader.closes))


def _between(reader: _Reader, match: re.Match[str]) -> bool:
    first = _clock(reader, match["from"], None, match["half"], None)
    last = _clock(reader, match["to"], None, match["half"], None)
    first = (
        _clock(reader, match["from"], None, None, None)
        if first and last and first > last
        else first
    )
    return bool(first and last and first < last) and reader.say(part=(first, last))


def _clock(
    reader: _Reader, hour: str, minute: str | None, half: str | None, daypart: str | None
) -> time | None:
    """A time of day. Without am or pm it is the reading that lies within the hours."""
    number = int(hour) if hour.isdigit() else _HOUR_WORDS[hour]
    minutes = int(minute) if minute and minute.isdigit() else _NUMBERS.get(minute or "", 0)
    if number > 23 or minutes > 59:
        return None
    afternoon = (half or "").startswith("p") or daypart in ("afternoon", "evening", "night")
    morning = (half or "").startswith("a") or daypart == "morning"
    if afternoon and number < 12:
        number += 12
    elif morning and number == 12:
        number = 0
    elif not morning and not afternoon and number < min(reader.opens.hour, 8):
        number += 12
    return time(number % 24, minutes)


def _timed(reader: _Reader, match: re.Match[str]) -> bool:
    found = match.groupdict()
    clock = _clock(
        reader, found["hour"], found.get("minute"), found.get("half"), found.get("daypart")
    )
    return clock is not None and reader.say(at=clock)


def _spoken(reader: _Reader, match: re.Match[str]) -> bool:
    """ "half nine", "half past nine", "quarter to ten", "ten past three"."""
    clock = _clock(reader, match["hour"], None, match["half"], match["daypart"])
    if clock is None:
        return False
    lead = match["lead"]
    to = bool(re.search(r"\b(?:to|before|till|of)$", lead))
    minutes = 30 if "half" in lead else 15 if "quarter" in lead else _count(lead.split()[0])
    moment = datetime.combine(date(2000, 1, 1), clock) + timedelta(
        minutes=-minutes if to else minutes
    )
    return reader.say(at=moment.time())


def _noon(reader: _Reader, match: re.Match[str]) -> bool:
    return reader.say(at=time(12))


def _bare_time(reader: _Reader, match: re.Match[str]) -> bool:
    return _timed(reader, match)


def _soonest(reader: _Reader, match: re.Match[str]) -> bool:
    return reader.say(soonest=True)


def _placed(reader: _Reader, match: re.Match[str]) -> bool:
    word = match["place"]
    return reader.say(place=-1 if word in ("last", "latest", "final") else _ORDINALS[word] - 1)


def _rule(
    pattern: str, read: Callable[[_Reader, re.Match[str]], bool]
) -> tuple[re.Pattern[str], Callable[[_Reader, re.Match[str]], bool]]:
    return re.compile(pattern), read


_LEAD = r"(?:(?:on|for|at|in|to|until|till|by|around|about|from|of)\s+)?"
_MINUTE = r"(?:[0-5]\d|thirty|fifteen|forty-five|forty five|oh five|ten|twenty|forty|fifty)"

_RULES = (
    _rule(
        r"\b(?P<date>\d{4}-\d\d-\d\d)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:\d\d)?)?",
        _iso,
    ),
    _rule(
        r"\b(?:on )?(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)(?:/(?P<year>\d{4}|\d\d))?\b",
        _slashed,
    ),
    _rule(
        rf"\b(?:on )?(?:(?:{_DAY}),? )?(?:the )?(?:(?P<nth>{_NTH}) (?:of )?(?P<month>{_MONTH})|(?P<month2>{_MONTH})\.? (?:the )?(?P<nth2>{_NTH})(?![:\d]))\b(?:,? (?P<year>20\d\d))?",
        _named_date,
    ),
    _rule(
        r"\b(?:at )?(?:the )?same time,? (?:(?:but )?(?:the |on the )?(?:next|following|day after|week after) ?(?:day|week)?|a week later|tomorrow week)\b",
        _same_time_next,
    ),
    _rule(
        rf"\b(?:push|move|put|shift|delay|postpone|bring|pull|reschedule)\w*\s+(?:(?:it|that|this|them|mine|everything|(?:my|the|our) (?:\w+ )?(?:appointment|visit|booking|checkup|slot))\s+)?(?:back|forward|out|up|off|ahead|on)?\s*(?:by\s+)?(?P<span>{_SPAN})(?: (?:back|forward|later|earlier|out|up|ahead|sooner))?",
        _shifted,
    ),
    _rule(
        rf"\b(?P<span>{_SPAN}) (?:later|earlier|sooner|after that|before that|back|forward|ahead|further(?: out)?|on\b)",
        _shifted,
    ),
    _rule(rf"\b(?:later|earlier|forward|back) by (?P<span>{_SPAN})", _shifted),
    _rule(
        rf"\b(?:in|after|within) (?:about |around |like |roughly )?(?P<span>{_SPAN})(?:'s)?(?: time)?\b(?P<weekday>(?!x)x)?",
        _ahead,
    ),
    _rule(
        rf"\b(?P<span>{_SPAN}) (?:from|after|on) (?:now|today|(?:this |next )?(?P<weekday>{_DAY}))\b",
        _ahead,
    ),
    _rule(
        r"\b(?:the )?day after tomorrow\b|\btom+or+ow\b|\btomm?orr?ow\b|\btmrw?\b|\btmw\b|\b2moro\b|\btoday\b",
        _near_day,
    ),
    _rule(
        rf"\b(?:on |for )?(?:(?P<which>this coming|this|coming|next|the next|the|after next)\s+)?(?P<name>{_DAY})\b(?:'s)?(?P<after> (?:of )?next week| after next| (?:in a )?week\b)?",
        _weekday,
    ),
    _rule(
        r"\b(?:(?:at |by |towards? )?(?:the )?(?:end of|start of|beginning of|early|late|later|mid|middle of)(?:[ -](?:in )?)?(?:the )?)?(?:the )?(?:week after next|next week|this week|the week\b|following week)",
        _part_of_week,
    ),
    _rule(r"\bnext month\b", _next_month),
    _rule(r"\b(?:on |at )?(?:the |this |next )?weekends?\b", _weekend),
    _rule(r"\b(?:on )?the (?P<number>[12]?\d|3[01])(?:st|nd|rd|th)\b", _day_of_month),
    _rule(
        rf"\bbetween (?P<from>{_HOUR})(?: ?(?:am|pm))? and (?P<to>{_HOUR})(?: ?(?P<half>am|pm))?\b",
        _between,
    ),
    _rule(
        rf"\b(?:{_LEAD})(?P<lead>half(?: past)?|(?:a )?quarter (?:past|after|to|before|till|of)|(?:five|ten|twenty|twenty-five|twenty five|\d\d?)(?: minutes)? (?:past|to|before|till)) (?P<hour>{_HOUR})\b{_HALF_DAY}",
        _spoken,
    ),
    _rule(
        rf"\b(?:after|before|from|by|no earlier than|no later than|not before|until|till|past) (?P<hour>{_HOUR})(?::(?P<minute>[0-5]\d))?(?: ?(?P<half>am|pm|o'?clock))?\b(?: (?:on|onwards?|or later|or so))?(?! (?:days?|weeks?|months?|minutes?|hours?))",
        _open_ended,
    ),
    _rule(
        rf"\b{_LEAD}(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>[0-5]\d)){_HALF_DAY}(?![\d%])",
        _timed,
    ),
    _rule(
        rf"\b{_LEAD}(?P<hour>{_HOUR})\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)(?!\w)(?P<minute>(?!x)x)?",
        _timed,
    ),
    _rule(
        rf"\b{_LEAD}(?P<hour>{_HOUR})(?: (?P<minute>thirty|fifteen|forty-five|forty five))?,? o'?clock{_HALF_DAY}",
        _timed,
    ),
    _rule(rf"\b{_LEAD}(?P<hour>{_any(_HOUR_WORDS)})[ -](?P<minute>{_MINUTE})\b{_HALF_DAY}", _timed),
    _rule(
        rf"\b{_LEAD}(?P<hour>{_HOUR}) (?:o'?clock )?in the (?P<daypart>morning|afternoon|evening)\b",
        _timed,
    ),
    _rule(r"\b(?:at |around |about )?(?:12 )?(?:noon|midday)\b", _noon),
    _rule(
        r"\b(?:(?:on |in )?(?:the |this )?(?:very )?(?:early|late|later|mid|middle of the)?[ -]?(?:in the )?(?:mornings?|afternoons?|evenings?)\b"
        r"|(?:at |around |over |before |after |during )?(?:my )?lunch(?:[ -]?(?:time|break|hour))?\b"
        r"|(?:at )?(?:the )?end of the (?:day|work ?day)\b|first thing(?: in the morning)?\b|late in the day\b|after work\b)",
        _part_of_day,
    ),
    _rule(
        rf"\b(?:at|around|about|for|maybe|to|make it|say|do|take|have|prefer|@) (?P<hour>{_HOUR})(?: (?P<minute>[0-5]\d))?(?: ?(?:ish|or so))?\b(?! ?(?:%|days?|weeks?|months?|minutes?|hours?|years?|people|kids|of\b|more\b|else\b|patient|day\b|week\b|new\b|other\b|doctor\b|routine\b|follow|checkup|urgent|consult))",
        _timed,
    ),
    _rule(
        r"\b(?:the )?(?:soonest|earliest|first (?:available|free|possible|opening|one you have)|next (?:available|free|possible|opening|open)|as (?:soon|early) as (?:possible|you can|he can|she can|it gets|you have)|asap|right away|whenever (?:is|there's|you have)(?: \w+)? (?:soonest|free|first)|any ?time(?: (?:is fine|works|you have))?|whatever(?:'s| is) (?:free|available|soonest|first)|whenever)\b",
        _soonest,
    ),
    _rule(
        r"\b(?:(?:a )?(?:little |bit |tad |bit more )?(?:later|earlier|sooner)(?: (?:on|that day|the same day|in the day|than that|if possible|please))?)\b",
        _nudged,
    ),
    _rule(
        r"\b(?:the )?(?P<place>first|second|third|fourth|fifth|sixth|seventh|eighth|last(?! (?:week|month|night|year|time|visit|appointment|few|couple))|latest|final)(?: (?:one|slot|time|option|of (?:them|these|those)|in the list|on the list))?\b",
        _placed,
    ),
)
"""In this order: a date before the times in it, an amount before the number in it."""

_BARE = re.compile(
    rf"^\W*(?:ok|okay|yes|yeah|sure|maybe|let's say|then|how about|what about|i'll take|i take|take|go for|the|and|um|uh|hmm|well|please|,|\s)*(?P<hour>{_HOUR})(?:\s(?P<minute>[0-5]\d))?(?:\s*(?:please|then|works|is (?:fine|good|ok)|would be (?:fine|good|great)|thanks|slot|one|it is|sounds good|,|\.|!|\?))*\W*$"
)
"""A number that is all there is."""
