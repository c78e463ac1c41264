"""Whoever is spoken ill of is no pick: "I had Dr. Lee last time and hated it"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatkit_core.offline.clauses import Clause
from chatkit_core.offline.readings import Notes
from chatkit_core.offline.scene import Scene

_WHO = r"\b(?:(?:dr|doctor|prof) )?item\b"
_HOW = r"(?:\w+ly |so |very |a bit |a little |quite |rather |too |always |just |kind of |pretty )*"
_BAD = (
    r"(?:rude|awful|terrible|horrible|horrid|useless|dismissive|cold|brusque|abrupt|mean|unfriendly|rough|"
    r"arrogant|condescending|patroni[sz]ing|rushed|dreadful|unhelpful|impatient|the worst|creepy|"
    r"incompetent|disappointing|a (?:nightmare|disaster)|bad|scary|nasty|grumpy|unprofessional|snappy|"
    r"short with (?:me|us))\b"
)
_ILL = (
    rf"(?:is|was|were|seems?|seemed|can be|has been) {_HOW}{_BAD}"
    r"|(?:isn't|wasn't|is not|was not) (?:very |so |too |that |really |particularly |at all )*"
    r"(?:nice|kind|friendly|good|great|helpful|gentle|patient|pleasant|professional|attentive|for (?:me|us))\b"
    r"|(?:never|didn't|doesn't|wouldn't|won't) (?:\w+ )?(?:listen|help|explain|believe|take me|look at|care|bother)s?(?:ed)?\b"
    r"|(?:\w+ly )?(?:put (?:me|us) off|let (?:me|us) down|upset (?:me|us|my)|ignored (?:me|us|my)|rushed (?:me|us)|"
    r"messed|misdiagnosed|got it wrong|made (?:me|us|my \w+) (?:cry|feel|wait|uncomfortable|nervous)|"
    r"scare[sd]? (?:me|us|my)|hurt (?:me|us|my)|(?:yelled|shouted|snapped|laughed) at)\b"
)
_HATES = (
    r"(?:hate[sd]?|dislike[sd]?|loathe[sd]?|detest(?:s|ed)?|despise[sd]?|(?:can't|couldn't) (?:stand|bear)|"
    r"(?:don't|didn't|doesn't|do not|did not|never) (?:\w+ )?"
    r"(?:liked?|enjoy(?:ed)?|rated?|trust(?:ed)?|warm(?:ed)? to|care(?:d)? for))"
)
_UNHAPPY = (
    r"(?:not|wasn't|weren't|isn't|never) (?:\w+ )?"
    r"(?:happy|impressed|pleased|satisfied|keen|comfortable|a (?:big )?fan|fond|thrilled)\b"
)
_APART = r"(?:didn't|don't|did not|do not|never) (?:\w+ )?(?:get on|got on|get along|got along|click(?:ed)?|gel(?:led)?)\b"
_ABOUT = re.compile(
    rf"{_WHO} (?:{_ILL})"
    rf"|\b(?:{_HATES}|avoid|don't think|fed up with|sick of|scared of|afraid of|fell out with) (?:\w+ ){{0,4}}?{_WHO}"
    rf"|(?:\b{_UNHAPPY}|\b{_APART}) (?:\w+ ){{0,4}}?{_WHO}"
    r"|\b(?:bad|awful|terrible|horrible|poor|unpleasant|nasty|dreadful) "
    rf"(?:experience|time|visit|appointment|history)s? (?:\w+ )?(?:with|at) {_WHO}"
    rf"|\bnever again (?:with |to )?{_WHO}|\b(?:not|never) (?:\w+ )?{_WHO} (?:ever )?again\b"
    rf"|\b(?:rather|prefer) (?:to )?not (?:to )?(?:see|have|go (?:back )?to|go with|be seen by|get|meet) {_WHO}"
    rf"|{_WHO} (?:\w+ ){{0,3}}went (?:\w+ )?(?:badly|wrong|terribly)\b"
)
"""What is said against somebody in the clause that names them."""
_PAST = re.compile(
    r"^(?:i |we )?(?:(?:'ve|have) )?(?:had|seen|saw|went|was|were|got|tried)\b"
    r"|\b(?:last time|before|once|in the past|previously)\b"
)
_AFTER = re.compile(
    rf"^(?:i |we |and |but |really |absolutely |honestly |just )*(?:"
    rf"{_HATES} (?:it|him|her|them|that|every|the experience)\b"
    rf"|(?:i'm |am |was |were )?{_UNHAPPY}|{_APART}"
    rf"|(?:he|she|they|it) (?:\w+ly |just |really )?(?:{_ILL})"
    r"|(?:never|not) (?:again|going back|doing that again)\b"
    r"|(?:won't|don't want to|never want to|not going to|wouldn't|will never) (?:ever )?"
    r"(?:go(?:ing)? (?:back|there|again)|come back|see(?:ing)? (?:him|her|them) again|repeat)\b"
    r"|(?:it|that) (?:didn't go well|went (?:\w+ )?(?:badly|wrong)))"
)
"""The same, right behind what was told of the past."""
_HENCE = re.compile(r" so (?=(?:dr|doctor|prof|rather|maybe|better)\b)")
"""Where a clause goes on to what follows from the dislike."""


class Dislikes:
    """Keeps whoever is spoken ill of out of what is read and picked."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene = scene
        self._notes = notes
        self.left_out: list[Clause] = []

    def without(self, parts: Sequence[Clause]) -> Sequence[Clause]:
        """The clauses but those that speak ill of a choice, which pick nothing."""
        if not self._scene.language.several:
            return parts
        found: list[Clause] = []
        told: Clause | None = None
        for part in (replace(p, text=text) for p in parts for text in _HENCE.split(p.text)):
            masked = self._scene.masked(part.text)
            ours = bool(self._scene.mentions(part.text))
            if ours and _ABOUT.search(masked):
                self._leave_out(part)
                continue
            if told and told.segment == part.segment and not ours and _AFTER.match(part.text):
                found.remove(told)
                self._leave_out(told)
                self._leave_out(part)
                told = None
                continue
            if ours:
                told = part if _PAST.search(part.text) else None
            found.append(part)
        return found

    def _leave_out(self, part: Clause) -> None:
        self.left_out.append(part)
        self._notes.quiet.append(part.text)
        self._notes.nudge = True
