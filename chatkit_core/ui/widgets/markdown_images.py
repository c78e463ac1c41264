"""Takes images with an unwelcome address out of Markdown, leaving their description."""

from __future__ import annotations

import re

from chatkit_core.ui.widgets.images import safe_image

# An image as plain as images are written: brackets in its words, or another image before its end,
# would leave open which address counts. Nothing is scanned twice, whatever stands there.
_IMAGE = re.compile(r"!\[((?:\\.|[^\[\]\\])*)\]\(((?:(?!!\[)[^)])*)\)")


def drop_hostile_images(source: str, allowed_domains: tuple[str, ...] | None) -> str:
    """Markdown whose images all passed `safe_image`; any other way to write one becomes a link."""
    if "![" not in source:
        return source
    between, images = _IMAGE.split(source)[::3], list(_IMAGE.finditer(source))
    # Only a definition, or an address that no image above took, could make an image of the rest.
    if "]:" in source or any("](" in text for text in between):
        between = [text.replace("![", "[") for text in between]
    shown = [_shown(image, allowed_domains) for image in images]
    return "".join(part for pair in zip(between, [*shown, ""], strict=True) for part in pair)


def _shown(image: re.Match[str], allowed_domains: tuple[str, ...] | None) -> str:
    welcome = safe_image(_address(image[2].strip()), allowed_domains)
    return image[0] if welcome else f"*{image[1] or 'Image not shown'}*"


def _address(target: str) -> str:
    """The address before a title, with or without its angle brackets."""
    if target.startswith("<"):
        return target[1:].partition(">")[0]
    return target.split()[0] if target else ""
