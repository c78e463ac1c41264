"""How each kind of expression for a day or a time is read; `date_rules` says what looks like it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from chatkit_core.offline.date_words import (
    HOUR_WORDS,
    HOURS_ABROAD,
    LATE_HOURS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
    amount_of,
    count_of,
)


@dataclass(slots=True)
class Reader:
    """Reads one text, most telling expressions first; what was read is not read again."""

    text: str
    today: date
    opens: time
    closes: time
    found: dict[str, object] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)
    _place: int = 0
    _places: dict[str, int] = field(default_factory=dict)

    def take(self, pattern: re.Pattern[str], read: Callable[[Reader, re.Match[str]], bool]) -> None:
        """Let every match be read; `read` says whether it was one."""
        for match in pattern.finditer(self.text):
            self._place = match.start()
            if read(self, match):
                self.spans.append(match.span())
                blank = " " * (match.end() - match.start())
                self.text = self.text[: match.start()] + blank + self.text[match.end() :]

    def say(self, **values: object) -> bool:
        """Note what was read; of two days or two times the one said later wins."""
        kind = "day" if "day" in values else "at" if "at" in values else ""
        if not kind or self._place >= self._places.get(kind, 0):
            self._places[kind] = self._place
            self.found.update(values)
        return True

    def days(self, first: date, last: date | None = None) -> bool:
        return self.say(day=first, until=last, after_known=None)

    def week(self, offset: int, first: int = 0, last: int = 4) -> bool:
        """Days of a week: 0 is this one. What has passed of it is left out."""
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=offset)
        start = max(monday + timedelta(days=first), self.today)
        return self.days(start, max(monday + timedelta(days=last), start))


def iso(reader: Reader, match: re.Match[str]) -> bool:
    try:
        reader.say(day=date.fromisoformat(match["date"]))
    except ValueError:
        return False
    if match["hour"] and int(match["hour"]) < 24 and int(match["minute"]) < 60:
        reader.say(at=time(int(match["hour"]), int(match["minute"])))
    return True


def slashed(reader: Reader, match: re.Match[str]) -> bool:
    year = match["year"]
    full = int(year) + (2000 if len(year) == 2 else 0) if year else None
    return _dated(reader, int(match["month"]), int(match["day"]), full)


def named_date(reader: Reader, match: re.Match[str]) -> bool:
    said = match["nth"] or match["nth2"]
    number = re.match(r"\d+", said)
    day = int(number[0]) if number else ORDINALS[said]
    month = MONTHS[match["month"] or match["month2"]]
    year = int(match["year"]) if match["year"] else None
    return _dated(reader, month, day, year) or reader.say(impossible=True)


def _dated(reader: Reader, month: int, day: int, year: int | None) -> bool:
    """A date of this year, or of the next one when it has passed."""
    for candidate in [year] if year else [reader.today.year, reader.today.year + 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= reader.today:
            return reader.days(found)
    return False


def day_of_month(reader: Reader, match: re.Match[str]) -> bool:
    said = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", match["number"])
    number = int(said) if said.isdigit() else ORDINALS[said]
    for months in range(3):
        month = reader.today.month - 1 + months
        try:
            found = date(reader.today.year + month // 12, month % 12 + 1, number)
        except ValueError:
            continue
        if found >= reader.today:
            return reader.days(found)
    return False


def shifted(reader: Reader, match: re.Match[str]) -> bool:
    sooner = re.search(r"earlier|sooner|before|forward|ahead|up\b|bring|pull", match[0])
    pushed = re.search(r"push|delay|postpone|put off|put back", match[0])
    length = amount_of(match["span"])
    return reader.say(shift=-length if sooner and not pushed else length)


def same_time_next(reader: Reader, match: re.Match[str]) -> bool:
    weeks = "week" in match[0]
    return reader.say(shift=timedelta(days=7 if weeks else 1), same_time=True)


def next_to_known(reader: Reader, match: re.Match[str]) -> bool:
    back = re.search(r"before|earlier|previous", match[0])
    return reader.say(shift=timedelta(days=-1 if back else 1))


def same_time(reader: Reader, match: re.Match[str]) -> bool:
    return reader.say(same_time=True)


def nudged(reader: Reader, match: re.Match[str]) -> bool:
    return reader.say(nudge=-1 if re.search(r"earl|soon", match[0]) else 1)


def ahead(reader: Reader, match: re.Match[str]) -> bool:
    length = amount_of(match["span"])
    if length < timedelta(days=1):
        return False
    base = reader.today + timedelta(days=match[0].endswith("tomorrow"))
    if match["weekday"]:
        base = _coming(reader.today, WEEKDAYS[match["weekday"]])
    return reader.days(base + length)


def _coming(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def weekday(reader: Reader, match: re.Match[str]) -> bool:
    number = WEEKDAYS[match["name"]]
    which = match["which"] or ""
    after = match["after"] or ""
    monday = reader.today - timedelta(days=reader.today.weekday())
    if "after next" in after or "after next" in which:
        return reader.days(monday + timedelta(days=14 + number))
    if which.startswith("next") or "next week" in which + after:
        return reader.days(monday + timedelta(days=7 + number))
    day = _coming(reader.today, number)
    if "week" in after:
        return reader.days(day + timedelta(days=7))
    named_today = day == reader.today and "this" not in which  # today would be called so
    return reader.days(day + timedelta(days=7) if named_today else day)


def weekday_there(reader: Reader, match: re.Match[str]) -> bool:
    """ "That Friday", "the Friday before": seen from the day that is known, if one is."""
    number = WEEKDAYS[match["name"]]
    day = _coming(reader.today, number)
    day = day + timedelta(days=7) if day == reader.today else day
    side = "week" if match["week"] else "before" if match["before"] else "after"
    return reader.say(day=day, until=None, after_known=(number, side))


def weekday_after(reader: Reader, match: re.Match[str]) -> bool:
    """ "Not this Friday, the one after"."""
    return reader.days(_coming(reader.today, WEEKDAYS[match["name"]]) + timedelta(days=7))


def nth_of_month(reader: Reader, match: re.Match[str]) -> bool:
    """ "The first Monday in December", "the last working day of the month"."""
    month, year = reader.today.month, reader.today.year
    if match["month"] in MONTHS:
        month = MONTHS[match["month"]]
        year += month < reader.today.month
    elif match["month"] == "next month":
        month, year = month % 12 + 1, year + month // 12
    weekday = WEEKDAYS.get(match["name"])
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    fitting = [
        d for d in days
        if d.month == month and (d.weekday() < 5 if weekday is None else d.weekday() == weekday)
    ]  # fmt: skip
    place = -1 if match["place"] == "last" else ORDINALS[match["place"]] - 1
    return place < len(fitting) and reader.days(fitting[place])


def part_of_week(reader: Reader, match: re.Match[str]) -> bool:
    offset = 2 if "after next" in match[0] else 1 if "next" in match[0] else 0
    if re.search(r"end of|late|later", match[0]):
        return reader.week(offset, 3, 4)
    if re.search(r"start|beginning|early", match[0]):
        return reader.week(offset, 0, 1)
    if "middle" in match[0] or "mid" in match[0]:
        return reader.week(offset, 1, 3)
    return reader.week(offset)


def next_month(reader: Reader, match: re.Match[str]) -> bool:
    first = (reader.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return reader.days(first, last)


def near_day(reader: Reader, match: re.Match[str]) -> bool:
    said = match[0]
    twice = ("after", "pasado", "über", "après")
    days = 1
    if any(word in said for word in twice):
        days = 2
    elif said in ("today", "hoy", "heute", "yesterday"):
        days = -1 if said == "yesterday" else 0
    return reader.days(reader.today + timedelta(days=days))


def weekend(reader: Reader, match: re.Match[str]) -> bool:
    return reader.week(1 if "next" in match[0] else 0, 5, 6)


def part_of_day(reader: Reader, match: re.Match[str]) -> bool:
    said, noon = match[0], time(12)
    if re.match(r"this|today|tonight", said):
        reader.say(day=reader.today, until=None)
    if re.search(r"morning|mañana|morgens|vormittag|matin", said):
        early, late = reader.opens, noon
        if "early" in said or "first thing" in said:
            late = time(10)
        return reader.say(part=(time(10) if "late" in said else early, late))
    if (
        "evening" in said
        or "tonight" in said
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


def open_ended(reader: Reader, match: re.Match[str]) -> bool:
    clock = clock_of(reader, match["hour"], match["minute"], match["half"], None)
    if clock is None:
        return False
    if re.match(r"before|by|no later|until|till", match[0]):
        return reader.say(part=(reader.opens, clock))
    return reader.say(part=(clock, reader.closes))


def between(reader: Reader, match: re.Match[str]) -> bool:
    first = clock_of(reader, match["from"], None, match["half"], None)
    last = clock_of(reader, match["to"], None, match["half"], None)
    if first and last and first > last:
        first = clock_of(reader, match["from"], None, None, None)
    return bool(first and last and first < last) and reader.say(part=(first, last))


def clock_of(
    reader: Reader, hour: str, minute: str | None, half: str | None, daypart: str | None
) -> time | None:
    """A time of day. Without am or pm it is the reading that lies within the hours."""
    number = int(hour) if hour.isdigit() else {**HOUR_WORDS, **LATE_HOURS}[hour]
    minutes = int(minute) if minute and minute.isdigit() else NUMBERS.get(minute or "", 0)
    if number > 23 or minutes > 59:
        return None
    afternoon = (half or "").startswith("p") or daypart in ("afternoon", "arvo", "evening", "night")
    morning = (half or "").startswith("a") or daypart == "morning"
    if afternoon and number < 12:
        number += 12
    elif morning and number == 12:
        number = 0
    elif not morning and not afternoon and number < min(reader.opens.hour, 8):
        number += 12
    return time(number % 24, minutes)


def timed(reader: Reader, match: re.Match[str]) -> bool:
    found = match.groupdict()
    clock = clock_of(
        reader, found["hour"], found.get("minute"), found.get("half"), found.get("daypart")
    )
    return clock is not None and reader.say(at=clock)


def spoken(reader: Reader, match: re.Match[str]) -> bool:
    """ "half nine", "half past nine", "quarter to ten", "ten past three"."""
    clock = clock_of(reader, match["hour"], None, match["half"], match["daypart"])
    if clock is None:
        return False
    lead = match["lead"]
    to = bool(re.search(r"\b(?:to|before|till|of)$", lead))
    minutes = 30 if "half" in lead else 15 if "quarter" in lead else count_of(lead.split()[0])
    moment = datetime.combine(date(2000, 1, 1), clock) + timedelta(
        minutes=-minutes if to else minutes
    )
    return reader.say(at=moment.time())


def military(reader: Reader, match: re.Match[str]) -> bool:
    """ "Sixteen hundred hours", "1630 hrs"."""
    bare = match["digits"] or match["bare"] or ""
    hour, minute = match["hour"] or bare[:-2], match["minute"] or bare[-2:]
    clock = clock_of(reader, hour, "0" if minute == "hundred" else minute, None, None)
    return clock is not None and reader.say(at=clock)


def abroad(reader: Reader, match: re.Match[str]) -> bool:
    """ "A las once y media", "um zehn Uhr", "à neuf heures"."""
    half = "30" if match["more"] else None
    clock = clock_of(reader, str(HOURS_ABROAD[match["word"]]), half, None, None)
    return clock is not None and reader.say(at=clock)


def noon(reader: Reader, match: re.Match[str]) -> bool:
    return reader.say(at=time(12))


def soonest(reader: Reader, match: re.Match[str]) -> bool:
    if match[0].startswith("any") and reader.found.keys() & {"part", "day"}:
        return True  # any time on Monday is not the first one of all Mondays
    return reader.say(soonest=True)


def placed(reader: Reader, match: re.Match[str]) -> bool:
    word = match["place"]
    return reader.say(place=ORDINALS[word] - 1 if word in ORDINALS else -1)
