"""From a typed message and the situation to what is meant: readings, in flow order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chatkit_core.domain import Choice
from chatkit_core.offline.choosing import STAYS, Mention, Picked, mentions, pick
from chatkit_core.offline.clauses import Clause, clauses, segments, tidy
from chatkit_core.offline.language import Intent, Kind, Language, StepWords
from chatkit_core.offline.matcher import Match, Matcher
from chatkit_core.offline.mood import Mood, mood, without_negated
from chatkit_core.offline.situation import Situation
from chatkit_core.offline.values import Values, bare_name, name_in, read_values

SURE = 0.52
"""From this score on a clause is taken at its word."""
LIKELY = 0.40
"""Between likely and sure, a clause counts when nothing else comes near it."""
FINAL = 0.62
"""What it takes to do something that can't be taken back."""
NOT_FINAL = re.compile(
    r"\b(?:not|no|never|don't|\w+n't|wait|later|yet|hold|stop|before|unless|until|if|nicht|nein|non|pas)\b"
)
ASIDE = 0.60
"""What it takes to answer another step than the open one in passing."""
CLOSE = 0.03
MARGIN = 0.05
HOSTILE = 0.55
ADDS = re.compile(r"\b(?:also|too|as well|add|plus|along with|on top)\b")
DROPS = re.compile(
    r"\b(?:remove|drop|take (?:off|out)|leave out|unselect|deselect|don't return|keep)\b"
)
LEFTOVER = "please|thanks|thank you|instead|then|the|a|an|one|it|that|too|though|just|i|so|or|is|was|really|any|anything"
NOT_THAT = re.compile(
    r"(?:just |but |and )?(?:not|no|without|except) (?:the |that |my |this )?items?"
)
TURN = 100
BARE = re.compile(
    r"the|a|an|my|this|that|i|i'd|i'll|want|would|like|to|please|too|also|as|well|add|and|only|just|"
    r"instead|actually|wait|hold|on|no|return|send|back|hmm|oh|one|ones|for|of|not|but|it|it's|make|"
    r"should|be|include|take|remove|drop|without|plus|item|items|rather|both|all|from|my"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that is meant. `codes` are picked choices, `text` the words behind it."""

    intent: Intent
    text: str
    score: float = 1.0
    codes: tuple[str, ...] = ()
    query: str = ""
    percent: int | None = None
    step: str = ""
    waits: bool = False
    """True when what it names can only be found once an earlier tool has answered."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a message means: `readings` to act on, or else `rivals` to ask about, or a `reply`."""

    readings: tuple[Reading, ...] = ()
    rivals: tuple[str, ...] = ()
    reply: str = ""


@dataclass(slots=True)
class _Notes:
    """What has been made out so far of one message."""

    answers: dict[str, tuple[int, Reading]] = field(default_factory=dict)
    asks: list[Reading] = field(default_factory=list)
    others: list[Reading] = field(default_factory=list)
    chat: list[Intent] = field(default_factory=list)
    yes_no: Kind | None = None
    denied: list[str] = field(default_factory=list)
    rivals: tuple[str, ...] = ()
    outside: Intent | None = None
    quiet: list[str] = field(default_factory=list)
    turns: int = 0
    nudge: bool = False

    def answer(self, step: str, segment: int, reading: Reading) -> None:
        """Note an answer; a later segment corrects, within one the better fit stays."""
        old = self.answers.get(step)
        if (
            old is None
            or segment > old[0]
            or (segment == old[0] and reading.score >= old[1].score - CLOSE)
        ):
            self.answers[step] = (segment, reading)


class Interpreter:
    """Reads one use case's language."""

    def __init__(self, language: Language, matcher: Matcher) -> None:
        self.language = language
        self._matcher = matcher
        words = [i.words.pattern for i in language.intents.values() if i.words and i.code]
        self._answers = re.compile("|".join(words)) if words else None
        self._browsing = {step.browse for step in language.steps.values()}
        self._outside = [i for i in language.intents.values() if i.kind is Kind.OUTSIDE]

    def interpret(self, text: str, situation: Situation) -> Interpretation:
        """What a message means in a situation. Costs a few encodings, one per clause."""
        values = read_values(tidy(text), self.language.ids)
        parts = clauses(values.text, self.language.questions)
        notes = _Notes()
        if hostile := self._hostile(values.text, parts, situation):
            return Interpretation(reply=hostile.reply)
        self._identify(values, text, parts, situation, notes)
        parts = self._merged(parts, situation)
        for part in parts:
            self._read(part, values, situation, notes)
        self._pick(values, parts, situation, notes)
        return self._settle(notes, values.text, situation)

    # What is refused whatever else is said -------------------------------------------------------

    def _hostile(self, text: str, parts: Sequence[Clause], situation: Situation) -> Intent | None:
        for intent in self.language.intents.values():
            if intent.kind is Kind.HOSTILE and intent.words and intent.words.search(text):
                return intent
        for part in parts:
            masked, _ = self._masked(part.text, situation)
            best = self._matcher.rank(masked, situation.step, Mood.TELLS)[0]
            if best.intent.kind is Kind.HOSTILE and best.score >= HOSTILE:
                return best.intent
        return None

    # Who it is ----------------------------------------------------------------------------------

    def _identify(
        self,
        values: Values,
        text: str,
        parts: Sequence[Clause],
        situation: Situation,
        notes: _Notes,
    ) -> None:
        step = next((s for s in self.language.steps.values() if s.names), None)
        if step is None:
            return
        own = tuple(i for i in values.ids if i.split("-")[0] in step.ids)
        query = next(iter((*values.emails, *own)), "")
        if not query and situation.step == step.name:
            query = name_in(values.text, self.language.vocabulary) or self._bare_name(parts)
        if query:
            intent = self.language.intents[self.language.choosing(step.name)]
            notes.answer(step.name, 99, Reading(intent, text, query=query))

    def _bare_name(self, parts: Sequence[Clause]) -> str:
        names = [bare_name(part.text, self.language.vocabulary) for part in parts]
        return next((name for name in names if name), "")

    # Clause by clause ---------------------------------------------------------------------------

    def _merged(self, parts: tuple[Clause, ...], situation: Situation) -> tuple[Clause, ...]:
        """The clauses, or whole segments where no clause of one says anything by itself."""
        merged: list[Clause] = []
        for number in dict.fromkeys(part.segment for part in parts):
            own = [part for part in parts if part.segment == number]
            scores = [self._best(part, situation) for part in own]
            if len(own) > 1 and not any(m and m.score >= SURE for m in scores):
                asked = any(part.asked for part in own)
                own = [Clause(", ".join(part.text for part in own), asked, number)]
            merged += own
        return tuple(merged)

    def _best(self, part: Clause, situation: Situation) -> Match | None:
        masked, _ = self._masked(part.text, situation)
        ranked = self._matcher.rank(masked, situation.step, self._mood(part.text, part.asked))
        return ranked[0] if ranked else None

    def _masked(self, text: str, situation: Situation) -> tuple[str, list[Mention]]:
        """The text with "item" where it names a choice, so that it looks like the phrases."""
        found = self._mentions(text, situation)
        masked = text
        for mention in sorted(found, key=lambda m: -m.start):
            masked = f"{masked[: mention.start]}item{masked[mention.end :]}"
        return masked, found

    def _mentions(self, text: str, situation: Situation) -> list[Mention]:
        return [
            mention
            for step in self._picking()
            for mention in mentions(
                text,
                [*situation.choices.get(step.name, ()), *situation.not_offered],
                self.language.vocabulary,
            )
        ]

    def _picking(self) -> list[StepWords]:
        """The steps whose choices are not known beforehand."""
        named = {i.step for i in self.language.intents.values() if i.code}
        steps = self.language.steps.values()
        return [s for s in steps if s.choose and not s.names and s.name not in named]

    def _read(self, part: Clause, values: Values, situation: Situation, notes: _Notes) -> None:
        text, denied = part.text, ()
        if self._answers:
            text, denied = without_negated(part.text, self._answers)
            notes.denied += denied
        if denied and not re.sub(rf"\b(?:{LEFTOVER})\b", "", text).strip():
            return
        if self._by_place(text, part, situation, notes):
            return
        masked, _ = self._masked(text, situation)
        if NOT_THAT.fullmatch(masked):
            return
        if any(i.words and i.words.search(text) for i in self._outside):
            notes.outside = notes.outside or self._outside[0]
            notes.quiet.append(part.text)
            return
        tone = self._mood(text, part.asked)
        if tone is not Mood.ASKS and (either := self._either(text, situation)):
            notes.rivals = notes.rivals or either
            return
        ranked = self._matcher.rank(masked, situation.step, tone)
        ranked = [m for m in ranked if not self._is_denied(m.intent, notes.denied)]
        if not ranked or ranked[0].score < LIKELY:
            return
        best, rival = ranked[0], self._rival(ranked, situation)
        near = rival is not None and best.score - rival.score < MARGIN
        if best.score < SURE and near and rival is not None:
            notes.rivals = notes.rivals or self._names(best.intent, rival.intent, situation)
            return
        if best.score < ASIDE and self._is_aside(best.intent, situation):
            return
        if self._stays(part.text, situation):
            return
        if best.intent.final and (NOT_FINAL.search(part.text) or best.score < FINAL):
            notes.nudge = True
            return
        part = replace(part, segment=part.segment + notes.turns)
        self._note(best, part, text, values, situation, notes)

    def _either(self, text: str, situation: Situation) -> tuple[str, ...]:
        """The answers that "a refund or an exchange" leaves open."""
        if not re.search(r"\bor\b", text):
            return ()
        named = [i for i in self.language.intents.values() if i.code and i.words]
        found = [i for i in named if i.step == situation.step and i.words and i.words.search(text)]
        return tuple(self._label(i, situation) for i in found) if len(found) > 1 else ()

    def _is_aside(self, intent: Intent, situation: Situation) -> bool:
        """Whether an intent answers another step than the open one."""
        here = self._here(intent, situation)
        return here.step in self.language.order and here.step != situation.step

    def _stays(self, text: str, situation: Situation) -> bool:
        """ "Keep the lamp" while things are picked: it says what is not picked."""
        picking = {step.name for step in self._picking()}
        held = STAYS.search(text) is not None and situation.step in picking
        return held and bool(self._mentions(text, situation))

    def _rival(self, ranked: Sequence[Match], situation: Situation) -> Match | None:
        """The next best match that means something else."""
        best = self._here(ranked[0].intent, situation)
        return next((m for m in ranked[1:] if self._here(m.intent, situation) is not best), None)

    def _here(self, intent: Intent, situation: Situation) -> Intent:
        instead = intent.at.get(situation.step)
        return self.language.intents[instead] if instead else intent

    def _is_denied(self, intent: Intent, denied: Sequence[str]) -> bool:
        if not intent.code or intent.words is None:
            return False
        return any(intent.words.fullmatch(word) for word in denied)

    def _names(self, one: Intent, other: Intent, situation: Situation) -> tuple[str, ...]:
        names = tuple(self._label(intent, situation) for intent in (one, other))
        return tuple(dict.fromkeys(name for name in names if name))

    def _label(self, intent: Intent, situation: Situation) -> str:
        offered = situation.choices.get(intent.step, ())
        shown = next((c.label for c in offered if intent.code and c.code == intent.code), "")
        return intent.label or shown

    def _by_place(self, text: str, part: Clause, situation: Situation, notes: _Notes) -> bool:
        """ "The second one" at a step whose codes are known: a position in its list."""
        step = situation.step
        offered = situation.choices.get(step, ())
        if step in {s.name for s in self._picking()} or not offered or len(text.split()) > 7:
            return False
        exact = [c for c in offered if c.label.lower() == text.lower()]
        found = exact or list(_pointed(text, offered).choices)
        if len(found) == 1 and self.language.steps[step].amounts:
            return self._by_amount(found[0].code, text, part, notes)
        intent = self.language.for_code(step, found[0].code) if len(found) == 1 else None
        if intent is None:
            return False
        notes.answer(step, part.segment, Reading(intent, text, score=0.9))
        return True

    def _by_amount(self, code: str, text: str, part: Clause, notes: _Notes) -> bool:
        step = next(s for s in self.language.steps.values() if s.amounts)
        intent = self.language.intents[step.yes if int(code) else step.no]
        reading = Reading(intent, text, score=0.9, percent=int(code))
        notes.answer(step.name, part.segment, reading)
        return True

    def _note(
        self,
        match: Match,
        part: Clause,
        text: str,
        values: Values,
        situation: Situation,
        notes: _Notes,
    ) -> None:
        intent = self._here(match.intent, situation)
        percent = values.percent or self._amount(text, situation)
        if percent is not None and "percent" in intent.at:
            intent = self.language.intents[intent.at["percent"]]
        reading = Reading(intent, text, match.score, percent=percent)
        if intent.kind in (Kind.YES, Kind.NO):
            notes.yes_no = intent.kind
        elif intent.kind is Kind.TURN:
            notes.turns += TURN
            notes.chat.append(intent)
        elif intent.kind is Kind.CHAT:
            notes.chat.append(intent)
        elif intent.kind is Kind.OUTSIDE:
            notes.outside = notes.outside or intent
            notes.quiet.append(part.text)
        elif intent.kind is Kind.ASK:
            named = self._mentions(text, situation)
            codes = tuple(c.code for c in named[0].choices) if len(named) == 1 else ()
            notes.asks.append(replace(reading, codes=codes if len(codes) == 1 else ()))
            if match.score >= SURE:
                notes.quiet.append(part.text)
        elif intent.kind is Kind.ANSWER and not self._picks(intent):
            target = self._target(text, situation)
            slot = intent.step or intent.name
            if not intent.step:
                notes.quiet.append(part.text)
            notes.answer(slot, part.segment, replace(reading, step=target))
        elif intent.kind is Kind.ANSWER and self.language.steps[intent.step].names:
            notes.nudge = True
        elif intent.kind is Kind.ANSWER:
            waits = not situation.choices.get(intent.step)
            notes.answer(intent.step, part.segment, replace(reading, waits=waits))

    def _amount(self, text: str, situation: Situation) -> int | None:
        """A bare number that is one of the percentages on offer."""
        step = self.language.steps.get(situation.step)
        if step is None or not step.amounts:
            return None
        offered = {c.code for c in situation.choices.get(step.name, ())} - {"0"}
        return next((int(n) for n in re.findall(r"\d+", text) if n in offered), None)

    def _picks(self, intent: Intent) -> bool:
        return intent.name == self.language.choosing(intent.step)

    def _target(self, text: str, situation: Situation) -> str:
        """The step that is named in "back to the reason"; else the last one answered."""
        order = [s for s in self.language.steps.values() if s.choose]
        named = [s.name for s in order if s.words and s.words.search(text)]
        if named:
            return named[0]
        done = self.language.order
        before = done[: done.index(situation.step)] if situation.step in done else done
        answered = [s.name for s in order if s.name in before and selected(s, situation)]
        return answered[-1] if answered else ""

    # Picking from what is shown -----------------------------------------------------------------

    def _pick(
        self, values: Values, parts: Sequence[Clause], situation: Situation, notes: _Notes
    ) -> None:
        for step in self._picking():
            offered = situation.choices.get(step.name, ())
            for number, segment in enumerate(segments(values.text)):
                said = self._told(segment, parts, number, notes.quiet)
                picked = self._picked(said, step, offered, situation)
                self._take(picked, said, number, step, situation, notes)

    def _mood(self, text: str, asked: bool) -> Mood:
        return mood(text, asked=asked, questions=self.language.questions)

    def _told(
        self, segment: str, parts: Sequence[Clause], number: int, quiet: Sequence[str]
    ) -> str:
        """A segment without its questions, and without what is not about the matter."""
        said = segment
        for part in parts:
            asked = part.text in quiet or self._mood(part.text, part.asked) is Mood.ASKS
            if part.segment == number and asked:
                said = said.replace(part.text, " ")
        return said.strip(" ,.;?!")

    def _picked(
        self, said: str, step: StepWords, offered: Sequence[Choice], situation: Situation
    ) -> Picked:
        known = self.language.vocabulary
        picked = pick(said, offered, known, many=step.many)
        if picked.choices or picked.rivals:
            return picked
        refused = mentions(said, situation.not_offered, known)
        return Picked(tuple(dict.fromkeys(c for m in refused for c in m.choices)), (), True)

    def _take(
        self,
        picked: Picked,
        said: str,
        segment: int,
        step: StepWords,
        situation: Situation,
        notes: _Notes,
    ) -> None:
        slot = notes.answers.get(step.name)
        is_open = situation.step == step.name
        choosing = slot is not None and slot[0] == segment
        if not (picked.choices or picked.rivals) or not said:
            return
        if not is_open and not choosing and not (picked.named and _only_names(said, picked)):
            return
        if picked.rivals and not picked.choices:
            notes.rivals = notes.rivals or tuple(c.label for c in picked.rivals[:3])
            notes.answers.pop(step.name, None)
            return
        codes = tuple(c.code for c in picked.choices)
        had = selected(step, situation)
        if had and ADDS.search(said):
            codes = (*had, *(c for c in codes if c not in had))
        elif had and DROPS.search(said):
            codes = tuple(c for c in had if c not in codes) or codes
        intent = self.language.intents[self.language.choosing(step.name)]
        notes.answers[step.name] = (segment, Reading(intent, said, codes=codes))

    # What it all comes to -----------------------------------------------------------------------

    def _settle(self, notes: _Notes, text: str, situation: Situation) -> Interpretation:
        steps = self.language.steps
        self._yes_or_no(notes, situation)
        self._lone_choice(notes, text, situation)
        order = [*steps]
        answers = sorted(
            (reading for _, reading in notes.answers.values()),
            key=lambda r: order.index(r.intent.step) if r.intent.step in order else -1,
        )
        if len(answers) > 1:
            answers = [r for r in answers if not (r.intent.final or r.intent.alone)]
        told = [r for r in answers if not self._is_known(r, situation)]
        asks = [r for r in notes.asks if not told or r.intent.name not in self._browsing]
        readings = (*told, *asks)
        if readings:
            return Interpretation(readings)
        if notes.rivals:
            return Interpretation(rivals=notes.rivals)
        if answers:
            return Interpretation(reply=self._reply("known"))
        return Interpretation(reply=self._small_reply(notes, situation))

    def _yes_or_no(self, notes: _Notes, situation: Situation) -> None:
        step = self.language.steps.get(situation.step)
        if notes.yes_no is None or step is None or step.name in notes.answers:
            return
        name = step.yes if notes.yes_no is Kind.YES else step.no
        if name:
            intent = self.language.intents[name]
            slot = intent.step or intent.name
            notes.answers.setdefault(slot, (0, Reading(intent, "", step=step.name)))
        elif notes.yes_no is Kind.YES and not notes.answers:
            offered = situation.choices.get(step.name, ())
            if len(offered) == 1 and step.choose:
                chosen = self.language.for_code(step.name, offered[0].code)
                intent = chosen or self.language.intents[self.language.choosing(step.name)]
                reading = Reading(intent, "", codes=(offered[0].code,))
                notes.answers[step.name] = (0, reading)

    def _lone_choice(self, notes: _Notes, text: str, situation: Situation) -> None:
        """ "I want to return it" with one thing on the card means that thing."""
        for step in self._picking():
            held = notes.answers.get(step.name)
            if held is None and self._finds_out(notes) and not situation.choices.get(step.name):
                intent = self.language.intents[self.language.choosing(step.name)]
                notes.answers[step.name] = (0, Reading(intent, text, score=0.0, waits=True))
                continue
            if held is None or held[1].codes or (held[1].waits and self._finds_out(notes)):
                continue
            offered = situation.choices.get(step.name, ())
            browse = self.language.intents.get(step.browse)
            if len(offered) == 1 and situation.step == step.name:
                notes.answers[step.name] = (held[0], replace(held[1], codes=(offered[0].code,)))
                continue
            notes.answers.pop(step.name)
            if browse and not notes.rivals and not notes.answers:
                notes.asks.append(Reading(browse, held[1].text))

    def _finds_out(self, notes: _Notes) -> bool:
        """Whether the message says who it is about: only then can more choices turn up."""
        return any(
            step.names and step.name in notes.answers for step in self.language.steps.values()
        )

    def _is_known(self, reading: Reading, situation: Situation) -> bool:
        step = self.language.steps.get(reading.intent.step)
        if step is None or not reading.intent.call or reading.intent.call is not step.choose:
            return False
        said = reading.codes or ((reading.intent.code,) if reading.intent.code else ())
        return bool(said) and set(said) == set(selected(step, situation))

    def _small_reply(self, notes: _Notes, situation: Situation) -> str:
        if notes.chat:
            return notes.chat[0].reply
        if notes.outside:
            return notes.outside.reply
        if notes.yes_no or notes.denied or notes.nudge:
            step = self.language.steps.get(situation.step)
            return (step.ask if step else "") or self._reply("unsure")
        return self._reply("unsure")

    def _reply(self, name: str) -> str:
        return self.language.intents[name].reply


def selected(step: StepWords, situation: Situation) -> tuple[str, ...]:
    """The codes that the session holds for a step."""
    held = situation.session.get(step.selected) if step.selected else None
    if not held:
        return ()
    if isinstance(held, list):
        return tuple(
            step.code_of.format(**one) if isinstance(one, dict) else str(one) for one in held
        )
    return (str(held),)


def _pointed(text: str, offered: Sequence[Choice]) -> Picked:
    """A position only: the names of codes are for the phrases to recognise."""
    unnamed = [replace(c, label="", detail="") for c in offered]
    return pick(text, unnamed, frozenset(), many=False)


def _only_names(said: str, picked: Picked) -> bool:
    """Whether a text is little more than the names of what it picks."""
    names = {w for c in picked.choices for w in re.findall(r"\w+", c.label.lower())}
    words = [w for w in re.findall(r"[\w']+", said) if w not in names and not BARE.fullmatch(w)]
    return len(words) <= 1
