"""A recording in another envelope; that it can be played is shown in tests/browser."""

from __future__ import annotations

import io
import time
import wave

import pytest

from chatkit_core.ui.ogg_flac import as_ogg
from tests.speech import wav


@pytest.mark.parametrize(
    "recording",
    [b"", b"hello", wav([]), wav([1, 2, 3], channels=3), wav([1, 2, 3])[:30]],
    ids=["empty", "no wav", "silent", "three channels", "cut off"],
)
def test_what_cannot_be_carried_stays_as_it_is(recording: bytes) -> None:
    assert as_ogg(recording) is None


def test_eight_bits_stay_as_they_are() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(8000)
        writer.writeframes(b"abc")
    assert as_ogg(file.getvalue()) is None


def test_a_minute_is_carried_in_a_moment() -> None:
    recording = wav([0] * 16_000 * 60)
    begun = time.perf_counter()
    ogg = as_ogg(recording)
    assert time.perf_counter() - begun < 3
    assert ogg is not None
    assert ogg.startswith(b"OggS")
    assert len(ogg) < 1.02 * len(recording)
