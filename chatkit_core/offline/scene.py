"""One situation seen through one language: what is open, named, picked and answered in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatkit_core.domain import Choice
from chatkit_core.offline import dates
from chatkit_core.offline.language import Intent, Language, StepWords
from chatkit_core.offline.mood import ABOUT, Mood, mood
from chatkit_core.offline.naming import Mention, mentions
from chatkit_core.offline.remarks import only_remarks
from chatkit_core.offline.situation import Situation


@dataclass(frozen=True, slots=True)
class Scene:
    """Answers the interpreter's questions about where the conversation stands."""

    language: Language
    situation: Situation
    doubted: bool = False
    """Whether all of the message is a question: "so I keep it and get money, is that right"."""

    @property
    def open(self) -> StepWords | None:
        """The step that is open, if the language knows it."""
        return self.language.steps.get(self.situation.step)

    @property
    def _lists_times(self) -> bool:
        """Whether "the second one" is a time: only while times are on the card."""
        return self.open is not None and self.open.times

    def offered(self, step: str) -> tuple[Choice, ...]:
        return self.situation.choices.get(step, ())

    def picking(self) -> list[StepWords]:
        """The steps whose choices are not known beforehand."""
        named = {i.step for i in self.language.intents.values() if i.code}
        steps = self.language.steps.values()
        return [s for s in steps if s.choose and not (s.names or s.times) and s.name not in named]

    def mentions(self, text: str) -> list[Mention]:
        """Where a text names something that can be picked, or that is not offered."""
        text = self.nameable(text)
        return [
            mention
            for step in self.picking()
            for mention in mentions(
                text,
                [*self.offered(step.name), *self.situation.not_offered],
                self.language.vocabulary,
            )
        ]

    def nameable(self, text: str) -> str:
        """The text without what names a day or a time."""
        return dates.blanked(text, places=self._lists_times) if self.language.times else text

    def masked(self, text: str) -> str:
        """The text with "item" and "sometime" where it names a choice or a time: as in the phrases."""
        for mention in sorted(self.mentions(text), key=lambda m: -m.start):
            text = f"{text[: mention.start]}item{text[mention.end :]}"
        return dates.masked(text, places=self._lists_times) if self.language.times else text

    def mood(self, text: str, asked: bool) -> Mood:
        if self.doubted:
            return Mood.ASKS
        if ABOUT.match(text) and self.mentions(text):  # where it is no answer by itself
            return Mood.ASKS
        if self.language.several and only_remarks(self.masked(text)):
            return Mood.ASKS
        language = self.language
        return mood(text, asked=asked, questions=language.questions, requests=language.requests)

    def here(self, intent: Intent) -> Intent:
        """What an intent means while this step is open."""
        instead = intent.at.get(self.situation.step)
        return self.language.intents[instead] if instead else intent

    def is_aside(self, intent: Intent) -> bool:
        """Whether an intent answers another step than the open one."""
        here = self.here(intent)
        return here.step in self.language.order and here.step != self.situation.step

    def label(self, intent: Intent) -> str:
        """How an intent is named in a question back to the user."""
        shown = (
            c.label for c in self.offered(intent.step) if intent.code and c.code == intent.code
        )
        return intent.label or next(shown, "")

    @property
    def amounts(self) -> tuple[int, ...]:
        """The percentages on offer, where the open step offers some."""
        step = self.open
        if step is None or not step.amounts:
            return ()
        return tuple(int(c.code) for c in self.offered(step.name))

    @property
    def names(self) -> frozenset[str]:
        """The words of the names of everything that can be picked, and of what is not offered."""
        shown = [c for step in self.picking() for c in self.offered(step.name)]
        return frozenset(
            word
            for choice in (*shown, *self.situation.not_offered)
            for word in re.findall(r"[^\W\d_]{4,}", choice.label.lower())
        )

    def selected(self, step: StepWords) -> tuple[str, ...]:
        """The codes that the session holds for a step."""
        held = self.situation.session.get(step.selected) if step.selected else None
        if not held:
            return ()
        if not isinstance(held, list):
            return (str(held),)
        return tuple(
            step.code_of.format(**one) if isinstance(one, dict) else str(one) for one in held
        )

    def target(self, text: str) -> str:
        """The step that is named in "back to the reason"; empty leaves it to the use case."""
        steps = [s for s in self.language.steps.values() if s.choose]
        named = (s.name for s in steps if s.words and s.words.search(text))
        return next(named, "")
