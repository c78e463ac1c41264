"""What a clause does: it asks, requests or tells, and which words in it are negated."""

from __future__ import annotations

import re
from enum import StrEnum

POLITE = (
    r"(?:(?:can|could|may|might|will)\s+(?:i|you|we|it|that|this|they|someone|somebody|anyone|(?:a|the)"
    r" (?:courier|driver|carrier)|(?:dr|doctor|mr|mrs|ms|prof)\s+\w+)|would\s+you)\s+(?:please\s+|just\s+|maybe\s+|possibly\s+|kindly\s+|"
    r"also\s+|instead\s+|perhaps\s+|rather\s+)*"
)
REQUEST = re.compile(
    rf"^(?:{POLITE}(?!be\s+(?:charged|able)|still\b(?!\s+(?:change|switch|swap|add|pick))|ever\b|know\b|tell\b|explain\b|remind\b|check\b|"
    r"get in\b|happen)\w+|(?:what|how) about (?!the (?:policy|fee|cost|price)|(?:fees|costs|policy))"
    r"|(?:can|could|would|will) (?:\w+ )?\w+ (?:come|collect|fetch|pick|stop|swing)\b"
    r"|why don't (?:we|you|i)\b|is it (?:ok|okay|possible|alright) (?:if i|to)\b"
    r"|any chance\b|(?:would|do) you mind\b|mind if\b)"
)
SUBJECT = (
    r"(?:i|you|we|they|it|he|she|this|that|these|those|there|my|your|our|his|her|their|someone|"
    r"somebody|anyone|the|a|an|any)\b"
)
QUESTION = re.compile(
    r"^(?:(?:and|so|but|also|ok|okay|hey|hi|hello|please|wait|hmm|quick question|question)\b[\s:,]*)*"
    r"(?:(?:what|how|when|where|why|who|whose|which|whom|does|did|is|are|am|was|were)\b(?!')"
    r"|will (?!(?:post|drop|send|bring|take|keep|do|pick|print|hand|go|just|probably|come|wait|need|want|choose|accept|pay|try|call|ring|have)\b)"
    r"|have\s+(?:i|you|we|they)\b"
    rf"|(?:do|has|would|could|can|should|shall|may|must)\s+{SUBJECT}"
    r"|(?:isn't|aren't|don't|doesn't|won't|can't|couldn't|wouldn't)\s+(?:i|you|we|they|it|there)\b"
    r"|(?:do|has|would|could|can|should|may)\s+(?!us\b)\w+s\b"
    r"|(?:what's|how's|where's|when's|who's|any idea|do you know|i wonder|i was wondering|"
    r"(?:can|could) you (?:please )?(?:tell|explain|remind|show)|tell me|explain|remind me|"
    r"qué|cuál|cuánto|cuánta|cuándo|cómo|dónde|puedo|wie|wann|wo|wieviel|warum|gibt es|kann ich|"
    r"quel|quelle|combien|comment|quand|où|pourquoi|est-ce)\b"
    r"|i(?:'d like| would like|'m trying| want| need| only want| just want| only wanted| just wanted| only need| just need| wanted) to (?:know|understand|find out|ask|check)\b"
    r"|(?:please )?(?:show|list) me\b"
    r"|just (?:asking|wondering|curious))"
)
AUXILIARY = re.compile(r"^(?:would|could|can|should|has|have|may|might|must|shall)\b")
NOT_QUESTION = re.compile(
    r"^(?:why not(?=$|,)|what i(?:'d| would)? (?:want|got|need|ordered|received|like|love|prefer)|when (?:i|he|she|it|they|we)\b|where i|how i|is what|which is(?! (?:better|best|faster|quicker|cheaper|easier|right|more|the (?:better|best)))|will do|"
    r"do (?:it|that|the|this|a|an|both|all)\b|don't you dare|"
    r"(?:was|were) (?:too|not|so|very|the wrong|just|way|never|all|also|\w+ed\b|\w+en\b|dead|late|bent)|"
    r"is (?:better|best|easier) (?:for|if)\b|(?:is|are) (?:ok|okay|good|fine|correct|right|perfect)(?=$|[ ,]+(?:please|confirm|go|thanks|yes|so)\b)|"
    r"(?:is|are) (?:too|not|so|very|just|way|much|all|broken|damaged|defective|dead|faulty|late|wrong|"
    r"cracked|bent|torn|\w+ing (?:me|us)\b)|does not|did not|do not|"
    r"doesn't (?!it\b|that\b|this\b)|won't (?!it\b|that\b|you\b)|can't (?:use|get it|turn|be)|what a\b|"
    r"how (?:\w+ing|rude|sad|unfortunate)\b|which (?:doesn't|is|was|arrived|came)|was für ein|am not)"
)
CONDITION = re.compile(
    r"\b(?:if i|if it|in case|what if|what happens|how long|how much|how many|after \d+|policy|"
    r"policies|allowed|rule|rules|fee|fees|deadline|eligible|cost|costs|charge|charged)\b"
)

