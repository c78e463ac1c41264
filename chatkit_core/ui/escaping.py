"""A server's words outside its widgets: shown by the same rules as inside them."""

from __future__ import annotations

from collections.abc import Sequence

from chatkit_core.ui.widgets.escape import as_answer, as_label
from chatkit_core.ui.widgets.images import safe_image
from chatkit_core.ui.widgets.markdown_images import drop_hostile_images


def safe_markdown(text: str, allowed_domains: Sequence[str] | None = None) -> str:
    """Markdown as written, with its formulas; Streamlit's own additions are text, unwelcome images
    their words.
    """
    return as_answer(drop_hostile_images(text, _domains(allowed_domains)))


def image_allowed(url: str, allowed_domains: Sequence[str] | None = None) -> bool:
    """Only http(s) and data images; with a list, only its domains and their subdomains."""
    return safe_image(url, _domains(allowed_domains)) is not None


def plain(text: object) -> str:
    """A label that Streamlit will not read as markdown."""
    return as_label(str(text))


def _domains(allowed: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if allowed is None else tuple(allowed)
