"""From a typed message to clauses: tidied words, what a correction takes back, where to cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chatkit_core.offline.mood import asks, is_supposed

SHORT = {
    "u": "you", "r": "are", "pls": "please", "plz": "please", "plss": "please",
    "thx": "thanks", "tnx": "thanks", "ty": "thanks", "ta": "thanks", "bck": "back", "bak": "back",
    "snd": "send", "rtn": "return", "ur": "your", "ppl": "people", "tmrw": "tomorrow", "cuz": "because", "coz": "because",
    "cos": "because", "bc": "because", "wanna": "want to", "gonna": "going to",
    "gimme": "give me", "lemme": "let me", "dont": "don't", "doesnt": "doesn't",
    "didnt": "didn't", "wont": "won't", "cant": "can't", "cannot": "can't", "isnt": "isn't",
    "wasnt": "wasn't", "arent": "aren't", "havent": "haven't", "hasnt": "hasn't",
    "couldnt": "couldn't", "wouldnt": "wouldn't", "im": "i'm", "ive": "i've", "id": "i'd",
    "thats": "that's", "theyre": "they're", "whats": "what's", "wheres": "where's",
    "hows": "how's", "tho": "though", "w": "with", "nvm": "never mind", "nevermind": "never mind",
    "b4": "before", "asap": "as soon as possible", "2nd": "second", "1st": "first",
    "3rd": "third", "4th": "fourth", "5th": "fifth", "gr8": "great", "idk": "i don't know",
    "actualy": "actually", "acutally": "actually", "wnat": "want", "teh": "the", "adn": "and",
}  # fmt: skip
"""What people type, and what they mean by it."""

CORRECTION = re.compile(
    r"""
    (?:,|\.|;|-|–|—|\.\.\.|\b(?:oh|hmm|hm|er|um|uh|eh|ugh|oops|sorry|but|and|well|no)\b|^)*\s*
    \b(?:
        (?:no|oh|oops|hang\ on|hold\ on)?[ ,]*(?<!can't\ )(?<!won't\ )(?<!to\ )(?<!the\ )wait(?!\ (?:till|until|for)\b)(?:\ (?:a\ (?:second|sec|minute|moment)))?[ ,.-]*
            (?:no\b[ ,]*)?(?:actually\b)?
      | (?:no[ ,]+|oh[ ,]+)?(?:hang|hold)\ on\b[ ,.]*(?:no\b)?(?=\s*[,.;:–—-])
      | (?:no[ ,]+|but\ |hmm[ ,]+|oh[ ,]+)?actually\b[ ,]*(?:no\b[ ,]*)?(?:wait\b)?
      | (?:scratch|scrap|strike|forget|disregard|ignore)\ (?:that|this(?=\s*(?:[,.;:!–—-]|$)|\ (?:and|make|give|do|i|let|just|the|an?|go)\b)|what\ i\ (?:just\ )?said)
      | on\ second\ thoughts?
      | (?:sorry|no|i)?[ ,]*i\ meant(?:\ to\ say)?
      | (?:(?<=[,.;:…–—-]\ )|(?<=\bno\ )|(?<=\bsorry\ ))i\ mean(?:\ to\ say)?(?=[ ,]+\w)
      | (?:oops|whoops|my\ bad|my\ mistake|correction)
      | (?:let\ me\ |let's\ )?(?:rephrase|correct\ that|take\ that\ back)
      | i\ take\ that\ back
      | never\ mind\ (?:about\ )?(?:the|my)\ \w+(?=[ ,.;–—-]+(?:what|how|when|where|who|why|is|are|do|does)\b)
      | (?:to\ be\ honest[ ,]+|honestly[ ,]+|ok[ ,]+)?i\ lied(?:\ (?:before|earlier|there))?(?=\s*[,.;:!–—-])
      | i\ should\ have\ (?:said|put|chosen|picked|gone\ (?:for|with)|ticked|clicked|selected)
      | better(?:\ yet|\ still)
      | (?:or\ )?rather(?=\s+(?:the|a|make|give|do|just|an)\b)
      | (?:(?<=[,.;:…–—-]\ )|(?<=\bhmm\ )|(?<=\bhm\ )|(?<=\boh\ )|(?<=\bum\ )|(?<=\buh\ )|(?<=\ber\ ))
        (?:no|nah|nope|sorry|oops|oh)(?:[ ,]+(?:no|sorry|oops))?(?=\s*[,:.;–—-])
      | (?<=[,.;:…–—-]\ )no(?=\ (?:let's|make|give|do|i'd|i'll|i\ want|the|a|an)\b)
      | (?<=[,.;:…–—-]\ )sorry(?=\ (?:the|a|an|i|it|first|second|third|last|make|not)\b)
      | quatsch | doch\ lieber | nein\ warte | no\ espera | mejor\ dicho | non\ attends
    )(?!\w)[ ,.:;!–—-]*
    """,
    re.VERBOSE,
)
"""Words that take back what came before them. A leading one changes an earlier answer."""

MAKE_THAT = re.compile(r"(?:(?<=[,.;] )|(?<=\bbut ))(?:no[ ,]+)?(?=make (?:it|that) )")

CUT = re.compile(
    r"""
    \s*(?:[.!?;\n]+(?=\s|$)|,|\s[-–—]+\s|:(?=\s)|…|\(|\))\s*(?:(?:and|but|so|then|also|plus)\b)?\s*
  | \s+(?:and\ then|and\ also|and\ please|(?<!\bcome\ )(?<!\bgo\ )(?<!\btry\ )and|(?<!all\ )(?<!thing\ )(?<!of\ them\ )(?<!last\ )but|(?<!not\ )because|
         since(?!\ (?:then|yesterday|last|\d|\w+day\b))|so\ (?=i\b|i'|please|you|just|let|drop|pick|send|give|we\b|can\b|could\b|refund|exchange|replace|swap|collect|return|cancel|um\b|uh\b|er\b|the\b|an?\b|same\b|new\b|money|full\b|want|need|would|gimme|it's\b|it\b|how\ (?:long|do|much)\b|what\b|is\b|no\b|yes\b|maybe|keep|take|make|change|ship|post|email|submit|book|confirm|proceed|process|place|schedule|go\ ahead)|then|plus|
         as\ well\ as|&|\+|und|y|et|weil|porque|parce\ que|aber|pero|mais)\s*(?<=\s)
    """,
    re.VERBOSE,
)
OPENING = re.compile(
    r"^(?:(?:so|ok|okay|alright|right|well|hi|hello|hey|hi there|hello there|um+|uh+|er|hmm+|oh|"
    r"and|but|then|also|plus|because|please|just|yeah so|look|listen|good (?:morning|day|evening"
    r"|afternoon))\b[ ,!.]*)+(?=\S)"
)

STATES = re.compile(
    r"(?:i|i'd|i'll|i'm|i've|we|we'd|please|just|give|send|make|let|let's|it|it's|they|they're|"
    r"yes|no|can|could|how|what|when|where|why|is|are|do|does|if so)\b"
)
"""How something starts that is no longer part of a question before it."""


REASON = re.compile(r"\b(?:because|since|if|weil|porque|parce)\b")
"""What joins the reason for a question to it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a message. `asked` is True before a question mark; `segment` counts corrections.

    A clause of a later segment overrides what an earlier one answered.
    """

    text: str
    asked: bool = False
    segment: int = 0


ABBREVIATED = re.compile(r"\b(?:(?:dr|mr|mrs|ms|prof|st)\.(?=\s*\w)|[ap]\.\s?m\b\.?)")
"""Full stops that end no sentence."""


ANSWERED = re.compile(
    r"^((?:(?:hm+|oh|um+|uh+|er|ah|well|ok|okay)[ ,]+)*"
    r"(?:no|nope|nah|yes|yeah|yep|ok|okay)(?: thanks| thank you| please)?) "
    r"(?=(?:just|give|i'd|i'll|i want|i need|i prefer|i would|we|send|make|let|let's|can|could|"
    r"please|(?:refund|exchange) (?:me|it|them|that|this|my))\b)"
)
"""A yes or no that something else follows without a comma."""


TRAILING = re.compile(
    r"(?<=\w)[ ,]+(?:innit|mate|lol|lmao|haha+|hehe|x+|love|dear|pal|buddy|bro|bruv|hun|fam|sir|madam|tbh|eh)"
    r"(?=\s*[.!?]*$)"
)
"""What some people end every sentence with, and mean nothing by."""


OBLIGING = re.compile(
    r"(?<=\w\w)[ ,]+if (?:possible|that suits|it suits|that works|it works|you (?:can|could|may|would|will|like|please|don't mind)"
    r"|(?:that|it)(?:'s| is| would be|'d be) (?:ok|okay|alright|all right|possible|fine|convenient|no trouble))"
    r"(?: (?:for|with|by) (?:you|him|her|them))?(?: please)?(?=\s*[.!?]*$)"
)
"""What some end a wish with, and set no terms by."""


SHORT_HERE = (
    (re.compile(r"(?<=\bgo )bk\b"), "back"),
    (re.compile(r"\bbk(?= (?:it|me|in|that|this|an?|the)\b)"), "book"),
    (re.compile(r"(?:^|(?<=\bok )|(?<=\bokay )|(?<=\boh ))(?:ya|yea|yah)\b"), "yes"),
)
"""What is short for a word only beside some others: "go bk", "ok ya"."""
DIGIT_WORDS = (
    (re.compile(r"(?<![\d.,:/$€£-])\b2 (?=(?:big|small|tall|short|long|wide|tight|loose|large|heavy|bright|loud|late|expensive|much|many|slow|old|tiny|narrow|thin|thick|dark|hard|soft|noisy|pricey)\b)"), "too "),
    (re.compile(r"\b(?<=\w )2 (?=(?:return|send|get|see|have|be|go|know|ask|change|book|cancel|move|keep|swap|exchange|pick|drop|the|her|him|you|me|my)\b)"), "to "),
    (re.compile(r"(?<=\w )4 (?=(?:the|a|an|my|me|it|him|her|you|u|us|them|this|that|free|now)\b)"), "for "),
    (re.compile(r"\b(wrong|right|other|new|that|this|first|second|last|blue|red|black|white|broken|different|same|only|which|any|no) 1\b"), r"\1 one"),
)  # fmt: skip
"""Digits that stand for words: "2 tall", "swap it 4 the right 1"."""


def tidy(text: str) -> str:
    """Lower case, plain quotes and spaces, common short forms written out."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"[‘’ʼ`´]", "'", plain)
    plain = ABBREVIATED.sub(lambda m: m[0].replace(".", ""), plain)
    plain = re.sub(r"[“”«»\"*~^\[\]{}<>]|(?<!\w)_+|_+(?!\w)", " ", plain)
    plain = re.sub(r"[^\w\s.,;:!?'@%$€£&+/()#…–—-]", " ", plain)
    plain = re.sub(r"([^\W\d])\1{3,}", r"\1\1", plain)
    plain = re.sub(r"[^\W_]+(?:'[^\W_]+)?", lambda m: SHORT.get(m[0], m[0]), plain)
    for short, word in (*SHORT_HERE, *DIGIT_WORDS):
        plain = short.sub(word, plain)
    plain = TRAILING.sub("", re.sub(r"\s+", " ", plain).strip())
    plain = OBLIGING.sub("", plain)
    return ANSWERED.sub(r"\1, ", plain)


def segments(text: str) -> tuple[str, ...]:
    """A tidied text cut where it corrects itself; an empty first part means: change of mind."""
    marked = MAKE_THAT.sub("\0", CORRECTION.sub("\0", text))
    first, *rest = re.split("\0+", marked)
    kept = [part.strip(" ,.;:–—-") for part in rest]
    if not first.strip(" ,.;:!–—-"):
        return ("", *(part for part in kept if part))
    return (first.strip(), *(part for part in kept if part))


def clauses(text: str, questions: re.Pattern[str] | None = None) -> tuple[Clause, ...]:
    """The clauses of a tidied text, in order. `questions` as in `mood`."""
    found: list[Clause] = []
    for number, segment in enumerate(segments(text)):
        found += [Clause(part, asked, number) for part, asked in _cut(segment, questions)]
    return tuple(found)


def _cut(segment: str, questions: re.Pattern[str] | None) -> Sequence[tuple[str, bool]]:
    """The pieces of a segment; what is joined to a question is part of it."""
    parts: list[tuple[str, bool]] = []
    start, pending, joint = 0, "", ""
    for cut in [*CUT.finditer(segment), None]:
        end = cut.start() if cut else len(segment)
        piece = OPENING.sub("", segment[start:end].strip(" ,.;:–—'")).strip()
        ends = cut is None or bool(re.search(r"[.!?;\n]", cut[0]))
        piece = re.sub(r"^-+(?!\d)\s*|\s*-+$", "", piece)
        if pending and (not STATES.match(piece) or _goes_on(pending, joint)):
            piece = f"{pending} {segment[start - len(joint) : start].strip()} {piece}".strip()
        elif pending:
            parts.append((pending, True))
        pending = ""
        if piece and not ends and asks(piece, questions):
            pending, joint = piece, cut[0] if cut else ""
        elif piece:
            parts.append((piece, bool(cut and "?" in cut[0])))
        start = cut.end() if cut else end
    return parts


def _goes_on(question: str, joint: str) -> bool:
    """Whether even a statement after a question is part of it: its reason, or what is supposed."""
    supposed = not {"and", "but"}.isdisjoint(joint.split()) and is_supposed(question)
    return supposed or bool(REASON.search(joint))