NEGATOR = (
    r"(?:not|no|nothing(?! but)|never|nor|neither|without|instead of|rather than|n't (?:want|need|like)(?: to)?|"
    r"(?:anything|everything|all|any) but|except(?: for)?|excluding|apart from|other than|isn't|wasn't|aren't|don't|ain't|not (?:want|need|looking for|interested in|after|"
    r"asking for)|hate|against|forget(?: about)?|skip|as opposed to|(?<!mail )(?<!send )(?<!ring )(?<!take )(?<!hand )(?<!come )(?<! it )(?<!hem )(?<!drop )(?<!pop )(?<!walk )(?<!ping )over|never said|didn't (?:say|mean|ask for)|"
    r"no más|kein|keine|keinen|nicht|statt|pas de|pas|plutôt que|en lugar de|en vez de|anstatt)"
)
FILLER = (
    r"(?:a|an|the|any|my|to|do|get|have|for|be|it|be getting|getting|give|me|take|use|go|going|with|"
    r"really|actually|just|another|some|of|want|wanting|that|this|your|by|via|make|on|in|exactly|"
    r"arrived?|came|come|one|un|una|el|la|eine?n?|einer|le|les|la)"
)


HYPOTHETICAL = re.compile(
    r"^(?:(?:and|so|but|well|hmm+|ok|okay)\b[\s,]*)*(?:suppos(?:e|ing)\b|hypothetically|in theory\b|imagine\b|"
    r"assum(?:e|ing)\b|let's say\b|say (?:i|we)\b|what if\b|"
    r"(?:if|unless) (?!you(?:'d| would| could| can| don't| do not|'re so| are so| please)|i (?:may|might|could|can)\b(?!')|"
    r"(?:it|that)(?:'s| is| works| suits)? ?(?:ok|okay|possible|alright|fine|no (?:bother|trouble|problem)|for you|you))"
    r"(?:i|i'd|i'm|i'll|we|you|they|it|it's|this|that|he|she|someone|somebody|one|a|an|the|my|there)\b|"
    r"in case (?:of|i|we|it|that|there|a|the)\b|(?:let's |let us )?imagine\b)"
)
"""What is only thought through: "suppose I took the refund"."""


COMPARES = re.compile(
    r"\b(?:what's|what is|tell|explain|know|any|is there an?) (?:\w+ )?(?:the )?differences?\b|"
    r"\b(?:the )?differences? (?:between|in)\b|\bhow (?:do|are|is|does) .{1,40}\b(?:differ|different)\b|"
    r"^(?:(?:please|can you|could you) )*compare\b|\b(?:versus|vs)\b|\bpros (?:and|&) cons\b|"
    r"^(?:isn't|aren't|is|are) (?!very|so|quite|too|totally|completely|really|much|not)"
    r".{1,40}\b(?:same (?:as|thing)|different (?:from|to|than))\b|"
    r"^would .{1,30} have (?:been|got|cost)\b"
)
"""What weighs two things against each other, and chooses none."""


OF_WHAT = re.compile(
    r"\b(?:off|of|for|on|from|with|by|to|in|at|than|or) (?:what|which|whom|when)(?: exactly| then| though)?$"
)
"""What asks at its very end: "twenty percent off what"."""


