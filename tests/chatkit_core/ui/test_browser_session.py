"""Streamlit's sessions are as the pages take them to be; else it is said what changed."""

from __future__ import annotations

import pytest

from chatkit_core.ui import browser_session
from chatkit_core.ui.browser_session import differences, is_as_known


def test_the_pinned_streamlit_has_all_that_is_read_of_it() -> None:
    assert differences() == []


class Renamed:
    def __init__(self) -> None:
        self._loop = None


def test_what_another_version_changed_is_named_once_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(browser_session, "READ", {Renamed: {"_event_loop", "_loop"}})
    is_as_known.cache_clear()
    try:
        assert [is_as_known(), is_as_known()] == [False, False]
    finally:
        is_as_known.cache_clear()
    assert caplog.text.count("Renamed has no “_event_loop” in Streamlit") == 1
    assert "“_loop”" not in caplog.text
