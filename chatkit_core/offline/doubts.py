"""Tells a decision from a thought: what is undecided must not be done."""

from __future__ import annotations

import re

UNDECIDED = re.compile(
    r"\b(?:not (?:\w+ )?(?:sure|certain|decided)|unsure|undecided|torn|in two minds|of two minds|dithering|wavering|on the fence|toss up|"
    r"(?:can't|couldn't|can not|haven't|hard to|need to|have to|must|still|have yet to) (?:\w+ )?"
    r"(?:decid\w+|choose|chosen|make up my mind|made up my mind|pick)|"
    r"(?:really|honestly|just) (?:can't|don't|do not|couldn't) (?:tell|say|know)|"
    r"(?:don't|do not) (?:\w+ )?know (?:yet|really)|(?:can't|couldn't) (?:\w+ )?(?:tell|say) (?:which|yet|what)|"
    r"(?:told|asked|wants|advised) me to (?:just )?(?:say|claim|pretend|put)|(?:could|might) (?:just |always )?(?:say|claim|pretend)|"
    r"thinking (?:of|about) (?:maybe|perhaps|possibly)|my (?:\w+ ){1,2}(?:has|bought|got|had|ordered) (?:exactly )?the same (?!problem|issue|thing|reason|trouble)|"
    r"(?:maybe|perhaps) [^.?!;]{1,30}(?:maybe|perhaps)|part of me|a bit of (?:everything|both|each)|hard to (?:say|tell)|(?:can't|couldn't) (?:say|tell)(?=\W*$)|"
    r"(?:don't|do not) (?:\w+ )?know(?=\W*$)|(?:it's|it is|is|was) either (?:\w+ ){1,6}?or\b|"
    r"back and forth|(?:i'll|i will|i'd|we'll) (?:\w+ )?(?:(?:say yes|confirm|decide|answer|book|do it)(?: \w+){0,2} "
    r"(?:once|when|after|later|tomorrow|tonight|if|sometime)|tell you|let you know|get back to you|come back to you|make up my mind)|"
    r"(?:gotta|got to|need to|have to|must|should|better) (?:first )?"
    r"(?:check|ask|see|look (?:at|in|up|through|into)) (?:if|whether|what|with|my|the|first)\b|or (?:maybe|perhaps|possibly) |"
    r"(?:don't|do not|dunno|no idea|no clue|i don't) (?:\w+ )?(?:know )?"
    r"(?:what|which|whether|if|where|who) |dunno|"
    r"(?:can|could|may) i (?:\w+ )?(?:think|sleep on|decide|consider|mull|let you know|get back|come back)\b|"
    r"which (?:one |of (?:them|these|those|the two) )?(?:is|are|would be) (?:the )?(?:better|best|easier|easiest|quicker|quickest|cheaper|cheapest)|"
    r"what (?:would|do) you (?:\w+ )?(?:recommend|suggest|advise|reckon|think)|"
    r"let me (?:\w+ )?(?:think|sleep|check|ask|look(?! at)|talk|mull|ponder)|"
    r"let me see(?! \w)|let me see (?:if|whether|what|first)|(?:need|have|want) to (?:think|ask|"
    r"check|talk|sleep|consider)|(?<!actually )(?<!actually, )(?<!now )(?<!come )thinking (?:it over|about it)|"
    r"(?:i'm|i am|we're|we are) (?:still |just )?(?:considering|wondering|debating|weighing|"
    r"thinking (?:about|of|maybe))|between (?:the |a |an )?\w+(?: \w+)? and)\b"
)
SOFT = re.compile(
    r"^(?:(?:hmm+|well|um|uh|or|so|i don't know) )*(?:maybe|perhaps|possibly|i might|we might|i may|(?:it|they|that|this) (?:might|may|could) (?:well |just )?be|"
    r"might be|could be|vielleicht|quizás?|tal vez|peut-être)\b"
)
DECIDED = re.compile(
    r"\b(?:go (?:with|for)|going with|i'll (?:take|have|do|go)|let's (?:do|go|say|take|make)|"
    r"(?:ok|okay|fine|yes|right|well)[ ,]+(?:just )?(?:the|a|an|do|make|give|i'll|let's)|make it|"
    r"just (?:do|give|take|send|refund|exchange|return|put|book)|decided on|settle (?:for|on)|"
    r"i (?:want|need|choose|pick)|will do)\b"
)

