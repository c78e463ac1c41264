"""Takes images with an unwelcome address out of Markdown, leaving their description."""

from __future__ import annotations

import re

from chatkit_core.ui.widgets.images import safe_image

_INLINE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^\s)>]*)>?[^)]*\)")
_BY_REFERENCE = re.compile(r"!(?=\[[^\]]*\](?:\[|(?!\()))")


def drop_hostile_images(source: str, allowed_domains: tuple[str, ...] | None) -> str:
    """Markdown whose images all passed `safe_image`; reference images become plain links."""
    if "![" not in source:
        return source

    def keep(match: re.Match[str]) -> str:
        welcome = safe_image(match[2], allowed_domains)
        return match[0] if welcome else f"*{match[1] or 'Image not shown'}*"

    return _BY_REFERENCE.sub("", _INLINE.sub(keep, source))
