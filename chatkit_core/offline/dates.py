"""Where a text speaks of days and times, and which of those words count."""

from __future__ import annotations

import re
from datetime import date

from chatkit_core.offline.clauses import segments
from chatkit_core.offline.date_words import DAY
from chatkit_core.offline.when import read_when

ANY_DAY = date(2000, 1, 3)
"""For finding expressions only."""


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
    r"|\b(?:away|busy|abroad|unavailable|out of town|on holiday|on leave|tied up|travelling|traveling|in meetings)"
    r"(?: (?:all|all day|all of|on|from|until|the whole of|for))*\s+$"
    r"|\b(?:can't|cannot|can not|couldn't|won't) (?:\w+ )?(?:wait|last)(?: \w+){0,2} $"
)


_DENIED_AFTER = re.compile(
    r"(?: (?:really|just|also|usually|always|mostly|never|are usually|is usually))? (?:(?:don't|doesn't|do not|does not|won't|will not|wouldn't|would not|isn't|aren't|"
    r"(?:is|are)(?: not(?! too\b)| no (?:good|use)| out\b| bad\b| impossible| useless| too (?:early|late|soon)))|"
    r"no (?:good|use)\b|no can do)"
)
"""What says no to a time that stands before it: "mornings don't work"."""
_GOES_ON = re.compile(r" (?:(?:or|nor) )?(?:(?:on|at|in|the|this|next|from) )*")
"""What stands between a time that is no good and the next one, or the rest of it."""

_WHO = r"(?:i|we|he|she|they|my \w+|the \w+)"
_BUSY = (
    rf"{_WHO}(?:'ve|'m|'re|'s|'ll| will| am| are| is)?(?: \w+ly| always| usually| only| have to| need to| has to| got to| must)* "
    r"(?:start|finish|end|begin|work|leave|get (?:off|out|home|back|up)|pick (?:up )?(?:my|the)|open|close|"
    r"(?:have|has|got) (?:got )?(?:a |an |my |to be )?(?:\w+ )?(?:meeting|class|shift|call|lesson|lunch|school|work|exam|flight|train)|"
    r"(?:at|in) (?:work|school|a meeting)|"
    r"(?:know|tell|call|ring|decide|check|forget|let you know|get back)|"
    r"(?:drop|take|bring|fetch|collect|meet)(?: off)? (?:my|our|the|his|her) \w+|have (?:got )?to be)\w*\b"
)
"""Who is busy, and with what."""
_BESIDE = re.compile(
    rf"(?:^|[,;.(]|\b(?:because|since|as|and|but|so))\s*{_BUSY}(?:(?! (?:so|but|then) )[^,;.])*$"
    r"|(?:^|[,;.] ?)(?:please )?(?:ask|call|try|ring|remind|text|e-?mail) me\b[^,;.]*$"
)
"""What stands before a time that says when somebody is busy: "8 am, I start work at 9"."""
_TAKEN = re.compile(
    rf" (?:{_BUSY}"
    r"|(?:is|was|'s) (?:exactly |just |about |usually |always )?(?:when|where|the (?:time|day|hour|slot)(?: when| that)?) (?:"
    r"(?:i|we|it|that)\b(?!(?:'d|'ll|'m|'s| would| will| am| are| is|) (?:\w+ly )?(?:like|want|prefer|love|need|take|"
    r"have (?:it|time|that|a gap)|free|available|best|fine|good|off\b|can|could|do|choose|pick(?! (?:up|my|our|the|him|her|them))|"
    r"come|meant?|said|suits?|fits?|works?\b(?: best| for)))"
    r"|(?:he|she|they|my \w+|the \w+)\b(?!(?:'s|'re| is| are|) (?:\w+ly )?(?:free|available|can|could|wants?|prefers?|would|has time|have time)\b)))"
)
"""What stands right behind such a time: "ten is when I pick up the kids"."""

