"""The gallery looks as it did when someone last looked at it and found it good.

`UPDATE_PICTURES=1 pytest tests/gallery` stores new pictures; look at them before committing.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from chatkit_core.ui.gallery import gallery_widgets

PICTURES = Path(__file__).parent / "pictures"
FAILURES = Path(__file__).parent / "failures"
VIEWS = {"light": (1280, "light"), "dark": (1280, "dark"), "phone": (390, "light")}
COLORS = 256
MOST_CHANGED = 0.02
"""Share of pixels that may differ clearly: fonts are drawn a little differently everywhere."""
CLEARLY = 48
MOST_RESIZED = 6


@pytest.fixture(scope="module")
def views(open_page: Callable[..., Page]) -> dict[str, Page]:
    opened: dict[str, Page] = {}
    for view, (width, scheme) in VIEWS.items():
        page = open_page("", width=width, scheme=scheme)
        page.wait_for_selector(".js-plotly-plot .legend", timeout=60_000)
        page.wait_for_timeout(1_000)
        opened[view] = page
    return opened


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", gallery_widgets())
def test_a_gallery_widget_looks_as_before(views: dict[str, Page], view: str, name: str) -> None:
    shot = views[view].locator(f".st-key-gallery-{name}").screenshot(animations="disabled")
    seen = small(Image.open(io.BytesIO(shot)))
    stored = PICTURES / f"{name}-{view}.png"
    if os.environ.get("UPDATE_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        seen.quantize(COLORS, dither=Image.Dither.NONE).save(stored, optimize=True)
        return
    before = Image.open(stored)
    difference = how_different(seen, before)
    if difference > MOST_CHANGED:
        FAILURES.mkdir(exist_ok=True)
        seen.save(FAILURES / stored.name)
    assert difference <= MOST_CHANGED


def small(picture: Image.Image) -> Image.Image:
    """Half the size: enough to see what is wrong."""
    return picture.convert("RGB").resize((picture.width // 2, picture.height // 2))


def how_different(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ clearly; 1 when the sizes are not about the same."""
    width, height = min(one.width, other.width), min(one.height, other.height)
    resized = max(abs(one.width - other.width), abs(one.height - other.height))
    if resized > MOST_RESIZED:
        return 1.0
    box = (0, 0, width, height)
    left, right = (np.asarray(i.convert("RGB").crop(box), dtype=int) for i in (one, other))
    return float((np.abs(left - right).max(axis=2) > CLEARLY).mean())


def test_a_changed_picture_is_noticed() -> None:
    white = Image.new("RGB", (100, 100), "white")
    other = white.copy()
    other.paste("black", (10, 10, 30, 30))
    assert how_different(white, other) == pytest.approx(0.04)
    assert how_different(white, Image.new("RGB", (100, 120), "white")) == 1.0
