"""A recording as Ogg, one of the formats that ChatKit promises its servers.

Streamlit records WAV; ChatKit's own page sends WebM, Ogg or MP4, and some servers take nothing else.
"""

from __future__ import annotations

import io
from typing import Any

MEDIA_TYPE = "audio/ogg;codecs=vorbis"
"""Opus takes ten times as long to write, and does not have every rate."""
BLOCK = 1 << 15
"""Samples at a time: the library keeps what it is given at once on its stack."""


def as_ogg(recording: bytes) -> bytes | None:
    """The bytes of an Ogg file; None for what cannot be read, or holds no sound.

    Also None on a machine that the library has no build for. A minute takes some 0.3 s.
    """
    try:
        import soundfile  # only who speaks needs it
    except (ImportError, OSError):
        return None
    try:
        samples, rate = soundfile.read(io.BytesIO(recording), always_2d=True, dtype="float32")
        return _written(soundfile, samples, rate) if len(samples) else None
    except soundfile.SoundFileError:
        return None


def _written(soundfile: Any, samples: Any, rate: int) -> bytes:
    made = io.BytesIO()
    form = {"format": "OGG", "subtype": "VORBIS"}
    with soundfile.SoundFile(made, "w", rate, samples.shape[1], **form) as file:
        for start in range(0, len(samples), BLOCK):
            file.write(samples[start : start + BLOCK])
    return made.getvalue()
