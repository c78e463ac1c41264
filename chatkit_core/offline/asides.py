"""What may be left out of a clause without changing what it says: where a thing is from."""

from __future__ import annotations

import re
from collections.abc import Iterator

BEGINS = re.compile(
    r"\b(?:(?:from|in|of|out of|on|with|at) (?:my|the|this|that|our|your) "
    r"|(?:that|which) (?:i|we|you) "
    r"|(?<= )(?:i|we) (?=(?:just |only )?(?:ordered|bought|got|purchased|received)\b))"
)
"""How it begins: "from my ...", "that I ..."."""
LONGEST = 4
LEAST_LEFT = 3
"""Words: fewer than that are hardly a sentence."""


def without_asides(clause: str) -> Iterator[str]:
    """The clause without one such remark, in every length that the remark may have."""
    for start in BEGINS.finditer(clause):
        before, words = clause[: start.start()].split(), clause[start.end() :].split()
        for length in range(1, min(LONGEST, len(words)) + 1):
            left = [*before, *words[length:]]
            if len(left) >= LEAST_LEFT:
                yield " ".join(left)
