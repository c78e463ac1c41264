"""Small pictures of files that went through this page, for servers that cannot be asked for them."""

from __future__ import annotations

import base64
import io

from chatkit_core.ui.newest import Newest

EDGE = 448
"""Longest side in pixels: twice what a message shows."""
KEPT = 200


class Thumbnails:
    """The newest pictures of this process, by attachment id, as data addresses."""

    def __init__(self) -> None:
        self._kept: Newest[str, str] = Newest(KEPT)

    def keep(self, attachment_id: str, data: bytes) -> None:
        """Nothing is kept of what is no picture."""
        small = thumbnail(data)
        if small is not None:
            self._kept[attachment_id] = small

    def get(self, attachment_id: object) -> str | None:
        return self._kept.get(str(attachment_id))


def thumbnail(data: bytes) -> str | None:
    """A data address of a picture at most `EDGE` pixels wide and high; None for anything else."""
    from PIL import Image, UnidentifiedImageError

    small = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.thumbnail((EDGE, EDGE))
            picture.convert("RGBA").save(small, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return f"data:image/png;base64,{base64.b64encode(small.getvalue()).decode('ascii')}"
