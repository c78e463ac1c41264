"""A recording as Ogg; that it sounds as it was made is shown in tests/browser."""

from __future__ import annotations

import sys

import pytest

from chatkit_core.ui.speech import as_ogg
from tests.speech import tone, wav


@pytest.mark.parametrize(
    "recording",
    [b"", b"hello", wav([]), wav([1, 2, 3])[:30]],
    ids=["empty", "no wav", "silent", "cut"],
)
def test_what_holds_no_sound_stays_as_it_is(recording: bytes) -> None:
    assert as_ogg(recording) is None


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_a_minute_becomes_smaller(rate: int) -> None:
    recording = wav(tone(60.0, rate), rate=rate)
    ogg = as_ogg(recording)
    assert ogg is not None
    assert ogg.startswith(b"OggS")
    assert len(ogg) < len(recording) / 3


def test_without_the_library_it_goes_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    assert as_ogg(wav([1, 2, 3])) is None
