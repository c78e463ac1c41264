"""What is said of somebody, or of a day, and picks neither: "Dr. Lee was rude", "ask Dr. Lee"."""

from __future__ import annotations

import re

_WHO = r"(?:item|(?:dr|doctor) \w+)"
_REMARK = re.compile(
    rf"\b{_WHO} (?:was|were|wasn't|did|didn't|gave|made|left|does|works|\w+ed)\b"
    r"|\b(?:sometime|(?:appointment|visit|time)(?: (?:with item|sometime))*) (?:was|were|wasn't)\b"
    r"|\bwould(?:'ve| have) been\b"
    rf"|\bif (?:he|she|they|{_WHO}) (?:was|were|wasn't|weren't|lived)\b(?! (?:free|available|in)\b)"
    r"|^(?:could|would|might) .{1,30} have (?:seen|been|had|done|gone|come|\w+ed)\b"
    rf"|\b(?:heard|read) .{{1,30}}\b(?:about|of) {_WHO}"
)
"""What is told of the past."""
_ASIDE = re.compile(
    rf"^(?:my|our) \w+ (?:(?:sees?|saw|likes?|loves?|hates?|uses?|had) {_WHO}|(?:went|goes|is going|swears) (?:to|by) {_WHO})"
    r"|^(?:my|our|a) (?:neighbou?r|friend|colleague|co-?worker|boss|mate|cousin)s? (?:had|has|got|was|is|went)\b"
    r"|^(?:i|we) (?:was|were|came|went|have been) (?:there|here|in|over) (?:on )?sometime$"
    r"|^(?:my|our|the) (?:\w+ )?(?:birthday|anniversary|wedding|kids?|children|boss|train|bus|flight|shift|meeting|school|exams?)"
    r" (?:is|are|have|has|leaves|starts|ends|finishes)\b.*\bsometime\b"
    r"|^(?:what|how) about (?:the )?(?:parking|insurance|payment|paying|transport|directions)\b"
)
"""What is so of other people, or of other days."""
_ERRAND = re.compile(
    rf"^(?:can|could|will|would|may) {_WHO} (?:please |also |just )?"
    r"(?:call|ring|phone|text|e-?mail|write|send|renew|refill|prescribe|tell|explain|sign|give|read|"
    r"review|refer|extend|confirm|(?:see|look at|check) my (?:test|blood test|results?|notes|records?|file|scan|x-ray)|"
    r"be (?:better|best|good|right|able|the)|(?:do|have) .*\b(?:phone|video|online|zoom|home visits?)\b)"
    rf"|\b(?:tell|ask|message|text|e-?mail|phone|ring|thank|inform|remind) {_WHO}\b"
    rf"|\b(?:send|give|write|forward|pass) (?:it |this |that )?(?:on )?(?:to )?{_WHO} (?:an?|the|my|this|that|some)\b"
    rf"|\b{_WHO}(?:'s)? (?:e-?mail|phone|number|telephone|address|mobile|contact|secretary|opinion|advice|view)\b"
)
"""What somebody should do, or hand over, rather than be seen by the one who asks."""


_ASK_OTHERS = re.compile(
    r"^(?:(?:please|can you|could you|i|we|i'll|we'll|will|need to|have to|had to|must|should|want to|let me|better|first|just) )*"
    r"(?:ask|call|phone|ring|text|message|e-?mail|tell|talk to|speak (?:to|with)|check with|consult)(?:ing)? "
    r"(?:my|our) \w+(?: \w+){0,2}? (?:about|of|on|which|what|if|whether|for)\b"
)
"""What somebody else is to be asked about first."""


def only_asks_others(clause: str) -> bool:
    """Whether a clause only says that somebody else is to be asked: "ask my husband about it"."""
    return _ASK_OTHERS.search(clause) is not None


def only_remarks(masked: str) -> bool:
    """Whether a clause, with "item" and "sometime" for its names and times, picks none of them."""
    return any(rule.search(masked) for rule in (_REMARK, _ASIDE, _ERRAND))
