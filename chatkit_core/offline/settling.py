"""What the notes on a message come to: readings in flow order, a question, or a reply."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_core.offline import dates
from chatkit_core.offline.doubts import is_undecided
from chatkit_core.offline.language import Kind, StepWords, tells
from chatkit_core.offline.readings import Interpretation, Notes, Reading
from chatkit_core.offline.scene import Scene

HEDGE = re.compile(
    r"(?<!no )(?<!more )(?<!further )(?<!other )\bquestions?\b|\b(?:one|another) (?:more |other |last |little )?thing\b|"
    r"\?|\b(?:though|although|however|wondering|as long as|provided|depends|assuming|but|except|first|before|unless|until|if|wait|later|yet|hold on|maybe|perhaps|might|"
    r"not sure|unsure|let me|what|how|why|when|or not)\b"
)
"""What makes a yes less than a yes."""


DATED = re.compile(
    r"\b(?:this|next|coming|today|tomorrow|first|earlier|before|week|instead)\b|\d(?:st|nd|rd|th)\b"
)
"""What makes a weekday another one than the one that is picked."""


class Settler:
    """Decides between what was noted; nothing final goes together with anything unclear."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes
        self._language = scene.language

    def settle(self, text: str) -> Interpretation:
        """What a tidied text means in the end."""
        self._yes_or_no(text)
        for step in self._scene.picking():
            self._open_picks(step, text)
        answers = self._in_order()
        anew = {step.again for step in self._language.steps.values()} - {""}
        begun = any(r.intent.name in anew for r in answers)
        told = [r for r in answers if begun or not self._is_known(r)]
        covered = {name for r in told for name in r.intent.covers}
        told = [r for r in told if r.intent.name not in covered or r.percent]
        told = self._without_stories(told)
        if len(told) > 1:
            told = [r for r in told if not (r.intent.final or r.intent.alone)]
        undecided = is_undecided(dates.blanked(text) if self._language.times else text)
        if undecided:
            told = [r for r in told if self._stands(r)]
        unclear = self._notes.missed or self._notes.rivals or self._notes.divided
        if unclear or self._notes.torn or self._hesitates(text):
            told = [r for r in told if not r.intent.final]
        browsing = {step.browse for step in self._language.steps.values()}
        asks = [r for r in self._notes.asks if not told or r.intent.name not in browsing]
        if told or asks:
            when = dates.said(text) if self._language.times else ""
            found = (replace(self._led(one, text), said=text, when=when) for one in (*told, *asks))
            return Interpretation(tuple(found), rivals=self._notes.divided)
        if rivals := self._notes.divided or self._notes.rivals:
            return Interpretation(rivals=rivals)
        known = bool(answers) and not any(r.intent.final for r in answers)
        known = known and not undecided
        return Interpretation(reply=self._reply("known") if known else self._small_reply())

    def _without_stories(self, told: list[Reading]) -> list[Reading]:
        """The answers; a yes with a story beside it is neither a yes nor another story."""
        stories = [r for r in told if tells(r.intent) and self._scene.is_aside(r.intent)]
        if not stories or not any(r.intent.final for r in told):
            return told
        self._notes.nudge = True
        return [r for r in told if not (r.intent.final or r in stories)]

    def _led(self, reading: Reading, text: str) -> Reading:
        """The same; where it leads to a step, that may be named beside it: "wrong doctor, go back"."""
        call = reading.intent.call
        leads = call is not None and "$step" in call.arguments.values() and not self._notes.asks
        return (
            replace(reading, step=self._scene.target(text))
            if leads and not reading.step
            else reading
        )

    def _stands(self, reading: Reading) -> bool:
        """Whether an answer stands beside doubts: who it is about, or a story that is told."""
        step = self._language.steps.get(reading.intent.step)
        return tells(reading.intent) or bool(step and step.names)

    def _in_order(self) -> list[Reading]:
        order = self._language.order
        found = (reading for _, reading in self._notes.answers.values())
        return sorted(
            found, key=lambda r: order.index(r.intent.step) if r.intent.step in order else -1
        )

    def _hesitates(self, text: str) -> bool:
        """Whether a message asks, doubts or sets terms beside what it says."""
        notes = self._notes
        return bool(notes.asks or notes.outside or HEDGE.search(text))

    def _yes_or_no(self, text: str) -> None:
        step, said = self._scene.open, self._notes.yes_no
        if self._notes.torn or (said is Kind.YES and self._hesitates(text)):
            self._notes.nudge = True
            return
        told = not (self._notes.answers or self._notes.asks or "?" in text)
        if said is None and self._notes.denied and told:
            said = Kind.NO  # "no discount" to the offer of one
        if said is None or step is None or step.name in self._notes.answers:
            return
        name = step.yes if said is Kind.YES else step.no
        if name:
            intent = self._language.intents[name]
            reading = Reading(intent, "", step=step.name)
            self._notes.answers.setdefault(intent.step or intent.name, (0, reading))
        elif said is Kind.YES and not self._notes.answers:
            self._only_choice(step)

    def _only_choice(self, step: StepWords) -> None:
        """A yes to a card with one choice takes it."""
        offered = self._scene.offered(step.name)
        if len(offered) != 1 or step.choose is None:
            return
        named = self._language.for_code(step.name, offered[0].code)
        intent = named or self._language.intents[self._language.choosing(step.name)]
        self._notes.answers[step.name] = (0, Reading(intent, "", codes=(offered[0].code,)))

    def _open_picks(self, step: StepWords, text: str) -> None:
        """What becomes of "I want to return it", where nothing was named."""
        offered = self._scene.offered(step.name)
        held = self._notes.answers.get(step.name)
        if not offered and self._finds_out():
            intent = self._language.intents[self._language.choosing(step.name)]
            score = held[1].score if held else 0.0
            self._notes.answers[step.name] = (0, Reading(intent, text, score, waits=True))
        elif (
            held and not held[1].codes and held[1].intent.name == self._language.choosing(step.name)
        ):
            del self._notes.answers[step.name]
            counted = re.search(r"\d", text)  # "number 9" of a list of one is none of them
            if len(offered) == 1 and self._scene.situation.step == step.name and not counted:
                only = replace(held[1], codes=(offered[0].code,))
                self._notes.answers[step.name] = (held[0], only)
            elif step.browse and not self._notes.rivals and not self._notes.answers:
                browse = self._language.intents[step.browse]
                self._notes.asks.append(Reading(browse, held[1].text))

    def _finds_out(self) -> bool:
        """Whether the message says who it is about: only then can more choices turn up."""
        steps = self._language.steps.values()
        return any(step.names and step.name in self._notes.answers for step in steps)

    def _is_known(self, reading: Reading) -> bool:
        step = self._language.steps.get(reading.intent.step)
        if step is None or not reading.intent.call or reading.intent.call is not step.choose:
            return False
        if step.times:
            return self._is_known_time(step, reading.text)
        said = reading.codes or ((reading.intent.code,) if reading.intent.code else ())
        return bool(said) and set(said) == set(self._scene.selected(step))

    def _is_known_time(self, step: StepWords, text: str) -> bool:
        """Whether it says no more than the day and the time that are picked."""
        now, held = self._scene.situation.now, self._scene.selected(step)
        when = dates.read_when(dates.said(text), now.date()) if now and held else None
        if when is None or when.shift or when.part or when.soonest or when.nudge:
            return False
        try:
            start = datetime.fromisoformat(held[0])
        except ValueError:
            return False
        day = when.day
        if (
            day
            and day < start.date()
            and day.weekday() == start.weekday()
            and not DATED.search(text)
        ):
            day = start.date()  # "Thursday at two it is": the one that is picked
        same = day in (None, start.date()) and when.at in (None, start.time())
        return same and bool(when.day or when.at) and not when.until

    def _small_reply(self) -> str:
        notes, step = self._notes, self._scene.open
        if notes.chat:
            return notes.chat[0].reply
        if notes.outside:
            return notes.outside.reply
        asks_again = notes.yes_no or notes.denied or notes.nudge
        return (step.ask if step and asks_again else "") or self._reply("unsure")

    def _reply(self, name: str) -> str:
        return self._language.intents[name].reply
