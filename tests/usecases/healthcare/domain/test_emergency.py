"""Emergencies are heard, softly said too; ordinary complaints are not taken for one."""

from __future__ import annotations

import pytest

from usecases.healthcare.domain.emergency import ADVICE, CRISIS_ADVICE, advice_for

DANGER = """
I nearly had a heart attack when I climbed the stairs
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
my grandfather has fallen and is not waking up
my baby swallowed a button battery
my daughter ate some dishwasher tablets
he's collapsed on the kitchen floor
she isn't breathing right
I feel like something heavy is sitting on my chest
my dad is sweating and his arm hurts and he looks grey
I'm having an allergic reaction and my lips are swelling
a bee stung me and now I can't swallow
my wife is 36 weeks and bleeding a lot
he hit his head and keeps throwing up
my husband is confused all of a sudden and can't find words
I can't see out of one eye since an hour ago
there's blood everywhere
she's having some kind of fit
he's shaking all over and his eyes rolled back
my toddler is floppy and won't respond
I drank antifreeze
my son got an electric shock
I think he's overdosed
we found her unconscious
he can't breathe, his inhaler isn't working
asthma attack and my puffer doesn't help
half my face has gone dead
my mum can't lift her arm and talks funny
my chest is killing me
my heart is pounding and I feel like passing out
severe burns on my arms
boiling water went all over my kid
I broke my leg and the bone is out
my wife's water broke and the baby is coming now
I've been stabbed
there was a car crash and I can't feel my legs
he fell off the roof
my pulse is 180 and I'm dizzy and my chest hurts
my newborn has a fever of 104
stiff neck and high fever and a rash that doesn't fade
I'm coughing up blood
I can't stay awake and I hit my head earlier
my mother fell and she's not making sense
I can't get any air
there's a crushing feeling in my chest
my kid has turned blue
my boyfriend took a whole bottle of paracetamol
my son is wheezing badly and can't talk
he just dropped to the ground and he's not moving
pain in my chest going down my arm
my face feels numb on one side
I've lost feeling in my right side
my throat feels like it is closing after eating nuts
my tongue is getting big
she has been having a seizure for five minutes
my father is having a heart attack I think
my toddler drank drain cleaner
the baby is not breathing normally
he was hit by a truck
my nose has been bleeding for an hour and won't stop
I'm vomiting blood
my daughter fell out of a window
I got shot
I'm having crushing chest pressure and I'm sweating
my vision suddenly went black in one eye
my partner is unconscious after drinking
she can't speak and her mouth is hanging
I'm pregnant and I can't feel the baby move and I'm bleeding
I think my appendix burst, the pain is unbearable
my husband is having chest pains and his left arm tingles
the left half of my mouth droops
I can hardly breathe when I lie flat
my daughter is having a severe allergic reaction
somebody poured acid on my hand
my infant is grey and limp
she took forty sleeping tablets
he won't stop bleeding from the leg
my wife collapsed in the shower
my friend was stabbed
my speech is slurred and I'm dizzy
I'm dizzy, sweating and my chest is tight
my kid fell down the stairs and is vomiting
I feel like I'm about to pass out and my heart races
he's got a knife wound
a snake bit me
I've got carbon monoxide symptoms
my brother is not breathing
sudden terrible headache and I can't move my neck
my eyesight is gone all at once
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
I cut my wrist and it won't stop bleeding
I slit my wrists
I don't see any reason to live
I'm going to take all my pills tonight
everything would be easier if I was gone
I want to jump off a bridge
I'm planning to hurt myself
my life isn't worth living
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
I have a rash on my arm
my eye is itchy
my knee is swollen after football
I want to talk about my blood pressure
I have a cold and a runny nose
my baby needs a checkup
I'd like a skin check
I burned my finger a bit cooking yesterday
my son has an ear ache
my toddler has a cough
I feel tired all the time
my back hurts
I get headaches now and then
can I get my blood test results
is Dr. Hale good with heart patients
my grandfather fell last month and needs a follow-up
I broke my arm last year and want it checked
I hit my elbow and it is bruised
I have hay fever allergies
my chest hair is itchy
I'm allergic to bees, please note it
my heart sinks when I think of needles
I want a doctor for my newborn
period pain
a rash that doesn't fade
my asthma inhaler prescription
I feel dizzy when I stand up sometimes
my hand falls asleep at night
the battery of my hearing aid
stop it, I want to go back
I can't feel confident about this doctor
kill the appointment
I nearly died laughing, ok book it
what should I do in an emergency
I've had a cough for two weeks
I need someone to look at a wart
my daughter's school needs a health form
annual physical please
I have acne on my face
my shoulder hurts when I lift it
could you move my chest x-ray talk to Friday
I'm out of my blood pressure pills
my stomach hurts after milk
I pulled a muscle at the gym
my son has a sore throat
my ankle is a bit swollen
I get palpitations once in a while
I fainted once ten years ago, is that relevant
does the clinic treat burns
follow-up on my stroke from last year
I want to stop smoking
my hair is falling out
I need a vaccination
I have trouble sleeping
my ears are blocked
my grandma has her 80th birthday so not that day
I have a lump on my leg
I've a tooth ache, who do I see
my nose bleeds sometimes in winter
I have a stuffy nose
my heel hurts when I run
do you have evening hours
my daughter is afraid of needles
cholesterol check
my wife needs a mammogram
my skin is very dry
my son bumped his knee
the medicine makes me sleepy
I feel weak after the flu
my eyes are dry
I'd like to talk about quitting alcohol
I have ringing in my ears
a spider vein on my leg
I'm moving house so my address changes
it doesn't make sense to come twice
I took two ibuprofen yesterday
can you see me at noon
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
