"""From a typed message and the situation to what is meant: readings, in flow order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from chatkit_core.offline import dates
from chatkit_core.offline.amounts import amount_in
from chatkit_core.offline.bystanders import Bystanders
from chatkit_core.offline.clause_reader import ClauseReader
from chatkit_core.offline.clauses import Clause, clauses, segments, tidy
from chatkit_core.offline.descriptions import AGAIN, described, named_again, other_named
from chatkit_core.offline.dislikes import Dislikes
from chatkit_core.offline.divided import Divided
from chatkit_core.offline.introductions import another, without_own
from chatkit_core.offline.kinship import renamed
from chatkit_core.offline.language import Intent, Kind, Language, asks_policies
from chatkit_core.offline.matcher import Matcher
from chatkit_core.offline.mood import Mood, is_supposed
from chatkit_core.offline.picker import Picker
from chatkit_core.offline.readings import Interpretation, Notes, Reading
from chatkit_core.offline.run_ons import parted
from chatkit_core.offline.scene import Scene
from chatkit_core.offline.settling import Settler
from chatkit_core.offline.situation import Situation
from chatkit_core.offline.spelling import Speller
from chatkit_core.offline.titled import Titled, by_purpose
from chatkit_core.offline.topics import ENOUGH, PLAIN, Topics
from chatkit_core.offline.unchosen import Unchosen
from chatkit_core.offline.values import (
    Values,
    bare_name,
    name_in,
    number_of_who,
    read_values,
)

HOSTILE = 0.55
KNOWN = 0.97
MARKUP = re.compile(
    r"</?[a-z!][^>]*>|\{\{|\}\}|\$\{|[\[{]\s*\"|\";|--\s*$|\bselect\b.+\bfrom\b|\w=[\"'\w]",
    re.IGNORECASE,
)
"""What no customer types: markup, templates, queries and assignments. None of it is an answer."""
CODE = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b")
TAGGED = re.compile(
    r"\w[,. ]+(?:is that|is this|am i|have i got that|do i have that|did i get that) (?:right|correct|true|so)\s*\??$"
    r"|^(?:(?:hm+|ok|okay|oh|so) )*(?:and|or) (?!(?:please|just|can|could|may|might|would|will|do|send|give|make|take|get|i)\b)[^.,!;?]+\?$"
    r"|, or (?:are|is|do|does|can|will|would) (?:you|it|that|this|they|i|we)\b[^?]*\?$"
    r"|, (?:does (?:it|that) (?:matter|count|make (?:a|any) difference)"
    r"|(?:is|would) (?:it|that|this) (?:be )?(?:a problem|an issue|a (?:valid |good )?reason))\?$"
    r"|, (?:right|correct|yeah|isn't it|aren't they|don't i|won't i|doesn't it|do i|is it|or not|or what|any (?:left|free|open|going|available))\s*\?$"
)
"""What makes a question of all that is said: "..., is that right?", "and with a pickup?"."""
OTHERS = "others"
NAME_WORDS = 3
WHOSE = re.compile(
    r"(?<!it)(?<!that)(?<!there)(?<!name)(?<!what)'s (?!(?:here|speaking|calling|the name)\b)\w|\b(?:h(?:is|er)|their|behalf)\b"
)
FETCHES = re.compile(
    r"(?:\w+ly |please |just )?(?:show|list|give|look|find|get|tell|open|pull|check|read|log|switch|change|let|pretend|act|use|dump|print|export|return)\b"
)
"""What is done with the data of somebody who is named."""
ABOVE_ALL = (Kind.FIRST, Kind.HOSTILE)
UNDISPUTED = 10_000
"""Who it is about counts as said last: nothing else in the message is about that."""


class Interpreter:
    """Reads one use case's language."""

    def __init__(self, language: Language, matcher: Matcher, topics: Topics | None = None) -> None:
        self._language = language
        self._matcher = matcher
        self.topics = topics
        self._speller = Speller((p for p, _ in language.examples), matcher.is_word)

    def interpret(self, text: str, situation: Situation) -> Interpretation:
        """What a message means in a situation. Costs a few encodings, one per clause."""
        tidied = parted(tidy(text))
        scene = Scene(self._language, situation, doubted=_is_question(tidied))
        notes = Notes()
        values = read_values(tidied, self._language.ids)
        if MARKUP.search(text) or self._unknown_code(text):
            return Interpretation(reply=self._language.intents["unknown"].reply)
        values = self._introduced(text, values, scene, notes)
        self._identify(values, clauses(values.text, self._language.questions), scene, notes)
        words = self._worded(values.text, scene)
        words = dates.unbroken(words) if self._language.times else words
        parts = clauses(words, self._language.questions)
        if found := self._above_all(words, parts, scene, notes):
            alone = Reading(found, words, said=values.text)
            return Interpretation((alone,)) if found.call else Interpretation(reply=found.reply)
        reader = ClauseReader(scene, self._matcher, notes, self._percent(words, values, scene))
        if (mended := _corrected(words, parts, scene)) != words:
            words, parts = mended, clauses(mended, self._language.questions)
        if self._language.several:
            parts = Titled(scene, self._matcher, notes).without(by_purpose(parts, scene))
        unchosen, disliked = Unchosen(scene, notes, reader.best), Dislikes(scene, notes)
        if scene.open and unchosen.wants_more(words):
            return Interpretation(reply=scene.open.ask or self._language.intents["unsure"].reply)
        parts = unchosen.without(_without_amiss(parts, reader))
        parts = _merged(disliked.without(parts), reader)
        for part in parts:
            reader.read(part)
        Picker(scene, notes).pick(words, [*parts, *disliked.left_out, *unchosen.left_out])
        if self._language.several:
            Bystanders(scene, notes).note(parts)
        Divided(scene, notes).note(words)
        meant = Settler(scene, notes).settle(words)
        asks = any(scene.mood(part.text, part.asked) is Mood.ASKS for part in parts)
        if asks and not meant.readings:
            enough = PLAIN if notes.outside or notes.chat else ENOUGH
            meant = self._answered_by_policy(words, enough) or meant
        return self._on_topic(meant)

    def _answered_by_policy(self, question: str, enough: float) -> Interpretation | None:
        """What nothing else was made of, where a passage of the policies answers it."""
        topic = self.topics.heading(question, enough) if self.topics else ""
        found = next((i for i in self._language.intents.values() if asks_policies(i)), None)
        return Interpretation((Reading(found, question),)) if topic and found else None

    def _on_topic(self, meant: Interpretation) -> Interpretation:
        """The same, each question about the policies with the passage that it is about."""
        if self.topics is None:
            return meant
        found = [
            replace(one, topic=self.topics.heading(one.text)) if asks_policies(one.intent) else one
            for one in meant.readings
        ]
        return replace(meant, readings=tuple(found))

    def _worded(self, text: str, scene: Scene) -> str:
        """The text with typing errors put right, and other words for a choice replaced by its name."""
        names = scene.names
        text = self._speller.corrected(text, names)
        if AGAIN.search(text):
            text = named_again(text, scene.mentions(text))
        step = scene.open
        if step is None or step not in scene.picking():
            return text
        offered = scene.offered(step.name)
        if found := scene.mentions(text):
            return text if scene.selected(step) else other_named(text, found, offered)
        means, known = self._matcher.meanings, self._language.vocabulary
        shown = (*offered, *scene.situation.not_offered)
        named = renamed(text, shown, known, means) if means else text
        return (
            named if named != text else described(text, offered, scene.situation.not_offered, means)
        )

    @staticmethod
    def _percent(text: str, values: Values, scene: Scene) -> int | None:
        return amount_in(text, scene.amounts) if scene.amounts else values.percent

    def _above_all(
        self, text: str, parts: Sequence[Clause], scene: Scene, notes: Notes
    ) -> Intent | None:
        """What is refused, or done alone, whatever else is said."""
        for intent in self._language.intents.values():
            if intent.kind in ABOVE_ALL and intent.words and intent.words.search(text):
                return intent
        for piece in dict.fromkeys((text, *(part.text for part in parts))):
            masked = scene.masked(piece)
            best = self._matcher.rank(masked, scene.situation.step, Mood.TELLS)[0]
            if best.intent.kind in ABOVE_ALL and best.score >= HOSTILE:
                if best.intent.kind is Kind.FIRST and self._matcher.denies(
                    best, masked, scene.situation.step, Mood.TELLS
                ):
                    continue
                own = any(one.text == piece and one.query for one in self._own(scene, notes))
                if best.intent.name == OTHERS and (own or self._says_who(piece, scene, notes)):
                    continue
                return best.intent
            if piece == text and best.intent.kind is Kind.OUTSIDE and best.score >= KNOWN:
                return best.intent
        return None

    @staticmethod
    def _own(scene: Scene, notes: Notes) -> list[Reading]:
        """What was noted of somebody who says the name that is known already."""
        steps = (step for step in scene.language.steps.values() if step.names)
        held = {step.name: scene.situation.session.get(step.known_as) for step in steps}
        found = ((name, reading) for name, (_, reading) in notes.answers.items())
        return [reading for name, reading in found if reading.query == held.get(name)]

    def _says_who(self, piece: str, scene: Scene, notes: Notes) -> bool:
        """Whether nobody is known yet, and a name is that of whoever speaks."""
        step = scene.open
        if step is None or not step.names:
            return False
        told = step.name in notes.answers and scene.mood(piece, asked=False) is Mood.TELLS
        return len(piece.split()) < NAME_WORDS or bool(
            told and not WHOSE.search(piece) and not FETCHES.match(piece)
        )

    def _unknown_code(self, text: str) -> bool:
        """Whether a text names, in a code's spelling, a code that there is not."""
        codes = {intent.code for intent in self._language.intents.values() if intent.code}
        return any(code not in codes for code in CODE.findall(text))

    def _introduced(self, said: str, values: Values, scene: Scene, notes: Notes) -> Values:
        """The values, without the words in which somebody who is known says who they are."""
        step = next((s for s in self._language.steps.values() if s.names), None)
        own = str(scene.situation.session.get(step.known_as) or "") if step else ""
        if not step or not own:
            return values
        who = another(said, values.text, own, self._language.plain_words, scene.names)
        text = values.text if who else without_own(values.text, own)
        if who or not text:
            intent = self._language.intents[self._language.choosing(step.name)]
            found = Reading(intent, values.text, query=who or own)
            notes.answer(step.name, UNDISPUTED, found)
        return replace(values, text=text or values.text)

    def _identify(
        self, values: Values, parts: Sequence[Clause], scene: Scene, notes: Notes
    ) -> None:
        step = next((s for s in self._language.steps.values() if s.names), None)
        if step is None:
            return
        known_as = [i for i in values.ids if i.split("-")[0] in step.ids]
        own = [i for i in known_as if not _is_denied(i.lower(), values.text)]
        last = [n for n in own if n.lower() in segments(values.text)[-1]]
        query = " ".join(dict.fromkeys((*values.emails, *(last or own))))  # several are asked about
        if not query and scene.situation.step == step.name:
            known = self._language.plain_words
            names = [name_in(values.text, known), *(bare_name(part.text, known) for part in parts)]
            query = max(names, key=lambda name: len(name.split()))
            if not query and len(step.ids) == 1 and (digits := number_of_who(values.text)):
                query = f"{next(iter(step.ids))}-{digits}"
        if query:
            intent = self._language.intents[self._language.choosing(step.name)]
            notes.answer(step.name, UNDISPUTED, Reading(intent, values.text, query=query))


