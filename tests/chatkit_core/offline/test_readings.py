"""Notes on one message: which of two readings of a step stays."""

from __future__ import annotations

from chatkit_core.offline.language import Call, Intent, Kind
from chatkit_core.offline.readings import Notes, Reading

STORY = Intent("story", Kind.ANSWER, (), step="need", call=Call("describe", {"words": "$text"}))
SKIN = Intent("need.SKIN", Kind.ANSWER, (), step="need", code="SKIN")


def test_what_is_named_stays_beside_the_story_of_it() -> None:
    notes = Notes()
    notes.answer("need", 0, Reading(SKIN, "a skin doctor", 0.7))
    notes.answer("need", 0, Reading(STORY, "i have a rash", 0.9))
    assert notes.answers["need"][1].intent is SKIN


def test_a_story_takes_back_what_was_named_before_a_correction() -> None:
    notes = Notes()
    notes.answer("need", 0, Reading(SKIN, "a skin doctor", 0.7))
    notes.answer("need", 1, Reading(STORY, "i have a cough", 0.9))
    assert notes.answers["need"][1].intent is STORY


def test_a_story_begins_with_what_was_not_clear_without_it() -> None:
    notes = Notes(story=[(0, "it's killing me"), (1, "something else")])
    notes.beside(0, "it's not my heart")
    assert notes.told(0, "i scratch all night") == "it's killing me, i scratch all night"
