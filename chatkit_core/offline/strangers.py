"""Things that are named and are not there: "my headphones", where none were bought."""

from __future__ import annotations

import re

from chatkit_core.offline.language import Intent, Kind, StepWords
from chatkit_core.offline.matcher import Match, Matcher
from chatkit_core.offline.mood import Mood
from chatkit_core.offline.readings import Notes, Reading
from chatkit_core.offline.scene import Scene

THING = re.compile(
    r"(?<!\bam )(?<!'m )(?<!\bis )(?<!\bare )(?<!\bas )"
    r"\b(?P<whose>my|our|the|a|an|some|these|those|this|that|his|her) "
    r"(?P<name>(?:(?!(?:other|whole|entire|same|wrong|first|second|third|last)\b)[a-z][\w'-]* ){0,2}?"
    r"(?!(?:other|one|ones|lot|rest|two|both|return|way|stuff|things|remaining|remainder)\b)[a-z][\w'-]+)"
    r"(?=$|[,.;!?]| (?:i|i'd|i've|we|you|he|she|it|they|that|which|who|from|because|is|was|are|were|"
    r"isn't|aren't|back|to|for|in|on|at|with|and|or|of|please|pls|thanks|now|today|again|instead|"
    r"came|arrived|broke|stopped|doesn't|don't|won't|bought|ordered|got)\b)"
)
NAMED = 0.7
"""What it takes to see that a thing which is not there would be picked if it were."""
LIFT = 0.15
"""So much clearer a clause gets when that thing is taken for one that can be picked."""
LEAST_BESIDE = 2
"""So many words must stand around a name: a name alone may be anything."""


OWN = re.compile(
    r"(?:but |and )?(?:my|our) (?!(?:item|order|parcel|package|reason|mistake|bad|money|refund|choice|mind|"
    r"fault|answer)s?\b)\w+"
)
"""Something of one's own that a clause is about."""


NO_THING = re.compile(
    r"items?|sometime|(?:dollar|buck|pound|euro|quid|fee|price|cost|hour|minute|day|week|time|bit|while|way)s?"
)
"""What is no thing of its own: money and time."""


def is_beside(scene: Scene, intent: Intent, text: str) -> bool:
    """Whether what would change an earlier answer is about something else: "my printer is dead"."""
    step = scene.language.steps.get(intent.step)
    told = step is not None and scene.is_aside(intent) and bool(scene.selected(step))
    other = OWN.match(text) is not None or is_foreign(scene, intent, text)
    return told and other and not scene.mentions(text)


def is_foreign(scene: Scene, intent: Intent, text: str) -> bool:
    """Whether what an intent is heard from is about something it never is: "refund the jacket"."""
    alike = [i for i in scene.language.intents.values() if i.step == intent.step]
    known = " ".join(phrase for one in alike for phrase in one.phrases)
    named = (thing["name"].split()[-1] for thing in THING.finditer(scene.masked(text)))
    found = [name for name in named if not NO_THING.fullmatch(name)]
    fresh = [name for name in found if not re.search(rf"\b{re.escape(name)}\b", known)]
    return bool(fresh) and not scene.mentions(text)


def thing_in(text: str) -> re.Match[str] | None:
    """The thing that a clause is about; None where it names none or several."""
    found = list(THING.finditer(text))
    if len(found) != 1:
        return None
    beside = len(text.split()) - len(found[0][0].split())
    return found[0] if beside >= LEAST_BESIDE else None


def as_item(text: str, thing: re.Match[str]) -> str:
    """The clause with "item" for the thing's name, as the example phrases have it."""
    return f"{text[: thing.start('name')]}item{text[thing.end('name') :]}"


class Strangers:
    """Notes that a clause is about a thing which is not there, and asks what there is instead."""

    def __init__(self, scene: Scene, matcher: Matcher, notes: Notes) -> None:
        self._scene = scene
        self._matcher = matcher
        self._notes = notes

    def is_named(self, text: str, heard: Match | None, tone: Mood) -> bool:
        """ "I want to return my headphones", where there are none. `heard` is its best reading."""
        step = self._scene.open
        thing = thing_in(text) if step and step.missing else None
        if not step or not thing or step not in self._scene.picking() or self._scene.mentions(text):
            return False
        meant = self._matcher.rank(as_item(text, thing), step.name, tone)[0]
        if not self._would_pick(meant, thing, step) or not self._is_clearer(meant, heard):
            return False
        intents = self._scene.language.intents
        self._notes.asks.append(Reading(intents[step.missing], thing["name"]))
        if step.browse:
            self._notes.asks.append(Reading(intents[step.browse], text))
        self._notes.quiet.append(text)
        return True

    def _would_pick(self, meant: Match, thing: re.Match[str], step: StepWords) -> bool:
        """Whether that would be about something to pick; "my order" is nothing that is missing."""
        intents = self._scene.language.intents
        choosing = intents[self._scene.language.choosing(step.name)]
        head = re.escape(thing["name"].split()[-1])
        if meant.score < NAMED or re.search(rf"\b{head}\b", " ".join(choosing.phrases)):
            return False
        ours = (choosing.name, step.missing, step.browse)
        return meant.intent.name in ours or bool(meant.intent.code)

    @staticmethod
    def _is_clearer(meant: Match, heard: Match | None) -> bool:
        """Whether the clause makes more sense like that than as it is."""
        if heard is None or heard.intent is meant.intent:
            return not (heard and heard.intent.code)
        answers = heard.intent.kind is Kind.ANSWER and bool(heard.intent.code)
        return not answers and heard.score <= meant.score - LIFT
