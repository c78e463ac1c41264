"""Days and times as people say them, read against a moment that is passed in.

`read_when` gives plain values: what they come to is for the caller, who knows what is open when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from chatkit_core.offline.date_words import DAY

APART = re.compile(
    rf"\b({DAY}) ((?:in the )?(?:morning|afternoon|evening)) ((?:of )?next week|after next)\b"
)
"""A day and its week with something between them; put in order it is just as long."""
WORKING_DAY = (time(8), time(17))


@dataclass(frozen=True, slots=True)
class When:
    """What was said of a day and a time; what was not said is empty.

    `day` to `until` are the days meant, `at` a time, `part` a stretch of the day. `shift` is
    relative to what is known already, `nudge` is +1 for "later" and -1 for "earlier" without an
    amount, `same_time` keeps the known time. `after_known` is a weekday (0 is Monday) seen from
    the day known already: "after" or "before" it, or in its "week". `place` points at a list (0 the first, -1 the last).
    `impossible` is a day that no calendar has, such as the 31st of November.
    """

    day: date | None = None
    until: date | None = None
    at: time | None = None
    part: tuple[time, time] | None = None
    shift: timedelta | None = None
    nudge: int = 0
    same_time: bool = False
    after_known: tuple[int, str] | None = None
    soonest: bool = False
    place: int | None = None
    impossible: bool = False
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def empty(self) -> bool:
        return not self.spans


def read_when(
    text: str, today: date, hours: tuple[time, time] = WORKING_DAY, *, places: bool = True
) -> When:
    """The day and time in a text in lower case. `hours` settle whether "3" is in the afternoon.

    Without `places`, "the second one" says nothing: it is about another list.
    """
    # The rules take a while to compile: at the first words, not when the app starts.
    from chatkit_core.offline.date_readers import Reader, placed, timed
    from chatkit_core.offline.date_rules import BARE, OVERRULED, RULES

    plain = " ".join(text.lower().replace("’", "'").split())
    reader = Reader(APART.sub(r"\1 \3 \2", plain), today, *hours)
    for pattern, read in RULES:
        if places or read is not placed:
            reader.take(pattern, read)
    if not reader.found or ("part" in reader.found and "at" not in reader.found):
        reader.take(BARE, timed)
    if "at" in reader.found:
        reader.take(OVERRULED, lambda _reader, _match: True)
    return When(**reader.found, spans=tuple(sorted(reader.spans)))  # type: ignore[arg-type]
