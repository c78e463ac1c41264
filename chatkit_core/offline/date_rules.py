"""What a day or a time looks like in words, and who reads it, most telling expressions first."""

from __future__ import annotations

import re
from collections.abc import Callable

from chatkit_core.offline import date_readers as read
from chatkit_core.offline.date_readers import Reader
from chatkit_core.offline.date_words import (
    DAY,
    HALF_DAY,
    HOUR,
    HOUR_WORDS,
    HOURS_ABROAD,
    LATE_HOURS,
    MONTH,
    NTH,
    ORDINALS,
    SPAN,
    any_of,
)


def _rule(
    pattern: str, read: Callable[[Reader, re.Match[str]], bool]
) -> tuple[re.Pattern[str], Callable[[Reader, re.Match[str]], bool]]:
    return re.compile(pattern), read


LEAD = r"(?:(?:on|for|at|in|to|until|till|by|around|about|from|of)\s+)?"
MINUTE = r"(?:[0-5]\d|thirty|fifteen|forty-five|forty five|oh five|ten|twenty|forty|fifty)"

RULES = (
    _rule(
        r"\b(?P<date>\d{4}-\d\d-\d\d)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:\d\d)?)?",
        read.iso,
    ),
    _rule(
        r"\b(?:on )?(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)(?:/(?P<year>\d{4}|\d\d))?\b",
        read.slashed,
    ),
    _rule(
        rf"\b(?:on )?(?:(?:{DAY}),? )?(?:the )?(?:(?P<nth>{NTH}) (?:of )?(?P<month>{MONTH})|(?P<month2>{MONTH})\.? (?:the )?(?P<nth2>{NTH})(?![:\d]))\b(?:,? (?P<year>20\d\d))?",
        read.named_date,
    ),
    _rule(
        rf"\b(?:on )?(?:the )?(?P<place>first|second|third|fourth|last) (?P<name>{DAY}|working day|week ?day|business day) (?:of|in) (?P<month>{MONTH}|(?:the|this) month|next month)\b",
        read.nth_of_month,
    ),
    _rule(
        r"\b(?:at )?(?:the )?same time,? (?:(?:but )?(?:the |on the )?(?:next|following|day after|week after) ?(?:day|week)?|a week later|tomorrow week)\b",
        read.same_time_next,
    ),
    _rule(r"\b(?:at )?(?:the )?same (?:time|hour)\b(?:,? but)?", read.same_time),
    _rule(
        r"(?:^|\b(?:the|one|a) )(?:next )?day (?:after|before|later|earlier)(?! tomorrow| yesterday)(?: (?:that|this|it)(?: one)?)?\b"
        r"|\bthe (?:following|next|previous) day\b",
        read.next_to_known,
    ),
    _rule(
        rf"\b(?:push|move|put|shift|delay|postpone|bring|pull|reschedule)\w*\s+(?:(?:it|that|this|them|mine|everything|(?:my|the|our) (?:\w+ )?(?:appointment|visit|booking|checkup|slot))\s+)?(?:back|forward|out|up|off|ahead|on)?\s*(?:by\s+)?(?P<span>{SPAN})(?: (?:back|forward|later|earlier|out|up|ahead|sooner))?",
        read.shifted,
    ),
    _rule(
        rf"\b(?P<span>{SPAN}) (?:later|earlier|sooner|after that|before that|back|forward|ahead|further(?: out)?|on\b(?! (?:{DAY})\b))",
        read.shifted,
    ),
    _rule(rf"\b(?:later|earlier|forward|back) by (?P<span>{SPAN})", read.shifted),
    _rule(
        rf"\b(?:in|after|within) (?:about |around |like |roughly |exactly |maybe )?(?P<span>{SPAN})(?:'s?)?(?: time)?\b(?P<weekday>(?!x)x)?",
        read.ahead,
    ),
    _rule(
        rf"\b(?P<span>{SPAN}) (?:(?:from|after|on) (?:now|today|(?:this |next )?(?P<weekday>{DAY}))|today|(?:from |after )?tomorrow)\b",
        read.ahead,
    ),
    _rule(
        r"\b(?:the )?day after tomorrow\b|\btom+or+ow\b|\btomm?orr?ow\b|\btmrw?\b|\btmw\b|\b2moro\b|\btoday\b|\byesterday\b"
        r"|\b(?:pasado mañana|übermorgen|après-demain)\b|(?<!la )\bmañana\b|\bmorgen\b|\bdemain\b|\bhoy\b|\bheute\b",
        read.near_day,
    ),
    _rule(
        rf"\b(?:(?:on |for )?(?:{DAY}),? the|(?:on|for|by|until) the) (?P<number>{any_of(ORDINALS)})\b"
        r"(?! (?:one|slot|time|option|of (?:them|these|those)|in the|on the))",
        read.day_of_month,
    ),
    _rule(
        rf"\b(?:{DAY}),? (?P<number>{any_of(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\b"
        r"(?! (?:thing|one|slot|time|option|half|available|free|of|choice|week))",
        read.day_of_month,
    ),
    _rule(
        rf"\bthe (?P<number>{any_of(ORDINALS)})(?=,? at \d| at (?:{HOUR}|half|quarter)|,? \d{{1,2}}(?:[:.]|\s?[ap]m)|,? in the (?:morning|afternoon))",
        read.day_of_month,
    ),
    _rule(
        rf"\b(?:not )?(?:on )?(?:this |next |the )?(?:coming )?(?P<name>{DAY})[ ,]+(?:but |i mean,? )?the (?:one|week|{DAY}) (?:right |just |straight |directly )?after(?: (?:that|this|it))?\b",
        read.weekday_after,
    ),
    _rule(
        rf"\b(?:on |for )?(?:(?P<coming>(?:the )?following)|the|that) (?P<name>{DAY})\b(?:(?P<week> (?:of |in )?(?:that|the|this) (?:same )?week)|(?P<before> before(?: that)?\b(?! (?:lunch|noon|work|{HOUR})))|(?(coming)|(?! (?:the |after |next |in |of |week|\d))(?! (?:{any_of(ORDINALS)}))))",
        read.weekday_there,
    ),
    _rule(
        rf"\b(?:on |for )?(?:(?P<which>next week(?: on)?|this coming|this|coming|next|the next|the|after next)\s+)?(?P<name>{DAY})\b(?:'s)?(?P<after> (?:of )?next week| after next| (?:in a )?week\b)?",
        read.weekday,
    ),
    _rule(
        r"\b(?:(?:at |by |towards? )?(?:the )?(?:end of|start of|beginning of|early|late|later|mid|middle of)(?:[ -](?:in )?)?(?:the )?)?(?:the )?(?:week after next|next week|this week|the week\b|following week)",
        read.part_of_week,
    ),
    _rule(r"\bnext month\b", read.next_month),
    _rule(r"\b(?:on |at )?(?:the |this |next )?weekends?\b", read.weekend),
    _rule(
        r"\b(?:on )?(?:the )?(?P<number>[12]?\d|3[01])(?:st|nd|rd|th)\b"
        r"(?! (?:one|slot|time|option|floor|birthday|visit|appointment|doctor|in the list|on the list))",
        read.day_of_month,
    ),
    _rule(
        rf"\bbetween (?P<from>{HOUR})(?: ?(?:am|pm))? and (?P<to>{HOUR})(?: ?(?P<half>am|pm))?\b",
        read.between,
    ),
    _rule(
        rf"\b(?:{LEAD})(?P<lead>half(?: past)?|(?:a )?quarter (?:past|after|to|before|till|of)|(?:five|ten|twenty|twenty-five|twenty five|\d\d?)(?: minutes)? (?:past|to|before|till)) (?P<hour>{HOUR})\b{HALF_DAY}",
        read.spoken,
    ),
    _rule(
        rf"\b(?:after|before|from|by|no earlier than|no later than|not before|until|till|past) (?P<hour>{HOUR})(?::(?P<minute>[0-5]\d))?(?: ?(?P<half>am|pm|o[' ]?clock))?\b(?: (?:on|onwards?|or later|or so))?(?! (?:days?|weeks?|months?|minutes?|hours?))",
        read.open_ended,
    ),
    _rule(
        rf"\b{LEAD}(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>[0-5]\d)){HALF_DAY}(?![\d%])",
        read.timed,
    ),
    _rule(
        rf"\b{LEAD}(?P<hour>{HOUR})\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)(?!\w)(?P<minute>(?!x)x)?",
        read.timed,
    ),
    _rule(
        rf"\b{LEAD}(?P<hour>{HOUR})(?: (?P<minute>thirty|fifteen|forty-five|forty five))?,? o[' ]?clock{HALF_DAY}",
        read.timed,
    ),
    _rule(
        rf"\b{LEAD}(?:(?P<hour>{any_of(HOUR_WORDS | LATE_HOURS)})[ -](?P<minute>hundred)(?: (?:hours|hrs))?|(?P<digits>[01]?\d[0-5]\d) ?(?:hours|hrs)|(?:(?<=\bat )|(?<=@ )|(?<=@))(?P<bare>[01]?\d[0-5]\d))\b",
        read.military,
    ),
    _rule(
        rf"\b{LEAD}(?P<hour>{any_of(HOUR_WORDS | LATE_HOURS)})[ -](?P<minute>{MINUTE})\b{HALF_DAY}",
        read.timed,
    ),
    _rule(
        rf"\b(?:um|a las?|à|por las?) (?P<word>{any_of(HOURS_ABROAD)})\b(?: (?:uhr|heures?|horas))?(?P<more> y media| et demie)?",
        read.abroad,
    ),
    _rule(
        rf"\b{LEAD}(?P<hour>{HOUR}) (?:o[' ]?clock )?in the (?P<daypart>morning|afternoon|arvo|evening)\b",
        read.timed,
    ),
    _rule(r"\b(?:at |around |about )?(?:12 )?(?:noon|midday)\b", read.noon),
    _rule(
        r"(?<!good )\b(?:(?:on |in )?(?:the |this )?(?:very )?(?:(?:early|late|later|mid|middle of the)[ -]?)?(?:in the )?(?:mornings?|afternoons?|evenings?|arvos?)\b"
        r"|(?:por|de|en) la (?:mañana|tarde)\b|(?:morgens|vormittags?|nachmittags?|le matin|(?:l')?après-midi)\b"
        r"|(?:at |around |over |before |after |during )?(?:my )?lunch(?:[ -]?(?:time|break|hour))?\b"
        r"|(?:at )?(?:the )?end of the (?:day|work ?day)\b|first thing(?: in the morning)?\b|late in the day\b|after work\b|tonight\b)",
        read.part_of_day,
    ),
    _rule(
        rf"\b(?:at|around|about|for|maybe|to|make it|make that|call it|let's say|be|say|said|do|take|have|prefer|@) (?P<hour>{HOUR})(?: (?P<minute>[0-5]\d))?(?: ?(?:ish|or so))?\b(?! ?(?:%|days?|weeks?|months?|minutes?|hours?|years?|people|kids|of\b|more\b|else\b|patient|day\b|week\b|new\b|other\b|doctor\b|routine\b|follow|checkup|urgent|consult))",
        read.timed,
    ),
    _rule(
        r"\b(?:the )?(?:soonest|earliest|first (?:available|free|possible|opening|one you have)|next (?:available|free|possible|opening|open)|as (?:soon|early|quickly) as (?:possible|it gets|(?:you|he|she|they|i|we)(?:'ve got| have(?: got)?(?: one| it| anything)?| can(?: do| get| see me| make it)?))|asap|right away|whenever (?:is|there's|you have)(?: \w+)? (?:soonest|free|first)|any ?time(?! (?:in|on|after|before|between|from|during|that)\b)(?: (?:is fine|works|you have))?|whatever(?:'s| is) (?:free|available|soonest|first)|whenever)\b",
        read.soonest,
    ),
    _rule(
        r"\b(?:(?:a )?(?:little |bit |tad |bit more )?(?:later|earlier|sooner)(?: (?:on|that day|the same day|in the day|than that|if possible|please))?)\b",
        read.nudged,
    ),
    _rule(
        r"\b(?:the )?(?:very )?(?P<place>as late as (?:possible|you can|it gets)|first|second(?! thoughts?| opinion)|third|fourth|fifth|sixth|seventh|eighth|last(?= time (?:you|on|of|that|available|there)\b)|last(?! (?:week|month|night|year|time|visit|appointment|few|couple))|latest|final)(?: (?:one|slot|time(?: (?:you(?:'ve)?(?: got| have)?|on|of|that|available|there))?|option|of (?:them|these|those)|in the list|on the list))?\b",
        read.placed,
    ),
)
"""In this order: a date before the times in it, an amount before the number in it."""

BARE = re.compile(
    rf"^\W*(?:ok|okay|yes|yeah|sure|maybe|let's say|then|how about|what about|i'll take|i take|take|go for|the|and|um|uh|hmm|well|please|,|\s)*(?P<hour>{HOUR})(?:\s(?P<minute>[0-5]\d))?(?:\s*(?:please|then|works|is (?:fine|good|ok)|would be (?:fine|good|great)|thanks|slot|one|it is|sounds good|,|\.|!|\?))*\W*$"
)

OVERRULED = re.compile(
    rf"\b(?:rather than|instead of|not|over|and not) (?:at )?(?:the )?{HOUR}(?::[0-5]\d)?(?: ?(?:am|pm|o[' ]?clock))?\b"
    r"(?! ?(?:%|days?|weeks?|months?|minutes?|hours?))"
)
"""A time that another one takes the place of, once that has been read."""
