"""Sentences that were dictated or typed without a stop: where one ends and the next begins."""

from __future__ import annotations

import re

from chatkit_core.offline.mood import asks, is_supposed

STARTS = re.compile(
    r"\s(?=(?:i(?: (?:just|really|only|also|would))* (?:want|need|like|prefer|demand|wish)\b|i'd (?:like|love|prefer|rather)\b|"
    r"i'll (?:take|have|keep|drop|post|send|bring|go)\b|(?:so )?(?:can|could|would|will) (?:i|you|we|someone|somebody)\b|"
    r"please (?!and\b|thanks|thank)\w+|(?:send|give|refund|exchange|replace|swap|collect) (?:me|it|them|my|us)\b|"
    r"how (?:long|much|many|do|does|soon|can)\b|(?:what|when|where) (?:do|does|is|are|will|can|happens)\b|"
    r"(?:it|they) (?:is|was|are|were|came|arrived|has|have|don't|doesn't|won't|can't|never|isn't|wasn't|just|keeps?|stopped)\b|"
    r"(?:it's|they're)\b|(?:make it|go ahead|(?:submit|confirm|finali[sz]e) (?:it|this|that)|get it done)\b))"
)
"""What begins a sentence of its own: a wish, a request, a question, what is the matter with it."""
FINITE = re.compile(
    r"\b(?:is|was|are|were|isn't|wasn't|aren't|weren't|came|arrived|broke|stopped|don't|doesn't|didn't|"
    r"won't|can't|couldn't|bought|ordered|got|has|have|had|changed|keeps|works?|worked|looks?|turned|"
    r"sent|received|gave|went|fell|snapped|cracked|smashed|it's|they're|that's|i'm|i've|wants?|needs?|"
    r"i'd|i'll|find|found|return|book|see|think|prefer)\b"
)
"""A verb that makes a sentence of what stands before."""
LEADS_ON = re.compile(
    r"\b(?:that|if|because|and|when|what|which|who|whom|whose|thing|things|one|ones|all|but|where|"
    r"how|why|like|think|thought|said|say|says|saying|know|maybe|do|does|did|until|till|than|"
    r"as|so|is|was|are|were|be|been|the|a|an|my|to|for|of|with|in|on|at|by|from|or|not|no|"
    r"since|while|before|after|unless|whether|really|just|also|then|yes|yeah|ok|okay|please|"
    r"reason|only|cos|believe|guess|see|sure|afraid|hope|suppose|wish|reckon|find|feel|mean|"
    r"wondering|curious|asking|ask|idea|understand|certain|remember|forgot|tell|explain|"
    r"about|wonder|check|decide|told|depends|matter|whatever|whenever|wherever|everything|"
    r"anything|something|nothing|now|once|well|though|although|even|time|day|way|i|we|it's|"
    r"that's|i'd|i'll|would|could|should|can)$"
)
"""What no sentence ends with: it leads on to what comes after it."""
CONDITION = re.compile(
    r"^(?:if|unless|suppos\w+|assum\w+|imagine|in case|once|after|before|until|when\w*|what\w*|say)\b"
)
FEWEST = 3
"""So many words make a sentence that something else may follow."""
STOPS = re.compile(r"[.,;:!?…()]|\s[-–—]+\s|\b(?:and|but|because|so)\b")


def parted(text: str) -> str:
    """A tidied text with a comma wherever one sentence runs on into the next."""
    start, pieces = 0, []
    for match in STARTS.finditer(text):
        if _ends(STOPS.split(text[start : match.start()])[-1].strip()):
            pieces.append(text[start : match.start()])
            start = match.start()
    return ",".join([*pieces, text[start:]])


def _ends(left: str) -> bool:
    """Whether what stands before is a whole sentence, and neither a question nor a condition."""
    return (
        len(left.split()) >= FEWEST
        and not LEADS_ON.search(left)
        and FINITE.search(left) is not None
        and not (CONDITION.match(left) or is_supposed(left) or asks(left))
    )
