"""Emergencies are heard, softly said too; ordinary complaints are not taken for one."""

from __future__ import annotations

import pytest

from usecases.healthcare.domain.emergency import ADVICE, CRISIS_ADVICE, advice_for

DANGER = """
I have chest pain
my chest feels kind of tight
there’s a bit of pressure on my chest since lunch
I CANT BREATHE
it’s getting hard to breathe
I can barely catch my breath
a little short of breath when I lie down
one side of my face is drooping
my speech came out slurred this morning
my left arm is numb and my jaw hurts
the bleeding just won’t stop
I passed out twice today
my throat is swelling up
my son swallowed bleach
I think I’m having a stroke
my baby isn’t breathing
worst headache of my life
she won’t wake up
call an ambulance
""".strip().splitlines()
CRISIS = """
I want to kill myself
I have suicidal thoughts
I don’t want to live anymore
I don't really want to be here anymore
everyone would be better off without me
I keep thinking about ending it all
what’s the point in living
I might hurt myself
""".strip().splitlines()
CALM = """
I need a heart checkup
a mole on my chest
my knee hurts
no chest pain, just a checkup
it’s not an emergency
I cut myself shaving
a follow-up two years after my stroke
my father had a heart attack, so I want a checkup
urgent please
high blood pressure
I have a sore throat
I’m dying to see Dr. Patel
what is your emergency policy?
I can’t wait that long
my skin is so dry it cracks
""".strip().splitlines()


@pytest.mark.parametrize("words", DANGER)
def test_danger_is_heard(words: str) -> None:
    assert advice_for(words) == ADVICE


@pytest.mark.parametrize("words", CRISIS)
def test_despair_is_heard(words: str) -> None:
    assert advice_for(words) == CRISIS_ADVICE


@pytest.mark.parametrize("words", CALM)
def test_everyday_words_raise_no_alarm(words: str) -> None:
    assert advice_for(words) is None


def test_the_advice_names_the_numbers_and_judges_nothing() -> None:
    assert "911" in ADVICE
    assert "988" in CRISIS_ADVICE
    assert not any(word in ADVICE + CRISIS_ADVICE for word in ("you have a", "diagnos"))
