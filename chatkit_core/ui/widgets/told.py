"""What a component says in properties of its own, which ChatKit would not show, as components.

Servers in the wild send rows with a `title`, lists with `items`, cards with a `title` or `content`
and whole dialects with `options` that carry an `action`. Their words and actions are the author's
message: they are laid out plainly instead of being left away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from chatkit_core.ui.widgets.actions import is_action
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.registry import find

HEADS = ("title", "heading", "label", "name", "text", "value")
WORDS = (*HEADS, "subtitle", "sublabel", "description", "message", "content", "caption", "summary")
DEEPEST = 8
MOST_ENTRIES = 100
_LOOKS = ("style", "variant", "color", "size", "handler", "loadingBehavior")
_TECHNICAL = re.compile(
    r"(?i)^(id|key|code|type|icon|metadata|.*[_-](id|color|code)|\w+(Id|Color))$"
)
_PRESSED = re.compile(r"(?i)(actions?|buttons?)$")

Json = dict[str, Any]


def told(props: Mapping[str, Any], depth: int = 0) -> list[Json]:
    """The readable and pressable content of a mapping, apart from its `children`."""
    if depth > DEEPEST:
        return []
    head = next((name for name in HEADS if _says(props.get(name))), "")
    action = next(
        (props[name] for name in ("action", "onClickAction") if is_action(props.get(name))), None
    )
    found: list[Json] = []
    if action is not None and depth:
        label = as_text(props.get(head)) or as_text(action["type"])
        found.append(
            {"type": "Button", "label": label, "variant": "outline", "onClickAction": action}
        )
    elif head:
        found.append({"type": "Text", "value": as_text(props[head]), "weight": "semibold"})
    offers = [*_offers(props)]
    spoken = {head, "children", *(f"{stem}Label" for stem, _ in offers)}
    for name, value in props.items():
        if name not in spoken and not _is_technical(name, value, depth):
            found += _one(name, value, depth)
    return found + [button for _, button in offers]


def offer_labels(props: Mapping[str, Any]) -> Json:
    """What the actions that have a property of their own are called (`approveLabel`)."""
    names = (f"{stem}Label" for stem, _ in _offers(props))
    return {name: props[name] for name in names if name in props}


def _offers(props: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Buttons for properties such as `approveAction`; events (`onItemAction`) are none."""
    for name, value in props.items():
        stem = name.removesuffix("Action")
        if not stem or stem == name or name.startswith("on") or not is_action(value):
            continue
        label = as_text(props.get(f"{stem}Label")) or _spoken(stem)
        look = {"variant": "outline", "onClickAction": value}
        yield stem, {"type": "Button", "label": label, **look}


def _one(name: str, value: Any, depth: int) -> Iterator[Json]:
    if isinstance(value, str) and value.startswith("data:"):
        yield {"type": "Image", "src": value, "alt": _spoken(name), "fit": "contain"}
    elif _says(value):
        yield _line(name, as_text(value))
    elif isinstance(value, list):
        for entry in value[:MOST_ENTRIES]:
            yield from _entry(name, entry, depth)
    elif isinstance(value, Mapping):
        yield from _entry(name, value, depth)


def _entry(name: str, value: Any, depth: int) -> Iterator[Json]:
    if _is_component(value):
        yield dict(value)
    elif _PRESSED.search(name) and is_action(value) and _says(value.get("label")):
        action = {prop: one for prop, one in value.items() if prop not in ("label", *_LOOKS)}
        yield {**value, "type": "Button", "onClickAction": action}
    elif name == "badge" and isinstance(value, Mapping):
        yield {**value, "type": "Badge"}
    elif isinstance(value, Mapping):
        inner = told(value, depth + 1)
        if inner:
            yield inner[0] if len(inner) == 1 else {"type": "Col", "gap": 1, "children": inner}
    elif _says(value):
        yield {"type": "Text", "value": f"• {as_text(value)}", "size": "sm", "color": "secondary"}


def _line(name: str, said: str) -> Json:
    quiet = {"type": "Text", "value": said, "size": "sm", "color": "secondary"}
    if name in WORDS:
        return quiet
    label = {"type": "Caption", "value": _spoken(name)}
    return {"type": "Row", "children": [label, {**quiet, "color": "primary"}]}


def _spoken(name: str) -> str:
    """A property's name in words: `paid_by` and `paidBy` are "Paid by"."""
    return re.sub(r"[_-]+|(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _says(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""


def _is_component(value: Any) -> bool:
    return isinstance(value, Mapping) and find(Node(value).type) is not None


def _is_technical(name: str, value: Any, depth: int) -> bool:
    """Layout and behaviour are no words; what data calls a thing may be anything."""
    if name == "action" and isinstance(value, Mapping) and not is_action(value):
        return False
    if name == "data" and isinstance(value, Mapping):
        return False  # ChatKit's data are the rows of a chart
    if _TECHNICAL.match(name) or name in ("action", "onClickAction", *_LOOKS):
        return True
    if depth or name in WORDS or (isinstance(value, list) and name not in ("data", "series")):
        return False
    return name in _properties()


@cache
def _properties() -> frozenset[str]:
    from chatkit_core.ui.widgets.reference import COMPONENTS

    return frozenset(name for props in COMPONENTS.values() for name in props)
