"""From a typed message to clauses: tidied words, what a correction takes back, where to cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chatkit_core.offline.mood import asks

SHORT = {
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "plss": "please",
    "thx": "thanks", "tnx": "thanks", "ty": "thanks", "cuz": "because", "coz": "because",
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
        (?:no|oh|oops|hang\ on|hold\ on)?[ ,]*wait(?:\ (?:a\ (?:second|sec|minute|moment)))?[ ,.-]*
            (?:no\b[ ,]*)?(?:actually\b)?
      | (?:no[ ,]+|oh[ ,]+)?(?:hang|hold)\ on\b[ ,.]*(?:no\b)?(?=\s*[,.;:–—-])
      | (?:no[ ,]+|but\ |hmm[ ,]+|oh[ ,]+)?actually\b[ ,]*(?:no\b[ ,]*)?(?:wait\b)?
      | (?:scratch|strike|forget|disregard|ignore)\ (?:that|this|what\ i\ (?:just\ )?said)
      | on\ second\ thoughts?
      | (?:sorry|no|i)?[ ,]*i\ meant(?:\ to\ say)?
      | (?:oops|whoops|my\ bad|my\ mistake|correction)
      | (?:let\ me\ |let's\ )?(?:rephrase|correct\ that|take\ that\ back)
      | i\ take\ that\ back
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

MAKE_THAT = re.compile(r"(?<=[,.;] )(?:no[ ,]+)?(?=make (?:it|that) )")

CUT = re.compile(
    r"""
    \s*(?:[.!?;\n]+(?=\s|$)|,|\s[-–—]+\s|:(?=\s)|…|\(|\))\s*(?:(?:and|but|so|then|also|plus)\b)?\s*
  | \s+(?:and\ then|and\ also|and\ please|and|(?<!all\ )(?<!thing\ )(?<!of\ them\ )(?<!last\ )but|(?<!not\ )because|
         since(?!\ (?:then|yesterday|last|\d|\w+day\b))|so\ (?=i\b|i'|please|you|just|let|drop|pick|send|give|we\b|can\b|could\b)|then|plus|
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


def tidy(text: str) -> str:
    """Lower case, plain quotes and spaces, common short forms written out."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"[‘’ʼ`´]", "'", plain)
    plain = ABBREVIATED.sub(lambda m: m[0].replace(".", ""), plain)
    plain = re.sub(r"[“”«»\"*~^\[\]{}<>]|(?<!\w)_+|_+(?!\w)", " ", plain)
    plain = re.sub(r"[^\w\s.,;:!?'@%$€£&+/()#…–—-]", " ", plain)
    plain = re.sub(r"(\w)\1{3,}", r"\1\1", plain)
    plain = re.sub(r"[^\W_]+(?:'[^\W_]+)?", lambda m: SHORT.get(m[0], m[0]), plain)
    return ANSWERED.sub(r"\1, ", re.sub(r"\s+", " ", plain).strip())


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
        if pending and not STATES.match(piece):
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
