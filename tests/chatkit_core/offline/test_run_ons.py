"""Where a sentence without stops falls apart."""

from __future__ import annotations

import pytest

from chatkit_core.offline.clauses import tidy
from chatkit_core.offline.run_ons import parted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the lamp is broken i want a new one", ["the lamp is broken", "i want a new one"]),
        (
            "it came bent can you send me another",
            ["it came bent", "can you send me another"],
        ),
        (
            "i bought a lamp off you it doesn't work please refund me",
            ["i bought a lamp off you", "it doesn't work", "please refund me"],
        ),
        ("the lamp is bent how long does it take", ["the lamp is bent", "how long does it take"]),
    ],
)
def test_a_new_sentence_begins_without_a_stop(text: str, expected: list[str]) -> None:
    assert [part.strip() for part in parted(tidy(text)).split(",")] == expected


@pytest.mark.parametrize(
    "text",
    [
        "the lamp i want to return",
        "if it is broken can i get a refund",
        "the reason is i want a bigger one",
        "do you know what it was",
        "i think it is broken",
        "what happens when the lamp is lost can i claim",
        "this is the one i'd like to send back",
    ],
)
def test_what_leads_on_stays_in_one_piece(text: str) -> None:
    assert parted(tidy(text)) == tidy(text)
