"""What "that one" means: only what was just talked about, and only when it is one thing."""

from __future__ import annotations

import pytest

from chatkit_core.offline.language import Language
from chatkit_core.offline.reference import followed, resolved
from chatkit_core.offline.situation import Situation


@pytest.mark.parametrize(
    ("before", "asked", "said", "meant"),
    [
        ("what about express?", "Express takes a day.", "do that instead", "express instead"),
        (
            "how does it get there?",
            "Going by bike takes two days.",
            "ok, that one please",
            "by bike",
        ),
        ("express or by ship?", "Both arrive.", "let's do that", "let's do that"),
        ("what about express?", "Express takes a day.", "not that", "not that"),
        ("what about express?", "Express takes a day.", "that is a shame", "that is a shame"),
        ("by ship", "By ship it is.", "do i pay for that?", "do i pay for by ship?"),
    ],
)
def test_that_is_the_one_thing_that_was_just_talked_about(
    language: Language, at_speed: Situation, before: str, asked: str, said: str, meant: str
) -> None:
    assert resolved(said, before, asked, language, at_speed) == meant


def test_on_a_list_of_things_that_is_the_one_which_was_named(
    language: Language, at_parcels: Situation
) -> None:
    found = resolved("i'll take that one", "is the lamp heavy?", "No.", language, at_parcels)
    assert found == "reading lamp"


def test_what_adds_to_a_question_asks_it_again_and_again() -> None:
    said, question = followed("How much is it?", "")
    assert (said, question) == ("How much is it?", "How much is it?")
    assert followed("and by ship?", question) == ("How much is it by ship?", question)
    assert followed("and with express?", question) == ("How much is it with express?", question)


def test_after_a_statement_there_is_nothing_to_add_to() -> None:
    _, question = followed("the lamp", "How much is it?")
    assert followed("and by ship?", question) == ("and by ship?", "")
