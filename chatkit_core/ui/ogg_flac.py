"""A WAV recording as FLAC in an Ogg file, uncompressed: the same samples in another envelope.

ChatKit promises its servers speech as WebM, Ogg or MP4, and some take nothing else; Streamlit
records WAV. Both formats are written as RFC 9639 and RFC 3533 have them.
"""

from __future__ import annotations

import io
import struct
import wave
import zlib
from collections.abc import Iterator
from functools import cache

MEDIA_TYPE = "audio/ogg;codecs=flac"

BLOCK = 4096
"""Samples in a frame; with more, the frames of two channels would not fit into an Ogg page."""
MOST_CHANNELS = 2
SERIAL = 1
BEGINS, ENDS = 2, 4

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def as_ogg(recording: bytes) -> bytes | None:
    """The bytes of an Ogg file; None for what is no WAV of 16-bit samples, mono or stereo."""
    try:
        with wave.open(io.BytesIO(recording)) as wav:
            form, rate = (wav.getsampwidth(), wav.getnchannels()), wav.getframerate()
            data = wav.readframes(wav.getnframes())
    except (wave.Error, EOFError, struct.error):
        return None
    width, channels = form
    if width != 2 or not 1 <= channels <= MOST_CHANNELS or len(data) < 2 * channels:
        return None
    return b"".join(_pages(data[: len(data) // (2 * channels) * 2 * channels], channels, rate))


def _pages(data: bytes, channels: int, rate: int) -> Iterator[bytes]:
    """One packet a page: who plays it, who made it, then the frames."""
    total = len(data) // (2 * channels)
    yield _page(_stream_info(total, channels, rate), 0, 0, BEGINS)
    yield _page(_comment(), 1, 0)
    for number, start in enumerate(range(0, total, BLOCK)):
        end = min(start + BLOCK, total)
        block = data[start * 2 * channels : end * 2 * channels]
        frame = _frame(block, channels, number)
        yield _page(frame, number + 2, end, ENDS if end == total else 0)


def _stream_info(total: int, channels: int, rate: int) -> bytes:
    packed = rate << 44 | (channels - 1) << 41 | (16 - 1) << 36 | total
    info = struct.pack(">HH6xQ16x", BLOCK, BLOCK, packed)
    return b"\x7fFLAC\x01\x00\x00\x01fLaC" + struct.pack(">I", len(info)) + info


def _comment() -> bytes:
    maker = b"chatkit_core"
    text = struct.pack("<I", len(maker)) + maker + struct.pack("<I", 0)
    return struct.pack(">I", 0x84 << 24 | len(text)) + text


def _frame(block: bytes, channels: int, number: int) -> bytes:
    """One block of samples, each channel on its own and as it is."""
    samples = struct.unpack(f"<{len(block) // 2}h", block)
    count = len(samples) // channels
    head = struct.pack(">HBB", 0xFFF8, 0x70, (channels - 1) << 4 | 0b1000)
    head += chr(number).encode("utf-8", "surrogatepass") + struct.pack(">H", count - 1)
    body = bytearray(head + bytes([_crc(head, 8, 0x07)]))
    for channel in range(channels):
        body += b"\x02" + struct.pack(f">{count}h", *samples[channel::channels])
    return bytes(body) + struct.pack(">H", _crc(body, 16, 0x8005))


def _page(packet: bytes, number: int, position: int, flags: int = 0) -> bytes:
    """`position` counts the samples up to the end of this page."""
    laces = bytes([255] * (len(packet) // 255) + [len(packet) % 255])

    def whole(checksum: int) -> bytes:
        head = struct.pack("<4sBBQIII", b"OggS", 0, flags, position, SERIAL, number, checksum)
        return head + bytes([len(laces)]) + laces + packet

    return whole(_ogg_checksum(whole(0)))


def _ogg_checksum(data: bytes) -> int:
    """Ogg's CRC is zlib's with every byte, and the result, the other way round."""
    mirrored = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


def _crc(data: bytes | bytearray, bits: int, polynomial: int) -> int:
    table, mask, shift = _crc_table(bits, polynomial), (1 << bits) - 1, bits - 8
    crc = 0
    for byte in data:
        crc = (crc << 8 & mask) ^ table[crc >> shift ^ byte]
    return crc


@cache
def _crc_table(bits: int, polynomial: int) -> tuple[int, ...]:
    top, mask = 1 << (bits - 1), (1 << bits) - 1

    def entry(byte: int) -> int:
        crc = byte << (bits - 8)
        for _ in range(8):
            crc = (crc << 1 ^ polynomial if crc & top else crc << 1) & mask
        return crc

    return tuple(map(entry, range(256)))
