"""Every component and every property of chatkit's own classes is drawn, as the right element."""

from __future__ import annotations

from typing import Any

import pytest
from chatkit import widgets as chatkit_widgets

from chatkit_core.ui.gallery import gallery_widgets
from chatkit_core.ui.widgets.registry import find
from tests.chatkit_core.ui.widgets.components import MINIMAL, props_of, samples
from tests.chatkit_core.ui.widgets.drawn import Draw

# What servers send where chatkit expects something else.
NONSENSE = [None, "nonsense-token", 10**9, -3, [], {}, [[]], {"type": "Text"}, True]


def test_the_registry_knows_every_component_of_the_library() -> None:
    known = {
        name
        for name, value in vars(chatkit_widgets).items()
        if isinstance(value, type)
        and issubclass(value, chatkit_widgets.WidgetComponentBase)
        and not name.startswith(("Widget", "Dynamic", "BasicRoot"))
    }
    assert known <= set(MINIMAL)
    assert all(find(name) for name in MINIMAL)


@pytest.mark.parametrize("component", MINIMAL)
def test_a_component_is_drawn_as_its_element_with_every_property(
    draw_all: Draw, component: str
) -> None:
    minimal, element = MINIMAL[component]
    base = {"type": component, **minimal}
    variants = [{**base, prop: value} for prop in props_of(component) for value in samples(prop)]
    drawn = draw_all([base, *variants])
    assert len(drawn.at.get(element)) >= 1
    first = draw_all([base])
    assert len(first.at.get(element)) >= 1


@pytest.mark.parametrize("component", MINIMAL)
def test_a_property_of_the_wrong_shape_never_raises(
    draw_all: Draw, component: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("ERROR", "chatkit_core.ui.widgets")
    minimal, _ = MINIMAL[component]
    base = {"type": component, **minimal}
    draw_all([{"type": component}, {"type": component.lower(), **minimal}])
    draw_all([{**base, prop: value} for prop in props_of(component) for value in NONSENSE])
    assert caplog.records == []


@pytest.mark.parametrize("name", gallery_widgets())
def test_every_gallery_widget_fires_every_button_with_its_own_action(draw: Draw, name: str) -> None:
    widget = gallery_widgets()[name]["widget"]
    drawn = draw(widget)
    offered = [action for action in actions_in(widget) if "type" in action]
    for at in range(len(drawn.at.button)):
        before = len(drawn.fired)
        button = drawn.at.button[at]
        if button.label.startswith("Show ") or button.disabled:
            continue
        button.click()
        drawn.run()
        # A refused submit says why; everything else fires exactly one stored action.
        assert len(drawn.fired) == before + (0 if drawn.alerts else 1)
        assert all(action in offered for action, _ in drawn.fired[before:])


def actions_in(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [action for one in value for action in actions_in(one)]
    if not isinstance(value, dict):
        return []
    found = [
        one
        for key, one in value.items()
        if isinstance(one, dict) and (key.endswith("Action") or key == "action")
    ]
    return found + [action for one in value.values() for action in actions_in(one)]
