"""What names an answer, and chooses none, in a made-up use case."""

from __future__ import annotations

import pytest

from chatkit_core.offline.interpreter import Interpreter
from chatkit_core.offline.situation import Situation


@pytest.mark.parametrize(
    "text",
    [
        "express? i don't have the money",
        "by bike? how does that work",
        "express? by ship?",
        "my last one went express",
    ],
)
def test_a_word_thrown_back_or_told_of_before_takes_nothing(
    interpreter: Interpreter, at_speed: Situation, text: str
) -> None:
    assert not [r for r in interpreter.interpret(text, at_speed).readings if r.intent.code]


@pytest.mark.parametrize("text", ["express?", "express? yes please", "express, i don't mind"])
def test_a_word_asked_or_taken_is_an_answer(
    interpreter: Interpreter, at_speed: Situation, text: str
) -> None:
    found = interpreter.interpret(text, at_speed).readings
    assert [r.intent.name for r in found] == ["speed.FAST"]


def test_a_choice_that_is_only_asked_about_is_not_picked(
    interpreter: Interpreter, at_parcels: Situation
) -> None:
    asked = interpreter.interpret("what about the lamp, is it any good", at_parcels)
    assert not [r for r in asked.readings if r.codes]
    taken = interpreter.interpret("what about the lamp", at_parcels)
    assert [r.codes for r in taken.readings] == [("P-2",)]


@pytest.mark.parametrize(
    "text",
    [
        "book it and cancel the other one",
        "confirm, then start a second one",
        "book it and another one for the lamp",
        "confirm. another one for the chair too",
        "confirm it, then begin a new one",
    ],
)
def test_a_yes_to_more_than_is_open_asks_again(
    interpreter: Interpreter, at_sure: Situation, text: str
) -> None:
    found = interpreter.interpret(text, at_sure)
    assert (found.readings, found.reply) == ((), "Shall I book it?")


def test_a_yes_with_another_answer_changes_that(
    interpreter: Interpreter, at_sure: Situation
) -> None:
    found = interpreter.interpret("book it and make it by bike", at_sure).readings
    assert [r.intent.name for r in found] == ["speed.GREEN"]


def test_who_somebody_is_to_somebody_stands_beside_what_is_wanted(
    interpreter: Interpreter, at_speed: Situation
) -> None:
    found = interpreter.interpret("i'm emma's mother", at_speed)
    assert (found.readings, found.reply) == ((), "How fast should it be?")
    beside = interpreter.interpret("i'm emma's mother, express please", at_speed).readings
    assert [r.intent.name for r in beside] == ["speed.FAST"]
