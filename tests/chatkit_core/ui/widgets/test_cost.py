"""A card stays cheap: few Streamlit elements, and nothing compiled twice."""

from __future__ import annotations

from typing import Any

from chatkit_core.ui.gallery import gallery_widgets
from chatkit_core.ui.widgets.render import compiled
from tests.chatkit_core.ui.widgets.drawn import Draw


def test_a_static_widget_is_one_element(draw: Draw) -> None:
    widget = gallery_widgets()["10_table"]["widget"]
    drawn = draw(widget)
    assert len(drawn.at.get("html")) == 1


def test_neighbouring_static_parts_share_one_element(draw: Draw) -> None:
    texts = [{"type": "Text", "value": f"t{n}"} for n in range(9)]
    button = {"type": "Button", "label": "b"}
    drawn = draw({"type": "Card", "children": [*texts, button, *texts]})
    # One on each side of the button; the first holds the style rules too.
    assert len(drawn.at.get("html")) == 2


def test_drawing_again_compiles_nothing(draw: Draw) -> None:
    drawn = draw(gallery_widgets()["01_order"]["widget"])
    before: Any = compiled.cache_info()
    drawn.run()
    after: Any = compiled.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_equal_looks_share_one_rule(draw: Draw) -> None:
    button = {"type": "Button", "label": "b", "style": "primary"}
    one = draw({"type": "Card", "children": [button]}).markup
    ten = draw({"type": "Card", "children": [button] * 10}).markup
    assert one.count("{") == ten.count("{")
