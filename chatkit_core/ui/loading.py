"""What a running action does to the card it came from: ChatKit's `loadingBehavior`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Loading(StrEnum):
    """`none` leaves everything usable, `self` marks the control, `container` fades the card."""

    NONE = "none"
    SELF = "self"
    CONTAINER = "container"


_BY_PLACE = {
    "onClickAction": Loading.SELF,
    "onChangeAction": Loading.NONE,
    "onSubmitAction": Loading.CONTAINER,
    "action": Loading.CONTAINER,
}
"""What `auto` means where an action is bound; `action` is that of a Card's confirm or cancel."""


def loading_of(widget: Any, action: Json) -> Loading:
    """What an action asks for; `auto`, and a word ChatKit does not know, go by its place."""
    asked = action.get("loadingBehavior")
    if asked in tuple(Loading):
        return Loading(asked)
    return _BY_PLACE[_place_of(widget, action) or "onClickAction"]


def _place_of(node: Any, action: Json) -> str | None:
    """The property that holds the action, looked for from the root down."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            for name, value in one.items():
                if name in _BY_PLACE and value == action:
                    return name
                if isinstance(value, (dict, list)):
                    waiting.append(value)
    return None