_OTHERS = (
    r"(?:(?:my|our|his|her|the) (?:\w+ )?(?:m[uo]m|(?:step ?-?)?(?:mother|father)|dad|parents?|wife|husband|partner|boyfriend|girlfriend|"
    r"fianc[eé]e?|other half|brother|sister|son|daughter|kids?|children|gran|nan|grand(?:ma|mother|pa|father|parents?)|aunt|uncle|cousin|"
    r"friends?|mates?|flat ?mates?|room ?mates?|neighbou?rs?|colleagues?|co-?workers?|boss|in-laws)"
    r"|everyone|everybody|someone|somebody|people|friends|they|he|she)"
)
_TAKE = r"(?:take|taken|pick|choose|go(?:ne)? (?:for|with)|opt|have(?! to)|get|keep|ask for)\b"
ADVISED = re.compile(
    rf"^(?:(?:but|and|well|so|yes|ok|hmm+|i mean) )*{_OTHERS}(?:'d (?:\w+ )?{_TAKE}| (?:\w+ly |all |just |always |keeps? |kept |both )*(?:"
    r"(?:think|thought|say|said|saying|reckon|believe|feel|suggest|recommend|insist|advise|tell|told|telling|urge)s?(?:e?d)?"
    r"(?: (?:me|us))?(?: that)? (?:i|we)(?:'d| had)? (?:should(?:n't)?|ought to|must|need to|have to|had to|better|could|go for|take)\b"
    rf"|would(?:'ve| have)? (?:\w+ )?{_TAKE}|(?:says?|said) (?:just |to )?{_TAKE}"
    r"|(?:told|tells?|telling|advised?|advises|asked|asks|wants?|wanted|urged?|begged) (?:me|us) to\b"
    r"|(?:suggest|recommend|advise)(?:s|ed|d)? (?:i|we|the|an?|\w+ing)\b))"
    r"(?! (?:see|come|visit|book|make an?|go(?! for| with)|(?:get|have) (?:it|this|that|these|my|checked|looked|an?|some))\b)"
)
"""What somebody else would have one do, and one has not said oneself; to go to a doctor is a reason."""

ELSEWHERE = re.compile(
    rf"^(?:(?:but|and|well|so) )*{_OTHERS} (?:\w+ly |once |also |just )?(?:had|got|took|chose|picked|received|was given|went for) (?!me|us|here|it|them|already|got)"
    rf"|^(?:(?:but|and|well|so|because) )*(?:{_OTHERS}|dad|mum|mom) (?:\w+ly |both |all |also )?(?:died|passed (?:away|on)|dropped dead|succumbed)\b"
    r"|^(?:i|we) (?:\w+ly )?used to\b"
    r"|^(?:i|we) (?:\w+ly |already |once |just )?(?:had|got|took|did|saw|returned|sent|tried) .*"
    r"\b(?:last (?:time|week|month|year|spring|summer|autumn|fall|winter)|(?:in|since) (?:january|february|march|april|"
    r"may|june|july|august|september|october|november|december|spring|summer|autumn|winter)|ago|sometime)$"
    r"|^(?:the |my )?last (?:time|visit|one|order) (?:it |that )?was\b"
)
"""What somebody else got or died of, or what was so some other time."""

NOT_FINAL = re.compile(
    r"\b(?:not|no|never|don't|\w+n't|wait|later|yet|hold|stop|before|unless|until|if|other|another|nicht|nein|"
    r"non|pas)\b"
)
"""What makes a final word less than final."""
CHANGES = re.compile(
    r"\b(?:actually|instead|rather|chang(?:e|ed|ing)|switch|make it|meant|should (?:be|have (?:been|said|put|chosen|picked|gone|ticked|clicked|selected))|"
    r"wrong|correct(?:ion)?|prefer|better|after all)\b"
)
"""What is said to change an earlier answer."""
CONTENT = re.compile(
    r"\b(?:no (?:more |further |other )?(?:changes?|corrections?|questions?|objections?|issues?|"
    r"problems?|complaints?|need to change)|(?:can't|couldn't|don't|didn't) (?:find|see|spot) (?:anything|a thing) (?:wrong|to change)|nothing (?:else |more )?(?:to (?:change|add|correct|fix)|wrong)|"
    r"(?:don't|wouldn't) (?:need to |want to )?change)\b"
)
"""What somebody says who wants nothing else: "no more questions"."""


def is_undecided(text: str) -> bool:
    """Whether a tidied text weighs answers against each other and comes to none."""
    doubts = list(UNDECIDED.finditer(text))
    return bool(doubts) and not DECIDED.search(text, doubts[-1].end())


def is_soft(clause: str) -> bool:
    """Whether a clause only floats an answer, or tells of another: "maybe a refund", "my mum got one"."""
    return any(rule.match(clause) for rule in (SOFT, ADVISED, ELSEWHERE))


def is_content(clause: str) -> bool:
    """Whether a clause says that there is nothing left to ask or to change."""
    return CONTENT.search(clause) is not None
