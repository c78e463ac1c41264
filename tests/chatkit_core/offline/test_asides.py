"""What may be left out of a clause."""

from __future__ import annotations

import pytest

from chatkit_core.offline.asides import without_asides


@pytest.mark.parametrize(
    ("clause", "plainer"),
    [
        ("my item from the last order is broken", "my item is broken"),
        ("the item that i bought in june doesn't work", "the item doesn't work"),
        ("both items i got from you are bent", "both items are bent"),
    ],
)
def test_where_a_thing_is_from_may_be_left_out(clause: str, plainer: str) -> None:
    assert plainer in without_asides(clause)


@pytest.mark.parametrize("clause", ["my item is broken", "it is in my order", "i bought it there"])
def test_what_is_said_itself_may_not(clause: str) -> None:
    assert [*without_asides(clause)] == []
