"""Reads one clause after the other into the notes on a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from chatkit_core.offline import dates
from chatkit_core.offline.asides import without_asides
from chatkit_core.offline.choosing import ALL, NEITHER, STAYS, pick
from chatkit_core.offline.clauses import Clause
from chatkit_core.offline.doubts import CHANGES, NOT_FINAL, is_content, is_soft
from chatkit_core.offline.language import Intent, Kind, tells
from chatkit_core.offline.matcher import Match, Matcher, is_close, needs_more
from chatkit_core.offline.mood import Mood, without_negated
from chatkit_core.offline.readings import TURN, Notes, Reading
from chatkit_core.offline.remarks import only_asks_others
from chatkit_core.offline.rivals import left_open, may_be_talk, next_rival
from chatkit_core.offline.scene import Scene
from chatkit_core.offline.shortcuts import BARE_WORDS, NOT_FIRST, Shortcuts
from chatkit_core.offline.strangers import Strangers, is_beside, is_foreign

SURE = 0.52
"""From this score on a clause is taken at its word."""
LIKELY = 0.40
"""Between likely and sure, a clause counts when nothing else comes near it."""
ASIDE, UNKNOWN_WHO = 0.60, 0.67
"""What it takes to answer another step than the open one in passing; while nobody is known, more."""
FINAL = 0.62
"""What it takes to do something that can't be taken back."""
LEFTOVER = re.compile(
    r"\b(?:please|thanks|thank you|instead|then|the|a|an|one|it|that|too|though|just|i|so|or|is|"
    r"was|really|any|anything)\b"
)
NOT_THAT = re.compile(
    r"(?:(?:just|but|and|no|nope|nah|sorry) )*(?:not|no|without|except) (?:the |that |my |this )?items?"
)
NONE = re.compile(
    rf"{NEITHER.pattern}(?: of (?:them|these|those|the items?))?(?: (?:please|thanks|thank you|really|for me|today|now))*"
)
NAMES_KEY = re.compile(r"(?:my )?(?:e-?mail|mail|name|id|account|number|customer|patient)(?: \w+)?")
"""What somebody writes before a colon to say who they are."""
COUNTS = re.compile(r"[\d\s,.#&+]+")
KNOWN_WORDS = 0.75
"""So near to a known answer, a clause that begins with "not" is one: "not as described"."""
STORY_WORDS = 7
LISTED = re.compile(r"(?:the |my )?item (?:(?:are|were|have|have been) )?both\b")
"""How the last of two things goes on that something is said of."""