def _is_denied(name: str, text: str) -> bool:
    """Whether an id is named to say that it is not meant: "not AB-12, that's my brother's"."""
    return re.search(rf"\b(?:not|isn't|wasn't) (?:my )?{re.escape(name)}\b", text) is not None


def _is_question(tidied: str) -> bool:
    """Whether all that is said is one question, such as one that supposes something first."""
    supposes = is_supposed(tidied) and tidied.endswith("?")
    return supposes or TAGGED.search(tidied) is not None


AMISS = re.compile(
    r"\b(?:wrong|incorrect|mistaken?|error|not right|isn't right|not correct|mixed up|messed up)\b"
)
SENT = re.compile(
    r"\b(?:you|they|sent|got|received|came|arrived|delivered|shipped|ordered|box|parcel)\b"
)
SHOULD = re.compile(
    r"\b(?:should (?:be|have been|say|read)|supposed to be|meant|i (?:wanted|want|said)|make (?:it|that)|only)\b"
)
LONGEST_MISTAKE = 7


def _corrected(text: str, parts: Sequence[Clause], scene: Scene) -> str:
    """ "That's wrong, it should be the lamp": what is wrong there is the answer, not the thing."""
    for part, after in pairwise(parts):
        if _is_amiss(part) and SHOULD.search(after.text) and scene.mentions(after.text):
            text = text.replace(part.text, "actually", 1)
    return text


def _is_amiss(part: Clause) -> bool:
    """Whether a clause only says that something is wrong, and not with what was sent."""
    amiss = AMISS.search(part.text) and not SENT.search(part.text)
    return bool(amiss) and len(part.text.split()) <= LONGEST_MISTAKE


def _without_amiss(parts: Sequence[Clause], reader: ClauseReader) -> Sequence[Clause]:
    """ "Wrong items, let me pick again": the clauses without what is wrong there, which is no reason."""
    left = [part for part in parts if not _is_amiss(part)]
    return left if len(left) < len(parts) and any(map(reader.leads_back, left)) else parts


def _merged(parts: Sequence[Clause], reader: ClauseReader) -> tuple[Clause, ...]:
    """The clauses, or whole segments where no clause of one says anything by itself."""
    merged: list[Clause] = []
    for number in dict.fromkeys(part.segment for part in parts):
        own = [part for part in parts if part.segment == number]
        whole = Clause(", ".join(p.text for p in own), any(p.asked for p in own), number)
        if len(own) > 1 and (reader.confirms(whole) or not any(map(reader.is_sure, own))):
            own = [whole]
        merged += own
    return tuple(merged)
