"""A card is the same JSON as ChatKit's own models make of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from chatkit.actions import ActionConfig
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot
from hypothesis import given
from hypothesis import strategies as st

from chatkit_core.ui.gallery import gallery_widgets
from chatkit_core.widget_json import event_json, item_json

NOW = datetime(2026, 11, 26, tzinfo=UTC)

scalars = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False)  # fmt: skip
names = st.sampled_from(["value", "children", "onClickAction", "payload", "é", "key"])
values = st.recursive(
    scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(names, one, max_size=3)
)
extras = st.dictionaries(st.sampled_from(["value", "action", "rows", "ünits"]), values, max_size=3)
components = st.recursive(
    extras.map(lambda extra: {**extra, "type": "Text"}),
    lambda one: st.builds(
        lambda extra, children: {**extra, "type": "Row", "children": children},
        extras,
        one | st.lists(one, max_size=3) | st.none(),
    ),
    max_leaves=8,
)


def item_of(widget: Any) -> WidgetItem:
    return WidgetItem(id="msg_1", thread_id="thr_1", created_at=NOW, widget=widget)


def by_chatkit(item: WidgetItem | AssistantMessageItem) -> dict[str, Any]:
    return item.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize("name", sorted(gallery_widgets()))
def test_every_gallery_card_is_the_same_json(name: str) -> None:
    root = gallery_widgets()[name]["widget"]
    if not isinstance(root, dict) or root.get("type") not in ("Card", "ListView", "Basic"):
        root = {"type": "Basic", "children": root}
    item = item_of(DynamicWidgetRoot.model_validate(root))
    assert item_json(item) == by_chatkit(item)


@given(components)
def test_any_card_is_the_same_json(component: dict[str, Any]) -> None:
    item = item_of(DynamicWidgetRoot.model_validate({**component, "type": "Card"}))
    assert item_json(item) == by_chatkit(item)
    event = ThreadItemDoneEvent(item=item)
    told = event_json(event)
    assert told is not None
    assert json.loads(told) == event.model_dump(mode="json", by_alias=True, exclude_none=True)


def test_a_model_inside_a_card_is_the_same_json() -> None:
    button = {"type": "Button", "label": "b", "onClickAction": ActionConfig(type="go")}
    item = item_of(DynamicWidgetRoot.model_validate({"type": "Card", "children": [button]}))
    assert item_json(item) == by_chatkit(item)


def test_other_items_and_strict_cards_are_left_to_chatkit() -> None:
    card = {"type": "Card", "children": [{"type": "Text", "value": "t"}]}
    strict = WidgetItem.model_validate({**by_chatkit(item_of(card)), "widget": card})
    assert not isinstance(strict.widget, DynamicWidgetRoot)
    said = AssistantMessageItem(
        id="msg_2",
        thread_id="thr_1",
        created_at=NOW,
        content=[AssistantMessageContent(text="Hello")],
    )
    assert item_json(strict) == by_chatkit(strict)
    assert item_json(said) == by_chatkit(said)
    assert event_json(ThreadItemDoneEvent(item=said)) is None
    assert event_json(ThreadItemRemovedEvent(item_id="msg_1")) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, "\ud800"])
def test_what_json_cannot_hold_is_left_to_chatkit(value: Any) -> None:
    root = DynamicWidgetRoot.model_validate({"type": "Card", "value": value})
    assert event_json(ThreadItemDoneEvent(item=item_of(root))) is None
