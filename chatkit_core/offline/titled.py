"""People with a title whom no choice is called like: "book me with Dr. Kim", where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatkit_core.offline import dates
from chatkit_core.offline.clause_reader import LIKELY
from chatkit_core.offline.clauses import Clause
from chatkit_core.offline.language import StepWords
from chatkit_core.offline.matcher import Matcher
from chatkit_core.offline.mood import Mood
from chatkit_core.offline.readings import Notes, Reading
from chatkit_core.offline.remarks import only_remarks
from chatkit_core.offline.scene import Scene

TITLED = re.compile(
    r"\b(?:(?:with|by|from) )?(?P<who>(?:dr|doctor|prof|professor|mr|mrs|ms) (?P<name>[a-z][\w'-]+))"
)
PURPOSE = re.compile(r" (?:for|about|regarding|because of) (?=(?:my|our|a|an|this|these|some)\b)")
"""Where somebody goes on to say what for: "with Dr. Lee, for my rash"."""
FITS = 0.8


def by_purpose(parts: Sequence[Clause], scene: Scene) -> list[Clause]:
    """The clauses, those that name a person cut before what they want that person for."""
    found: list[Clause] = []
    for part in parts:
        cut = PURPOSE.search(part.text)
        about = (
            scene.mentions(part.text[: cut.start()]) or TITLED.search(part.text) if cut else None
        )
        if cut and about and not only_remarks(scene.masked(part.text)):
            head, rest = part.text[: cut.start()], part.text[cut.end() :]
            found += [replace(part, text=head), replace(part, text=rest, asked=False)]
        else:
            found.append(part)
    return found


class Titled:
    """Notes that nobody is called so, and keeps what else was said."""

    def __init__(self, scene: Scene, matcher: Matcher, notes: Notes) -> None:
        self._scene = scene
        self._matcher = matcher
        self._notes = notes

    def without(self, parts: Sequence[Clause]) -> list[Clause]:
        """The clauses but those about such a person; what they say of a time is noted."""
        step = next((s for s in self._scene.picking() if s.nobody), None)
        if step is None:
            return list(parts)
        return [part for part in parts if not self._is_about_nobody(part, step)]

    def _is_about_nobody(self, part: Clause, step: StepWords) -> bool:
        named = TITLED.search(part.text)
        known = self._scene.language.plain_words
        if not named or named["name"] in known or self._scene.mentions(part.text):
            return False
        tone = self._scene.mood(part.text, part.asked)
        as_item = f"{part.text[: named.start('name')]}item{part.text[named.end('name') :]}"
        meant = self._matcher.rank(self._scene.masked(as_item), step.name, tone)[0]
        times = self._scene.language.times
        ours = {step.name, times.name if times else step.name}
        if meant.score < LIKELY or (
            meant.intent.step not in ours and meant.intent.name not in (step.browse, step.nobody)
        ):
            return False
        intents = self._scene.language.intents
        self._notes.asks.append(Reading(intents[step.nobody], named["name"].title()))
        if step.browse:
            self._notes.asks.append(Reading(intents[step.browse], part.text))
        self._notes.quiet.append(part.text)
        said = dates.said(part.text)
        if times and said and tone is not Mood.ASKS and not dates.is_vague(said):
            choosing = intents[self._scene.language.choosing(times.name)]
            self._notes.answer(times.name, part.segment, Reading(choosing, part.text, FITS))
        return True