class ClauseReader:
    """Notes what each clause of one message means in one scene."""

    def __init__(self, scene: Scene, matcher: Matcher, notes: Notes, percent: int | None) -> None:
        self._scene = scene
        self._matcher = matcher
        self._notes = notes
        self._percent = percent
        self._shortcuts = Shortcuts(scene, notes)
        self._strangers = Strangers(scene, matcher, notes)
        intents = scene.language.intents.values()
        self._codes = scene.language.coded
        self._outside = [i for i in intents if i.kind is Kind.OUTSIDE]
        words = [i.words.pattern for i in self._codes if i.words]
        self._answers = re.compile("|".join(words)) if words else None
        self._noting: dict[Kind, Callable[[Reading, Clause], None]] = {
            Kind.YES: self._note_yes_no,
            Kind.NO: self._note_yes_no,
            Kind.TURN: self._note_chat,
            Kind.CHAT: self._note_chat,
            Kind.OUTSIDE: self._note_outside,
            Kind.ASK: self._note_ask,
            Kind.ANSWER: self._note_answer,
        }

    def best(self, part: Clause) -> Match:
        """The nearest intent of a clause, whatever becomes of it."""
        scene = self._scene
        tone = scene.mood(part.text, part.asked)
        return self._matcher.rank(scene.masked(part.text), scene.situation.step, tone)[0]

    def leads_back(self, part: Clause) -> bool:
        """Whether a clause wants an earlier step again: "let me pick again"."""
        best = self.best(part)
        leads = best.intent.call is not None and "$step" in best.intent.call.arguments.values()
        return leads and best.score >= ASIDE

    def is_sure(self, part: Clause) -> bool:
        """Whether a clause says something clear by itself."""
        return self.best(part).score >= SURE

    def confirms(self, whole: Clause) -> bool:
        """Whether all of it together is a known way to confirm: "ok, accepted, go"."""
        best = self.best(whole)
        known = best.intent.final and best.score >= FINAL
        return (
            known
            and not is_content(whole.text)
            and not is_foreign(self._scene, best.intent, whole.text)
        )

    def read(self, part: Clause) -> None:
        """Note what a clause means. Nothing is noted of what is not clear enough."""
        text = self._without_denied(part.text)
        if text is None or self._is_aside_talk(text) or self._shortcuts.by_place(text, part):
            return
        masked = self._scene.masked(text)
        if NOT_THAT.fullmatch(masked) or self._is_outside(text, part):
            return
        if self._shortcuts.by_keywords(text, part):
            return
        if self._shortcuts.by_amount(text, part) or self._shortcuts.by_swap(text, part):
            return
        tone = self._scene.mood(text, part.asked)
        if tone is not Mood.ASKS and (either := left_open(self._scene, text)):
            self._notes.rivals = self._notes.rivals or either
            return
        ranked = self._plainer(masked, tone)
        ranked = [
            m for m in ranked if not (self._is_denied(m.intent) or self._is_idle(m.intent, text))
        ]
        if self._strangers.is_named(text, ranked[0] if ranked else None, tone):
            return
        if not self._is_clear(ranked, part):
            self._miss(part)
            return
        if self._is_not_meant(ranked[0], text, tone):
            self._notes.quiet.append(part.text)
            self._notes.nudge = True
            return
        self._note(ranked[0], text, part)

    def _plainer(self, masked: str, tone: Mood) -> Sequence[Match]:
        """The ranking of a clause, or of one without an aside where only that names an answer."""
        step = self._scene.situation.step
        ranked = self._matcher.rank(masked, step, tone)
        picks = {self._scene.language.choosing(one.name) for one in self._scene.picking()}
        if tone is Mood.ASKS or ranked[0].intent.name not in picks:
            return ranked
        found = (self._matcher.rank(text, step, tone) for text in without_asides(masked))
        answers = [one for one in found if one[0].intent.code and one[0].score >= ASIDE]
        return max(answers, key=lambda one: one[0].score, default=ranked)

    def _miss(self, part: Clause) -> None:
        """Note that a clause says nothing clear, unless it only says that all is well."""
        if is_content(part.text):
            return
        self._notes.missed += 1
        self._notes.beside(part.segment + self._notes.turns, part.text)
        if len(part.text.split()) > STORY_WORDS and not LISTED.match(self._scene.masked(part.text)):
            self._notes.quiet.append(part.text)  # a name in a long story is no pick

    # What is not meant ----------------------------------------------------------------------------

    def _without_denied(self, text: str) -> str | None:
        """The clause without the answers it says no to; None when nothing is left of it."""
        if self._answers is None:
            return text
        left, denied = without_negated(text, self._answers)
        self._notes.denied += denied
        return None if denied and not LEFTOVER.sub("", left).strip() else left

    def _is_denied(self, intent: Intent) -> bool:
        words = intent.words
        if not intent.code or words is None:
            return False
        return any(words.fullmatch(word) for word in self._notes.denied)

    def _is_outside(self, text: str, part: Clause) -> bool:
        found = next((i for i in self._outside if _says(i, text)), None)
        if found:
            self._note_outside(Reading(found, text), part)
        return found is not None

    def _is_aside_talk(self, text: str) -> bool:
        """ "Mail: jane@example.com" says who it is; "none of these" picks nothing."""
        words = text.split()
        step = self._scene.open
        if "my-email" in text and len(words) <= BARE_WORDS:
            return True
        if step and step.names and NAMES_KEY.fullmatch(text):
            return True
        if step in self._scene.picking() and COUNTS.fullmatch(text):
            return True
        idle = is_soft(text) or only_asks_others(text)
        if idle and step in self._scene.picking() and self._scene.mentions(text):
            self._notes.quiet.append(text)
            self._notes.nudge = True
            return True
        none = bool(step in self._scene.picking() and NONE.fullmatch(text))
        self._notes.nudge |= none
        return none

    def _is_idle(self, intent: Intent, text: str) -> bool:
        """Whether an intent would pick, with nothing picked and something picked before."""
        step = self._scene.language.steps.get(intent.step)
        if step is None or step not in self._scene.picking() or intent.code:
            return False
        if step is self._scene.open or not self._scene.selected(step):
            return False
        if self._notes.answers and ALL.fullmatch(text):
            return True  # all of what was just said: "the money, all of it"
        known = self._scene.language.vocabulary
        picked = pick(text, self._scene.offered(step.name), known, many=step.many)
        if {c.code for c in picked.choices} == set(self._scene.selected(step)):
            return True  # it is picked already, so something else must be meant
        return not (picked.choices or picked.rivals or self._scene.mentions(text))

    def _is_not_meant(self, best: Match, text: str, tone: Mood) -> bool:
        """Whether a clause denies its answer ("I'm not new"), or only floats it ("maybe a refund")."""
        intent, step = best.intent, self._scene.language.steps.get(best.intent.step)
        if intent.kind is not Kind.ANSWER or not step or step.times or tells(intent):
            return False
        if is_soft(text):
            label = self._scene.label(intent)
            self._notes.rivals = self._notes.rivals or ((label,) if label else ())
            return True
        if not intent.code:
            return False
        if NOT_FIRST.match(text) and best.score < KNOWN_WORDS:
            return True
        return self._matcher.denies(
            best, self._scene.masked(text), self._scene.situation.step, tone
        )

    # What is not clear ----------------------------------------------------------------------------

    def _is_clear(self, ranked: Sequence[Match], part: Clause) -> bool:
        if not ranked or ranked[0].score < LIKELY:
            return False
        best = ranked[0]
        rival = next_rival(self._scene, ranked)
        writes = rival and {best.intent.kind, rival.intent.kind} != {Kind.ASK}
        if rival and writes and is_close(best, rival, SURE):
            names = dict.fromkeys(self._scene.label(m.intent) for m in (best, rival))
            self._notes.rivals = self._notes.rivals or tuple(filter(None, names))
            return False
        if (
            best.score < self._enough_aside()
            and self._scene.is_aside(best.intent)
            and not self._changes(best, part)
            and not self._names_what(best, part)
        ) or is_beside(self._scene, best.intent, part.text):
            return False
        if best.intent.kind is Kind.ANSWER and may_be_talk(ranked):
            return False
        if best.score < (ASIDE if best.intent.alone else SURE) and needs_more(best, part.text):
            return False
        early = best.intent.only_at and self._scene.situation.step not in best.intent.only_at
        if best.intent.final and (early or NOT_FINAL.search(part.text) or best.score < FINAL):
            self._notes.nudge = True
            return False
        return not self._stays(part.text)

    def _enough_aside(self) -> float:
        """What it takes in passing: more while nobody knows yet who is speaking."""
        step = self._scene.open
        return UNKNOWN_WHO if step and step.names else ASIDE

    def _changes(self, best: Match, part: Clause) -> bool:
        """Whether a clause sets out to change something, and names what to."""
        step = self._scene.language.steps.get(best.intent.step)
        named = _says(best.intent, part.text)
        named = named or bool(step and step.times and dates.said(part.text))
        return named and bool(part.segment or CHANGES.search(part.text))

    def _names_what(self, best: Match, part: Clause) -> bool:
        """Whether a clause names what it picks, or what an answer in its own words is about."""
        if best.score < SURE or not self._scene.mentions(part.text):
            return False
        picking = self._scene.picking()
        picks = [self._scene.language.choosing(step.name) for step in picking]
        own = self._scene.open in picking and _says(best.intent, part.text)
        return own or best.intent.name in picks

    def _stays(self, text: str) -> bool:
        """ "Keep the lamp" while things are picked: it says what is not picked."""
        picking = {step.name for step in self._scene.picking()}
        held = STAYS.search(text) is not None and self._scene.situation.step in picking
        return held and bool(self._scene.mentions(text))

    # What is meant --------------------------------------------------------------------------------

    def _note(self, match: Match, text: str, part: Clause) -> None:
        intent = self._scene.here(match.intent)
        if self._percent is not None and "percent" in intent.at:
            intent = self._scene.language.intents[intent.at["percent"]]
        later = replace(part, segment=part.segment + self._notes.turns)
        note = self._noting.get(intent.kind)
        if note:
            note(Reading(intent, text, match.score, percent=self._percent), later)

    def _note_yes_no(self, reading: Reading, _: Clause) -> None:
        kind = reading.intent.kind
        self._notes.torn |= self._notes.yes_no is Kind.YES and kind is Kind.NO
        self._notes.yes_no = kind

    def _note_chat(self, reading: Reading, _: Clause) -> None:
        self._notes.chat.append(reading.intent)
        if reading.intent.kind is Kind.TURN:
            self._notes.turns += TURN

    def _note_outside(self, reading: Reading, part: Clause) -> None:
        self._notes.outside = self._notes.outside or reading.intent
        self._notes.quiet.append(part.text)

    def _note_ask(self, reading: Reading, part: Clause) -> None:
        named = self._scene.mentions(reading.text)
        codes = tuple(c.code for c in named[0].choices) if len(named) == 1 else ()
        self._notes.asks.append(
            replace(
                reading,
                codes=codes if len(codes) == 1 else (),
                about=tuple((i.step, i.code) for i in self._codes if _says(i, reading.text)),
            )
        )
        if reading.score >= SURE:
            self._notes.quiet.append(part.text)

    def _note_answer(self, reading: Reading, part: Clause) -> None:
        intent = reading.intent
        step = self._scene.language.steps.get(intent.step)
        chooses = intent.name == self._scene.language.choosing(intent.step)
        if chooses and step and (step.names or (step.times and dates.only_denied(part.text))):
            self._notes.nudge = True
        elif chooses and step and step.times:
            known = step is self._scene.open or self._scene.selected(step)
            if known or not dates.is_vague(part.text):
                self._notes.answer(intent.step, part.segment, reading)
        elif chooses:
            waits = not self._scene.offered(intent.step)
            self._notes.answer(intent.step, part.segment, replace(reading, waits=waits))
        else:
            if tells(intent):
                reading = replace(reading, text=self._notes.told(part.segment, reading.text))
            if not intent.step and not intent.opens:
                self._notes.quiet.append(part.text)
            target = self._scene.target(reading.text)
            self._notes.answer(
                intent.step or intent.name, part.segment, replace(reading, step=target)
            )


def _says(intent: Intent, text: str) -> bool:
    return intent.words is not None and intent.words.search(text) is not None
