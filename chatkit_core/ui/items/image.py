"""A generated image, and how far it is while it is being made."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.escaping import image_allowed
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.thread_view import Json


def draw(drawing: Drawing, item: Json) -> None:
    """Show the image, or a place for it."""
    image: Json = item.get("image") or {}
    url = str(image.get("url") or "")
    if url and image_allowed(url, drawing.image_domains):
        st.image(url, width=420, alt="Generated image")
    elif url:
        st.caption("The image comes from a place this chat does not show images from.")
    elif drawing.live(item):
        st.skeleton(height=240)
    if drawing.live(item):
        progress = item.get("progress")
        done = min(1.0, max(0.0, float(progress))) if progress is not None else 0.0
        st.progress(done, text="Making the image")
