"""Finding the doctor, the specialty or the appointment that somebody names in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from chatkit_core.domain import Refused, choice_of, listed
from chatkit_core.offline.when import read_when
from usecases.healthcare.domain.clinic_time import clinic
from usecases.healthcare.domain.models import (
    SPECIALTIES,
    Appointment,
    Provider,
    Specialty,
)

_WORD = re.compile(r"[^\W\d_]+")

SOONEST = "SOONEST"
"""The code for whoever is free first."""

_ANYBODY = frozenset(
    (
        "soonest",
        "anyone",
        "anybody",
        "whoever",
        "any",
        "either",
        "first",
        "earliest",
        "available",
        "free",
        "next",
    )
)

_UNDER_AGE = (
    r"[1-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen"
)

_AILMENT = (
    r"(?:(?!(?:has|had|have|got|gets|with|is|was|needs?|feels?|keeps?|caught|picked)\b)\w+ )?"
    r"(?:rash|scar|mole|problem|injury|wound|pain|prescription|cold|fever|flu|headache|\w*ache|"
    r"infection|lump|swelling|blister|sore|symptoms?|appointment|referral|"
    r"(?:cough|cut|burn|bruise|sprain|bite|itch)(?! (?:his|her|their|its|an?|the|up|on|all)\b))\b"
)
"""What is so old rather than a child: "a two week old cough"."""

_ABOUT: Mapping[Specialty, str] = {
    Specialty.PEDIATRICS: (
        r"\b(?:bab(?:y|ies)|newborn|infant|toddler|child(?:ren)?|kids?|teen\w*|(?:my|our) (?:\w+ )?"
        r"(?:son|daughter|boy|girl|little one)|"
        rf"(?:my|our|an?|the|he's|she's|is|who's) (?:{_UNDER_AGE})[- ](?:year|yr|month|week)s?[- ]olds?(?! {_AILMENT})|pediatric\w*|paediatric\w*|school|"
        r"niñ[oa]s?|bebé|hij[oa]s?|kind(?:er)?|tochter|sohn|enfants?|bébé|fils|fille)\b"
    ),
    Specialty.CARDIOLOGY: (
        r"\b(?:heart\w*|cardi\w+|palpitation\w*|blood pressure|hypertension|pulse|murmur|arrhythmi\w+|"
        r"circulation|cholesterol|ecg|ekg|pacemaker|ankles|varicose|racing|"
        r"corazón|palpitaciones|herz\w*|blutdruck|cœur|coeur|tension artérielle)\b"
    ),
    Specialty.DERMATOLOGY: (
        r"\b(?:skin|derma\w*|rash\w*|acne|pimples?|moles?|eczema|itch\w*|warts?|spots?|psoriasis|hives|(?:finger|toe)?nails?|scal(?:y|ing)|crusty|peel(?:s|ing)?|"
        r"hair|scalp|dandruff|freckles?|blisters?|sunburn|birthmark|rosacea|lump under|breakouts?|flak(?:y|es|ing)|bumps?|"
        r"piel|erupción|sarpullido|granos?|haut|ausschlag|juck\w*|peau|éruption|boutons?)\b"
    ),
}
"""Words that point at a specialty, more telling ones first; anything else is for general practice."""


def specialty_for(complaint: str) -> Specialty:
    """Who looks at such things first. This is a way through the house, never a diagnosis."""
    said = complaint.lower()
    found = (name for name, words in _ABOUT.items() if re.search(words, said))
    return next(found, Specialty.GENERAL_PRACTICE)


def tidy_reason(complaint: str) -> str:
    """A complaint as it is written down: one line that starts with a capital letter."""
    plain = " ".join(complaint.split()).strip(" .,!?")
    plain = re.sub(r"\b(i)(?='|’|\b)", "I", plain)
    return plain[:1].upper() + plain[1:200]


def find_provider(providers: Sequence[Provider], wanted: str) -> Provider | None:
    """The provider that a number or a name means; None for whoever is free soonest.

    Raises `Refused` for a name nobody has, or several have.
    """
    said = wanted.casefold().strip()
    exact = [one for one in providers if one.provider_id.casefold() == said]
    words = set(_WORD.findall(said)) - {"dr", "doctor", "prof", "with", "the", "please"}
    named = exact or [one for one in providers if words & set(one.name.casefold().split())]
    if len(named) == 1:
        return named[0]
    if named:
        names = listed([one.name for one in named], "or")
        raise Refused(f"Which doctor do you mean: {names}?")
    if words & _ANYBODY:
        return None
    raise Refused(f"There is no doctor called “{wanted[:40]}” here.")


def find_appointments(
    upcoming: Sequence[Appointment], wanted: str, today: date
) -> list[Appointment]:
    """The upcoming appointments that some words may mean; all of them when they say nothing."""
    said = wanted.casefold()
    by_number = [one for one in upcoming if one.appointment_id.casefold() in said]
    if by_number:
        return by_number
    words = set(_WORD.findall(said))
    found = [one for one in upcoming if words & _names(one)] or list(upcoming)
    when = read_when(said, today)
    if when.day:
        last = when.until or when.day
        on_day = [one for one in found if when.day <= clinic(one.start).date() <= last]
        found = on_day or found
    if when.at and len(found) > 1:
        found = [one for one in found if clinic(one.start).time() == when.at] or found
    if len(found) > 1 and (when.soonest or when.place is not None or "next" in words):
        place = when.place if when.place is not None and when.place < len(found) else 0
        return [found[place]]
    return found


def _names(appointment: Appointment) -> set[str]:
    label = choice_of(SPECIALTIES, appointment.specialty).label.casefold()
    names = {*appointment.provider_name.casefold().split(), label}
    return names | {_DOCTORS[appointment.specialty]}


_DOCTORS: Mapping[Specialty, str] = {
    Specialty.GENERAL_PRACTICE: "gp",
    Specialty.CARDIOLOGY: "cardiologist",
    Specialty.DERMATOLOGY: "dermatologist",
    Specialty.PEDIATRICS: "pediatrician",
}


def parted_move(words: str) -> tuple[str, str]:
    """Which appointment, and where to: “my Tuesday visit to Thursday at 2” says both."""
    plain = " ".join(words.lower().replace("’", "'").split())
    match = re.search(
        r"^(.*?)\b(?:to|until|till|into|for|on to|onto|instead on|rather on)\s+(?!(?:move|re|push|see|change|put|be)\w*\b)(.+)$",
        plain,
    )
    if match and not read_when(match[2], date(2000, 1, 3)).empty:
        return match[1], match[2]
    when = read_when(plain, date(2000, 1, 3))
    relative = when.shift is not None or when.nudge
    return ("", plain) if relative else (plain, "")
