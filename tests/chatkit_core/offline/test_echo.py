"""An answer to a question back is heard together with what was asked about."""

from __future__ import annotations

import pytest

from chatkit_core.offline.echo import heard_with
from chatkit_core.offline.reply import which

WHICH_ONE = "Which one do you mean: the lamp on Friday or the rug on Monday?"


@pytest.mark.parametrize("yes", ["yes", "Yes please", "yeah", "right, exactly", "Sí"])
def test_a_yes_takes_the_one_thing_that_was_asked_about(yes: str) -> None:
    assert heard_with(yes, which(("a refund",)), "maybe a refund") == "a refund"


def test_a_yes_to_two_things_takes_neither() -> None:
    assert heard_with("yes", which(("a refund", "an exchange")), "hm") == "yes"


def test_what_was_noted_of_the_same_message_stands_before_the_question() -> None:
    asked = f"I have noted the lamp. {which(('a refund', 'an exchange'))}"
    assert heard_with("a refund", asked, "the lamp, refund or exchange") == "a refund"


def test_a_short_answer_goes_on_from_what_was_wanted() -> None:
    assert heard_with("the rug", WHICH_ONE, "cancel it!") == "cancel it, the rug"


@pytest.mark.parametrize("said", ["never mind", "no, leave it", "what does that cost?"])
def test_turning_away_from_a_question_starts_anew(said: str) -> None:
    assert heard_with(said, WHICH_ONE, "cancel it") == said


def test_other_sentences_stand_for_themselves() -> None:
    assert heard_with("the rug", "Got it.", "hello") == "the rug"
    assert heard_with("the rug", "", "") == "the rug"
