"""Fixtures that draw widgets from their JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chatkit_core.ui.widgets.drawn import Draw, Drawn, draw_page


@pytest.fixture
def draw() -> Draw:
    def draw(widget: Any, **options: Any) -> Drawn:
        return draw_page({"w": widget}, options)

    return draw


@pytest.fixture
def draw_all() -> Draw:
    def draw_all(widgets: list[Any], **options: Any) -> Drawn:
        return draw_page({f"w{at}": widget for at, widget in enumerate(widgets)}, options)

    return draw_all