_PAST = re.compile(rf"\b(?:last (?:{DAY})|yesterday)\b(?! (?:of|in)\b)(?: (?:at|around) [\w:.]+)?")
"""What is over: "I saw him last Monday at nine"."""

_HABIT = re.compile(r"\b(?:morning|afternoon|evening)s\b")
"""What suits in general, and names no day."""

_INSTEAD = re.compile(
    r"[\s,.…–—-]*(?:(?:no|nope|nah|sorry|oops|wait|actually|i mean|i meant|or rather|uh|um|er|make (?:it|that))"
    r"[\s,.…–—-]*)+"
)
"""What stands between a time and the one that takes its place."""

_RATHER = re.compile(
    r"[\s,;–—-]*(?:(?:but|rather|instead|just|only|though|maybe)[\s,]*)*(?:(?:at|make it|do) )*"
)
"""What stands between a day with a time that is no good and another time of that day."""

_BARE_AFTER = re.compile(
    rf"{_RATHER.pattern}(\d{{1,2}})(?: (?:please|then|instead|works|is (?:fine|good|better)))*\W*"
)
"""The same, where that other time is only a number."""


def said(text: str) -> str:
    """The words of a tidied text that speak of days and times, without those it says no to.

    What corrects itself counts from its last correction on that names any; a day named before
    stays when only the time is corrected.
    """
    parts = list(segments(text))
    while parts:
        if words := _affirmed(parts.pop()):
            when = read_when(words, ANY_DAY)
            if _HABIT.search(words) and not (when.day or when.at):
                continue
            before = (_affirmed(part) for part in reversed(parts))
            days = (one for one in before if read_when(one, ANY_DAY).day)
            earlier = next(days, "") if when.at and not when.day else ""
            return f"{earlier} {words}".strip()
    return ""


def _affirmed(part: str) -> str:
    part = _PAST.sub(lambda over: re.sub(r"\w", "x", over[0]), part)
    kept: list[str] = []
    last, denied, gone = 0, False, ""
    for start, end in read_when(part, ANY_DAY).spans:
        if _BESIDE.search(part[:start]):
            continue
        word, between = part[start:end], part[last:start]
        corrects = last and _INSTEAD.fullmatch(between)
        goes_on = denied and _GOES_ON.fullmatch(between)
        denied = bool(goes_on or (not corrects and _DENIED.search(part[:start])))
        if denied:
            gone = f"{gone} {word}" if goes_on else word
        elif _TAKEN.match(part, end):
            kept = kept[:-1] if kept and _GOES_ON.fullmatch(between) else kept
        elif not _DENIED_AFTER.match(part, end):
            kept += [gone] if _RATHER.fullmatch(between) and _is_retimed(gone, word) else []
            kept.append(f"at {word}" if word.strip().isdigit() else word)
        gone = gone if denied else ""
        last = end
    if gone and (bare := _BARE_AFTER.fullmatch(part[last:])):
        kept += [gone, f"at {bare[1]}"] if _is_retimed(gone, f"at {bare[1]}") else []
    return " ".join(kept)


def _is_retimed(gone: str, word: str) -> bool:
    """ "Not Tuesday at ten but at eleven": whether the day stays, and the later time counts."""
    before, after = read_when(gone, ANY_DAY), read_when(word, ANY_DAY)
    return bool(before.day and before.at and after.at and not after.day)


def only_denied(text: str) -> bool:
    """Whether a text speaks of days and times only to say no to them: "not Monday"."""
    return bool(spans(text)) and not said(text)


def is_vague(text: str) -> bool:
    """Whether it names no day or time, only that it should be soon, late or one of a list."""
    when = read_when(text, ANY_DAY)
    return not (when.day or when.at or when.part or when.shift)


def unbroken(text: str) -> str:
    """The text without commas inside an expression: "not this Friday, the one after"."""
    for start, end in reversed(spans(text)):
        text = f"{text[:start]}{text[start:end].replace(',', '')}{text[end:]}"
    return text


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