ABOUT = re.compile(
    r"^(?:(?:(?:i|we)(?:'ve| have)? (?:got |had )?|(?:can|could|may) i ask |just |quick |hi |hello )*"
    r"(?:an?|one|another|some|my)? ?(?:\w+ )?(?:questions?|query|queries)) (?:about|on|regarding|concerning|for|with)\b"
)
"""What says only that a question follows, and what about."""


BEFORE = re.compile(
    r"^(?:the |my )?last (?:time|order|return|visit) (?:i|we) (?:took|chose|picked|went (?:for|with)|used|accepted|opted)\b"
)
"""What was chosen some other time."""


def is_supposed(clause: str) -> bool:
    """Whether a clause only thinks something through."""
    return HYPOTHETICAL.match(clause) is not None


class Mood(StrEnum):
    """A question never changes anything; a request may."""

    TELLS = "tells"
    REQUESTS = "requests"
    ASKS = "asks"


def mood(
    clause: str,
    *,
    asked: bool,
    questions: re.Pattern[str] | None = None,
    requests: re.Pattern[str] | None = None,
) -> Mood:
    """The mood of a clause; `asked` is True when a question mark follows it.

    `questions` are requests by their form that are questions in this use case, `requests` the
    other way round.
    """
    if is_supposed(clause) or any(rule.search(clause) for rule in (COMPARES, OF_WHAT, BEFORE)):
        return Mood.ASKS
    if NOT_QUESTION.match(clause):
        return Mood.TELLS
    if questions and questions.search(clause):
        return Mood.ASKS
    if requests and requests.search(clause):
        return Mood.REQUESTS
    if asked and re.search(r"\bor\b(?! so\b)", clause):
        return Mood.ASKS
    if REQUEST.match(clause):
        return Mood.ASKS if CONDITION.search(clause) else Mood.REQUESTS
    if QUESTION.match(clause):
        return Mood.ASKS
    if asked and AUXILIARY.match(clause):
        return Mood.ASKS
    if asked:
        return Mood.ASKS if CONDITION.search(clause) else Mood.REQUESTS
    return Mood.TELLS


def asks(clause: str, questions: re.Pattern[str] | None = None) -> bool:
    """Whether a clause is a question by its words alone."""
    return mood(clause, asked=False, questions=questions) is Mood.ASKS


NEGATION = re.compile(r"\b(?:not|never|no)\b\s*|n't\b")


def affirmed(clause: str) -> str:
    """The clause without its negations; the clause itself when it has none."""
    plain = clause.replace("can't", "can").replace("won't", "will")
    return re.sub(r"\s+", " ", NEGATION.sub("", plain)).strip() or clause


AT_FIRST = re.compile(
    r"^(?:(?:ok|okay|so|well|oh) )*(?:(?:at first|first|initially|originally) (?:i|we) (?:thought|said|wanted|figured|was thinking)"
    r"|(?:i|we) (?:first|initially|originally) (?:thought|said|wanted|figured))(?: (?:of|about|it was|it's|to))*\b"
)
"""What was thought before something else is said."""


def without_negated(clause: str, words: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    """The clause without the answers it says no to, and those answers.

    `words` matches noun phrases that name answers. "Not working" stays, "not a refund" goes.
    """
    denied: list[str] = []
    pattern = re.compile(
        rf"(?:\b(?:i|we)\s+)?(?:\b(?:do|does|did|would|really)\s*)?(?:\b|(?<=\w)){NEGATOR}\s+"
        rf"(?:{FILLER}\s+){{0,4}}?({words.pattern})(?:\s+(?:or|nor|and not)\s+(?:{FILLER}\s+){{0,3}}({words.pattern}))?"
    )

    def cut(match: re.Match[str]) -> str:
        denied.extend([group for group in match.groups() if group] or [match[0]])
        return " "

    traded = re.compile(
        rf"\b(?:chang\w*|switch\w*|turn\w*)\s+(?:from\s+)?(?:{FILLER}\s+)*({words.pattern})\s+(?=(?:to|into|for)\b)"
    )
    if thought := AT_FIRST.match(clause):
        clause = re.sub(words.pattern, cut, clause[thought.end() :])
    clause = traded.sub(cut, clause)
    left = re.sub(r"\s+", " ", pattern.sub(cut, clause)).strip(" ,.;")
    return left, tuple(denied)
