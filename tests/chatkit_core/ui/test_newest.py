"""What is kept for a while only: the newest entries, and what was set again is new."""

from __future__ import annotations

from chatkit_core.ui.newest import Newest


def test_the_entry_longest_set_is_forgotten_first() -> None:
    kept: Newest[str, int] = Newest(2)
    kept.update({"a": 1, "b": 2})
    kept["a"] = 3
    kept.update({"c": 4})
    assert dict(kept) == {"a": 3, "c": 4}
