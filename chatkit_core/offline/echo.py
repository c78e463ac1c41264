"""What an answer to a question back means: it is heard together with what was asked about."""

from __future__ import annotations

import re

from chatkit_core.offline.reply import SURE

AGREES = re.compile(
    r"(?:yes|yeah|yep|yup|ya|right|correct|exactly|sure|ok|okay|i do|that's right|that one|"
    r"sí|si|ja|oui)(?:[ ,]+(?:please|thanks|thank you|exactly|i do|that's right|that one|right))*[.! ]*",
    re.IGNORECASE,
)
WHICH = re.compile(r"\bdo you mean\b.*\?\s*$", re.IGNORECASE | re.DOTALL)
LONGEST_ANSWER = 8
TURNS_AWAY = re.compile(
    r"\s*(?:no|nope|neither|none|never ?mind|forget|stop|cancel|start over|go back|what|how|why|who)\b",
    re.IGNORECASE,
)


def heard_with(said: str, asked: str, before: str) -> str:
    """What a message says, given the question `asked` before it about the message `before`.

    "Yes" to "do you mean a refund?" is "a refund"; "the one on Friday" to "which appointment do
    you mean: …?" goes on from what was wanted with it.
    """
    if SURE in asked:  # maybe after what was noted of the same message
        only = asked.rpartition(SURE)[2].rstrip("?")
        return only if AGREES.fullmatch(said.strip()) and " or " not in only else said
    short = len(said.split()) <= LONGEST_ANSWER and not TURNS_AWAY.match(said)
    return f"{before.rstrip(' .!?')}, {said}" if before and short and WHICH.search(asked) else said
