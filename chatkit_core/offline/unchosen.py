"""What names an answer and chooses none: a word thrown back, a question about it, another time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from chatkit_core.offline.amounts import is_bare
from chatkit_core.offline.clauses import Clause
from chatkit_core.offline.language import Kind
from chatkit_core.offline.matcher import Match
from chatkit_core.offline.mood import Mood, affirmed
from chatkit_core.offline.readings import Notes
from chatkit_core.offline.scene import Scene

SURE = 0.52
ARTICLES = re.compile(r"^(?:(?:an?|the|my|hm+|oh|what,?|only|just|by|with|via|per|for|in) )+")
FLOATS = re.compile(r"^(?:(?:and|so|ok|well) )*(?:what|how) about (?=\w)")
OF_IT = re.compile(r"\b(?:he|she|it|they|that|those|him|her|them)\b")
WHEN_FREE = re.compile(
    r"\b(?:free|available|open|possible|ok|okay|alright|any (?:slots?|times?|openings?|appointments?)|"
    r"work|works|suit|suits|left)\b"
)
"""What somebody asks who would take it if it can be had."""
PREVIOUS = re.compile(
    r"^(?:(?:and|but|well|so|because) )*(?:my|our) (?:last|previous|old|first|earlier) (?:one|ones|time)\b"
    r"(?=.* (?:\w+ed|was|were|had|broke|came|got|did|didn't|wasn't|weren't|fell|never|went|took|cost|kept)\b)"
)
"""What was so with something that somebody had before."""
PRESENTS = re.compile(
    r"^(?:hi |hello |hey )*(?:i'm|i am|this is|it's) (?:also |just )?(?:\w+'s|(?:the|his|her|their)) "
    r"(?:\w+ )?(?:mother|mum|mom|father|dad|parent|guardian|wife|husband|partner|son|daughter|carer|caregiver|"
    r"brother|sister|grandmother|grandma|grandfather|grandpa|aunt|uncle|friend|neighbou?r)(?: (?:here|speaking))?$"
)
"""Who somebody is to the person it is about."""
MORE = re.compile(
    r"(?:[\s,.;!]+(?:and|then|plus|also|&)(?: (?:then|also|please|after that|can you|could you|"
    r"i want to|i'd like to|i need to|let's))* (?:"
    r"(?:cancel|call off|scrap|delete|undo)(?= \w)"
    r"|(?:(?:start|make|open|book|do|add|set up|create|file|begin|get|i want|i need|i have|there's|there is) )?"
    r"(?:with |for |me )*(?P<also>(?:another|a second|one more|a third|a further|a separate|an extra|an additional)(?= \w))"
    r"|(?:start|open|begin|create|file|set up|make|book) (?P<new>a new(?= \w)))"
    r"|(?:[.;,!]+|(?<=\bok)|(?<=\bokay)|(?<=\byes)|(?<=\byeah)|(?<=\bsure)|(?<=\bgreat)) "
    r"(?P<next>(?:another|a second|one more) \w))"
)
"""What asks for something else to be done as well."""
LEAST = 2

Best = Callable[[Clause], Match]


class Unchosen:
    """Keeps clauses that choose nothing out of what is read. `best` gives a clause's best reading."""

    def __init__(self, scene: Scene, notes: Notes, best: Best) -> None:
        self._scene = scene
        self._notes = notes
        self._best = best
        self.left_out: list[Clause] = []

    def wants_more(self, text: str) -> bool:
        """ "Yes, and cancel the other one" where a yes is final: which comes first takes a question."""
        step = self._scene.open
        if step is None or not step.yes or not self._scene.language.intents[step.yes].final:
            return False
        more = MORE.search(text)
        head = text[: more.start()].strip(" ,.;!") if more else ""
        if more is None or not head:
            return False
        named = more["also"] or more["new"] or more["next"]
        if named and self._scene.target(text[more.start() :]):
            return False  # "yes, and another day" changes what is to be confirmed
        best = self._best(Clause(head))
        agrees = best.intent.kind is Kind.YES or best.intent.final
        return agrees and best.score >= SURE

    def without(self, parts: Sequence[Clause]) -> Sequence[Clause]:
        """The clauses but those that only name an answer."""
        presented = [part for part in parts if PRESENTS.match(part.text)]
        self._notes.nudge |= bool(presented)
        if len(presented) < len(parts):
            parts = [part for part in parts if part not in presented]
        floated = [one for one, after in pairwise(parts) if self._is_weighed(one, after)]
        previous = [part for part in parts if PREVIOUS.match(part.text)]
        for part in (*floated, *previous):
            self._leave_out(part)
        left = [part for part in parts if part not in self.left_out]
        return self._without_echoes(left)

    def _is_weighed(self, part: Clause, after: Clause) -> bool:
        """ "What about Dr. Lee, is she any good": whether the next clause only asks about it."""
        text = after.text
        asks = self._scene.mood(text, after.asked) is Mood.ASKS
        return bool(
            FLOATS.match(part.text) and asks and OF_IT.search(text) and not WHEN_FREE.search(text)
        )

    def _without_echoes(self, parts: Sequence[Clause]) -> Sequence[Clause]:
        """The clauses without answers to the open step that are thrown back, and not taken."""
        echoes = [part for part in parts if part.asked and self._is_bare(part.text)]
        left = [part for part in parts if part not in echoes]
        amounts = bool(self._scene.amounts)
        if not echoes or any(self._best(part).intent.kind is Kind.YES for part in left):
            return parts
        several = len({part.text for part in echoes}) >= LEAST and not left
        if several or (left and (amounts or any(map(self._turns_down, left)))):
            self._notes.nudge = True
            return left
        return parts

    def _turns_down(self, part: Clause) -> bool:
        """Whether a clause asks or denies something, rather than taking what was named."""
        asks = self._scene.mood(part.text, part.asked) is Mood.ASKS
        return asks or affirmed(part.text) != part.text

    def _is_bare(self, text: str) -> bool:
        """Whether a text is an answer to the open step and nothing else: "20", "a refund"."""
        if self._scene.amounts and is_bare(text):
            return True
        here = (i for i in self._scene.language.coded if i.step == self._scene.situation.step)
        plain = ARTICLES.sub("", text)
        return any(i.words.fullmatch(plain) for i in here if i.words)

    def _leave_out(self, part: Clause) -> None:
        self.left_out.append(part)
        self._notes.quiet.append(part.text)
        self._notes.nudge = True
