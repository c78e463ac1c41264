"""What is said of somebody or of a day, told from picking them."""

from __future__ import annotations

import pytest

from chatkit_core.offline.remarks import only_asks_others, only_remarks


@pytest.mark.parametrize(
    "text",
    [
        "item was rude to me",
        "sometime was awful",
        "can item call me back",
        "ask dr item whether i need it",
        "item's email",
        "i heard good things about item",
        "sometime would have been nicer",
        "my aunt sees dr item",
        "our neighbour had an operation",
        "i was there sometime",
        "my birthday is on sometime",
        "what about parking sometime",
    ],
)
def test_a_remark_or_an_errand_picks_nobody(text: str) -> None:
    assert only_remarks(text)


@pytest.mark.parametrize(
    "text",
    [
        "can item see me sometime",
        "i was thinking of item sometime",
        "book me with dr item",
        "would item have time for me",
        "my aunt should see item",
        "what about sometime",
        "it should have been item",
    ],
)
def test_a_wish_is_no_remark(text: str) -> None:
    assert not only_remarks(text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("ask my husband about the lamp", True),
        ("i'll talk to our daughter about the lamp", True),
        ("tell the driver to ring about the lamp", False),
        ("i told my husband about it and want to send the lamp", False),
    ],
)
def test_who_is_to_be_asked_first_is_told_from_a_wish(text: str, asks: bool) -> None:
    assert only_asks_others(text) is asks
