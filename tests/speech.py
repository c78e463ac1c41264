"""Recordings as the input line hands them over."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Sequence


def wav(samples: Sequence[int], *, rate: int = 16_000, channels: int = 1) -> bytes:
    """A WAV file of 16-bit samples; those of several channels take turns."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


def tone(seconds: float, rate: int, hertz: float = 440.0) -> list[int]:
    """The samples of one channel, as loud as speech."""
    step = 2 * math.pi * hertz / rate
    return [round(8000 * math.sin(step * n)) for n in range(int(seconds * rate))]
