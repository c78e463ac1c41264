"""What "that one" means: the one answer that was talked about just before."""

from __future__ import annotations

import re

from chatkit_core.offline.clauses import tidy
from chatkit_core.offline.language import Language
from chatkit_core.offline.mood import asks
from chatkit_core.offline.naming import mentions
from chatkit_core.offline.situation import Situation

POINTS = re.compile(r"\b(?:that|this)(?: (?:one|option|thing|way|choice))?\b(?!')|\b(?:the same)\b")
AROUND = re.compile(
    r"(?:and|but|then|ok|okay|yes|yeah|yep|sure|fine|good|great|well|hmm|oh|so|"
    r"do|does|go|take|have|make|give|get|send|use|choose|pick|return|want|like|"
    r"would|prefer|need|let|let's|i|i'd|i'll|i'm|we|we'll|me|us|it|going|with|"
    r"for|to|a|the|is|sounds|works|will|be|just|please|pls|thanks|instead|"
    r"rather|actually|now|back|too|also|exactly|definitely|better|perfect|lovely)"
)
"""What stands around a "that one" which is all that a message says."""
CHANGES = re.compile(r"\b(?:instead|rather|actually)\b")
ASKED_OF = re.compile(
    r"\b(?:does|do|did|is|will|would|can|with|for|of|about|after) (?P<that>that|this)"
    r"(?=$|[?!. ]*$| (?:take|cost|work|mean|include|come|happen|free|extra|possible|then|now)\b)"
)
"""Where a question is about what was said before: "do I pay for that?"."""
MORE = re.compile(
    r"^(?:(?:hm+|ok|okay|oh)[ ,]+)*and (?P<more>(?:as|for|with|if|in|by|when)\b[^?]*)\?\s*$"
)
"""What asks the same of something else: "and with a pickup?"."""
NO_OTHER = re.compile(r"\b(?:not|no|\w+n't|what|how|why|when|who|where|which|if)\b|\?")


def followed(said: str, question: str) -> tuple[str, str]:
    """A message as part of the question it adds to, and the question that the next may add to."""
    text = tidy(said)
    if (more := MORE.search(text)) and question:
        return f"{question.rstrip(' .?!')} {more['more']}?", question
    return said, said if asks(text) else ""


def resolved(said: str, before: str, asked: str, language: Language, situation: Situation) -> str:
    """The message with the name of what "that one" means, where one thing was just talked about.

    `before` is the user's message before it, `asked` what was answered to that.
    """
    text = tidy(said)
    if asked_of := ASKED_OF.search(text) if asks(text) else None:
        names = _named(tidy(before), language, situation) or _named(
            tidy(asked), language, situation
        )
        start, end = asked_of.span("that")
        return f"{text[:start]}{names[0]}{text[end:]}" if len(names) == 1 else said
    points = list(POINTS.finditer(text))
    rest = re.findall(r"[\w']+", POINTS.sub(" ", text))
    if len(points) != 1 or NO_OTHER.search(text) or not all(map(AROUND.fullmatch, rest)):
        return said
    for told in (before, asked):
        names = _named(tidy(told), language, situation)
        if len(names) == 1:
            return f"{names[0]} instead" if CHANGES.search(text) else names[0]
    return said


def _named(text: str, language: Language, situation: Situation) -> list[str]:
    """The names of the answers in a text: those of the open step, or else of any."""
    coded = [i for i in language.intents.values() if i.code and i.words and i.words.search(text)]
    own = [i.label for i in coded if i.step == situation.step]
    coded_here = any(i.code and i.step == situation.step for i in language.intents.values())
    on_card = () if coded_here else situation.choices.get(situation.step, ())
    found = [m.choices for m in mentions(text, on_card, language.vocabulary)]
    picked = [choices[0].label.lower() for choices in found if len(choices) == 1]
    return list(dict.fromkeys(own or picked or [i.label for i in coded]))
